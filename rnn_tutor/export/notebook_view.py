"""Steps and derivations as notebooks show them: HTML where they can, else Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TypeAlias

from rnn_tutor.english import minus
from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.shown import as_html, as_markdown
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import name_of
from rnn_tutor.numbers.digits import with_reach

DIGITS = 12  # of exact numbers; `step.exact(n)` gives more
MOST = 200  # rows of a table; a longer derivation is shown by its first and its last steps
ENDS = 20
HEADER = ("step", "", "formula", "numbers", "by hand", "exact")
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$&]|:(?=\w+:))")
BEGINS_A_LIST = re.compile(r"\A(\d{0,9})([-+=.)])(?=\s|\Z)")

TableRow: TypeAlias = tuple[str, ...]


@as_markdown.register
def step_markdown(step: Step) -> str:
    """A step: what it finds, the formula with its numbers, both values, and why."""
    address, name, formula, numbers, hand, exact = map(markdown_text, row_of(step))
    return "\n\n".join(
        [
            f"**{markdown_text(step.title)}** ({address})",
            f"{name} = {formula} = {numbers}",
            f"by hand **{hand}**, exactly {exact}…" if is_cut(step) else f"by hand **{hand}**, exactly {exact}",
            markdown_text(step.why),
        ]
    )


@as_html.register
def step_html(step: Step) -> str:
    """The same as HTML."""
    address, name, formula, numbers, hand, exact = map(html.escape, row_of(step))
    more = "…" if is_cut(step) else ""
    return (
        f"<div><p><b>{html.escape(step.title)}</b> ({address})</p>"
        f"<p>{name} = {formula} = {numbers}</p>"
        f"<p>by hand <b>{hand}</b>, exactly {exact}{more}</p>"
        f"<p>{html.escape(step.why)}</p></div>"
    )


@as_markdown.register
def derivation_markdown(derivation: Derivation) -> str:
    """A table of all steps."""
    rows = [f"| {' | '.join(map(markdown_text, row))} |" for row in rows_of(derivation)]
    head = [f"| {' | '.join(HEADER)} |", f"|{'---|' * len(HEADER)}"]
    return "\n".join([f"**{markdown_text(derivation.lesson.title)}**", "", *head, *rows, ""])


@as_html.register
def derivation_html(derivation: Derivation) -> str:
    """The same as HTML."""
    rows = [table_row(row, "td") for row in rows_of(derivation)]
    title = html.escape(derivation.lesson.title)
    head = table_row(HEADER, "th")
    return f"<table><caption>{title}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def table_row(cells: Sequence[str], tag: str) -> str:
    """A row of an HTML table."""
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"


def rows_of(derivation: Derivation) -> list[TableRow]:
    """A row for each step; the middle of a long derivation is left out."""
    steps = derivation.steps
    if len(steps) <= MOST:
        return [row_of(step) for step in steps]
    left_out = ("⋮",) + ("",) * (len(HEADER) - 1)
    return [*(row_of(step) for step in steps[:ENDS]), left_out, *(row_of(step) for step in steps[-ENDS:])]


def row_of(step: Step) -> TableRow:
    """Where a step stands, what it finds, how, and what comes of it."""
    numbers = inline(step.substituted)
    return (step.identity, name_of(step.ref), step.formula, numbers, inline(step.by_hand), inline(step.exact(DIGITS)))


def is_cut(step: Step) -> bool:
    """Whether there are more digits than are shown."""
    return step.exact(DIGITS) != step.exact(DIGITS + 1)


def inline(value: Array[str]) -> str:
    """A value on one line, with the minus sign of mathematics."""
    if not value.shape:
        return paper(value.only)
    if value.shape[1] == 1:
        return f"[{', '.join(map(paper, value.entries))}]"
    rows = [f"[{', '.join(map(paper, row))}]" for row in value.rows()]
    return f"[{', '.join(rows)}]"


def paper(text: str) -> str:
    """A line of numbers as it is printed."""
    return minus(with_reach(text))


def markdown_text(text: str) -> str:
    """A text that Markdown leaves as it is."""
    return BEGINS_A_LIST.sub(r"\1\\\2", MARKDOWN_SIGNS.sub(r"\\\1", text))
