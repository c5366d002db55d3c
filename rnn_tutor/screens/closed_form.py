"""The closed form of a step, on request, with the digits that SymPy comes to on a way of its own."""

from __future__ import annotations

from dataclasses import replace

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.step import Step
from rnn_tutor.explain.witness import witness
from rnn_tutor.screens.blocks import line, under
from rnn_tutor.screens.formula import formula, name_block
from rnn_tutor.screens.grid import EXACT, Grid
from rnn_tutor.screens.page import Lines, Page, blank
from rnn_tutor.screens.values import MOST, number_block

TOO_LARGE = (
    "Written out with nothing but numbers, this would be too long to read: every step puts the one before into itself."
)

ALL_AT_ONCE = "SymPy came to its digits on a way of its own: "
EVALUATED = "it put everything into one formula and evaluated it."
DIFFERENTIATED = "it differentiated the whole loss, as one formula, in a single go."


def closed_form_lines(step: Step, page: Page, digits: int) -> Lines:
    """The value with nothing but numbers in it, and an independent witness for its digits."""
    name = name_block(step.ref, page)
    grid = Grid(name, page)
    elements = [step.element(*place) for place in step.places[:MOST]]
    forms = [(element.place, form) for element in elements if (form := element.closed_expression) is not None]
    if not forms:
        return [*page.prose(TOO_LARGE), blank(), *witness_lines(step, page, digits)]
    lines: Lines = []
    for place, form in forms:
        rows = formula(form, replace(page, full=True), grid.room, step.derivation.unrolled.paper)
        lines += grid.rows(line(f"[{place}]") if place else name, under(rows))
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
    how = EVALUATED if step.operation.kind is Kind.QUANTITY else DIFFERENTIATED
    return [*lines, blank(), *page.prose(ALL_AT_ONCE + how)]
