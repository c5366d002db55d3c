"""The closed form of a step, on request, with the digits that SymPy comes to on a way of its own."""

from __future__ import annotations

from rnn_tutor.derivation.step import Step
from rnn_tutor.derivation.witness import witness
from rnn_tutor.screens.formula import formula, name_block
from rnn_tutor.screens.page import Lines, Page, blank
from rnn_tutor.screens.step import EXACT, Grid
from rnn_tutor.screens.values import number_block

TOO_LARGE = (
    "Written out with nothing but numbers, this would be too long to read: every step puts the one before into itself."
)


def closed_form_lines(step: Step, page: Page, digits: int) -> Lines:
    """The value with nothing but numbers in it, and an independent witness for its digits."""
    name = name_block(step.ref, page)
    grid = Grid(name, page)
    lines: Lines = []
    for expression in step.closed_expressions.entries[:1]:
        if expression is None:
            lines += page.prose(TOO_LARGE)
            continue
        for number, row in enumerate(formula(expression, page, grid.room, lambda _: False)):
            lines += grid.rows(None if number else name, " " if number else "=", row)
    return [*lines, blank(), *witness_lines(step, page, digits)]


def witness_lines(step: Step, page: Page, digits: int) -> Lines:
    """SymPy's digits under ours."""
    found = witness(step, digits)
    if found is None:
        return page.prose("SymPy is not asked here: the whole loss as one formula would take it too long.")
    lines: Lines = []
    for label, text in ((EXACT, step.exact(digits).only), ("SymPy", found)):
        block = number_block(text, page, max(page.width - page.margin * 2 - 11, 8))
        for number, row in enumerate(block.rows):
            line = page.text(" " * (page.margin * 2) + ("" if number else label).rjust(8) + "   ", "label")
            line.append_text(page.draw(row, "exact"))
            lines.append(line)
    same = "SymPy differentiated the whole loss in one go, without any of these steps."
    return [*lines, *page.prose(same)]
