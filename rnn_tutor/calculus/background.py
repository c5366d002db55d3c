"""SymPy, loaded while something on the screen is read: it takes 300 ms, and nobody waits for it who reads a page."""

from __future__ import annotations

import threading
from importlib import import_module


def load_in_background() -> None:
    """Begin to load SymPy, in a thread that ends with the program."""
    threading.Thread(target=_load, daemon=True).start()


def _load() -> None:
    import_module("rnn_tutor.calculus.blocks")
