r"""A step in LaTeX: formula, numbers put in, the lines between and the result, aligned at their equals signs."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.array import Array, place_label
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.shown import as_latex
from rnn_tutor.explain.step import Step, StepElement
from rnn_tutor.export.contents import left_out_in_words, sections
from rnn_tutor.export.latex_text import latex_text
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.latex import latex, number_latex, value_latex
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import line

MOST_ROWS = 8  # of a matrix that is written out
FEW = 4  # elements of a vector or matrix whose numbers are put in
LONGEST = 200  # signs of a formula that is printed
MOST_IN_NOTEBOOK = 40  # steps of a derivation that a notebook shows at once


def step_rows(step: Step, digits: int) -> list[str]:
    """The rows of a step for `aligned` or `align*`: `name &= formula`, `&= numbers`, and what they come to."""
    rows = [f"{latex(step.name_layout)} &= {readable(step.layout)}"]
    if not step.operation.shape:
        return [*rows, *_worked_rows(step.element(), ""), *_results(step, digits)]
    places = step.places
    for place in places[:FEW]:
        element = step.element(*place)
        label = place_label(step.operation.shape, *place)
        rows += list(_worked_rows(element, latex(step.name_layout) + label))
        more = "" if element.exact(digits + 1) == element.exact(digits) else r"\ldots"
        rows.append(rf"&= {number_latex(element.by_hand)} \quad\text{{by hand}}")
        rows.append(rf"&= {number_latex(element.exact(digits))}{more} \quad\text{{exactly}}")
    if len(places) > FEW:
        rows.append(rf"&\phantom{{=}} \text{{and {len(places) - FEW:,} more elements}}")
    return [*rows, *_results(step, digits)]


def _worked_rows(element: StepElement, name: str) -> Iterator[str]:
    yield f"{name} &= {readable(element.numbers_layout)}"
    for one in element.worked_lines:
        yield f"&= {readable(compose(one.expression, stacked(ON_CALCULATOR)))}"


def _results(step: Step, digits: int) -> Iterator[str]:
    if step.operation.shape:
        yield rf"{latex(step.name_layout)} &= {written(step.by_hand)} \quad\text{{by hand}}"
        return
    exact = step.exact(digits)
    more = "" if step.exact(digits + 1) == exact else r"\ldots"
    yield rf"&= {number_latex(step.by_hand.only)} \quad\text{{by hand}}"
    yield rf"&= {number_latex(exact.only)}{more} \quad\text{{exactly}}"


def readable(layout: Layout) -> str:
    """A formula; where no line has room for it, a word on how long it would be."""
    length = len(line(layout))
    return latex(layout) if length <= LONGEST else rf"\text{{(a line of {length:,} signs: too long to print)}}"


def written(value: Array[str]) -> str:
    """A value; of a large one the shape, which is all that a page has room for."""
    rows, columns = value.shape or (1, 1)
    if max(rows, columns) > MOST_ROWS:
        return rf"\text{{({rows:,} \(\times\) {columns:,} numbers)}}"
    return value_latex(value)


def aligned(step: Step, digits: int) -> str:
    """The rows of a step as one block."""
    inside = " \\\\\n".join(step_rows(step, digits))
    return f"\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"


@as_latex.register
def step_latex(step: Step) -> str:
    """A step for a notebook, as Jupyter shows it."""
    return f"$$\n{aligned(step, 12)}\n$$"


@as_latex.register
def derivation_latex(derivation: Derivation) -> str:
    """All steps for a notebook; of many the first and the last of each phase."""
    rows: list[str] = []
    for section in sections(derivation, MOST_IN_NOTEBOOK):
        rows.append(rf"& \textbf{{{latex_text(section.heading)}}}")
        rows += [_short_row(step) for step in section.first]
        if section.left_out:
            rows.append(rf"& \text{{{latex_text(left_out_in_words(section.left_out))}}}")
        rows += [_short_row(step) for step in section.last]
    inside = " \\\\\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{inside}\n\\end{{aligned}}\n$$"


def _short_row(step: Step) -> str:
    if step.operation.shape:
        return f"{latex(step.name_layout)} &= {readable(step.layout)} = {written(step.by_hand)}"
    numbers = readable(step.element().numbers_layout)
    return f"{latex(step.name_layout)} &= {readable(step.layout)} = {numbers} = {number_latex(step.by_hand.only)}"
