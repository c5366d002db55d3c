"""What `rnn-tutor check` found, a line each, as editors and other programs read it; and every figure in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnn_tutor.audit.check import Checked
from rnn_tutor.english import counted
from rnn_tutor.lesson.problems import Level, Problem
from rnn_tutor.notation.media import signed
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, table

if TYPE_CHECKING:
    from rich.text import Text

STYLES: dict[Level, str] = {"error": "error", "warning": "warning", "note": "label"}


def problem_lines(checked: Checked, page: Page) -> Lines:
    """file:line:column: level: message; remedy. Never wrapped."""
    return [_line(problem, page) for problem in checked.shown]


def _line(problem: Problem, page: Page) -> Text:
    line = page.text(f"{problem.where}: ")
    line.append_text(page.text(problem.level, STYLES[problem.level]))
    line.append_text(page.text(f": {problem.what}"))
    return line


def figure_lines(checked: Checked, page: Page) -> Lines:
    """Each number that the lesson's source prints, beside the exact one and with its verdict."""
    if not checked.audited:
        return []
    columns = [
        Column(""),
        Column("printed", "label", point=True),
        Column("exact", "exact", point=True),
        Column("apart", point=True),
        Column("", "label"),
    ]
    rows = [[one.name, signed(one.printed), signed(one.exact), one.drift, one.verdict.value] for one in checked.audited]
    return [*heading(page, checked.file, "figures in print"), *table(columns, rows, page), blank()]


def summary(checked: Sequence[Checked]) -> str:
    """How many lessons were checked, and what came of it, in a sentence."""
    levels = Counter(problem.level for one in checked for problem in one.shown)
    lessons = counted(len(checked), "lesson")
    parts = [counted(levels[level], level) for level in STYLES if levels[level]]
    return f"{lessons} checked: {', '.join(parts) or 'all is well'}."
