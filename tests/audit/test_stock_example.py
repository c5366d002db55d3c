"""The figures of the stock example's source, against exact values that were found elsewhere (issue 2's table)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.audit.audit import audit
from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.audit.verdict_words import verdict_words
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.library import find_lesson

EXACT = {
    "X.t1": "0.350",
    "Y.t1": "0.586617578917",
    "X.t2": "0.775985273675",
    "Y.t2": "0.684814204163",
    "X.t3": "0.705444261249",
    "Y.t3": "0.669393727751",
    "P": "0.735514982201",
    "Loss": "0.215746331760",
    "dP": "-0.928970035599",
    "dW3": "-0.621846715098",
    "dB3": "-0.928970035599",
    "dY3": "-0.743176028479",
    "dX3": "-0.164469139511",
    "dW1.t3": "-0.131575311609",
    "dW2.t3": "-0.112630802884",
    "dB1.t3": "-0.164469139511",
    "dY2": "-0.0493407418534",
    "dX2": "-0.0106498887728",
    "dW1.t2": "-0.0106498887728",
    "dW2.t2": "-0.00624741196764",
    "dB1.t2": "-0.0106498887728",
    "dY1": "-0.00319496663184",
    "dX1": "-0.000774771085405",
    "dW1.t1": "-0.000387385542702",
    "dB1.t1": "-0.000774771085405",
    "total.W1": "-0.142612585924",
    "total.W2": "-0.118878214851",
    "total.B1": "-0.175893799369",
    "new.W1": "0.514261258592",
    "new.W2": "0.311887821485",
    "new.B1": "0.117589379937",
    "new.W3": "0.862184671510",
    "new.B3": "0.292897003560",
}
SOURCE = (
    "0.35 0.587 0.776 0.685 0.706 0.670 0.736 0.215 "
    "-0.928 -0.622 -0.928 -0.742 -0.164 -0.131 -0.112 -0.164 -0.049 -0.011 -0.011 -0.006 -0.011 -0.003 -0.0007 "
    "-0.00035 -0.0007 -0.142 -0.118 -0.176 0.514 0.312 0.118 0.862 0.293"
)
PRINTED = SOURCE.split()
LINES = {"e^-0.35": "0.705", "e^-0.776": "0.460", "e^-0.706": "0.493"}
MORE_DIGITS = "dW1.t1"


def agrees(printed: str, exact: str) -> bool:
    return Decimal(exact).quantize(Decimal(printed), ROUND_HALF_UP) == Decimal(printed)


DRIFTED = {
    name
    for (name, exact), printed in zip(EXACT.items(), PRINTED, strict=True)
    if not agrees(printed, exact) and name != MORE_DIGITS
}


@pytest.fixture(scope="module")
def audited() -> Mapping[str, Audited]:
    found = audit(derive(load_lesson(find_lesson("stock-example"))))
    return {one.name: one for one in found}


def test_the_drift_is_where_the_issue_says() -> None:
    assert {"X.t3", "Y.t3", "Loss", "dP", "total.W1", "total.W2"} | {
        *("dB3", "dY3", "dW1.t3", "dW2.t3", "dX1", "dB1.t1")
    } == DRIFTED


def test_every_figure_of_the_source_is_in_the_lesson(audited: Mapping[str, Audited]) -> None:
    printed = dict(zip(EXACT, PRINTED, strict=True)) | LINES
    assert {name: found.printed for name, found in audited.items()} == printed


def test_each_verdict(audited: Mapping[str, Audited]) -> None:
    expected = dict.fromkeys(EXACT, Verdict.EXACT) | dict.fromkeys(DRIFTED, Verdict.BY_HAND)
    expected |= dict.fromkeys(LINES, Verdict.EXACT)
    expected |= {MORE_DIGITS: Verdict.MORE_DIGITS, "e^-0.706": Verdict.LAST_PLACE}
    assert {name: found.verdict for name, found in audited.items()} == expected


def test_the_one_slip_is_named_with_what_is_right(audited: Mapping[str, Audited]) -> None:
    (slip,) = [found for found in audited.values() if found.verdict.is_slip]
    assert (slip.name, slip.printed, slip.right) == ("e^-0.706", "0.493", "0.494")
    assert verdict_words(slip) == (
        "e^-0.706 = 0.493 has a slip in the last place: e^-0.706 is 0.494, cut off instead of rounded"
    )


def test_the_figure_with_a_digit_more_shows_its_line(audited: Mapping[str, Audited]) -> None:
    assert verdict_words(audited["dW1.t1"]) == (
        "dW1.t1 = -0.00035 carries more digits than the rounding rule keeps: it is the line -0.0007 × 0.5 = -0.00035 "
        "not rounded; by the rule it is -0.0004"
    )


def test_the_drift_is_measured(audited: Mapping[str, Audited]) -> None:
    for name in DRIFTED:
        off = abs(Decimal(audited[name].printed) - Decimal(EXACT[name]))
        assert Decimal(audited[name].drift) == Decimal(f"{off:.1e}")
        assert agrees(audited[name].exact, EXACT[name])


def test_each_figure_has_its_step(audited: Mapping[str, Audited]) -> None:
    assert {name for name, found in audited.items() if found.step is None} == set(LINES)
    step = audited["dW2.t3"].step
    assert step
    assert step.identity == "backward:7"
