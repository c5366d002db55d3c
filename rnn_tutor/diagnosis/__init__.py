"""Which line of someone's own numbers is wrong, and which slip explains them all."""
