"""What the pictures of a page have in common: sizes of letters, and the frame of a picture."""

from __future__ import annotations

from html import escape

LETTER, LINE = 9.2, 24  # pixels: of a letter of the pictures' font, of a line
SMALLEST = 0.68  # of its size, below which the letters are too small to read


def frame(width: float, height: float, label: str, kind: str = "") -> str:
    """The beginning of a picture; where there is little room it keeps most of its size, and is moved to and fro."""
    sizes = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" style="min-width:{width * SMALLEST:.0f}px"'
    named = f'class="{kind}" ' if kind else ""
    return f'<svg {named}{sizes} role="img" aria-label="{escape(label)}">'


def words(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> str:
    """A text at a place."""
    named = f'class="{kind}" ' if kind else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text {named}x="{x:.0f}" y="{y:.0f}"{at}>{escape(text)}</text>'
