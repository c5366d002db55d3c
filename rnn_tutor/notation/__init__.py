"""How formulas are written: one layout of an expression, and a renderer for each medium."""
