"""A step on a page of HTML: formula, numbers put in, the lines between and the result, in MathML; and why."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rnn_tutor.equations.array import Array
from rnn_tutor.explain.step import Step, StepElement
from rnn_tutor.export.notebook_view import inline, paper
from rnn_tutor.export.page_pictures import PagePictures
from rnn_tutor.export.page_text import paragraphs, scroll
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import line, name_of
from rnn_tutor.notation.mathml import mathml, value_mathml

FEW = 4  # elements of a vector or matrix whose numbers are shown
MOST_ELEMENTS = 40  # that can be looked at besides
MOST_ROWS = 10  # of a value that is drawn with its entries
LONGEST = 400  # signs of a line that is drawn
PHASE_NAMES = {
    "forward": "forward",
    "loss": "the loss",
    "backward": "back through time",
    "total": "the sums",
    "update": "the update",
}


def step_section(step: Step, count: int, notes: list[str], digits: int, pictures: PagePictures) -> str:
    """One page of the walk; `count` is how many steps its phase has."""
    place = f"Step {step.number} of {count} · {PHASE_NAMES[step.phase.value]}"
    if step.derivation.epoch > 1:
        place += f" · epoch {step.derivation.epoch}"
    identity = step.identity.replace(":", "-").replace(".", "-")
    parts = [
        f'<p class="place">{place}</p><h2 tabindex="-1">{escape(step.title)}</h2>',
        scroll(f'<table class="lines">{"".join(_rows(step))}</table>', f"The formula of {name_of(step.ref)}"),
        "".join(_values(step, digits)),
        f"<p>{escape(step.explained_here)}</p>" if step.explained_here else "",
        *(f'<div class="note">{paragraphs(note)}</div>' for note in notes),
        pictures.route(step),
        _closed_form(step),
        _more_elements(step, digits),
        pictures.of_step(step, identity),
    ]
    phase = f"{step.derivation.epoch}-{step.phase.value}" if step.derivation.epoch > 1 else step.phase.value
    return f'<section class="page" id="{identity}" data-phase="{phase}">\n{"".join(parts)}\n</section>'


def drawn(layout: Layout) -> str:
    """A formula; where that would be endless, a word on how long it is."""
    length = len(line(layout))
    return mathml(layout) if length <= LONGEST else f"(a line of {length:,} signs: too long to show)"


def value_drawn(value: Array[str]) -> str:
    """A value; of a large one what fits on a line."""
    rows, columns = value.shape or (1, 1)
    return value_mathml(value) if max(rows, columns) <= MOST_ROWS else f"({rows:,} × {columns:,} numbers)"


def _row(name: str, right: str) -> str:
    return f'<tr><td class="name">{name}</td><td>=</td><td>{right}</td></tr>'


def _rows(step: Step) -> Iterator[str]:
    yield _row(mathml(step.name_layout), drawn(step.layout))
    if not step.operation.shape:
        yield from _worked(step.element(), "")
        return
    for place in step.places[:FEW]:
        element = step.element(*place)
        yield from _worked(element, f"{mathml(step.name_layout)}[{element.place}]")


def _worked(element: StepElement, name: str) -> Iterator[str]:
    yield _row(name, drawn(element.numbers_layout))
    for one in element.worked_lines:
        yield _row("", drawn(compose(one.expression, stacked(ON_CALCULATOR))))
    if name:
        yield _row("", f"<b>{escape(paper(element.by_hand))}</b>")


def _values(step: Step, digits: int) -> Iterator[str]:
    yield '<dl class="values"><dt>by hand</dt>'
    hand, exact = step.by_hand, step.exact(digits)
    if not step.operation.shape:
        more = "" if step.exact(digits + 1) == exact else "…"
        yield f'<dd class="hand">{escape(inline(hand))}</dd>'
        yield f'<dt>exact</dt><dd class="exact">{escape(inline(exact))}{more}</dd></dl>'
        return
    yield f'<dd class="hand">{scroll(value_drawn(hand), "by hand")}</dd><dt>exact</dt>'
    shown = "".join(
        f'<span class="entry">[{one.place}] {escape(_exact(one, digits))}</span>'
        for one in (step.element(*place) for place in step.places[:FEW])
    )
    more = '<span class="entry">…</span>' if len(step.places) > FEW else ""
    yield f'<dd class="exact">{shown}{more}</dd></dl>'


def _exact(element: StepElement, digits: int) -> str:
    """The exact digits, with … where more follow."""
    exact = element.exact(digits)
    return paper(exact) + ("" if element.exact(digits + 1) == exact else "…")


def _closed_form(step: Step) -> str:
    if step.operation.shape:
        return ""
    form = step.element().closed_expression
    if form is None:
        return ""
    closed = drawn(compose(form, stacked(step.derivation.unrolled.paper)))
    inner = scroll(f"{mathml(step.name_layout)} = {closed}", "closed form")
    return f'<details class="closed"><summary>Exact, with nothing but numbers (e)</summary>{inner}</details>'


def _more_elements(step: Step, digits: int) -> str:
    places = step.places[FEW : FEW + MOST_ELEMENTS] if step.operation.shape else []
    if not places:
        return ""
    rows = "".join(
        f'<tr><th scope="row">[{element.place}]</th><td>{escape(paper(element.by_hand))}</td>'
        f"<td>{escape(_exact(element, digits))}</td></tr>"
        for element in (step.element(*place) for place in places)
    )
    left = len(step.places) - FEW - len(places)
    more = f"<p>… and {left:,} more elements.</p>" if left else ""
    head = "<tr><th scope='col'>element</th><th scope='col'>by hand</th><th scope='col'>exact</th></tr>"
    table = scroll(f'<table class="given">{head}{rows}</table>', "more elements")
    return f'<details class="elements"><summary>More elements (x)</summary>{table}{more}</details>'
