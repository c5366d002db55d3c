"""One step on a page: the formula, the numbers put in, the result by hand over the exact digits, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnn_tutor.derivation.step import Step
from rnn_tutor.derivation.words import when
from rnn_tutor.equations.array import Array
from rnn_tutor.screens.blocks import Block, beside, line, under
from rnn_tutor.screens.chain import chain_rows, chain_terms
from rnn_tutor.screens.formula import calculated, formula, line_of_numbers, name_block
from rnn_tutor.screens.heading import heading
from rnn_tutor.screens.margin import Margin
from rnn_tutor.screens.page import Lines, Page, blank
from rnn_tutor.screens.phases import TITLES, introduction
from rnn_tutor.screens.route import Route
from rnn_tutor.screens.values import MOST, value_block

if TYPE_CHECKING:
    from rich.text import Text

EQUALS = line(" = ")
BY_HAND, EXACT, PRINTED = "by hand", "exact", "printed"
LEAST_LEFT = 8  # so that the equals signs of one step stand where those of the last one stood
LEAST_ROOM = 18  # cells for a formula beside the name it is equal to; with fewer it goes below


def step_screen(step: Step, count: int, route: Route, page: Page, digits: int, margin: Margin) -> Lines:
    """A step; `count` is how many its phase has."""
    start = introduction(step, count)
    return [
        *heading(page, epoch_of(step), f"Step {step.number} of {count}", TITLES[step.phase]),
        *([*page.prose(start), blank()] if start else []),
        *page.prose(subject(step), "title"),
        blank(),
        *derivation_lines(step, page),
        blank(),
        *result_lines(step, page, digits, margin.printed(step)),
        blank(),
        *page.prose(step.why),
        blank(),
        *margin.lines(step, page),
        *route.lines(step, page),
    ]


def epoch_of(step: Step) -> str:
    """Which of the lesson's updates a step belongs to, where it has several."""
    epochs = step.derivation.lesson.training.epochs
    return f"Epoch {step.derivation.epoch} of {epochs}" if epochs > 1 else ""


def subject(step: Step) -> str:
    """Whose value or gradient, and from which day."""
    moment = when(step)
    return step.title if not moment or moment in step.title else f"{step.title}, {moment}"


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


def derivation_lines(step: Step, page: Page) -> Lines:
    """The name, the formula, and the numbers, with equals signs under each other."""
    name = name_block(step.ref, page)
    grid = Grid(name, page)
    first, *more = map(under, formula_groups(step, page, grid.room))
    lines = [*grid.rows(name, first)]
    for right in more:
        lines += [blank(), *grid.rows(None, right)]
    lines += [blank()] if max(name.height, first.height) > 1 else []
    for label, text in number_lines(step):
        rows = line_of_numbers(calculated(text), page, grid.room)
        lines += grid.rows(line(page.spell(label)) if label else None, under(rows))
    return lines


def formula_groups(step: Step, page: Page, room: int) -> list[list[Block]]:
    """The chain rule and the formula that comes of it, in one row where they fit."""
    rows = formula(step.expression, page, room, step.derivation.unrolled.is_array)
    terms = chain_terms(step, page)
    if not terms or any(term.width > room for term in terms):
        return [rows]
    chain = chain_rows(terms, room)
    if len(chain) == len(rows) == 1 and chain[0].width + EQUALS.width + rows[0].width <= room:
        return [[beside(chain[0], EQUALS, rows[0])]]
    return [chain, rows]


def number_lines(step: Step) -> Iterator[tuple[str, str]]:
    """Each line with the numbers put in, and what stands on its left."""
    shape = step.operation.shape
    every = list(zip(step.substituted.entries, step.worked.entries, strict=True))
    for number, (substituted, worked) in enumerate(every[:MOST]):
        row, column = divmod(number, shape[1]) if shape else (0, 0)
        place = f"{row + 1}" if not shape or shape[1] == 1 else f"{row + 1},{column + 1}"
        yield f"[{place}]" if shape else "", substituted
        yield from (("", text) for text in worked)
    if len(every) > MOST:
        yield "", "…"


def result_lines(step: Step, page: Page, digits: int, printed: Array[str] | None = None) -> Lines:
    """By hand over exact, and over what the lesson's source prints, digit under digit."""
    grid = Grid(name_block(step.ref, page), page)
    lines: Lines = []
    values = [(BY_HAND, step.by_hand, "hand"), (EXACT, step.exact(digits), "exact")]
    values += [(PRINTED, printed, "label")] if printed else []
    for label, value, style in values:
        block = value_block(value, page, grid.room if grid.beside else page.width - grid.indent - 10)
        left = grid.left if grid.beside else len(BY_HAND)
        for number, row in enumerate(block.rows):
            shown = label if number == block.baseline else ""
            text = page.text(" " * grid.indent + shown.rjust(left) + "   ", "label")
            text.append_text(page.draw(row, style))
            lines.append(text)
    return lines
