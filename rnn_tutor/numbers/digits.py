"""Digits with a proof: what is printed of a number is right, and correctly rounded, or isn't printed."""

from __future__ import annotations

from functools import cache
from math import floor

from flint import fmpq, fmpz

from rnn_tutor.equations.writing import place_point
from rnn_tutor.numbers.real import Real, nearest_fraction, sign
from rnn_tutor.numbers.rounding import LOG10_OF_2, Rounding, first_digit

HALF = fmpq(1, 2)
SMALLEST_PLAIN = -9  # 0.00000000x is the longest row of zeros worth reading; below, 7e-12


@cache
def _ten_to(exponent: int) -> fmpq:
    power = fmpz(10) ** abs(exponent)
    return fmpq(power) if exponent >= 0 else fmpq(1, power)


def magnitude(value: Real) -> int:
    """The power of ten of the first significant digit of a number that is not zero: 2 for 123, −4 for 0.0007.

    Raises:
        Undecided: where the ball is too wide to tell.
    """
    if isinstance(value, fmpq):
        return first_digit(value)
    mantissa, exponent = value.mid().man_exp()
    guess = floor((int(mantissa).bit_length() + int(exponent)) * LOG10_OF_2)
    size = abs(value)
    for candidate in (guess, guess - 1, guess + 1):
        scaled = size / _ten_to(candidate)
        if scaled >= 1 and scaled < 10:
            return candidate
    # The ball holds a power of ten: mantissa and guess lie on either side of it.
    return guess - 1 + magnitude(nearest_fraction(size / _ten_to(guess - 1)))


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

    Raises:
        Undecided: where the ball doesn't settle every digit.
    """
    if sign(value) == 0:
        return "0"
    top = magnitude(value)
    places = digits - 1 - top
    whole = rounded_to(value, places)
    exact = isinstance(value, fmpq) and fmpq(whole) == value * _ten_to(places)
    if exact:
        while places > max(-top, 0) and whole % 10 == 0:
            whole, places = whole // 10, places - 1
        if top >= 0:
            while places > 0 and whole % 10 == 0:
                whole, places = whole // 10, places - 1
    elif places < 0:
        return _with_exponent(whole, places)  # zeros up to the point would pass for digits
    return decimal(whole, places)


def decimal(whole: int, places: int) -> str:
    """whole × 10**−places as a decimal, with an exponent where it would begin with a long row of zeros."""
    top = len(str(abs(whole))) - 1 - places
    if whole and top < SMALLEST_PLAIN:
        return _with_exponent(whole, places)
    return place_point(abs(whole), places, negative=whole < 0)


def _with_exponent(whole: int, places: int) -> str:
    text = str(abs(whole))
    mantissa = f"{text[0]}.{text[1:]}" if len(text) > 1 else text
    return f"{'-' if whole < 0 else ''}{mantissa}e{len(text) - 1 - places}"


def by_hand(rule: Rounding, value: Real) -> fmpq:
    """The value as someone writes it down who rounds by the rule.

    Raises:
        Undecided: where the ball doesn't settle the last place.
    """
    if sign(value) == 0:
        return fmpq(0)
    places = rule.places(magnitude(value))
    return fmpq(rounded_to(value, places)) / _ten_to(places)


def by_hand_text(rule: Rounding, value: fmpq) -> str:
    """A number rounded by the rule, with the places the rule gives it: 0.670, −0.0007."""
    if value == 0:
        return "0"
    places = max(rule.places(first_digit(value)), 0)
    return decimal(int((value * _ten_to(places)).p), places)
