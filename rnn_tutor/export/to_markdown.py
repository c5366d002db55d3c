"""The derivation as Markdown, as GitHub reads it: for a page, a slide, a hand-out."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.array import place_label
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.export.contents import given, how_numbers_are_meant, sections, word_beside
from rnn_tutor.export.notebook_view import inline, markdown_text, paper
from rnn_tutor.notation.line import name_of


def lesson_markdown(derivation: Derivation, digits: int = 20) -> str:
    """Every step of a lesson, with its exact values to `digits` significant digits."""
    lesson = derivation.lesson
    blocks = [f"# {markdown_text(' '.join(lesson.title.split()))}"]
    if lesson.about:
        blocks.append(markdown_text(" ".join(lesson.about.split())))
    blocks += _given(derivation)
    for section in sections(derivation):
        blocks.append(f"## {section.heading}")
        blocks += [block for step in section.steps for block in _step(step, digits)]
    return "\n\n".join(blocks) + "\n"


def _given(derivation: Derivation) -> Iterator[str]:
    """The numbers that a lesson begins with, and how those that follow are meant."""
    yield how_numbers_are_meant(derivation)
    yield "## Given"
    rows = (
        f"| {markdown_text(name_of(ref))} | {markdown_text(inline(value) + word_beside(derivation, ref))} |"
        for ref, value in given(derivation)
    )
    yield "\n".join(["| name | number |", "|---|---|", *rows])


def _step(step: Step, digits: int) -> Iterator[str]:
    """A step: what it finds, the formula, its numbers in a table, and why."""
    yield f"### {markdown_text(step.title)} ({step.identity})"
    yield markdown_text(f"{name_of(step.ref)} = {step.formula}")
    yield "\n".join(_table(step, digits))
    if step.explained_here:
        yield markdown_text(step.explained_here)
    yield from (markdown_text(f"{term.name}: {term.short}") for term in step.words_met)


def _table(step: Step, digits: int) -> Iterator[str]:
    """A row for each number; those of a vector or a matrix begin with their place."""
    shape = step.operation.shape
    header = [*(["element"] if shape else []), "numbers put in", "by hand", "exact"]
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row, column in step.places:
        element = step.element(row, column)
        exact = element.exact(digits)
        more = "" if element.exact(digits + 1) == exact else "…"
        cells = [element.substituted, element.by_hand, exact + more]
        put_in, by_hand, exactly = (markdown_text(paper(cell)) for cell in cells)
        place = [markdown_text(place_label(shape, row, column))] if shape else []
        yield f"| {' | '.join([*place, put_in, f'**{by_hand}**', exactly])} |"
