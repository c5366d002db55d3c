"""What a solution says to a person: steps with their formulas, lines, words, names and closed forms."""
