"""How far a result may stray when each rounded operand does: what a careful person can get from the screen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.derivation.step import GIVEN
from rnn_tutor.derivation.values import settled
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Expression, Ref, references
from rnn_tutor.numbers.evaluate import Evaluator, Key, Numbers, Value, compiled, key_of, single
from rnn_tutor.numbers.real import DomainError, Real, real
from rnn_tutor.numbers.rounding import Rounding, first_digit
from rnn_tutor.quiz.answer import as_fraction


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


def half_unit(rule: Rounding, value: Fraction) -> Fraction:
    """Half a unit of the last place that a number keeps which is rounded by hand."""
    if not value:
        return Fraction(0)
    return Fraction(10) ** -rule.places(first_digit(real(value))) / 2


def reach(expression: Expression, numbers: Numbers, rule: Rounding) -> Interval | None:
    """The interval of an expression when every by-hand operand varies within half a unit of its last place.

    Operands vary one by one and their effects are added, which is the interval to first order; an operand's half unit
    is a small fraction of it. None where the expression has no value.
    """
    evaluator = compiled(expression, 0)
    operands = {key_for(ref): numbers[key_for(ref)] for ref in references(expression)}
    try:
        middle = _value(evaluator, operands)
        spread = Fraction(0)
        for ref in references(expression):
            if ref.kind in GIVEN or ref.at == 0:
                continue
            key = key_for(ref)
            spread += sum(
                abs(_value(evaluator, {**operands, key: high}) - _value(evaluator, {**operands, key: low})) / 2
                for low, high in _varied(operands[key], rule)
            )
    except DomainError:
        return None
    return Interval(middle - spread, middle + spread, middle)


def _varied(value: Value, rule: Rounding) -> list[tuple[Value, Value]]:
    """The value with each of its entries half a unit lower, and higher."""
    if not isinstance(value, Array):
        return [_around(value, rule)]
    pairs: list[tuple[Value, Value]] = []
    for place, entry in enumerate(value.entries):
        low, high = _around(entry, rule)
        before, after = value.entries[:place], value.entries[place + 1 :]
        pairs.append((Array(value.shape, (*before, low, *after)), Array(value.shape, (*before, high, *after))))
    return pairs


def _around(entry: Real, rule: Rounding) -> tuple[Real, Real]:
    half = real(half_unit(rule, as_fraction(entry)))
    return entry - half, entry + half


def _value(evaluator: Evaluator, numbers: Numbers) -> Fraction:
    return as_fraction(single(settled(lambda: evaluator(numbers, 0))))


def key_for(ref: Ref) -> Key:
    """Where a reference's number is kept."""
    return key_of(ref.kind, ref.name, ref.at if isinstance(ref.at, int) else None, ref.via)
