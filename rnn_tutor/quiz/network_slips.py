"""What can be done wrong in a network, derived once and looked at with the numbers of one exercise after another.

A slip is the same whatever the numbers are; what it comes to is not, and with some numbers two slips come to the same,
or one to what is right. Slips that show in a number only, as rounding too early does, are not among these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.mistakes.catalogue import RULES, slips
from rnn_tutor.mistakes.reals import round_by, value_at
from rnn_tutor.numbers.compiler import Evaluator, compiled
from rnn_tutor.numbers.real import DomainError, real
from rnn_tutor.quiz.explanation import EQUAL
from rnn_tutor.quiz.question import Question

LIKELIEST = 6  # slips of a question that are told from each other
MOST_QUESTIONS = 120  # of an exercise that are looked at
RIGHT = -1

QuestionPlace: TypeAlias = tuple[str, int, int]
Coincidence: TypeAlias = tuple[QuestionPlace, int, int]
"""Where two slips of a question, by their places, come to one number; `RIGHT` stands for what is right."""


@dataclass(frozen=True)
class ReadySlip:
    """A slip that is ready to be evaluated, and what it is in words."""

    words: str
    evaluator: Evaluator


@dataclass(frozen=True)
class ReadySlips:
    """What is right at a question, and the slips, the likeliest first."""

    right: Evaluator
    wrong: tuple[ReadySlip, ...]


@dataclass(frozen=True)
class SlipNumber:
    """The number that a slip comes to, as it is written by hand, and in words what was done."""

    text: str
    words: str


class NetworkSlips:
    """The slips of a network, each question's derived when it is first asked for."""

    def __init__(self) -> None:
        self.known: dict[QuestionPlace, ReadySlips] = {}

    def of(self, question: Question) -> ReadySlips:
        """The slips of a question, in whichever exercise it stands."""
        place = place_of(question)
        if place not in self.known:
            self.known[place] = _ready(question)
        return self.known[place]

    def likeliest(self, question: Question, most: int) -> tuple[SlipNumber, ...]:
        """The wrong numbers to which the likeliest slips lead; what comes to the same number is said together."""
        said: dict[Fraction, list[str]] = {}
        for slip in self.of(question).wrong[:LIKELIEST]:
            value = _value(slip.evaluator, question.derivation)
            number = None if value is None else round_by(question.screen.rule, value)
            if number is not None and not question.accepts(number) and slip.words not in said.get(number, ()):
                said.setdefault(number, []).append(slip.words)
        found = [SlipNumber(question.step.hand_text(real(one)), "; or ".join(words)) for one, words in said.items()]
        return tuple(found[:most])

    def coincidences(self, questions: Sequence[Question]) -> frozenset[Coincidence]:
        """The slips that the numbers of an exercise hide."""
        asked = [question for question in questions if question.step.operation.phase is not Phase.LOSS]
        return frozenset(
            (place_of(question), *pair) for question in asked[:MOST_QUESTIONS] for pair in self._pairs(question)
        )

    def _pairs(self, question: Question) -> Iterator[tuple[int, int]]:
        ready, derivation = self.of(question), question.derivation
        right = _value(ready.right, derivation)
        values = [_value(slip.evaluator, derivation) for slip in ready.wrong]
        if right:
            near = EQUAL * abs(right)
            hidden = (n for n, value in enumerate(values) if value is not None and abs(value - right) <= near)
            yield from ((RIGHT, n) for n in hidden)
        rule = question.screen.rule
        rounded = [None if value is None else round_by(rule, value) for value in values[:LIKELIEST]]
        for (first, one), (second, other) in combinations(enumerate(rounded), 2):
            if one is not None and one == other:
                yield first, second


def place_of(question: Question) -> QuestionPlace:
    """Where a question stands in every exercise of a network."""
    return question.identity, question.row, question.column


def _ready(question: Question) -> ReadySlips:
    derived = [slip for slip in slips(question.task()) if not (slip.own or RULES[slip.mistake].numeric)]
    shares: dict[str, int] = {}
    for slip in derived:
        shares[slip.mistake] = shares.get(slip.mistake, 0) + slip.share
    ordered = sorted(derived, key=lambda slip: -RULES[slip.mistake].weight * Fraction(slip.share, shares[slip.mistake]))
    wrong = tuple(ReadySlip(slip.words, compiled(slip.expression, 0)) for slip in ordered)
    return ReadySlips(compiled(question.expression, 0), wrong)


def _value(evaluator: Evaluator, solution: Solution) -> Fraction | None:
    """What comes of the numbers by hand; None where that has no value."""
    try:
        return value_at(evaluator, solution.by_hand)
    except DomainError:
        return None
