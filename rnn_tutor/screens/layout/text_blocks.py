"""Text in two dimensions: rows of equal width that share a baseline with what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

SHORT_BRACKETS = ("(", ")")
TALL_BRACKETS = (("⎛", "⎜", "⎝"), ("⎞", "⎟", "⎠"))


@dataclass(frozen=True)
class Block:
    """Rows of equal width; `baseline` is the row on which its neighbours stand, counted from the top."""

    rows: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """Its width in terminal cells."""
        return cell_len(self.rows[0])

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.rows)


def line(text: str) -> Block:
    """A text on one row."""
    return Block((text,))


def column(texts: Sequence[str], baseline: int = 0) -> Block:
    """Rows one under the other, filled up on the right."""
    width = max(map(cell_len, texts))
    return Block(tuple(padded(text, width) for text in texts), baseline)


def padded(text: str, width: int) -> str:
    """A text filled up with spaces to so many cells."""
    return text + " " * (width - cell_len(text))


def centred(text: str, width: int) -> str:
    """A text in the middle of so many cells."""
    left = (width - cell_len(text)) // 2
    return padded(" " * left + text, width)


def beside(*blocks: Block) -> Block:
    """Blocks from left to right on one baseline."""
    above = max(block.baseline for block in blocks)
    below = max(block.height - block.baseline for block in blocks)
    grown = [_grown(block, above, below) for block in blocks]
    return Block(tuple("".join(rows) for rows in zip(*grown, strict=True)), above)


def _grown(block: Block, above: int, below: int) -> list[str]:
    empty = " " * block.width
    top, bottom = above - block.baseline, below - (block.height - block.baseline)
    return [empty] * top + list(block.rows) + [empty] * bottom


def fraction(top: Block, bottom: Block) -> Block:
    """One over the other, with a line between them."""
    width = max(top.width, bottom.width)
    rows = (
        *(centred(row, width) for row in top.rows),
        "─" * width,
        *(centred(row, width) for row in bottom.rows),
    )
    return Block(rows, top.height)


def bracketed(inner: Block) -> Block:
    """In parentheses as tall as what they hold."""
    left, right = (_bracket(inner, side) for side in (0, 1))
    return beside(left, inner, right)


def _bracket(inner: Block, side: int) -> Block:
    if inner.height == 1:
        return line(SHORT_BRACKETS[side])
    top, middle, bottom = TALL_BRACKETS[side]
    return Block((top, *[middle] * (inner.height - 2), bottom), inner.baseline)


def lowered(base: Block, subscript: str) -> Block:
    """With a subscript at the foot."""
    rows = tuple(
        row + (subscript if number == base.height - 1 else " " * cell_len(subscript))
        for number, row in enumerate(base.rows)
    )
    return Block(rows, base.baseline)


def under(rows: Sequence[Block]) -> Block:
    """Blocks one under the other, the baseline that of the first; a blank row beside those that are tall."""
    texts: list[str] = []
    for number, row in enumerate(rows):
        tall = number and max(row.height, rows[number - 1].height) > 1
        texts += [*([""] if tall else []), *row.rows]
    return column(texts, rows[0].baseline)
