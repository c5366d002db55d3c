"""What a rule of the library of mistakes looks at, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.tree import Expression, Kind, Ref
from rnn_tutor.quiz.interval import OwnNumber, Place, key_for
from rnn_tutor.quiz.question import Question

Earlier: TypeAlias = Mapping[Place, OwnNumber]
"""The learner's own wrong answers to earlier questions, by what was asked."""


@dataclass(frozen=True)
class Slip:
    """What a learner may have computed instead.

    `words` explain it in a clause. `own` says that it was computed from the learner's own earlier answers, and not from
    the numbers on the screen.
    """

    mistake: str
    expression: Expression
    words: str
    own: bool = False


@dataclass(frozen=True)
class Setting:
    """What a rule may look at."""

    question: Question
    earlier: Earlier

    @property
    def expression(self) -> Expression:
        """The right expression: of the number asked for, or of the whole vector or matrix."""
        return self.question.step.expression if self.question.whole else self.question.expression

    @property
    def phase(self) -> Phase:
        """The phase of the step asked for."""
        return self.question.step.phase

    @property
    def unit(self) -> str:
        """What the lesson calls a time step: day."""
        return self.question.derivation.lesson.time_step.lower()

    @cached_property
    def asked(self) -> Ref:
        """What is asked for."""
        return self.question.step.ref

    def known(self, ref: Ref) -> bool:
        """Whether there is such a number, other than the one asked for."""
        return ref != self.asked and key_for(ref) in self.question.derivation.by_hand

    def part(self, expression: Expression) -> Expression:
        """What stands in an expression where the question's own number does; where all are asked for, all of it."""
        if self.question.whole:
            return expression
        return element(expression, self.question.row, self.question.column, self.question.derivation.unrolled.shape)

    def is_gradient(self) -> bool:
        """Whether a gradient is asked for, and not a share, a sum or a new value."""
        return self.question.step.operation.kind is Kind.GRADIENT


Rule: TypeAlias = Callable[[Setting], Iterator[Slip]]
