"""Boxes with a title in their upper edge, and arrows between two that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rnn_tutor.equations.tree import Ref
from rnn_tutor.screens.layout.page import Lines, plain_line, wrapped_spans

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True)
class BoxRow:
    """A line in a box, and the names that it reads.

    `carries` is the quantity that is carried over from here to the next time step, `returns` one that goes back to
    the last.
    """

    text: Text
    reads: frozenset[Ref] = frozenset()
    carries: str = ""
    returns: str = ""


@dataclass(frozen=True)
class Box:
    """Equations under a title: each in one or more rows. `feed` comes in from above, `sends` go out below."""

    title: str
    equations: tuple[tuple[BoxRow, ...], ...]
    feed: str = ""
    sends: str = ""

    @property
    def widest(self) -> int:
        """The cells that its rows need."""
        return max(row.text.cell_len for rows in self.equations for row in rows)


def top(title: str, outer: int) -> str:
    """The upper edge of a box, with its title."""
    if cell_len(title) + 5 > outer:
        return "┌" + "─" * (outer - 2) + "┐"
    return f"┌─ {title} " + "─" * (outer - 5 - cell_len(title)) + "┐"


def bottom(outer: int) -> str:
    """The lower edge of a box."""
    return "└" + "─" * (outer - 2) + "┘"


def closed(box: Box, outer: int) -> Lines:
    """A box of a given width."""
    texts = [part for rows in box.equations for row in rows for part in wrapped_row(row.text, outer - 4)]
    inside = [framed(text, outer - 4) for text in texts]
    return [plain_line(top(box.title, outer)), *inside, plain_line(bottom(outer))]


def framed(row: Text, inside: int, *, left: str = "│", right: str = "│") -> Text:
    """A row between the edges of its box."""
    found = plain_line(f"{left} ").append_text(row)
    return found.append(" " * (inside - row.cell_len) + f" {right}")


def wrapped_row(row: Text, width: int) -> Lines:
    """A row broken between words, indented as it was and a little more."""
    if row.cell_len <= width:
        return [row]
    indent = len(row.plain) - len(row.plain.lstrip())
    hanging = min(indent + 2, width // 2)
    bare = row[indent:]
    spans = wrapped_spans(bare.plain, width - hanging)
    lefts = [min(indent, hanging), *[hanging] * (len(spans) - 1)]
    return [
        plain_line(" " * left).append_text(bare[start:end]) for left, (start, end) in zip(lefts, spans, strict=True)
    ]


MIRRORED = str.maketrans("▶◀┐┌┘└", "◀▶┌┐└┘")


class Canvas:
    """The space between two boxes, on which arrows are drawn."""

    def __init__(self, height: int, width: int) -> None:
        self.cells = [[" "] * width for _ in range(height)]
        self.width = width

    def rows(self) -> list[str]:
        """What is drawn."""
        return ["".join(row) for row in self.cells]

    def arrow_back(self, start: int, end: int, label: str) -> None:
        """An arrow from a row on the right to a row on the left: the other one, seen in a mirror."""
        self.mirror()
        self.arrow(start, end, label[::-1])
        self.mirror()

    def mirror(self) -> None:
        """Turn left and right about, and the corners of what is drawn."""
        self.cells = [[cell.translate(MIRRORED) for cell in reversed(row)] for row in self.cells]

    def arrow(self, start: int, end: int, label: str) -> None:
        """An arrow from a row on the left to a row on the right; straight on where no column is free to turn in."""
        for cell, character in enumerate(label):
            self.put(start, cell, character)
        free = [bend for bend in (self.width - 3, self.width - 2) if self.is_free(start, end, bend)]
        if end == start or not free:
            self.across(start, len(label))
            return
        bend, down = free[0], end > start
        for cell in range(len(label), bend):
            self.put(start, cell, "─")
        self.put(start, bend, "┐" if down else "┘")
        for row in range(min(start, end) + 1, max(start, end)):
            self.put(row, bend, "│")
        self.put(end, bend, "└" if down else "┌")
        self.across(end, bend + 1)

    def across(self, row: int, first: int) -> None:
        """A line to the right edge, with its head."""
        for cell in range(first, self.width - 1):
            self.put(row, cell, "─")
        self.cells[row][-1] = "▶"

    def is_free(self, start: int, end: int, bend: int) -> bool:
        """Whether an arrow can turn in a column: it may cross a level one, and not run along another."""
        ends = self.cells[start][bend], self.cells[end][bend]
        between = [self.cells[row][bend] for row in range(min(start, end) + 1, max(start, end))]
        return all(cell == " " for cell in ends) and all(cell in " ─" for cell in between)

    def put(self, row: int, cell: int, character: str) -> None:
        """Draw a character; lines that meet cross."""
        there = self.cells[row][cell]
        crosses = {there, character} == {"─", "│"}
        self.cells[row][cell] = "┼" if crosses else character
