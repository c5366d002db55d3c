"""Curves on a grid of dots, small ones beside a name, and bars: in braille and blocks, or in plain ASCII.

A cell of braille has two columns and four rows of dots. A picture never stands alone: whoever draws one says what there
is to see in words beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from rich.text import Text

from rnn_tutor.pictures.span import Span
from rnn_tutor.screens.layout.page import Lines, Page

DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # by column and row of a cell
EMPTY = 0x2800
BLOCKS, ASCII_BLOCKS = "▁▂▃▄▅▆▇█", "_.-~=+*#"
DOT = {True: "·", False: "."}  # of a dashed line, in letters of its own: told from a curve without colour

Curve: TypeAlias = Callable[[float], float]


class Plot:
    """A grid of dots `width` cells wide and `height` cells high, over two stretches of numbers."""

    def __init__(self, page: Page, width: int, height: int, x: Span, y: Span) -> None:
        self.page = page
        self.width, self.height = max(width, 4), height
        self.x, self.y = x, y
        self.fine = page.boxes  # braille, or a letter in each cell
        self.fineness = (2, 4) if self.fine else (1, 1)  # dots of a cell, across and down
        self.columns = self.width * self.fineness[0]
        self.rows = self.height * self.fineness[1]
        empty: int | str = EMPTY if self.fine else " "
        self.cells = [[empty] * self.width for _ in range(self.height)]
        self.marks: dict[tuple[int, int], str] = {}
        self.dots: set[tuple[int, int]] = set()  # of dashed lines, by row and column of their cells

    def curve(self, curve: Curve, *, dashed: bool = False) -> None:
        """A function, its dots joined where it is steep; dashed, in letters of its own where a curve leaves room."""
        before: int | None = None
        for column in range(self.columns):
            value = curve(self.x.at((column + 0.5) / self.columns))
            row = self.row(value)
            if row is None:
                before = None
                continue
            if dashed:
                self.dots.add((row // self.fineness[1], column // self.fineness[0]))
                continue
            start = row if before is None else before + (row > before) - (row < before)
            for between in range(min(start, row), max(start, row) + 1):
                self.dot(column, between)
            before = row

    def mark(self, x: float, y: float) -> None:
        """A point that is meant."""
        row, column = self.row(y), int(self.x.share(x) * self.columns)
        if row is not None and 0 <= column < self.columns:
            self.marks[row // self.fineness[1], column // self.fineness[0]] = "●" if self.fine else "o"

    def row(self, value: float) -> int | None:
        """The row of dots of a value, counted from the top; None outside."""
        if not math.isfinite(value):
            return None
        share = self.y.share(value)
        row = math.floor((1 - share) * (self.rows - 1) + 0.5)
        return row if 0 <= row < self.rows else None

    def dot(self, column: int, row: int) -> None:
        """Set a dot."""
        if self.fine:
            cell = self.cells[row // 4][column // 2]
            assert isinstance(cell, int), "cells are numbers in braille"
            self.cells[row // 4][column // 2] = cell | DOTS[column % 2][row % 4]
        else:
            self.cells[row][column] = "*"

    def lines(self, low: str, high: str, left: str, right: str) -> Lines:
        """The grid with the ends of its axes named: `low` and `high` on the left, `left` and `right` below.

        On a linear page the ends alone, in words: what a curve is about is said beside it.
        """
        if self.page.linear:
            return self.page.prose(f"A curve, from {left.strip()} to {right.strip()}; its values from {low} to {high}.")
        label = max(len(low), len(high))
        indent = " " * (self.page.margin * 2)
        lines: Lines = []
        for number, cells in enumerate(self.cells):
            name = high if number == 0 else low if number == self.height - 1 else ""
            line = Text(indent + self.page.spell(name.rjust(label)) + " ", "label", end="")
            line.append_text(self.page.draw("┤" if name else "│", "label"))
            for place, cell in enumerate(cells):
                mark = self.marks.get((number, place))
                letter = cell if isinstance(cell, str) else chr(cell) if cell != EMPTY else " "
                if letter == " " and (number, place) in self.dots and not mark:
                    line.append(DOT[self.fine], "label")
                    continue
                line.append(mark or letter, "key" if mark else "hand")
            lines.append(line)
        axis = self.page.draw(indent + " " * (label + 1) + "└" + "─" * self.width, "label")
        room = label + 2 + self.width
        if len(left) + 1 + len(right) > room:
            below = [left, right.rjust(room)]
        else:  # the left end's name under it, or so far before it that the right one's has room
            start = " " * min(label + 2, room - len(left) - 1 - len(right)) + left
            below = [start + right.rjust(room - len(start))]
        return [*lines, axis, *(self.page.text(indent + names, "label") for names in below)]


def sampled(values: Sequence[float]) -> Curve:
    """A curve through values at 0, 1, 2 …, straight between them."""

    def curve(x: float) -> float:
        place = min(max(x, 0.0), len(values) - 1.0)
        first = min(int(place), max(len(values) - 2, 0))
        if len(values) == 1:
            return values[0]
        rest = place - first
        return values[first] * (1 - rest) + values[first + 1] * rest

    return curve


def sparkline(values: Sequence[float], width: int, page: Page) -> str:
    """Values in one row of letters, the lowest low and the highest high; flat ones stay in the middle."""
    letters = BLOCKS if page.boxes else ASCII_BLOCKS
    low, high = min(values), max(values)
    chosen = [values[round(place * (len(values) - 1) / max(width - 1, 1))] for place in range(width)]
    if high <= low:
        return letters[3] * width
    # Halves first: the distance of two large numbers may be too large for a number.
    return "".join(
        letters[min(int((value / 2 - low / 2) / (high / 2 - low / 2) * len(letters)), len(letters) - 1)]
        for value in chosen
    )


def bar(share: float, width: int, page: Page) -> str:
    """A bar as long as a share of the width; an eighth of a cell is seen, and nothing is none."""
    if not page.boxes:
        return "#" * max(round(share * width), 1 if share > 0 else 0)
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + ("" if eighths % 8 == 0 else " ▏▎▍▌▋▊▉"[eighths % 8])
