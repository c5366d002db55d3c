"""Derivatives: SymPy's of what goes element by element, one linear rule each for the rest, and the chain rule."""
