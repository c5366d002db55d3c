"""Boxes with a title in their upper edge, and arrows between two that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from rnn_tutor.screens.layout.page import wrapped
from rnn_tutor.screens.layout.text_blocks import padded


@dataclass(frozen=True)
class BoxRow:
    """A line in a box, and the quantity that is carried over from here: to the next time step, or back to the last."""

    text: str
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
        return max(cell_len(row.text) for rows in self.equations for row in rows)


def top(title: str, outer: int) -> str:
    """The upper edge of a box, with its title."""
    if cell_len(title) + 5 > outer:
        return "┌" + "─" * (outer - 2) + "┐"
    return f"┌─ {title} " + "─" * (outer - 5 - cell_len(title)) + "┐"


def closed(box: Box, outer: int) -> list[str]:
    """A box of a given width."""
    texts = [part for rows in box.equations for row in rows for part in wrapped_row(row.text, outer - 4)]
    inside = [f"│ {padded(text, outer - 4)} │" for text in texts]
    return [top(box.title, outer), *inside, "└" + "─" * (outer - 2) + "┘"]


def wrapped_row(row: str, width: int) -> list[str]:
    """A row broken between words, indented as it was and a little more."""
    indent = len(row) - len(row.lstrip())
    if cell_len(row) <= width:
        return [row]
    hanging = min(indent + 2, width // 2)
    parts = wrapped(row.strip(), width - hanging)
    return [" " * (hanging if number else min(indent, hanging)) + part for number, part in enumerate(parts)]


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
