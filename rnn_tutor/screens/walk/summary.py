"""Time steps that a walk doesn't show step by step: a table of their numbers for each stretch of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from rnn_tutor.english import minus
from rnn_tutor.equations.tree import At, Ref
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import line
from rnn_tutor.notation.name_layout import short_name_layout
from rnn_tutor.screens.layout.arrays import by_hand, inline
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, in_columns, table
from rnn_tutor.screens.walk.phases import title
from rnn_tutor.screens.walk.step import epoch_of


def summary_screen(steps: tuple[Step, ...], count: int, page: Page) -> Lines:
    """The numbers of a stretch, a row for each name and a column for each time step; `count` is all of the phase."""
    first, last = steps[0], steps[-1]
    unit = first.derivation.lesson.time_step
    times = list(dict.fromkeys(step.time_step for step in steps))
    numbers = f"Step {first.number}" if len(steps) == 1 else f"Steps {first.number} to {last.number}"
    stretch = f"{unit} {times[0]}" if len(times) == 1 else f"{unit}s {times[0]} to {times[-1]}"
    said = f"The same steps as before, with the numbers of {'this' if len(times) == 1 else 'these'} {unit.lower()}"
    return [
        *heading(page, epoch_of(first), f"{numbers} of {count}", title(first)),
        *page.prose(f"{stretch}, summed up", "title"),
        blank(),
        *page.prose(
            f"{said}{'s' * (len(times) > 1)}, by hand. The key f shows them step by step, and g {first.number} goes to "
            f"one of them."
        ),
        blank(),
        *number_rows(steps, times, page),
    ]


def number_rows(steps: Iterable[Step], times: list[int | None], page: Page) -> Lines:
    """A row for each name, a column for each time step."""
    rows: dict[Ref, dict[int | None, str]] = {}
    for step in steps:
        name = replace(step.ref, at=At.UNTIMED)
        rows.setdefault(name, {})[step.time_step] = minus(inline(by_hand(step), page))
    return in_parts(rows, times, page)


def in_parts(rows: dict[Ref, dict[int | None, str]], times: list[int | None], page: Page) -> Lines:
    """The rows with as many time steps beside each other as fit, then the others below."""
    names = {name: line(short_name_layout(name)) for name in rows}
    for count in range(1, len(times)):
        width = -(-len(times) // count)
        parts = [times[start : start + width] for start in range(0, len(times), width)]
        tables = [in_columns(columns(part), cells(rows, names, part), page) for part in parts]
        if all(tables):
            return [one for number, part in enumerate(tables) for one in ([blank()] if number else []) + part]
    return table(columns(times), cells(rows, names, times), page)


def columns(times: list[int | None]) -> list[Column]:
    """A column for the names, and one for each time step."""
    return [Column("", "quantity"), *(Column(str(time), right=True) for time in times)]


def cells(rows: dict[Ref, dict[int | None, str]], names: dict[Ref, str], times: list[int | None]) -> list[list[str]]:
    """The names that have a number at some of the time steps, with their numbers."""
    found = [(names[name], [row.get(time, "") for time in times]) for name, row in rows.items()]
    return [[name, *numbers] for name, numbers in found if any(numbers)]


def stretches(steps: Iterable[Step], in_full: Collection[int], apart: Collection[Ref]) -> Iterator[tuple[Step, ...]]:
    """The steps in the groups that stand on one page: a step alone, or a stretch of those that are summed up.

    What belongs to no time step stands alone, as do the time steps that are `in_full`, and the steps that are `apart`.
    """

    def kind(step: Step) -> object:
        if step.time_step is None or step.time_step in in_full or step.ref in apart:
            return step.identity
        return step.phase

    for _, group in groupby(steps, key=kind):
        yield tuple(group)
