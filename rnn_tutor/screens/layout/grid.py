"""What is equal to what: names, equals signs under each other, and the results, digit under digit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.arrays import ShownArray, value_block
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.layout.text_blocks import Block, beside, line

if TYPE_CHECKING:
    from rich.text import Text

EQUALS = line(" = ")
BY_HAND, EXACT, PRINTED = "by hand", "exact", "printed"
SOUGHT = "▶"  # before what one looks for on a page of a step, also without colour
LEAST_LEFT = 8  # so that the equals signs of one step stand where those of the last one stood
LEAST_ROOM = 18  # cells for a formula beside the name it is equal to; with fewer it goes below


class Grid:
    """Three columns: what it is, an equals sign, and what it is equal to; the signs stand under each other."""

    def __init__(self, left: Block, page: Page) -> None:
        self.page = page
        self.indent = page.margin * 2
        self.left = max(left.width, LEAST_LEFT)
        self.room = page.width - self.indent - self.left - 3
        self.beside = self.room >= LEAST_ROOM
        if not self.beside:
            self.room = page.width - self.indent - 4

    def rows(self, left: Block | None, right: Block) -> Iterator[Text]:
        """left = right, on one baseline; without a name on the left, the sign stands alone."""
        if self.beside:
            name = left or line("")
            yield from self._text(beside(line(" " * (self.left - name.width)), name, EQUALS, right))
        elif left:
            yield from self._text(beside(left, EQUALS))
            yield from self._text(beside(line(" " * EQUALS.width), right))
        else:
            yield from self._text(beside(EQUALS, right))

    def _text(self, block: Block) -> Iterator[Text]:
        for row in block.rows:
            yield self.page.draw(" " * self.indent + row)

    def results(self, values: list[tuple[str, ShownArray, str]]) -> Lines:
        """Values with their labels and in their styles, one under the other."""
        lines: Lines = []
        left = self.indent + (self.left if self.beside else len(SOUGHT + BY_HAND))
        for label, value, style in values:
            block = value_block(value, self.page, self.room if self.beside else self.page.width - left - 3)
            for number, row in enumerate(block.rows):
                shown = label if number == block.baseline else ""
                if shown == BY_HAND and not self.page.linear:
                    shown = SOUGHT + (" " if left > len(SOUGHT + BY_HAND) else "") + BY_HAND
                text = self.page.draw(self.page.spell(shown.rjust(left) + "   "), "label")
                text.append_text(self.page.draw(row, style))
                lines.append(text)
        return lines
