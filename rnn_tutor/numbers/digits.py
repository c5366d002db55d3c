"""Digits with a proof: what is printed of a number is right, and correctly rounded, or isn't printed."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor

from flint import arb, ctx, fmpq, fmpz

from rnn_tutor.equations.numerals import LARGEST_PLAIN, huge, place_point, with_exponent
from rnn_tutor.numbers.machine_float import nearest, shortest
from rnn_tutor.numbers.real import (
    HUGE,
    TAKEN_AS_EQUAL,
    TOO_LARGE,
    TOO_NEAR_TO_ZERO,
    DomainError,
    Real,
    Undecided,
    is_exact_zero,
    nearest_fraction,
    sign,
)
from rnn_tutor.numbers.rounding import LOG10_OF_2, Rounding, first_digit

HALF, TENTH = fmpq(1, 2), fmpq(1, 10)
SMALLEST_PLAIN = -9  # 0.00000000x is the longest row of zeros worth reading; below, 7e-12


@lru_cache(maxsize=1000)  # powers far out, of numbers that explode, are long
def _ten_to(exponent: int) -> fmpq:
    power = fmpz(10) ** abs(exponent)
    return fmpq(power) if exponent >= 0 else fmpq(1, power)


def magnitude(value: Real) -> int:
    """The power of ten of the first significant digit of a number that is not zero: 2 for 123, −4 for 0.0007.

    Of a narrow ball that holds a power of ten the lower one, whatever the number in it is: if it rounds to one value
    at the finer place that this stands for, it does so at the coarser one, too.

    Raises:
        Undecided: where the ball is too wide to tell.
        DomainError: for a number beyond all reason.
    """
    if isinstance(value, fmpq):
        return first_digit(value)
    mantissa, exponent = value.mid().man_exp()
    bits = int(mantissa).bit_length() + int(exponent)
    if abs(bits) > 4 * HUGE:  # what a formula may come to by the way
        raise DomainError(TOO_LARGE if bits > 0 else TOO_NEAR_TO_ZERO, value)
    guess = floor(bits * LOG10_OF_2)
    size = abs(value)
    for candidate in (guess, guess - 1, guess + 1):
        scaled = size / _ten_to(candidate)
        if scaled >= 1 and scaled < 10:
            return candidate
    # The ball holds a power of ten: mantissa and guess lie on either side of it.
    scaled = size / _ten_to(guess)
    if not (scaled > TENTH and scaled < 10):
        raise Undecided
    return guess - 1


def rounded_to(value: Real, places: int) -> int:
    """The integer nearest to |value| × 10**places, the larger of two equally near, with the value's sign.

    Raises:
        Undecided: where the ball straddles the border between two integers.
    """
    if isinstance(value, fmpq):
        size = int((abs(value) * _ten_to(places) + HALF).floor())
    else:
        raised = abs(value) * _ten_to(places) + HALF
        whole = raised.floor().unique_fmpz()
        size = int(nearest_fraction(raised).floor() if whole is None else whole)
    return -size if value < 0 else size


def significant(value: Real, digits: int) -> str:
    """The value to `digits` significant digits, correctly rounded; shorter where the value ends sooner.

    What can't be told from zero is no 0, but 0e-4930: a zero to so many places.

    Raises:
        Undecided: where the ball doesn't settle every digit.
    """
    if sign(value) == 0:
        return "0" if is_exact_zero(value) else f"0e{_decimal_exponent(value)}"
    if isinstance(value, arb) and ctx.prec >= TAKEN_AS_EQUAL:
        # Of what is left of two numbers with more digits than that, fewer are known.
        digits = max(min(digits, int(value.rel_accuracy_bits() * LOG10_OF_2) - 1), 1)
    top = magnitude(value)
    places = digits - 1 - top
    whole = rounded_to(value, places)
    if abs(whole) == 10**digits:  # 0.999…, rounded up
        whole, places = whole // 10, places - 1
    exact = isinstance(value, fmpq) and fmpq(whole) == value * _ten_to(places)
    if exact:
        while places > max(-top, 0) and whole % 10 == 0:
            whole, places = whole // 10, places - 1
        if top >= 0:
            while places > 0 and whole % 10 == 0:
                whole, places = whole // 10, places - 1
    elif places < 0 or top > LARGEST_PLAIN:
        # Zeros up to the point would pass for digits, and those at the end are some.
        return with_exponent(abs(whole), places, negative=whole < 0)
    return decimal(whole, places)


def _decimal_exponent(around_zero: Real) -> int:
    """A power of ten that no number in a ball around zero comes up to."""
    assert isinstance(around_zero, arb), "a fraction is zero or isn't"
    mantissa, exponent = around_zero.abs_upper().man_exp()
    return floor(max(int(mantissa).bit_length() + int(exponent), -HUGE) * LOG10_OF_2) + 1


def with_reach(number: str) -> str:
    """A number for people: 0e-4930, which programs take for a number, as 0 ± 1e-4930."""
    return f"0 ± 1{number[1:]}" if number.startswith("0e") else number


def decimal(whole: int, places: int) -> str:
    """whole × 10**−places as a decimal; with an exponent where it would begin with a long row of zeros, or be huge.

    Of a huge number the zeros at the end are left out.
    """
    top = len(str(abs(whole))) - 1 - places
    if whole and top < SMALLEST_PLAIN:
        return with_exponent(abs(whole), places, negative=whole < 0)
    if whole and top > LARGEST_PLAIN:
        return huge(abs(whole), places, negative=whole < 0)
    return place_point(abs(whole), places, negative=whole < 0)


def by_hand(rule: Rounding, value: Real) -> fmpq:
    """The value as someone writes it down who rounds by the rule.

    Raises:
        Undecided: where the ball doesn't settle the last place.
    """
    if sign(value) == 0:
        return fmpq(0)
    if rule.binary is not None:
        whole = value if isinstance(value, fmpq) else nearest_fraction(value)
        return nearest(Fraction(int(whole.p), int(whole.q)), rule.binary)
    places = rule.places(magnitude(value))
    return fmpq(rounded_to(value, places)) / _ten_to(places)


def by_hand_text(rule: Rounding, value: fmpq) -> str:
    """A number rounded by the rule, with the places the rule gives it: 0.670, −0.0007."""
    if value == 0:
        return "0"
    if rule.binary is not None:
        return shortest(value, rule.binary)
    places = rule.places(first_digit(value))
    return decimal(int((value * _ten_to(places)).p), places)
