"""The table of what is known as it is printed: names with their numbers, side by side as the width allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.english import minus
from rnn_tutor.equations.tree import Ref
from rnn_tutor.quiz.answer import short_name
from rnn_tutor.quiz.interval import OperandPlace
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.arrays import ShownArray, inline
from rnn_tutor.screens.layout.page import NARROWEST, Lines, Page
from rnn_tutor.screens.quiz.known_numbers import Nearness, Table, is_large
from rnn_tutor.screens.walk.opening import size

BETWEEN = "   "


def item(ref: Ref, value: ShownArray, page: Page) -> str:
    """A name with its number; a large vector's ends and how many there are, a large matrix's size."""
    name = short_name(ref)
    if page.full or not is_large(value):
        return f"{name} = {in_a_line(value, page)}"
    if min(value.shape) > 1:
        return f"{name}: {size(value.shape)}"
    return f"{name} = {in_a_line(value, page)}, {size(value.shape)}"


def in_a_line(value: ShownArray, page: Page) -> str:
    """The numbers of a value; of a large one the ends."""
    is_whole = page.full or not is_large(value)
    return minus(inline(value, replace(page, full=True) if is_whole else replace(page, width=NARROWEST)))


def element_item(place: OperandPlace, value: ShownArray) -> str:
    """An element by its place, with its number."""
    ref, row, column = place
    where = f"{row}" if value.shape[1] == 1 else f"{row},{column}"
    return f"{short_name(ref)}[{where}] = {minus(value.at(row - 1, column - 1))}"


def rows_of(table: Table, page: Page) -> Iterator[tuple[str, list[str]]]:
    """Each row's label, and its numbers with their names; of large values the ends, and a few single numbers."""
    for label, refs in table.names():
        yield label, [item(ref, table.values[ref], page) for ref in refs]
    yield "among them", [element_item(place, table.values[place[0]]) for place in table.singled_out()]


def table_lines(quiz: Quiz, page: Page, *, whole: bool = False, near: Nearness = Nearness.USUAL) -> Lines:
    """The table so far; `whole` with all time steps of a long lesson, else what is `near` to the question."""
    table = Table(quiz, whole=whole, near=near)
    rows = [(label, items) for label, items in rows_of(table, page) if items]
    left = max((cell_len(page.spell(label)) for label, _ in rows), default=0) + len(BETWEEN)
    lines: Lines = []
    for label, items in rows:
        if page.margin:
            first, *more = arranged([page.spell(text) for text in items], page.width - page.margin * 2 - left)
            line = Text(" " * (page.margin * 2), end="")
            line.append(page.spell(label).ljust(left), "label").append(first)
            lines.append(line)
            lines += [Text(" " * (page.margin * 2 + left) + row, end="") for row in more]
        else:
            lines.append(page.text(label, "label"))
            lines += [Text("  " + row, end="") for row in arranged([page.spell(t) for t in items], page.width - 2)]
    return [*lines, *remark(table.values.values(), page)]


def remark(values: Iterable[ShownArray], page: Page) -> Lines:
    """How to see what isn't shown of large values."""
    if page.full or not any(map(is_large, values)):
        return []
    text = "Of large vectors and matrices, only the ends or the size are shown; full shows everything."
    return page.prose(text, "label", indent=page.margin * 2)


def arranged(items: list[str], width: int) -> list[str]:
    """Items side by side in rows that fit; only one longer than a row is broken."""
    rows: list[str] = []
    for text in items:
        if rows and cell_len(rows[-1]) + len(BETWEEN) + cell_len(text) <= width:
            rows[-1] += BETWEEN + text
        else:
            rows += broken(text, width)
    return rows


def broken(text: str, width: int) -> list[str]:
    """A long item in rows, broken after a comma."""
    *parts, last = text.split(", ")
    first, *more = [*(f"{part}," for part in parts), last]
    rows = [first]
    for part in more:
        if cell_len(rows[-1]) + 1 + cell_len(part) <= width:
            rows[-1] += f" {part}"
        else:
            rows.append(f"  {part}")
    return rows
