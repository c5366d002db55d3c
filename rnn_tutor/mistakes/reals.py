"""Values of expressions as Python's fractions, within bounds: what a learner types may come to anything."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

from rnn_tutor.derivation.values import settled
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Expression
from rnn_tutor.numbers.compiler import Evaluator, compiled
from rnn_tutor.numbers.digits import by_hand
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import ASKED, TOO_LARGE, TOO_NEAR_TO_ZERO, DomainError, Real, fraction, real
from rnn_tutor.numbers.rounding import Rounding, first_digit
from rnn_tutor.numbers.value import single


def as_fraction(value: Real) -> Fraction:
    """A real number as a fraction, to the precision its ball has.

    Raises:
        DomainError: for a number too large, or too small, to go on with.
    """
    if isinstance(value, fmpq):
        if max(value.p.bit_length(), value.q.bit_length()) <= ASKED:
            return fraction(value)
        value = arb(value)
    if not value.is_finite():
        raise DomainError(TOO_LARGE, value)
    mantissa, exponent = value.mid().man_exp()
    size = int(mantissa).bit_length() + int(exponent)
    if mantissa != 0 and abs(size) > ASKED:
        raise DomainError(TOO_LARGE if size > 0 else TOO_NEAR_TO_ZERO, value)
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def round_by(rule: Rounding, value: Fraction) -> Fraction:
    """A number, rounded by hand."""
    return fraction(by_hand(rule, real(value)))


def half_unit(rule: Rounding, value: Fraction) -> Fraction:
    """Half a unit of the last place that a number keeps which is rounded by hand."""
    return Fraction(10) ** -rule.places(first_digit(real(value))) / 2 if value else Fraction(0)


def value_at(evaluator: Evaluator, numbers: Numbers) -> Fraction:
    """The value of a compiled expression between single numbers.

    Raises:
        DomainError: where it has none.
    """
    return as_fraction(single(settled(lambda: evaluator(numbers, 0))))


def entries_of(expression: Expression, numbers: Numbers) -> list[Fraction]:
    """The numbers of a vector or matrix, row by row; of a single number, that one.

    Raises:
        DomainError: where it has no value.
    """
    value = settled(lambda: compiled(expression, 0)(numbers, 0))
    return [as_fraction(entry) for entry in (value.entries if isinstance(value, Array) else (value,))]


def value_of(expression: Expression, numbers: Numbers) -> Fraction:
    """The value of an expression between single numbers, its names at their own time steps.

    Raises:
        DomainError: where it has none.
    """
    return value_at(compiled(expression, 0), numbers)
