"""What there is to draw of a derivation, and what it shows in words; how it is drawn is the matter of each medium."""
