"""The closed form of a step, on request, with the digits that an independent witness comes to."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import symbol
from rnn_tutor.screens.layout.arrays import MOST, number_block
from rnn_tutor.screens.layout.formula import formula, name_block
from rnn_tutor.screens.layout.grid import EXACT, Grid
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.text_blocks import line, under
from rnn_tutor.witness.proof import GRADIENTS, witnessed

TOO_LARGE = "Written out with numbers only, this would be too long to read: every step contains the one before it."

NARROWEST_NUMBER = 10  # cells
ITSELF = (
    "FLINT, another library, found its digits in a different way: it ran the forward pass for itself, and kept for "
    "every number two bounds between which it lies."
)
MOVED = (
    "FLINT, another library, found its digits in a different way: it ran the forward pass with {name} changed by a "
    "tiny ε, and measured how much the loss changes for each ε, between bounds that are proved."
)
CUT = (
    "Gradients are cut in this lesson: values from before a cut were held fixed, so this is not a derivative of the "
    "loss as a whole."
)
NO_DERIVATIVE = (
    "This is not a derivative of the loss, so FLINT, another library, can't check it; it checks the gradients that "
    "this is computed from."
)
AT_KINK = (
    "A number is at a kink here, where the loss has no derivative; the slope there is a convention, so FLINT, another "
    "library, can't check it."
)


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
    """The witness's digits under ours, for each element that is shown."""
    places = step.places[:MOST]
    is_value = step.operation.kind is Kind.QUANTITY
    found = [witnessed(step, *place, digits) for place in places]
    if not is_value and step.phase not in GRADIENTS:
        return page.prose(NO_DERIVATIVE)
    if None in found:
        return page.prose(AT_KINK)
    lines: Lines = []
    for place, text in zip(places, found, strict=True):
        element = step.element(*place)
        for label, number in ((EXACT, element.exact(digits)), ("FLINT", text or "")):
            name = f"{label} [{element.place}]" if element.place else label
            lines += number_lines(name, number, page)
    is_cut = not is_value and step.derivation.lesson.training.truncate is not None
    how = ITSELF if is_value else MOVED.format(name=page.spell(moved(step)))
    return [*lines, blank(), *page.prose(f"{how} {CUT}" if is_cut else how)]


def number_lines(label: str, number: str, page: Page) -> Lines:
    """A number with a label in front, on as many rows as it takes."""
    lines: Lines = []
    margin = " " * (page.margin * 2)
    gap, room = max(8, cell_len(label)) + 3, page.width - page.margin * 2
    if room - gap < NARROWEST_NUMBER:  # no room beside it: the number stands below
        lines += page.prose(label, "label")
        label, gap = "", 2
    block = number_block(number, page, max(room - gap, NARROWEST_NUMBER))
    for row_number, row in enumerate(block.rows):
        line = page.text(margin + ("" if row_number else label).rjust(gap - 3).ljust(gap), "label")
        line.append_text(page.draw(row, "exact"))
        lines.append(line)
    return lines


def moved(step: Step) -> str:
    """What was moved to find a gradient."""
    if step.operation.kind is Kind.SHARE:
        return f"{symbol(step.quantity)}, at this one place alone,"
    return symbol(step.quantity, step.ref.at)
