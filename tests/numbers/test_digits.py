"""Digits of numbers: all right, correctly rounded, as many as asked for and no more than there are."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from rnn_tutor.derivation.values import WorkingPrecision, settled
from rnn_tutor.numbers.digits import by_hand, by_hand_text, significant, with_reach
from rnn_tutor.numbers.real import TAKEN_AS_EQUAL, DomainError, Real, fraction, real
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
    """A ball around a power of ten never falls on one side of it, however small it gets; nor need it."""
    exact = Fraction(value)
    assert settled(lambda: significant(as_a_ball(exact), 7), most=128) == text


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
        ("123456789012.3455", 3, "123456789012.346"),
        ("1234567890123.455", 3, "1234567890123.46"),
        ("-123456789012345.5", 3, "-123456789012346"),
        ("1234567890123455", 3, "1.23456789012346e15"),
        ("999999999999999.9", 3, "1e15"),
        ("587e297", 3, "5.87e299"),
        ("587e297", 0, "5.87e299"),
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
        ("123456e12", 4, "1.235e17"),
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


def test_what_cant_be_told_from_zero_is_not_called_zero() -> None:
    """The slope of σ at 20,000 is e^−20000, which is 10^−8686."""
    text = settled(lambda: significant(1 - 1 / (1 + (-arb(20000)).exp()), 20))
    assert text != "0"
    assert float(text) == Decimal(text) == Fraction(text) == 0, "programs read it as a number"
    least, most = -8686, -4900
    assert least < int(text.removeprefix("0e")) <= most, "and what it says is true: the slope is nearer to zero"
    assert with_reach(text) == f"0 ± 1e{text.removeprefix('0e')}"
    assert [with_reach(number) for number in ("5.0e-12", "10e-4", "-0.5", "0")] == ["5.0e-12", "10e-4", "-0.5", "0"]


@given(power=st.integers(1, 300), at=st.integers(20, 400))
def test_how_far_from_zero_it_may_be_is_never_less_than_it_is(power: int, at: int) -> None:
    """A number too small to be told from 1 when 1 is added, multiplied until it counts."""
    with WorkingPrecision(TAKEN_AS_EQUAL):
        small = fmpq(1, 10**5000)
        grown = (arb(at).exp() + small - arb(at).exp()) * fmpq(10) ** power
        assert small * fmpq(10) ** power <= fmpq(10) ** int(significant(grown, 20).removeprefix("0e"))


def test_no_digit_is_shown_that_4900_digits_cant_settle() -> None:
    """e^11290 has 4,904 digits before the point, so that few are left behind it."""
    text = settled(lambda: significant((arb(11290).exp() + arb(2).sqrt()) - arb(11290).exp(), 60))
    assert count(text) < 60
    with mp.workdps(80):
        assert abs(mp.mpf(text) - mp.sqrt(2)) <= mp.mpf(10) ** (1 - count(text)) / 2


def test_a_number_too_long_for_its_digits_shows_no_zeros_in_their_place() -> None:
    """e^100 has 44 digits before the point; twenty of them are proved."""
    assert settled(lambda: significant(arb(100).exp(), 20)) == "2.6881171418161354484e43"
    assert significant(fmpq(12345678901234567890123, 7), 20) == "1.7636684144620811272e21"
    assert settled(lambda: significant(as_a_ball(Fraction(10**16)), 20)) == "1.0000000000000000000e16"
    assert significant(fmpq(12345678901234567890000), 20) == "1.234567890123456789e22"


def test_numbers_below_the_last_decimal_keep_one_digit() -> None:
    kept = {text: Rounding(decimals=3).keeps_one_digit(Fraction(text)) for text in ("-0.0004", "0.001", "0", "0.164")}
    assert kept == {"-0.0004": True, "0.001": False, "0": False, "0.164": False}
    assert not Rounding(decimals=None, significant=3).keeps_one_digit(Fraction("0.0000123"))


@given(
    st.fractions(-(10**12), 10**12),
    st.sampled_from([Rounding(), Rounding(1), Rounding(None, 2), Rounding(None, 17, 53)]),
)
def test_the_digits_of_a_number_by_hand_are_those_that_are_written(value: Fraction, rule: Rounding) -> None:
    number = by_hand(rule, fmpq(value.numerator, value.denominator))
    written = Decimal(by_hand_text(rule, number))
    if rule.binary is not None:
        written = written.normalize()  # the 0 of 10 is no digit that a computer kept
    digits = written.as_tuple().digits
    assert rule.digits_of(number) == min(2, len(digits) if any(digits) else 0)


def test_a_number_beyond_all_reason_has_no_digits() -> None:
    with pytest.raises(DomainError, match="too large"):
        significant(arb((1, 10**400)), 20)
