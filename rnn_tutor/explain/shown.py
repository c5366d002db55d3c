"""How notebooks show an object: whoever can write it as HTML, Markdown or LaTeX is registered here, by its class."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def as_html(_: object) -> str | None:
    """An object as HTML; None where nobody writes it, and the notebook shows its plain text."""
    return None


@singledispatch
def as_markdown(_: object) -> str | None:
    """An object as Markdown; None as above."""
    return None


@singledispatch
def as_latex(_: object) -> str | None:
    """An object as LaTeX; None as above."""
    return None
