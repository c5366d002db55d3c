"""What a verdict says holds: every "A is B" on a calculator, and "given the slip" when it is worked out anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import exp, floor, log10
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.audit.verdict_words import verdict_words
from tests.audit.given import audited, figures
from tests.audit.test_stock_example import EXACT, PRINTED
from tests.derivation.calculator import enter
from tests.lesson.given import NAMED

STOCK = dict(zip(EXACT, PRINTED, strict=True))
STATED = re.compile(r"(?:[:;] |the line |give )((?:(?![:;] |the line |give ).)+?) (?:is|=) (-?[\d.]+(?:e-?\d+)?)(?!\S)")
WITH_ARITHMETIC = (
    Verdict.MORE_DIGITS,
    Verdict.WITHIN_ROUNDING,
    Verdict.LAST_PLACE,
    Verdict.MISPRINT,
    Verdict.WRONG,
)


def swapped(text: str, place: int) -> str:
    places = [here for here in range(len(text) - 1) if text[here : here + 2].isdigit()]
    here = places[place % len(places)]
    return text[:here] + text[here + 1] + text[here] + text[here + 2 :]


def another_digit(text: str, place: int) -> str:
    here = len(text) - 1 - place % 2
    return text[:here] + str(place % 10) + text[here + 1 :]


def other_sign(text: str, _: int) -> str:
    return text[1:] if text[0] == "-" else f"-{text}"


def other_point(text: str, place: int) -> str:
    return f"{Decimal(text).scaleb(1 - place % 2 * 2):f}"


def longer(text: str, place: int) -> str:
    return f"{text}{place % 10}"


Slip: TypeAlias = Callable[[str, int], str]
QUICK = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    phases=[Phase.generate],  # a misprint is short as it is, and shrinking one takes minutes
)
SLIPS: list[Slip] = [swapped, another_digit, other_sign, other_point, longer]
MISPRINTS = st.dictionaries(
    st.sampled_from(sorted(EXACT)), st.tuples(st.sampled_from(SLIPS), st.integers(0, 99)), min_size=1, max_size=3
)


def stated(sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence says of numbers: A and B for "A is B", with the figure itself left out."""
    yield from STATED.findall(sentence)


def agrees(number: str, truth: Decimal) -> bool:
    """Whether a number is a truth, rounded to its digits; a tie may go either way."""
    unit = Decimal(1).scaleb(int(Decimal(number).as_tuple().exponent))
    return abs(Decimal(number) - truth) <= unit / 2 * Decimal("1.000001")


def as_decimal(shown: Any) -> Decimal:
    """What the calculator shows, a fraction or a number of mpmath."""
    return Decimal(shown.numerator) / shown.denominator if isinstance(shown, Fraction) else Decimal(str(shown))


def wrong_statements(one: Audited) -> list[str]:
    """The statements of a verdict that don't hold."""
    wrong = []
    found = list(stated(verdict_words(one)))
    assert found or one.verdict not in WITH_ARITHMETIC, verdict_words(one)
    for line, number in found:
        if line == "exactly it":
            truth = Decimal(EXACT[one.name])
        elif line == "by the rule it":
            truth = Decimal(one.unrounded)
        else:
            truth = as_decimal(enter(line.replace("*", "×")))
        if not agrees(number, truth):
            wrong.append(f"{line} is {number}")
    return wrong


def check_misprints(folder: Path, misprints: dict[str, tuple[Slip, int]]) -> None:
    printed = {name: slip(STOCK[name], place) for name, (slip, place) in misprints.items()}
    for one in audited(folder, figures(printed)).values():
        assert not wrong_statements(one), (printed, verdict_words(one))


@settings(QUICK, max_examples=3)
@given(misprints=MISPRINTS)
def test_what_is_said_of_misprints_holds_on_a_calculator(
    tmp_path: Path, misprints: dict[str, tuple[Slip, int]]
) -> None:
    check_misprints(tmp_path, misprints)


@pytest.mark.campaign
@settings(QUICK, max_examples=300)
@given(misprints=MISPRINTS)
def test_what_is_said_of_many_misprints_holds(tmp_path: Path, misprints: dict[str, tuple[Slip, int]]) -> None:
    check_misprints(tmp_path, misprints)


@pytest.mark.parametrize(
    "printed",
    [
        {"P": "0.763", "dP": "0.928"},
        {"dP": "0.929", "dY3": "-0.734"},
        {"P": "0.763", "dX3": "0.164"},
        {"Loss": "0.2158"},
        {"dW2.t2": "-0.060"},
        {"Y.t3": "0.66960"},
        {"P": "0.763", "dP": "0.928", "dY3": "-0.699"},
    ],
)
def test_misprints_beside_each_other(tmp_path: Path, printed: dict[str, str]) -> None:
    for one in audited(tmp_path, figures(printed)).values():
        assert not wrong_statements(one), verdict_words(one)


@pytest.mark.parametrize("printed", [{"P": "0.7351549"}, {"Y.t3": "-0.66939374"}, {"dY3": "-7.431760"}])
def test_what_a_computer_shows_has_more_digits_behind_it(tmp_path: Path, printed: dict[str, str]) -> None:
    (found,) = audited(tmp_path, figures(printed), NAMED + "rounding: single\n").values()
    assert found.verdict.is_slip
    assert "exactly it is" in verdict_words(found)
    assert not wrong_statements(found)


INPUTS, TARGET = (0.5, 1.0, 0.8), 1.2
W1, W2, B1, W3, B3 = 0.5, 0.3, 0.1, 0.8, 0.2


def by_hand(value: float) -> float:
    """Three decimals, or the first digit of what is smaller."""
    return round(value, max(3, -floor(log10(abs(value))) if value else 3))


def worked_out(slips: dict[str, str], kept: Callable[[float], float] = lambda value: value) -> dict[str, float]:
    """The stock example's numbers with some put in as printed: each is not rounded, and those before it are `kept`."""
    found: dict[str, float] = {}

    def put(name: str, value: float) -> float:
        found[name] = value
        return float(slips[name]) if name in slips else kept(value)

    Y = {0: 0.0}
    for t, x in enumerate(INPUTS, start=1):
        X = put(f"X.t{t}", x * W1 + Y[t - 1] * W2 + B1)
        Y[t] = put(f"Y.t{t}", 1 / (1 + exp(-X)))
    P = put("P", Y[3] * W3 + B3)
    put("Loss", (TARGET - P) ** 2)
    dP = put("dP", -2 * (TARGET - P))
    put("dW3", dP * Y[3])
    dY = put("dY3", dP * W3)
    shares: dict[str, list[float]] = {"W1": [], "W2": [], "B1": []}
    for t in (3, 2, 1):
        dX = put(f"dX{t}", dY * Y[t] * (1 - Y[t]))
        for name, factor in (("W1", INPUTS[t - 1]), ("W2", Y[t - 1]), ("B1", 1.0)):
            shares[name].append(put(f"d{name}.t{t}", dX * factor))
        dY = put(f"dY{t - 1}", dX * W2)
    for name, parts in shares.items():
        put(f"total.{name}", sum(parts))
    return found


def rounded(value: float, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


LATER = ["P", "Loss", "dP", "dW3", "dY3", "dX3", "dX2", "dW2.t3", "dW2.t2", "total.W1", "total.W2", "total.B1"]


def test_the_model_is_the_stock_example() -> None:
    for name, value in worked_out({}).items():
        assert name not in EXACT or value == pytest.approx(float(EXACT[name]), rel=1e-9)


AFTER_A_SLIP = given(
    slip=st.sampled_from(["Y.t1", "Y.t2", "Y.t3"]),
    by=st.integers(-40, 40).filter(lambda by: abs(by) > 3),
    later=st.sampled_from(LATER),
    places=st.integers(3, 5),
    off=st.integers(-9, 9),
)


def check_after_a_slip(folder: Path, slip: str, by: int, later: str, places: int, off: int) -> None:
    slips = {slip: f"{float(STOCK[slip]) + by / 1000:.3f}"}
    right = rounded(worked_out(slips)[later], places)
    printed = right + off * Decimal(1).scaleb(-places)
    found = audited(folder, figures({**slips, later: f"{printed:f}"}))[later]
    ways = (worked_out(slips)[later], worked_out(slips, by_hand)[later])
    if found.verdict is Verdict.GIVEN_EARLIER and found.about:  # but for its last digit, or those the slip leaves open
        unit = Decimal(1).scaleb(-places) if places == 3 else right.copy_abs() * Decimal("0.01")
        assert abs(printed - right) <= 2 * unit
    elif found.verdict is Verdict.GIVEN_EARLIER:
        assert printed in {rounded(way, places) for way in ways}
    elif off == 0:
        assert not found.verdict.is_slip


@settings(QUICK, max_examples=5)
@AFTER_A_SLIP
def test_right_given_a_slip_is_right_when_it_is_worked_out_with_the_slip(
    tmp_path: Path, slip: str, by: int, later: str, places: int, off: int
) -> None:
    check_after_a_slip(tmp_path, slip, by, later, places, off)


@pytest.mark.campaign
@settings(QUICK, max_examples=300)
@AFTER_A_SLIP
def test_right_given_many_slips_is_right(tmp_path: Path, slip: str, by: int, later: str, places: int, off: int) -> None:
    check_after_a_slip(tmp_path, slip, by, later, places, off)


def test_two_digits_exchanged_behind_a_slip_are_told(tmp_path: Path) -> None:
    found = audited(tmp_path, figures({"Y.t1": "0.578", "total.W2": "-0.1198"}))["total.W2"]
    assert found.verdict is Verdict.MISPRINT
    assert "-0.1189 (two digits are exchanged)" in verdict_words(found)


def test_a_program_that_goes_on_from_more_digits_than_it_prints_is_not_blamed(tmp_path: Path) -> None:
    """0.680 in print is 0.67961 in the program, and all that follows is printed to eight places."""
    later = {name: f"{rounded(worked_out({'Y.t3': '0.67961'})[name], 8):f}" for name in ("dX3", "total.W2")}
    found = audited(tmp_path, figures({"Y.t3": "0.680", **later}))
    assert [name for name, one in found.items() if one.verdict.is_slip] == ["Y.t3"]
    assert "given the slip in Y.t3" in verdict_words(found["total.W2"])


@pytest.mark.parametrize(
    ("name", "printed", "right"),
    [
        ("dW2.t2", "-0.060", "-0.006"),
        ("dW2.t2", "-0.06", "-0.006"),
        ("dW1.t1", "-0.004", "-0.0004"),
        ("dY2", "-0.490", "-0.049"),
    ],
)
def test_a_lost_zero_is_a_misplaced_point(tmp_path: Path, name: str, printed: str, right: str) -> None:
    (found,) = audited(tmp_path, figures({name: printed})).values()
    assert [mistake.name for mistake in found.mistakes] == ["decimal-shift"]
    assert f"is {right} (" in verdict_words(found)


def test_numbers_that_nobody_printed_are_not_called_printed(tmp_path: Path) -> None:
    (alone,) = audited(tmp_path, figures({"Loss": "0.2158"})).values()
    assert "exactly it is 0.2157" in verdict_words(alone)
    assert "numbers printed" not in verdict_words(alone)
    beside = audited(tmp_path, figures({"P": "0.736", "Loss": "0.2158"}))["Loss"]
    assert "the numbers printed give (1.2 - 0.736)^2 = 0.215296" in verdict_words(beside)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("0.670*0.8+0.2 = 0.763", Verdict.MISPRINT),
        ("(1.2 - 0.736)^2 = 0.251", Verdict.MISPRINT),
        ("0.670*0.8 + 0.2 = 0.7364", Verdict.WITHIN_ROUNDING),
        ("0.670*0.8 + 0.2 = 0.739", Verdict.WRONG),
        ("0.8*0.5 = 0.44", Verdict.WRONG),  # both are given
        ("0.7*0.9 = 0.66", Verdict.WITHIN_ROUNDING),  # neither is
        ("0.350*0.3 = 0.109", Verdict.WRONG),  # X₁ comes out even
        ("P = 0.760*0.8 + 0.2", Verdict.WRONG),
    ],
)
def test_what_is_exact_has_no_room(tmp_path: Path, line: str, verdict: Verdict) -> None:
    (found,) = audited(tmp_path, f"  text: {line!r}\n").values()
    assert found.verdict is verdict
    if found.step is None and "P" not in line:
        assert not wrong_statements(found)
