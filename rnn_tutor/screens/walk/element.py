"""The numbers of a step put in, element by element: a few on the step's own page, any one of them on request."""

from __future__ import annotations

import re
from dataclasses import replace

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.in_powers import in_powers
from rnn_tutor.explain.part import LossPart, loss_parts
from rnn_tutor.explain.step import Step, StepElement
from rnn_tutor.explain.words import DOES
from rnn_tutor.notation.line import name_of
from rnn_tutor.screens.layout.arrays import WrittenOnDemand
from rnn_tutor.screens.layout.formula import formula, name_block, number_rows
from rnn_tutor.screens.layout.grid import BY_HAND, EQUALS, EXACT, Grid
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.text_blocks import Block, beside, bracketed, line, under

FEW = 4  # elements that are all worked out on the page of a step
CALM = 8  # rows that the way from the numbers to the results of a vector or a matrix may take there
CROWDED = 12  # rows that the numbers alone may take; with more there is one element, as an example

PLACE = re.compile(r"\[?\s*(\d{1,9})\s*(?:[,;\s]\s*(\d{1,9}))?\s*\]?")


class NoSuchElement(LookupError):
    """A place at which a step has no element."""


def number_lines(step: Step, page: Page, grid: Grid) -> Lines:
    """The numbers put in, and as much of the way to the result as leaves the page calm."""
    if not step.operation.shape:
        rows = [*worked_rows(step.element(), grid), *power_rows(step, grid)]
        if page.full or len(rows) <= CALM:
            return rows
        parts = part_rows(step.element(), grid)
        return parts if parts and len(parts) < len(rows) else rows
    places = step.places
    if page.full:
        return [row for place in places for row in worked_rows(step.element(*place), grid)]
    if len(places) <= FEW:
        whole = [row for place in places for row in worked_rows(step.element(*place), grid)]
        if len(whole) <= CALM:
            return whole
        short = [row for place in places for row in substituted_rows(step.element(*place), grid)]
        if len(short) <= CROWDED:
            return [*short, *remark("x shows the lines between", grid)]
    example = substituted_rows(step.element(*places[0]), grid)
    return [*example, *remark(f"{len(places) - 1:,} more: x works one after the other out", grid)]


def remark(text: str, grid: Grid) -> Lines:
    """A word in passing under the numbers."""
    indent = grid.indent + (grid.left if grid.beside else 0) + 3
    return grid.page.prose(text, "label", indent=indent)


def substituted_rows(element: StepElement, grid: Grid) -> Lines:
    """An element's place, and its line with the numbers put in."""
    rows = number_rows(element.numeric, grid.page, grid.room)
    return [*grid.rows(line(f"[{element.place}]") if element.place else None, under(rows))]


def worked_rows(element: StepElement, grid: Grid) -> Lines:
    """The same, and the lines between it and the result."""
    return [*substituted_rows(element, grid), *between_rows(element, grid)]


def between_rows(element: StepElement, grid: Grid) -> Lines:
    """The lines between the numbers and the result."""
    lines: Lines = []
    for worked in element.worked_lines:
        lines += grid.rows(None, under(number_rows(worked.expression, grid.page, grid.room)))
    return lines


def power_rows(step: Step, grid: Grid) -> Lines:
    """Where a function is met first that not every calculator has a key for: its lines in powers of e."""
    if not step.functions_met(DOES):
        return []
    forms = in_powers(step.element())
    return [row for form in forms for row in grid.rows(None, under(number_rows(form, grid.page, grid.room)))]


def part_rows(element: StepElement, grid: Grid) -> Lines:
    """A loss time step by time step: the numbers of each and what they come to, then the sum; none of another step."""
    parts = loss_parts(element)
    if not parts:
        return []
    lines: Lines = []
    for part in parts:
        *rows, last = number_rows(part.numeric, grid.page, grid.room)
        value = beside(EQUALS, *number_rows(part.value, grid.page, grid.room))
        fits = last.width + value.width <= grid.room
        lines += grid.rows(part_name(part, element, grid), under([*rows, beside(last, value) if fits else last]))
        lines += [] if fits else grid.rows(None, under(number_rows(part.value, grid.page, grid.room)))
    total = number_rows(element.worked_lines[-1].expression, grid.page, grid.room)
    lines += [blank(), *grid.rows(name_block(element.step.ref, grid.page), under(total))]
    left_out = "What is multiplied by 0 is left out; f shows every line"
    is_shortened = any(part.shortened for part in parts)
    return [*lines, *remark(left_out if is_shortened else "f shows every line", grid)]


def part_name(part: LossPart, element: StepElement, grid: Grid) -> Block:
    """The time step of a part of the loss in the lesson's word, `letter 2`; its number alone where that is too wide."""
    named = line(grid.page.spell(f"{element.step.derivation.lesson.time_step.lower()} {part.time}"))
    return named if named.width <= grid.left else line(f"[{part.time}]")


def element_lines(element: StepElement, page: Page, digits: int) -> Lines:
    """One element worked out between single numbers: its formula, all its numbers, and its value on both tracks."""
    name = element_name(element, page)
    grid = Grid(name, page)
    first = under(formula(element.expression, page, grid.room, element.step.derivation.unrolled.paper))
    return [
        *grid.rows(name, first),
        *([blank()] if max(name.height, first.height) > 1 else []),
        *grid.rows(None, under(number_rows(element.numeric, replace(page, full=True), grid.room))),
        *between_rows(element, grid),
        blank(),
        *grid.results(
            [
                (BY_HAND, WrittenOnDemand((), lambda _row, _column: element.by_hand), "hand"),
                (EXACT, WrittenOnDemand((), lambda _row, _column: element.exact(digits)), "exact"),
            ]
        ),
    ]


def element_name(element: StepElement, page: Page) -> Block:
    """X₂[1], and where a gradient is stacked its place behind it."""
    name = name_block(element.step.ref, page)
    if not element.place:
        return name
    is_in_brackets = element.step.operation.kind is Kind.SHARE and element.step.operation.time is not None
    return beside(bracketed(name) if name.height > 1 and not is_in_brackets else name, line(f"[{element.place}]"))


def chosen(text: str, step: Step, before: StepElement | None) -> StepElement:
    """The element that is asked for; where nothing is said, the one after that which was asked for before.

    Raises:
        NoSuchElement: with a sentence that says which there are.
    """
    name, shape = name_of(step.ref), step.operation.shape
    if not shape:
        raise NoSuchElement(
            f"x is for vectors and matrices; {name} is a single number, and all of its lines are there."
        )
    rows, columns = shape
    if not text:
        following = step.places.index((before.row, before.column)) + 1 if before else 0
        return step.element(*step.places[following % len(step.places)])
    found = PLACE.fullmatch(text)
    numbers = [int(number) for number in found.groups() if number] if found else []
    if len(numbers) == 1:
        numbers = [*numbers, 1] if columns == 1 else [1, *numbers] if rows == 1 else []
    if not numbers:
        example = f"x {rows}" if columns == 1 else f"x {rows},{columns}"
        raise NoSuchElement(f"Which element? Type {example}: {name} has {has(rows, columns)}.")
    if not (1 <= numbers[0] <= rows and 1 <= numbers[1] <= columns):
        raise NoSuchElement(f"There is no element {text} in {name}; it has {has(rows, columns)}.")
    return step.element(*numbers)


def has(rows: int, columns: int) -> str:
    """How large a value is."""
    if columns == 1:
        return f"{rows} elements" if rows > 1 else "one element"
    return f"{rows} row{'s' * (rows > 1)} and {columns} columns"
