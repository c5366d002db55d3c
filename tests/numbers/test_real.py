"""Operations on numbers that are known by a ball, and above all by one around zero."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.derivation.values import WorkingPrecision, settled
from rnn_tutor.numbers.real import (
    PRIMITIVES,
    DomainError,
    Real,
    bounded,
    divide,
    fraction,
    log,
    power,
    real,
    sign,
    sqrt,
    total,
)

fractions = st.fractions(-5, 5, max_denominator=1000)


def hidden_zero() -> arb:
    """Zero, known only to lie within a ball."""
    return arb(1) / 3 - arb(1) / 3


def holds(ball: Real, value: Fraction) -> bool:
    return bool(ball == real(value)) if isinstance(ball, fmpq) else bool(ball.contains(arb(real(value))))


@given(base=fractions, exponent=st.integers(0, 12))
def test_a_whole_power_of_a_ball_holds_the_power(base: Fraction, exponent: int) -> None:
    with WorkingPrecision(128):
        found = power(arb(real(base)).exp().log(), fmpq(exponent))
        assert holds(found, base**exponent)
        exact = power(real(base), fmpq(exponent))
        assert isinstance(exact, fmpq)
        assert fraction(exact) == base**exponent


@pytest.mark.parametrize("exponent", [1, 2, 3, 10])
def test_a_power_of_a_ball_around_zero_is_a_ball_around_zero(exponent: int) -> None:
    with WorkingPrecision(128):
        found = power(hidden_zero(), fmpq(exponent))
    assert isinstance(found, arb)
    assert found.is_finite()
    assert holds(found, Fraction(0))


def test_the_power_zero_is_one() -> None:
    with WorkingPrecision(128):
        for base in (fmpq(0), fmpq(3), hidden_zero()):
            assert power(base, fmpq(0)) == 1


def test_zero_behind_a_ball_is_zero_in_the_end() -> None:
    assert settled(lambda: sign(hidden_zero())) == 0
    assert settled(lambda: sqrt(hidden_zero())) == 0
    assert settled(lambda: sign(power(hidden_zero(), fmpq(1, 2)))) == 0


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (lambda: divide(fmpq(1), fmpq(0)), "a division by zero"),
        (lambda: divide(fmpq(1), hidden_zero()), "a division by a number that can't be distinguished from zero"),
        (lambda: power(fmpq(0), fmpq(-1)), "a division by zero"),
        (lambda: power(fmpq(0), fmpq(-1, 2)), "a division by zero"),
        (lambda: power(fmpq(-2), fmpq(1, 2)), "a negative number to a power that isn't whole"),
        (lambda: power(fmpq(2), fmpq(10**6)), "a power above 10,000"),
        (lambda: log(fmpq(0)), "the log of zero"),
        (lambda: log(hidden_zero()), "the log of a number that can't be distinguished from zero"),
        (lambda: log(fmpq(-1)), "the log of a negative number"),
        (lambda: sqrt(fmpq(-1)), "the square root of a negative number"),
        (lambda: PRIMITIVES["exp"](fmpq(10**7)), "a power of e too large to go on with"),
        (lambda: bounded(arb(2) ** (2 * 10**6)), "a number too large to go on with"),
        (lambda: bounded(arb(20000).exp() + 1 - arb(20000).exp()), "a difference that is lost in 4,900 digits"),
        (lambda: sign(arb(20000).exp() + 1 - arb(20000).exp()), "a difference that is lost in 4,900 digits"),
    ],
)
def test_an_operation_without_a_value_says_so(operation: Callable[[], Real], says: str) -> None:
    with pytest.raises(DomainError) as caught:
        settled(operation)
    assert caught.value.operation == says


@pytest.mark.parametrize(
    ("found", "exactly"),
    [
        (lambda: sqrt(fmpq(9, 16)), "3/4"),
        (lambda: log(fmpq(1)), "0"),
        (lambda: PRIMITIVES["exp"](fmpq(0)), "1"),
        (lambda: PRIMITIVES["tanh"](fmpq(0)), "0"),
        (lambda: PRIMITIVES["cos"](fmpq(0)), "1"),
        (lambda: power(fmpq(2, 3), fmpq(-2)), "9/4"),
    ],
)
def test_a_fraction_stays_one_where_it_can(found: Callable[[], Real], exactly: str) -> None:
    value = found()
    assert isinstance(value, fmpq)
    assert fraction(value) == Fraction(exactly)


def test_a_fraction_that_grows_long_goes_on_as_a_ball() -> None:
    with WorkingPrecision(128):
        long = bounded(fmpq(3, 7) ** 3000)
        assert isinstance(long, arb)
        assert holds(long, Fraction(3, 7) ** 3000)
    assert isinstance(bounded(fmpq(3, 7)), fmpq)


@given(numbers=st.lists(st.fractions(-9, 9, max_denominator=10**6), min_size=1, max_size=12))
def test_many_fractions_add_up_at_one_denominator(numbers: list[Fraction]) -> None:
    assert total([real(number) for number in numbers]) == real(sum(numbers, Fraction()))
    with_a_ball = total([*(real(number) for number in numbers), arb(1).exp()])
    assert isinstance(with_a_ball, arb)
    assert with_a_ball.overlaps(arb(real(sum(numbers, Fraction()))) + arb(1).exp())
