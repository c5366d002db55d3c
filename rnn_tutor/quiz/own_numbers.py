"""The numbers that a learner found themselves, from which later steps may follow: what is wrong; in an exam, all."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.equations.tree import Expression, references
from rnn_tutor.mistakes.reals import half_unit, round_by, value_of
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.grading import Grade, grade
from rnn_tutor.quiz.interval import NumbersShown, OperandPlace, OwnNumber
from rnn_tutor.quiz.plan import elements_of
from rnn_tutor.quiz.question import Question

OwnNumbers: TypeAlias = dict[OperandPlace, OwnNumber]


def value_at_hand(expression: Expression, screen: NumbersShown) -> Fraction:
    """What an answer comes to with the numbers that the learner sees; 0 where it has no value with them."""
    try:
        return value_of(expression, screen.numbers(expression))
    except (DomainError, Undecided):
        return Fraction(0)


def remember(
    own: OwnNumbers, question: Question, answers: tuple[Answer, ...], screen: NumbersShown, *, exam: bool
) -> None:
    """Keep what the learner found."""
    for part, answer in zip(elements_of(question), answers, strict=False):
        typed = answer.claimed or answer
        value = value_at_hand(typed.expression, screen)
        is_right = part.accepts(value, typed.half_unit)
        if is_right and not exam:
            own.pop(part.place, None)
        else:
            half = typed.half_unit or half_unit(part.screen.rule, value)
            own[part.place] = OwnNumber(value, half, is_right)


def follow(own: OwnNumbers, question: Question, screen: NumbersShown) -> None:
    """Keep what a question comes to with the numbers that the learner sees."""
    for part in elements_of(question):
        value = round_by(part.screen.rule, value_at_hand(part.expression, screen))
        own[part.place] = OwnNumber(value, half_unit(part.screen.rule, value), part.accepts(value))


def graded_in_exam(own: OwnNumbers, part: Question, answer: Answer) -> Grade:
    """A grade with credit for what is right with one's own earlier answers."""
    graded = grade(part, answer, own)
    follows = tuple(mistake for mistake in graded.mistakes if mistake.name == "earlier-slip")
    if not follows:
        return graded
    used = references(part.expression)
    slipped = any(place[0] in used and not number.is_right for place, number in own.items())
    return Grade(AnswerVerdict.RIGHT, follows if slipped else ())
