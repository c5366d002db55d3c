"""Where a function's slope comes from, on the page on which it is met first."""

from __future__ import annotations

from rnn_tutor.equations.algebra import substitute
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply, TypedName
from rnn_tutor.screens.layout.formula import formula
from rnn_tutor.screens.layout.grid import Grid
from rnn_tutor.screens.layout.page import Lines, Page, blank, together
from rnn_tutor.screens.layout.text_blocks import line, under


def slope_lines(function: str, page: Page) -> Lines:
    """The slope of a function at x in steps, each form from the one before; nothing where it has no such derivation."""
    row = FUNCTIONS[function]
    if not row.derived:
        return []
    output = Apply(function, (TypedName("x"),))
    forms = [substitute(row_expression(form), {"y": output}) for form in row.derived]
    grid = Grid(line("slope"), page)
    rights = [under(formula(form, page, grid.room)) for form in forms]
    lines: Lines = []
    for number, right in enumerate(rights):
        lines += [blank()] if number and max(right.height, rights[number - 1].height) > 1 else []
        lines += grid.rows(None if number else line("slope"), right)
    return [
        *together(page.prose(f"Why {row.notation} has this slope: {row.derived_by}")),
        blank(),
        *together(lines[:-1]),
        lines[-1],
        blank(),
    ]
