"""Which mistakes come to the right answer with the numbers that a lesson happens to have: those can't be told."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.tree import leaves
from rnn_tutor.mistakes.catalogue import slips
from rnn_tutor.mistakes.reals import value_of
from rnn_tutor.mistakes.rule import Slip
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.quiz.explanation import EQUAL
from rnn_tutor.quiz.question import Question

DEGREES = frozenset({"rounded-too-early", "total-not-share"})
"""Mistakes that are a matter of degree, or the right thing where a parameter has one share only."""

MOST_NUMBERS = 300  # in a formula: whoever makes a mistake in a longer one, makes it in a part of it


def untellable_slips(question: Question) -> Iterator[Slip]:
    """The mistakes that come to the right answer of a question: W1 for W2 where both are 0.5, say."""
    if len(leaves(question.expression)) > MOST_NUMBERS:
        return
    for slip in slips(question.task()):
        if slip.mistake not in DEGREES and comes_to_the_same(question, slip):
            yield slip


def comes_to_the_same(question: Question, slip: Slip) -> bool:
    """Whether a slip has the right value, which isn't zero, from the numbers on the screen."""
    right = question.reachable.middle
    try:
        value = value_of(slip.expression, question.screen.numbers(slip.expression))
    except DomainError:
        return False
    return bool(right) and abs(value - right) <= EQUAL * abs(right)
