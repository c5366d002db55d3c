"""Digits of numbers: all right, correctly rounded, as many as asked for and no more than there are."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from rnn_tutor.derivation.values import settled
from rnn_tutor.numbers.digits import by_hand, by_hand_text, significant
from rnn_tutor.numbers.real import Real, fraction, real
from rnn_tutor.numbers.rounding import Rounding

nonzero = st.integers(1, 10**12) | st.integers(-(10**12), -1)
decimals = st.builds(
    lambda n, twos, fives: Fraction(n, 2**twos * 5**fives), nonzero, st.integers(0, 9), st.integers(0, 9)
)
fractions = st.fractions(max_denominator=10**9) | st.fractions(-1, 1, max_denominator=10**30)


def as_a_ball(value: Fraction) -> Real:
    """A fraction that is known only to lie in a ball: ln(e^x)."""
    return arb(real(value)).exp().log()


def rounded(value: Fraction, digits: int) -> Decimal:
    """By the decimal module: to so many significant digits, half away from zero."""
    with localcontext() as context:
        context.prec = 1000
        size = Decimal(value.numerator) / Decimal(value.denominator)
        return size.quantize(Decimal(1).scaleb(size.adjusted() - digits + 1), rounding=ROUND_HALF_UP)


def count(text: str) -> int:
    """How many significant digits a text shows."""
    return len(text.split("e", maxsplit=1)[0].replace(".", "").lstrip("-0"))


@given(value=fractions.filter(bool), digits=st.integers(1, 60))
def test_a_fraction_to_so_many_digits(value: Fraction, digits: int) -> None:
    text = significant(real(value), digits)
    assert Decimal(text) == rounded(value, digits)
    if Fraction(text) != value:
        assert count(text) in (digits, digits + 1)  # 0.96 to one digit is 1.0


@given(value=decimals)
def test_a_decimal_that_ends_is_written_to_its_end_and_no_further(value: Fraction) -> None:
    text = significant(real(value), 200)
    assert Fraction(text) == value
    if "." in text and "e" not in text:
        assert not text.endswith("0")


@given(value=st.fractions(-50, 50, max_denominator=10**6).filter(bool), digits=st.integers(1, 40))
def test_a_ball_to_so_many_digits(value: Fraction, digits: int) -> None:
    text = settled(lambda: significant(arb(real(value)).exp(), digits))
    assert count(text) in (digits, digits + 1)
    with mp.workdps(3 * digits + 30):
        truth = mp.exp(mp.mpf(value.numerator) / value.denominator)
        unit = mp.mpf(10) ** (mp.floor(mp.log10(truth)) - digits + 1)
        assert abs(mp.mpf(text) - truth) <= unit / 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1", "1.000000"),
        ("10", "10.00000"),
        ("1/10000", "0.0001000000"),
        ("-1000", "-1000.000"),
        ("1/2", "0.5000000"),
        ("9999999/10000000", "0.9999999"),
    ],
)
def test_a_ball_around_a_number_that_ends(value: str, text: str) -> None:
    """A ball around a power of ten never falls on one side of it, however small it gets."""
    exact = Fraction(value)
    assert settled(lambda: significant(as_a_ball(exact), 7)) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.0125", 3, "0.013"),
        ("-0.0125", 3, "-0.013"),
        ("2.5", 1, "2.5"),
        ("0.25", 1, "0.3"),
        ("0.0035", 3, "0.004"),
        ("0.00035", 3, "0.0004"),
        ("-0.00025", 3, "-0.0003"),
        ("0.0005", 3, "0.0005"),
        ("0.001", 3, "0.001"),
        ("1.0005", 3, "1.001"),
        ("0.9995", 3, "1.000"),
        ("0.00095", 3, "0.001"),
        ("0.00994", 2, "0.01"),
        ("123.4565", 3, "123.457"),
        ("7.5e-12", 3, "8e-12"),
        ("7.5e-9", 3, "0.000000008"),
        ("0", 3, "0"),
    ],
)
@pytest.mark.parametrize("known_as", [real, as_a_ball])
def test_half_away_from_zero_by_decimals(value: str, places: int, text: str, known_as: object) -> None:
    rule = Rounding(places)
    assert callable(known_as)
    found = settled(lambda: by_hand(rule, known_as(Fraction(value))))
    assert by_hand_text(rule, found) == text


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        ("0.012345", 4, "0.01235"),
        ("-0.00012345", 4, "-0.0001235"),
        ("1.5", 4, "1.500"),
        ("99995", 4, "100000"),
        ("0.99995", 4, "1.000"),
        ("12345", 2, "12000"),
    ],
)
@pytest.mark.parametrize("known_as", [real, as_a_ball])
def test_half_away_from_zero_by_significant_figures(value: str, figures: int, text: str, known_as: object) -> None:
    rule = Rounding(None, figures)
    assert callable(known_as)
    found = settled(lambda: by_hand(rule, known_as(Fraction(value))))
    assert by_hand_text(rule, found) == text


@given(value=fractions, places=st.integers(1, 8))
def test_what_is_rounded_stays_when_it_is_rounded_again(value: Fraction, places: int) -> None:
    rule = Rounding(places)
    once = by_hand(rule, real(value))
    assert by_hand(rule, once) == once
    assert Fraction(by_hand_text(rule, once)) == fraction(once)


def test_a_decimal_that_lies_on_a_border_is_rounded_away() -> None:
    assert significant(fmpq(123456789012345678905, 10**21), 20) == "0.12345678901234567891"
    assert significant(fmpq(-25, 10), 1) == "-3"


def test_zero_is_zero() -> None:
    assert significant(fmpq(0), 20) == "0"
    assert settled(lambda: significant(arb(2).exp() - arb(2).exp(), 20)) == "0"


def test_a_number_too_long_for_its_digits_shows_no_zeros_in_their_place() -> None:
    """e^100 has 44 digits before the point; twenty of them are proved."""
    assert settled(lambda: significant(arb(100).exp(), 20)) == "2.6881171418161354484e43"
    assert significant(fmpq(12345678901234567890123, 7), 20) == "1.7636684144620811272e21"
    assert significant(fmpq(12345678901234567890000), 20) == "12345678901234567890000"
