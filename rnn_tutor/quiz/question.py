"""One question: a number of a derivation, what it is made of, and which answers are right."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.array import place_label
from rnn_tutor.equations.tree import Expression
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.outcome import entries
from rnn_tutor.explain.step import Step, StepElement
from rnn_tutor.mistakes.reals import as_fraction, half_unit
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import DomainError, real
from rnn_tutor.quiz.interval import Earlier, Interval, NumbersShown, OperandPlace, answer_interval, numbers_shown
from rnn_tutor.quiz.precision import MOST, single_slack

EXACT_DIGITS = 40
AS_EXACT = Fraction(1, 10 ** (EXACT_DIGITS - 2))  # agreement with all digits of the exact number that are looked at
ENOUGH_DIGITS = 2
NOTHING = Fraction(1, 10**12)  # what a program may print for a zero, as 5.6e-17

MOST_TAME = 500  # operations of a lesson that is short
LEAST_TAME = Fraction(1, 10**12)  # of a forward pass that is moderate, and 1 over it the most


@dataclass(frozen=True, repr=False)
class Question:
    """A step of a derivation, asked for; `row` and `column` pick one element, counted from 1."""

    step: Step
    row: int = 1
    column: int = 1
    whole: bool = field(default=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as what is asked: all else follows from that."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.identity} of {self.step.derivation.lesson.name}: {self.quantity}>"

    @property
    def identity(self) -> str:
        """By what it is kept: the name of its step, backward:7."""
        return self.step.identity

    @property
    def phase(self) -> str:
        """The part of the derivation it belongs to, as programs call it."""
        return self.step.phase.value

    @property
    def quantity(self) -> str:
        """What it is about, as the lesson writes it."""
        return self.step.quantity

    @property
    def time_step(self) -> int | None:
        """The time step it belongs to, where there is one."""
        return self.step.time_step

    @property
    def _element(self) -> StepElement:
        return self.step.element(self.row, self.column)

    @property
    def derivation(self) -> Solution:
        """The derivation that the step belongs to."""
        return self.step.derivation

    @property
    def place(self) -> OperandPlace:
        """Which number it is."""
        return (self.step.ref, self.row, self.column)

    @property
    def name(self) -> str:
        """What is asked for, in the field's notation: ∂Loss/∂X₃."""
        return name_of(self.step.ref) + ("" if self.whole else self.element_label)

    @property
    def element_label(self) -> str:
        """Which element of a vector or matrix it is: [2] or [1,2]; empty for a single number."""
        return place_label(self.step.operation.shape, self.row, self.column)

    @property
    def layout(self) -> str:
        """How the numbers of a small vector or matrix are typed: [a, b], or [[a, b], [c, d]], row by row."""
        rows, columns = self.step.operation.shape or (1, 1)
        letters = iter("abcdefghijklmnopqrstuvwxyz"[: rows * columns])
        if columns == 1:
            return f"[{', '.join(letters)}]"
        written = ", ".join(f"[{', '.join(islice(letters, columns))}]" for _ in range(rows))
        return f"[{written}]" + ", row by row" * (rows > 1)

    def task(self, earlier: Earlier | None = None) -> Task:
        """What the library of mistakes looks at; `earlier` are the learner's own wrong answers so far."""
        slipped = frozenset(ref for ref, _, _ in earlier or ())
        return Task(self.step, self.row, self.column, self.whole, slipped)

    @cached_property
    def expression(self) -> Expression:
        """What the number is made of, between single numbers."""
        return Task(self.step, self.row, self.column).expression

    @cached_property
    def screen(self) -> NumbersShown:
        """The numbers that the learner works from."""
        return numbers_shown(self.derivation)

    @cached_property
    def by_hand(self) -> Fraction:
        """The number by hand."""
        return as_fraction(self._element.of(self.step.by_hand_value))

    @property
    def by_hand_text(self) -> str:
        """The number by hand, as it is written down."""
        return self._element.by_hand

    @cached_property
    def exact(self) -> Fraction:
        """The exact number, to 40 digits."""
        return Fraction(
            self.derivation.proved(
                lambda numbers: significant(
                    self._element.of(self.derivation.read(numbers, self.step.ref)), EXACT_DIGITS
                )
            )
        )

    @cached_property
    def reachable(self) -> Interval:
        """What a careful person can get from the numbers on the screen."""
        interval = answer_interval(self.expression, self.screen)
        assert interval is not None, "the by-hand track has a value here"
        return interval

    @property
    def digits_needed(self) -> int:
        """How many significant digits an answer has to have: two, or as many as by hand shows where that is fewer."""
        return self.derivation.lesson.rounding.digits_of(real(self.by_hand))

    def accepts(self, value: Fraction, slack: Fraction = Fraction(0)) -> bool:
        """Whether a value is right, to within the slack: within reach of the screen's numbers, by hand, or exact.

        The sign has to be right, and zero is right only where the number is zero: gradients vanish, and a small one is
        not none.
        """
        if self.exact == 0 and self.by_hand == 0:
            return abs(value) <= max(self._nothing, NOTHING)
        as_exact = slack + abs(self.exact) * AS_EXACT
        return (
            agrees(value, self.by_hand, slack)
            or agrees(value, self.exact, as_exact)
            or self.reachable.holds(value, slack)
            or self._as_float(value)
        )

    def _as_float(self, value: Fraction) -> bool:
        """Whether a program may print this number that computes in double or in single precision."""
        off = abs(value - self.exact)
        return off <= abs(self.exact) * MOST and off <= single_slack(self.derivation, self.place, self.exact)

    def accepts_cut_off(self, value: Fraction, unit: Fraction) -> bool:
        """Whether a number is right that was cut off and not rounded: with one digit more than the screen's numbers.

        `unit` is one of its last digit.
        """
        shown = 2 * half_unit(self.screen.rule, self.by_hand)
        if not value or 10 * unit > shown:
            return False
        ends = sorted(abs(end) for end in (self.reachable.low, self.reachable.high))
        lies_within = sign(value) == sign(self.reachable.middle) and ends[0] - unit < abs(value) <= ends[1]
        # A program has 0.467 as 0.46699999999999997, which is a whole unit off once it is cut.
        return lies_within or any(
            sign(value) == sign(truth) and 0 <= abs(truth) - abs(value) <= unit for truth in (self.exact, self.by_hand)
        )

    def equals(self, value: Fraction) -> bool:
        """Whether a value is the number on the nose: exact, by hand, or as the calculator shows it before rounding."""
        return value in (self.exact, self.by_hand, self.reachable.middle)

    @property
    def _nothing(self) -> Fraction:
        """What rounds to zero, where zero is right: half a unit of the last decimal."""
        decimals = self.derivation.lesson.rounding.decimals
        return Fraction(0) if decimals is None else Fraction(10) ** -decimals / 2


def agrees(value: Fraction, truth: Fraction, slack: Fraction) -> bool:
    """Whether a value has the sign of the truth, and is as near to it as the slack says."""
    return sign(value) == sign(truth) and abs(value - truth) <= slack


def sign(value: Fraction) -> int:
    """−1, 0 or 1."""
    return (value > 0) - (value < 0)


def can_be_asked(step: Step) -> bool:
    """Whether a step's numbers, and those it is made of, are of a size that answers can be compared with."""
    derivation = step.derivation

    def read(numbers: Numbers) -> None:
        for ref in (step.ref, *step.names):
            for entry in entries(derivation.read(numbers, ref)):
                as_fraction(entry)

    try:
        read(derivation.by_hand)
        derivation.proved(read)
    except DomainError:
        return False
    return True


def are_tame(derivation: Derivation) -> bool:
    """Whether a lesson is so short, and its forward pass so moderate, that all its numbers can be asked for.

    A gradient is a sum of products of what a few dozen operations come to; so nothing has to be derived to know.
    """
    if len(derivation.operations) > MOST_TAME:
        return False
    refs = [step.ref for step in derivation.steps if step.phase in (Phase.FORWARD, Phase.LOSS)]

    def read(numbers: Numbers) -> bool:
        values = (entry for ref in refs for entry in entries(derivation.read(numbers, ref)))
        return all(value == 0 or LEAST_TAME < abs(value) < 1 / LEAST_TAME for value in map(as_fraction, values))

    try:
        return derivation.proved(read)
    except DomainError:
        return False
