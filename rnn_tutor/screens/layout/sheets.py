"""A page cut into sheets, none of them taller than the terminal.

It is cut where it hurts least: between two paragraphs, or between two rows of a table, whose head is repeated then;
never right under a title, nor in a drawing; and no sheet is left with a line or two. A page that is only a little too
tall gives up empty lines between its paragraphs instead: what stands above them is laid out alike on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank

if TYPE_CHECKING:
    from rich.text import Text

LEAST_HEIGHT = 8  # lines of a sheet, also where the terminal is lower
MOST_EMPTY = 3  # empty lines that a page gives up, so as not to be cut
SHARE_LEAST = 3  # a sheet with fewer lines than one in so many is a poor one

# What a cut costs. A sheet more costs less than a poor sheet, and that less than a line torn from what it belongs to.
SHEET, POOR = 100, 150
ROW, PARAGRAPH, NEAR, LONE_LINE, DRAWING, BOUND = 1, 120, 130, 400, 2_000, 10_000


def sheets(lines: Lines, page: Page, height: int) -> list[Lines]:
    """The lines of a page as sheets of at most so many lines; one, where they fit."""
    height = max(height, LEAST_HEIGHT)
    first = lines[0] if lines else None
    again = first.again if isinstance(first, PageLine) else None
    tight = lines if len(lines) <= height else squeezed(lines, page, height)
    if tight is not None:
        return [tight]
    if again is None:
        rolls = Cutter(stripped(lines), height - 2, page.margin).rolls()
        names = sheet_names(len(rolls))
        return [[*roll, blank(), page.text(f"({name})", "label")] for name, roll in zip(names, rolls, strict=True)]
    head = len(again("1 of 9"))
    rolls = Cutter(stripped(lines[len(again("")) :]), height - head, page.margin).rolls()
    return [[*again(name), *roll] for name, roll in zip(sheet_names(len(rolls)), rolls, strict=True)]


def sheet_names(count: int) -> list[str]:
    """1 of 3, 2 of 3, 3 of 3."""
    return [f"{number} of {count}" for number in range(1, count + 1)]


def squeezed(lines: Lines, page: Page, height: int) -> Lines | None:
    """The lines without some of the empty ones between two paragraphs, the lowest first; None where that is too few."""
    empty = [number for number in range(1, len(lines) - 1) if is_between_paragraphs(lines, number, page.margin)]
    too_many = len(lines) - height
    if too_many > min(MOST_EMPTY, len(empty)):
        return None
    given_up = empty[::-1][:too_many]
    return [line for number, line in enumerate(lines) if number not in given_up]


def stripped(lines: Lines) -> Lines:
    """The lines from the first that isn't empty to the last."""
    filled = [number for number, line in enumerate(lines) if not is_empty(line)]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def is_between_paragraphs(lines: Lines, number: int, margin: int) -> bool:
    """Whether an empty line stands between two paragraphs of running text."""
    above, below = lines[number - 1], lines[number + 1]
    if not is_empty(lines[number]) or is_empty(above) or is_empty(below):
        return False
    is_heading = isinstance(above, PageLine) and above.again is not None
    is_title = "title" in (above.style, below.style)
    return not (is_heading or is_title or is_drawn(above, margin) or is_drawn(below, margin))


def is_empty(line: Text) -> bool:
    """Whether nothing stands on a line."""
    return not line.plain.strip()


def is_drawn(line: Text, margin: int) -> bool:
    """Whether a line stands further in than running text: a formula, a picture, a row of a table."""
    return len(line.plain) - len(line.plain.lstrip()) > margin


@dataclass(frozen=True)
class Cutter:
    """Lines to be cut into rolls of at most so many; running text begins `margin` columns from the left."""

    lines: Lines
    height: int
    margin: int

    def rolls(self) -> list[Lines]:
        """The rolls, in order."""
        found: list[Lines] = []
        start = 0
        while start < len(self.lines):
            end = self.ends[start]
            head = self.head(start) if start else []
            found.append([*head, *stripped(self.lines[start:end])])
            start = self.next_filled(end)
        return found

    @cached_property
    def ends(self) -> list[int]:
        """Where a roll ends that begins at each line, so that all cuts from there on together cost least."""
        count = len(self.lines)
        costs, ends = [0] * (count + 1), [count] * count
        for start in reversed(range(count)):
            room = max(self.height - (len(self.head(start)) if start else 0), 1)
            found = []
            for end in range(min(start + room, count), start, -1):
                own = self.cost_of_roll(start, end)
                found.append((own + self.costs_of_cuts[end] + costs[self.next_filled(end)], -end))
            cost, end = min(found)
            costs[start], ends[start] = cost, -end
        return ends

    def cost_of_roll(self, start: int, end: int) -> int:
        """What a sheet costs, and more if there is hardly anything on it."""
        is_whole = start == 0 and end == len(self.lines)
        is_poor = len(stripped(self.lines[start:end])) < self.height // SHARE_LEAST and not is_whole
        return SHEET + POOR * is_poor

    @cached_property
    def costs_of_cuts(self) -> list[int]:
        """What it costs to begin a sheet at each line; nothing at the very end."""
        return [*(self.cost_of_cut(place) if place else 0 for place in range(len(self.lines))), 0]

    def cost_of_cut(self, place: int) -> int:
        """What it costs to part a line from what stands above it."""
        return self.bonds[place] + self.cost_between(place)

    def cost_between(self, place: int) -> int:
        """What a cut costs where nothing says what belongs together."""
        above, line = self.lines[place - 1], self.lines[place]
        if is_empty(above) or is_empty(line):
            return 0
        if self.head(place):
            return ROW
        if is_drawn(above, self.margin) and is_drawn(line, self.margin):
            return DRAWING
        is_lone = any(
            not 0 <= other < len(self.lines) or is_empty(self.lines[other]) for other in (place - 2, place + 1)
        )
        return LONE_LINE if is_lone else PARAGRAPH

    def next_filled(self, place: int) -> int:
        """The first line from a place on that isn't empty, or the end."""
        filled = (number for number in range(place, len(self.lines)) if not is_empty(self.lines[number]))
        return next(filled, len(self.lines))

    def head(self, place: int) -> Lines:
        """What is repeated above a line that begins a sheet: the head of its table, the arrow into its box."""
        line = self.lines[place]
        return line.head if isinstance(line, PageLine) else []

    def announces(self, number: int) -> bool:
        """Whether a line of running text ends with a colon, and what stands below it is a drawing or a table."""
        line, below = self.lines[number], self.next_filled(number + 1)
        if not line.plain.rstrip().endswith(":") or below == len(self.lines):
            return False
        return is_drawn(self.lines[below], self.margin) and not is_drawn(line, self.margin)

    @cached_property
    def bonds(self) -> list[int]:
        """What it costs to part each line from what it belongs to: a title, or a line that says so."""
        found, above = [], 0
        for number, line in enumerate(self.lines):
            found.append(above)
            if not is_empty(line):
                is_near = isinstance(line, PageLine) and line.near
                is_bound = (
                    line.style == "title" or (isinstance(line, PageLine) and line.bound) or self.announces(number)
                )
                above = BOUND if is_bound else NEAR if is_near else 0
        return found
