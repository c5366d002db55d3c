"""A page cut into sheets, none of them taller than the terminal.

It is cut where it hurts least: between two paragraphs, or between two rows of a table, whose head is repeated then;
never right under a title. A page that is only a little too tall gives up some of its empty lines instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank

if TYPE_CHECKING:
    from rich.text import Text

LEAST_HEIGHT = 8  # lines of a sheet, also where the terminal is lower
MOST_EMPTY = 3  # empty lines that a page gives up, so as not to be cut
NOT_INDENTED = 2  # columns at most before a paragraph
FULL_ENOUGH = 0.5  # of a sheet, from which on it may end between two paragraphs


def sheets(lines: Lines, page: Page, height: int) -> list[Lines]:
    """The lines of a page as sheets of at most so many lines; one, where they fit."""
    height = max(height, LEAST_HEIGHT)
    first = lines[0] if lines else None
    again = first.again if isinstance(first, PageLine) else None
    top = next((number for number, line in enumerate(lines) if is_empty(line)), 0) if again else 0
    tight = lines if len(lines) <= height else squeezed(lines, top, height)
    if tight is not None:
        return [tight]
    if again is None:
        rolls = Cutter(stripped(lines), height - 2).rolls()
        names = sheet_names(len(rolls))
        return [[*roll, blank(), page.text(f"({name})", "label")] for name, roll in zip(names, rolls, strict=True)]
    head = len(again("1 of 9"))
    rolls = Cutter(stripped(lines[len(again("")) :]), height - head).rolls()
    return [[*again(name), *roll] for name, roll in zip(sheet_names(len(rolls)), rolls, strict=True)]


def sheet_names(count: int) -> list[str]:
    """1 of 3, 2 of 3, 3 of 3."""
    return [f"{number} of {count}" for number in range(1, count + 1)]


def squeezed(lines: Lines, top: int, height: int) -> Lines | None:
    """The lines with a few empty ones fewer, that at the `top` first; None where that is too few.

    Then those around a formula go, the lowest first, and last those between two paragraphs.
    """
    empty = [number for number, line in enumerate(lines) if is_empty(line)]
    if len(lines) - height > min(MOST_EMPTY, len(empty)):
        return None
    in_order = sorted(empty, key=lambda number: (number != top, is_between_paragraphs(lines, number), -number))
    given_up = in_order[: len(lines) - height]
    return [line for number, line in enumerate(lines) if number not in given_up]


def stripped(lines: Lines) -> Lines:
    """The lines from the first that isn't empty to the last."""
    filled = [number for number, line in enumerate(lines) if not is_empty(line)]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def is_between_paragraphs(lines: Lines, number: int) -> bool:
    """Whether the lines above and below begin where a paragraph does, and not further in, as formulas do."""
    return all(
        0 <= place < len(lines) and len(lines[place].plain) - len(lines[place].plain.lstrip()) <= NOT_INDENTED
        for place in (number - 1, number + 1)
    )


def is_empty(line: Text) -> bool:
    """Whether nothing stands on a line."""
    return not line.plain.strip()


@dataclass(frozen=True)
class Cutter:
    """Lines to be cut into rolls of at most so many."""

    lines: Lines
    height: int

    def rolls(self) -> list[Lines]:
        """The rolls, in order."""
        found: list[Lines] = []
        start = 0
        while start < len(self.lines):
            head = self.head(start) if start else []
            end = self.end(start, max(self.height - len(head), 1))
            found.append([*head, *stripped(self.lines[start:end])])
            start = end
            while start < len(self.lines) and is_empty(self.lines[start]):
                start += 1
        return found

    def end(self, start: int, room: int) -> int:
        """Where a roll ends that begins at a line and has room for so many."""
        if len(self.lines) - start <= room:
            return len(self.lines)
        places = [place for place in range(start + room, start, -1) if not self.is_bound(place)]
        good = (place for place in places if place - start >= room * FULL_ENOUGH and self.is_gap(place))
        return next(good, places[0] if places else start + room)

    def head(self, place: int) -> Lines:
        """The head of the table of which a line is a row."""
        line = self.lines[place]
        return line.head if isinstance(line, PageLine) else []

    def is_bound(self, place: int) -> bool:
        """Whether a line belongs to what stands above it: a title, or a line that says so."""
        above = next((line for line in reversed(self.lines[:place]) if not is_empty(line)), None)
        return above is not None and (above.style == "title" or (isinstance(above, PageLine) and above.bound))

    def is_gap(self, place: int) -> bool:
        """Whether a line begins a paragraph or a row of a table."""
        return bool(self.head(place)) or is_empty(self.lines[place - 1]) or is_empty(self.lines[place])
