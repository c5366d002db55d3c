"""A question on a screen: where one is, what is known, and what is asked."""

from __future__ import annotations

from rnn_tutor.pictures.route import Route
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.output import USUAL_HEIGHT
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.quiz.known_lines import table_lines
from rnn_tutor.screens.quiz.known_numbers import Nearness
from rnn_tutor.screens.walk.phases import title
from rnn_tutor.screens.walk.route_lines import route_lines
from rnn_tutor.screens.walk.step import subject

CURSOR = 1  # the line in which the answer is typed


def question_lines(quiz: Quiz, route: Route, page: Page, room: int | None = None) -> Lines:
    """A question: where we are, what is known, and what is asked; if need be with less of the table.

    Without a terminal there is no end to the `room`, and a wide page is written as for a usual one.
    """
    if room is None and not page.margin:
        return question_with(quiz, route, page, Nearness.USUAL)
    room = USUAL_HEIGHT - CURSOR if room is None else room
    ways = (question_with(quiz, route, page, near) for near in Nearness)
    shortest: Lines = []
    for lines in ways:
        if len(lines) <= room:
            return lines
        if not shortest or len(lines) < len(shortest):
            shortest = lines
    return shortest


def question_with(quiz: Quiz, route: Route, page: Page, near: Nearness) -> Lines:
    """A question with as much of the table."""
    question = quiz.question
    assert question is not None, "a question stands"
    place = f"Question {quiz.position + 1} of {len(quiz.questions)}"
    if quiz.derivation.epoch > 1:
        place += f", epoch {quiz.derivation.epoch}"
    if isinstance(question, MeaningQuestion):
        asked = page.prose(question.text, "title")
        return [*heading(page, place, "what it means"), *table_lines(quiz, page, near=near), blank(), *asked, blank()]
    return [
        *heading(page, place, title(question.step)),
        *table_lines(quiz, page, near=near),
        blank(),
        *page.prose(subject(question.step), "title"),
        *route_lines(route, question.step, page),
        blank(),
    ]
