"""What is shown sheet by sheet, in a terminal of a size that may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.layout.sheets import sheets

AROUND = 3  # lines of the terminal that a sheet leaves free: the old prompt, an empty line, the new prompt

Draw: TypeAlias = Callable[[Page], Lines]


def cut(draw: Draw, output: Output) -> Showing:
    """Something to be shown, cut for the size that the terminal has now."""
    page, height = output.page(), output.height
    lines = draw(page)
    return Showing(draw, size_of(output), [lines] if height is None else sheets(lines, page, height - AROUND))


def size_of(output: Output) -> tuple[int, int | None]:
    """The width that is used of a terminal, and its height."""
    return output.page().width, output.height


@dataclass
class Showing:
    """Something that is shown sheet by sheet, cut for a size of the terminal; `sheet` is the one to be seen."""

    draw: Draw
    size: tuple[int, int | None]
    sheets: list[Lines]
    sheet: int = 0

    @property
    def has_more(self) -> bool:
        """Whether sheets follow."""
        return self.sheet < len(self.sheets) - 1

    @property
    def seen(self) -> float:
        """The share of the lines that has been seen."""
        lengths = list(map(len, self.sheets))
        return sum(lengths[: self.sheet + 1]) / sum(lengths)

    def following(self, output: Output) -> Showing:
        """The next sheet; where the terminal has another size now, of what is cut anew, and rather too early."""
        if self.size == size_of(output):
            self.sheet += 1
            return self
        anew = cut(self.draw, output)
        anew.turn_past(self.seen)
        return anew

    def turn_past(self, seen: float) -> None:
        """Go to the sheet on which the lines after some share of them begin, or are."""
        lengths = list(map(len, self.sheets))
        ends = [sum(lengths[: number + 1]) / sum(lengths) for number in range(len(lengths))]
        self.sheet = next(number for number, end in enumerate(ends) if end > seen or number == len(ends) - 1)
