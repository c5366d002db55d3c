"""How far a result may stray when each rounded operand does: what a careful person can get from the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.derivation.solution import GIVEN, Solution
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Kind,
    Negative,
    Number,
    Product,
    Ref,
    Sum,
    children,
    references,
)
from rnn_tutor.mistakes.reals import as_fraction, half_unit, value_at, value_of
from rnn_tutor.mistakes.task import key_for
from rnn_tutor.numbers.compiler import Evaluator, compiled
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import DomainError, Real, real
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.numbers.value import Value

OperandPlace: TypeAlias = tuple[Ref, int, int]
"""One number: what it is, its row and its column, counted from 1."""


@dataclass(frozen=True)
class OwnNumber:
    """A number that the learner found themselves, half a unit of its last digit, and whether it is right."""

    value: Fraction
    half_unit: Fraction
    is_right: bool = False


Earlier: TypeAlias = Mapping[OperandPlace, OwnNumber]
"""The learner's own wrong answers to earlier questions, by what was asked."""


@dataclass(frozen=True)
class NumbersShown:
    """The numbers that a learner works from: those by hand, some perhaps replaced by the learner's own.

    `starts` are the initial states, which the lesson gives.
    """

    by_hand: Numbers
    rule: Rounding
    own: Mapping[OperandPlace, OwnNumber] = field(default_factory=dict)
    starts: frozenset[Ref] = frozenset()
    spreads: dict[Expression, Fraction] = field(default_factory=dict, repr=False, compare=False)  # once computed

    def value(self, ref: Ref) -> Value:
        """What the screen shows for a name."""
        value = self.by_hand[key_for(ref)]
        if not any(place[0] == ref for place in self.own):
            return value
        if not isinstance(value, Array):
            return real(self.own[ref, 1, 1].value)
        return Array(value.shape, tuple(self._entry(ref, place, value) for place in range(len(value.entries))))

    def _entry(self, ref: Ref, place: int, value: Array[Real]) -> Real:
        own = self.own.get((ref, *_row_and_column(place, value)))
        return value.entries[place] if own is None else real(own.value)

    def numbers(self, expression: Expression) -> Numbers:
        """What the screen shows for the names in an expression."""
        return {key_for(ref): self.value(ref) for ref in references(expression)}

    def half_unit(self, ref: Ref, row: int, column: int, entry: Real) -> Fraction:
        """How far the number behind an entry may be from what is shown; what the lesson gives is exact."""
        own = self.own.get((ref, row, column))
        if own is not None:
            return own.half_unit
        if ref.kind in GIVEN or ref in self.starts:
            return Fraction(0)
        return half_unit(self.rule, as_fraction(entry))

    def varied(self, ref: Ref, row: int, column: int) -> tuple[Value, Value] | None:
        """The value of a name with one of its entries as low, and as high, as it may be; None where it is exact."""
        value = self.value(ref)
        entry = value.at(row - 1, column - 1) if isinstance(value, Array) else value
        half = real(self.half_unit(ref, row, column, entry))
        if half == 0:
            return None
        if not isinstance(value, Array):
            return entry - half, entry + half
        place = (row - 1) * value.shape[1] + column - 1
        before, after = value.entries[:place], value.entries[place + 1 :]
        return (
            Array(value.shape, (*before, entry - half, *after)),
            Array(value.shape, (*before, entry + half, *after)),
        )

    def operands(self, expression: Expression) -> Iterator[OperandPlace]:
        """The entries of names that an expression is made of, by row and column; of a whole vector all."""
        match expression:
            case Element(Ref() as ref, row, column):
                yield ref, row, column
            case Ref():
                value = self.value(expression)
                count = len(value.entries) if isinstance(value, Array) else 1
                for place in range(count):
                    yield expression, *(_row_and_column(place, value) if isinstance(value, Array) else (1, 1))
            case _:
                for part in children(expression):
                    yield from self.operands(part)


def numbers_shown(solution: Solution, own: Mapping[OperandPlace, OwnNumber] | None = None) -> NumbersShown:
    """The numbers by hand of a derivation, some perhaps replaced by the learner's own."""
    lesson = solution.lesson
    starts = frozenset(Ref(Kind.QUANTITY, name, lesson.starts[name]) for name, _ in lesson.initial)
    return NumbersShown(solution.by_hand, lesson.rounding, own or {}, starts)


def _row_and_column(place: int, value: Array[Real]) -> tuple[int, int]:
    row, column = divmod(place, value.shape[1])
    return row + 1, column + 1


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`; `middle` is what the shown operands give."""

    low: Fraction
    high: Fraction
    middle: Fraction

    def holds(self, value: Fraction, slack: Fraction = Fraction(0)) -> bool:
        """Whether a value lies within, give or take some slack; a value of the other sign never does."""
        if (value > 0) != (self.middle > 0) or (value < 0) != (self.middle < 0):
            return False
        return self.low - slack <= value <= self.high + slack


def answer_interval(expression: Expression, screen: NumbersShown) -> Interval | None:
    """The interval of an expression when every shown operand varies within half a unit of its last place.

    Operands vary one by one and their effects are added, which is the interval to first order: an operand's half unit
    is a small part of it. None where the expression has no value.
    """
    numbers = screen.numbers(expression)
    try:
        middle = value_of(expression, numbers)
        scale, varying = _constant_factors(expression, numbers)
        if varying not in screen.spreads:
            screen.spreads[varying] = _spread(varying, numbers, screen)
    except DomainError:
        return None
    spread = abs(scale) * screen.spreads[varying]
    return Interval(middle - spread, middle + spread, middle)


def _constant_factors(expression: Expression, numbers: Numbers) -> tuple[Fraction, Expression]:
    """An expression's exact factors together, and the rest: a long sum stays one, whatever stands before it."""
    match expression:
        case Negative(operand):
            return _constant_factors(operand, numbers)
        case Product((Number() | Ref(Kind.RATE) as factor, rest)):
            scale, varying = _constant_factors(rest, numbers)
            return scale * value_of(factor, numbers), varying
        case _:
            return Fraction(1), expression


def _spread(expression: Expression, numbers: Numbers, screen: NumbersShown) -> Fraction:
    """What the operands' half units come to in all; of a sum, only the terms that hold an operand move with it."""
    touched: defaultdict[OperandPlace, list[Evaluator]] = defaultdict(list)
    for term in expression.terms if isinstance(expression, Sum) else (expression,):
        evaluator = compiled(term, 0)
        for operand in dict.fromkeys(screen.operands(term)):
            touched[operand].append(evaluator)
    spread = Fraction(0)
    for operand, evaluators in touched.items():
        if (ends := screen.varied(*operand)) is not None:
            low, high = (_sum_with(evaluators, numbers, operand[0], value) for value in ends)
            spread += abs(high - low) / 2
    return spread


def _sum_with(evaluators: list[Evaluator], numbers: Numbers, ref: Ref, value: Value) -> Fraction:
    key = key_for(ref)
    before, numbers[key] = numbers[key], value
    try:
        return sum((value_at(evaluator, numbers) for evaluator in evaluators), Fraction(0))
    finally:
        numbers[key] = before
