"""How far a number may be off that was computed in single precision: what a program prints that works with float32.

The derivation is run once more in ball arithmetic with as many bits, from numbers known no better than that: the balls'
radii hold what rounding can do on the way, and grow where two nearly equal numbers are subtracted.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import arb, fmpq

from rnn_tutor.derivation.solution import Solution
from rnn_tutor.derivation.values import UndefinedValue, lesson_numbers, run_exact
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Ref
from rnn_tutor.mistakes.reals import as_fraction
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import Real, Undecided, real
from rnn_tutor.numbers.value import Value

BITS = 24  # of a float32's mantissa
LEAST = Fraction(1, 2**20)  # of a number's size: a few roundings
MOST = Fraction(1, 10**4)  # beyond, it is no rounding that one would notice as such


@lru_cache(maxsize=4)
def _singles(derivation: Solution) -> Numbers | None:
    """Every number of a derivation as a ball with the error of single precision; None where a sign is open then."""
    before = derivation.before
    given = before.carried_on(before.exact) if before else lesson_numbers(derivation.lesson)
    start = {key: _blurred(value) for key, value in given.items()}
    try:
        return run_exact(derivation.operations, start, derivation.evaluators, BITS)
    except (UndefinedValue, Undecided):
        return None


def _blurred(value: Value) -> Value:
    return value.map(_ball) if isinstance(value, Array) else _ball(value)


def _ball(number: Real) -> Real:
    middle = arb(number) if isinstance(number, fmpq) else number
    return middle * arb(1, arb(2) ** -BITS)


def single_slack(derivation: Solution, place: tuple[Ref, int, int], exact: Fraction) -> Fraction:
    """How far from the exact number one computed in single precision may be."""
    least = abs(exact) * LEAST
    singles = _singles(derivation)
    if singles is None:
        return least
    ref, row, column = place
    value = derivation.read(singles, ref)
    entry = value.at(row - 1, column - 1) if isinstance(value, Array) else value
    if isinstance(entry, fmpq) or not entry.is_finite():
        return least
    slack, most = 2 * entry.rad(), abs(exact) * MOST
    # The radius itself may be too small for a fraction.
    if not slack > real(least):
        return least
    return as_fraction(slack) if slack < real(most) else most
