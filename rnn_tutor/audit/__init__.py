"""What a source prints, held against the derivation; and what makes a lesson a poor one."""
