"""Every digit of an exact value is right, and the last one correctly rounded: against three times as many digits."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, reject
from mpmath import mp, mpf

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from tests.derivation.independent import Unclear, Undefined, nudged, simple_gradients, values
from tests.derivation.networks import Written, each_step_predicted, named, only, simple
from tests.derivation.random_lessons import lessons, places, shares


def significant_digits(text: str) -> int:
    return len(Decimal(text).as_tuple().digits)


def rounded_right(text: str, truth: Any, digits: int) -> bool:
    """The text is the truth to so many significant digits, half away from zero; shorter only where the truth is."""
    off = abs(mpf(text) - truth)
    if significant_digits(text) < digits:
        return bool(off <= abs(truth) * mpf(10) ** (-2 * digits))
    unit = mpf(10) ** (mp.floor(mp.log10(abs(truth))) - digits + 1)
    return bool(off <= unit / 2 * (1 + mpf(10) ** (-digits // 2)))  # the truth of a tie is not exact either


def truths(written: Written) -> dict[tuple[Any, ...], Any]:
    found: dict[tuple[Any, ...], Any] = {
        ("value", *place): value for place, value in values(written).items() if place[1] != 0
    }
    for place in places(written):
        found["gradient", *place] = nudged(written, place=place)
    for share in shares(written):
        found["share", *share] = nudged(written, share=share)
    for name in written.parameters:
        found["total", name, None] = nudged(written, of=name)
    return found


def shown(derivation: Derivation, digits: int) -> dict[tuple[Any, ...], str]:
    kinds = {Kind.QUANTITY: "value", Kind.GRADIENT: "gradient", Kind.TOTAL: "total"}
    found: dict[tuple[Any, ...], str] = {}
    for step in derivation.steps:
        text = only(step.exact(digits).entries)
        if step.operation.kind is Kind.SHARE:
            found["share", step.quantity, step.time_step, step.operation.via] = text
        elif step.operation.kind in kinds:
            found[kinds[step.operation.kind], step.quantity, step.time_step] = text
    return found


def wrong_digits(written: Written, digits: int, precision: int) -> dict[tuple[Any, ...], Any]:
    with mp.workdps(precision):
        truth = truths(written)
        return {
            key: (text, mp.nstr(truth[key], digits + 5))
            for key, text in shown(written.derivation(), digits).items()
            if not rounded_right(text, truth[key], digits) and not is_nothing(text, truth[key], precision)
        }


def is_nothing(text: str, truth: Any, precision: int) -> bool:
    """What is exactly zero comes out as what is left of the digits."""
    return Decimal(text) == 0 and bool(abs(truth) < mpf(10) ** (15 - precision))


def check(written: Written, digits: int) -> None:
    if wrong_digits(written, digits, 3 * digits):
        assert wrong_digits(written, digits, 3 * digits + 500) == {}  # 1 − σ(500)


@pytest.mark.parametrize("digits", [20, 50])
def test_the_simple_network(digits: int) -> None:
    check(simple(3), digits)
    check(each_step_predicted(3), digits)


@pytest.mark.parametrize("digits", [20, 50])
@given(written=lessons(max_steps=3))
def test_a_random_lesson(written: Written, digits: int) -> None:
    try:
        check(written, digits)
    except (Undefined, Unclear, UndefinedValue):
        reject()


def test_more_digits_go_on_from_fewer() -> None:
    derivation = simple(3).derivation()
    for step in derivation.steps:
        few, many = only(step.exact(20).entries), only(step.exact(100).entries)
        assert abs(Fraction(few) - Fraction(many)) <= abs(Fraction(many)) / 10**19 / 2
        assert only(step.exact(20).entries) == few


# Values that end.


@pytest.mark.parametrize(
    ("identity", "exact"),
    [
        ("forward:1", "0.35"),
        ("forward:2", "0.35"),
        ("forward:3", "0.48"),
        ("loss:1", "0.5184"),
        ("backward:1", "-1.44"),
        ("backward:2", "-0.504"),
        ("backward:4", "-1.152"),
        ("backward:6", "-0.576"),
        ("update:1", "0.5576"),
    ],
)
def test_a_decimal_that_ends_is_shown_to_its_end(identity: str, exact: str) -> None:
    step = named(simple(1, each_step={"X": "input*W1 + B1 + 0*W2", "Y": "identity(X)"}).derivation(), identity)
    assert only(step.exact(20).entries) == exact
    assert only(step.exact(50).entries) == exact


def test_a_fraction_goes_on() -> None:
    written = simple(1, each_step={"X": "input*W1 + B1 + 0*W2", "Y": "X"}, inputs=["1/3"])
    step = named(written.derivation(), "forward:1")
    assert only(step.exact(20).entries) == "0.26666666666666666667"


def test_a_long_decimal_is_rounded_at_its_last_digit_shown() -> None:
    number = "0.12345678901234567890" + "5"
    written = simple(1, each_step={"X": "input*1 + 0*(W1 + W2 + B1)", "Y": "X"}, inputs=[number])
    step = named(written.derivation(), "forward:1")
    assert only(step.exact(20).entries) == "0.12345678901234567891"
    assert only(step.exact(21).entries) == "0.123456789012345678905"


# Gradients that vanish, and those that are gone.


@pytest.mark.parametrize("days", [50, 200])
def test_a_gradient_that_vanishes_has_all_its_digits(days: int) -> None:
    written = simple(days)
    derivation = written.derivation()
    with mp.workdps(150):
        truth = simple_gradients(written)
        assert abs(truth[1]) < mpf(10) ** -(days)
        for step in derivation.phase(Phase.BACKWARD):
            if step.quantity == "X" and step.time_step:
                assert rounded_right(only(step.exact(20).entries), truth[step.time_step], 20), step.time_step


def test_a_gradient_that_explodes_shows_proved_digits_only() -> None:
    parameters = {"W1": "0.5", "W2": "31/3", "B1": "0.1", "W3": "0.8", "B3": "0.2"}
    written = simple(60, each_step={"X": "input*W1 + previous(X)*W2 + B1", "Y": "X"}, parameters=parameters)
    steps = written.derivation().phase(Phase.BACKWARD)
    (first,) = [step for step in steps if (step.quantity, step.time_step) == ("X", 1)]
    text = only(first.exact(20).entries)
    assert 20 <= significant_digits(text) <= 21
    truth = Fraction(2) * Fraction(31, 3) ** 59 * Fraction(4, 5) * miss_of(written)
    assert abs(Fraction(text) - truth) <= abs(truth) / 10**19


def miss_of(written: Written) -> Fraction:
    """P − target of the network without an activation."""
    numbers = {name: Fraction(text) for name, text in written.parameters.items()}
    X = Fraction(0)
    for text in written.inputs:
        X = Fraction(text) * numbers["W1"] + X * numbers["W2"] + numbers["B1"]
    return X * numbers["W3"] + numbers["B3"] - Fraction(written.target)


def test_where_relu_lets_nothing_through_all_is_zero() -> None:
    written = simple(3, each_step={"X": "input*W1 + previous(Y)*W2 + B1 - 5", "Y": "relu(X)"})
    derivation = written.derivation()
    for step in derivation.phase(Phase.BACKWARD):
        if step.quantity in ("X", "W1", "W2", "B1"):
            assert only(step.exact(20).entries) == "0"
            assert only(step.by_hand.entries) == "0"
            assert only(step.substituted.entries)


def test_what_is_zero_though_no_fraction_says_so() -> None:
    """sin² + cos² is 1, which no ball around it ever shows: its gradient is a zero to 4,900 places."""
    written = simple(1, each_step={"X": "input*W1 + B1 + 0*W2", "Y": "sin(X)**2 + cos(X)**2"})
    derivation = written.derivation()
    assert only(named(derivation, "forward:2").exact(20).entries) == "1.0000000000000000000"
    assert only(named(derivation, "forward:2").by_hand.entries) == "1.000"
    assert re.fullmatch("0e-49[0-9]{2}", only(named(derivation, "backward:5").exact(20).entries))
