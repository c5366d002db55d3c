"""What stands before the first question: the network's equations, and how to answer."""

from __future__ import annotations

from collections.abc import Sequence

from rnn_tutor.explain.network_equations import network_equations
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.command import NextCommand, ways_on_lines
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.quiz.help import how_to_answer, how_to_answer_in_brief

HELPS = "? says how to answer."


def opening_lines(quiz: Quiz, remarks: Sequence[NextCommand], page: Page, room: int | None = None) -> Lines:
    """What the quiz is about, and how to answer; in brief where there is `room` for that alone."""
    whole = in_full(quiz, remarks, page)
    if room is None or len(whole) <= room:
        return whole
    shorter = [in_brief(quiz, remarks, page, how_to_answer_in_brief(quiz))]
    if remarks:  # whoever goes on, or begins with other numbers, has been here before
        shorter.append(in_brief(quiz, remarks, page, HELPS))
    return next((lines for lines in shorter if len(lines) <= room), whole)


def in_full(quiz: Quiz, remarks: Sequence[NextCommand], page: Page) -> Lines:
    """Each rule in a paragraph of its own."""
    lines = [*heading(page, "Quiz", quiz.derivation.lesson.title), *equation_lines(quiz, page)]
    for remark in (*remarks, *((sentence, ()) for sentence in how_to_answer(quiz))):
        lines += [*ways_on_lines([remark], page), blank()]
    return lines


def in_brief(quiz: Quiz, remarks: Sequence[NextCommand], page: Page, rule: str) -> Lines:
    """All of it without gaps, and the rules in one paragraph: ? says the rest."""
    title = [line for line in heading(page, "Quiz", quiz.derivation.lesson.title) if line.plain.strip()]
    told = ways_on_lines(remarks, page)
    return [*title, *equation_lines(quiz, page), *told, *page.prose(rule), blank()]


def equation_lines(quiz: Quiz, page: Page) -> Lines:
    """The network's equations, as they are for every time step."""
    lines: Lines = []
    for one in network_equations(quiz.derivation):
        lines += page.prose(one.text, indent=page.margin * 2, hanging=4)
    return [*lines, blank()]
