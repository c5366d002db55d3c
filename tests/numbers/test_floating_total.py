"""Floating point has a result for every number there is, infinity and nan among them, or says what has no value."""

import math
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_tutor.numbers.floating import FLOATING, nearest_float
from rnn_tutor.numbers.real import DomainError

DOUBLES = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize("name", sorted(FLOATING.primitives))
@given(DOUBLES)
@example(math.inf)
@example(-math.inf)
@example(math.nan)
def test_a_function(name: str, x: float) -> None:
    try:
        value = FLOATING.primitives[name](x)
    except DomainError:
        assert x <= 0
        return
    assert isinstance(value, int | float)


@given(DOUBLES, DOUBLES)
@example(-2.0, math.inf)
@example(-2.0, math.nan)
@example(10.0, 400.0)
@example(0.0, -math.inf)
def test_a_power_and_a_quotient(base: float, exponent: float) -> None:
    for operation in (FLOATING.power, FLOATING.divide):
        try:
            assert isinstance(operation(base, exponent), float)
        except DomainError:
            assert base <= 0 or exponent == 0


@given(st.fractions())
@example(Fraction(10) ** 400)
@example(-(Fraction(10) ** 400))
@example(Fraction(1, 10**400))
def test_a_constant(number: Fraction) -> None:
    near = nearest_float(number)
    if math.isfinite(near):
        assert near == float(number)
    else:
        assert abs(number) > Fraction(1.7976931348623157e308)
        assert (near > 0) == (number > 0)


def test_flints_numbers_too() -> None:
    assert nearest_float(fmpq(10) ** 400) == math.inf
    assert nearest_float(-(arb(10) ** 400)) == -math.inf
    assert nearest_float(fmpq(1, 4)) == 0.25
