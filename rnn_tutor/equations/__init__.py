"""Equations as data: the language, its functions and losses, derivatives, shapes and written forms."""
