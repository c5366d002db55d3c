"""Numbers: exact values with a proof, their digits, and rounding by hand."""
