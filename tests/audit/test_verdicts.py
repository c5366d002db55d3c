"""Figures that are right, figures that slipped, and figures that follow from a slip."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import exp
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tutor import load_lesson
from rnn_tutor.audit.as_printed import AsPrinted
from rnn_tutor.audit.verdict import Verdict
from rnn_tutor.audit.verdict_words import verdict_words
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.problems import LessonError
from tests.audit.given import audited, figures
from tests.lesson.given import NAMED, changed

# A learner of 0.670 who wrote 0.680 for Y3, and went on without another slip; worked out with a pocket calculator.
ONE_SLIP = {
    "X.t3": "0.706",
    "Y.t3": "0.680",
    "P": "0.744",
    "Loss": "0.208",
    "dP": "-0.912",
    "dW3": "-0.620",
    "dY3": "-0.730",
    "dX3": "-0.159",
    "dW2.t3": "-0.109",
    "dY2": "-0.048",
    "dX2": "-0.010",
    "new.W3": "0.862",
}


def test_what_follows_from_a_slip_is_not_blamed(tmp_path: Path) -> None:
    found = audited(tmp_path, figures(ONE_SLIP))
    assert [name for name, one in found.items() if one.verdict.is_slip] == ["Y.t3"]
    for name in ("P", "Loss", "dP", "dW3", "dY3", "dX3", "dW2.t3", "dY2", "dX2"):
        assert found[name].verdict is Verdict.GIVEN_EARLIER, name
        assert found[name].earlier == ("Y.t3",)
    assert found["new.W3"].verdict is Verdict.EXACT
    assert verdict_words(found["P"]) == "P = 0.744 is right given the slip in Y.t3"


def test_a_slip_is_inherited_through_figures_that_are_not_printed(tmp_path: Path) -> None:
    found = audited(tmp_path, figures({"Y.t3": "0.680", "dX3": "-0.159"}))
    assert found["dX3"].verdict is Verdict.GIVEN_EARLIER


def test_a_second_slip_is_blamed_as_well(tmp_path: Path) -> None:
    found = audited(tmp_path, figures(ONE_SLIP | {"dX3": "0.159"}))
    assert [name for name, one in found.items() if one.verdict.is_slip] == ["Y.t3", "dX3"]
    assert [mistake.name for mistake in found["dX3"].mistakes] == ["sign"]
    # What follows goes on from −0.159: the wrong sign is a misprint.
    assert found["dW2.t3"].verdict is found["dY2"].verdict is Verdict.BY_HAND


def test_a_misprint_is_blamed_alone(tmp_path: Path) -> None:
    going_on = {"X.t3": "0.706", "Y.t3": "0.760", "P": "0.736", "dX3": "-0.164"}
    found = audited(tmp_path, figures(going_on))
    assert [name for name, one in found.items() if one.verdict.is_slip] == ["Y.t3"]


@pytest.mark.parametrize(
    ("figure", "mistake", "words"),
    [
        ({"dW2.t3": "-0.049"}, "wrong-operand", "W₂"),
        ({"dP": "-0.464"}, "missing-factor", "2"),
        ({"new.W1": "0.486"}, "wrong-direction", "slope"),
        ({"total.W1": "-0.131"}, "share-not-total", "share"),
        ({"dX3": "-0.497"}, "activation-derivative", "Y₃"),
    ],
)
def test_a_figure_that_does_not_follow_is_explained(
    tmp_path: Path, figure: dict[str, str], mistake: str, words: str
) -> None:
    (found,) = audited(tmp_path, figures(figure)).values()
    assert found.verdict is Verdict.WRONG
    assert {one.name for one in found.mistakes} == {mistake}
    assert words in verdict_words(found)


MISPRINTS = [
    (
        "Y.t1",
        "0.578",
        "digits-exchanged",
        "Y.t1 = 0.578 is likely a misprint: sigmoid(0.350) is 0.587 (two digits are exchanged)",
    ),
    ("total.W1", "-0.242", "digit-wrong", "-0.142 (one digit is another"),
    ("P", "0.936", "digit-wrong", "0.736 (one digit is another"),
    ("dX3", "-0.614", "digits-exchanged", "-0.164 (two digits are exchanged"),
    ("dW2.t3", "0.112", "sign", "-0.112 (the sign is lost"),
    ("dY2", "-0.49", "decimal-shift", "-0.049 (the digits are right, but the decimal point is 1 place too far"),
]


@pytest.mark.parametrize(("name", "value", "mistake", "words"), MISPRINTS)
def test_a_likely_misprint_is_told_with_the_right_figure(
    tmp_path: Path, name: str, value: str, mistake: str, words: str
) -> None:
    (found,) = audited(tmp_path, figures({name: value})).values()
    assert found.verdict is Verdict.MISPRINT
    assert [one.name for one in found.mistakes] == [mistake]
    assert words in verdict_words(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("P", "0.739"),  # another last digit is a slip in calculating
        ("dY2", "-0.079"),  # one of two digits
        ("dY2", "-0.164"),  # a sign alone isn't lost: this is another number
        ("dP", "-0.464"),  # the 2 of the square is forgotten
    ],
)
def test_other_wrong_figures_are_not_taken_for_misprints(tmp_path: Path, name: str, value: str) -> None:
    (found,) = audited(tmp_path, figures({name: value})).values()
    assert found.verdict is Verdict.WRONG


def test_what_the_source_goes_on_from_is_no_misprint(tmp_path: Path) -> None:
    """sigmoid(0.706) is 0.670; 0.760·0.8 + 0.2 is 0.808, and 0.670·0.8 + 0.2 is 0.736."""
    assert audited(tmp_path, figures({"Y.t3": "0.760", "P": "0.736"}))["Y.t3"].verdict is Verdict.MISPRINT
    found = audited(tmp_path, figures({"Y.t3": "0.760", "P": "0.808"}))
    assert found["Y.t3"].verdict is Verdict.WRONG
    assert found["P"].verdict is Verdict.GIVEN_EARLIER


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("Y.t3", "0.669", Verdict.EXACT),
        ("Y.t3", "0.67", Verdict.EXACT),
        ("Y.t3", "0.671", Verdict.LAST_PLACE),
        ("Y.t3", "0.668", Verdict.LAST_PLACE),
        ("Y.t3", "0.66939372775", Verdict.EXACT),
        ("Y.t3", "0.6695", Verdict.MORE_DIGITS),
        ("Y.t3", "0.6696", Verdict.WITHIN_ROUNDING),
        ("Y.t3", "0.66960", Verdict.WITHIN_ROUNDING),
        ("Y.t3", "0.675", Verdict.WRONG),
        ("dX1", "-7e-4", Verdict.BY_HAND),
        ("dX1", "-7.7e-4", Verdict.EXACT),
        ("dX1", "-0.000", Verdict.LAST_PLACE),
        ("dW1.t1", "-0.0004", Verdict.EXACT),
        ("Loss", "0", Verdict.EXACT),
    ],
)
def test_one_figure_at_a_time(tmp_path: Path, name: str, value: str, verdict: Verdict) -> None:
    (found,) = audited(tmp_path, figures({name: value})).values()
    assert found.verdict is verdict


def test_names_are_read_as_they_are_written(tmp_path: Path) -> None:
    spellings = {
        **dict(zip(("X1", "X.t2", "X_3", "Y₁"), ("0.350", "0.776", "0.706", "0.587"), strict=True)),
        **dict(zip(("∂P", "∂Loss/∂X₃", "dW2_3", "dW3"), ("-0.928", "-0.164", "-0.112", "-0.622"), strict=True)),
        **dict(zip(("dW1", "total.W2", "new.B3", "backward:9"), ("-0.142", "-0.118", "0.293", "-0.049"), strict=True)),
    }
    found = audited(tmp_path, figures(spellings))
    assert {name: one.verdict.is_slip for name, one in found.items()} == dict.fromkeys(spellings, False)


def stock(folder: Path) -> Derivation:
    lesson = folder / "stock.yaml"
    lesson.write_text(NAMED, encoding="utf-8")
    return derive(load_lesson(lesson))


LIKE = "steps are called like Y.t3, dX3, dW2.t3, total.W1 or new.W3"
LINES = [
    ("e^-0.35 = 0.705", Verdict.EXACT),
    ("e^-0.706 = 0.493", Verdict.LAST_PLACE),
    ("e^-0.706 ≈ 0.494", Verdict.EXACT),
    ("1/(1 + 0.494) = 0.669", Verdict.EXACT),
    ("-0.164 × 0.685 = -0.112", Verdict.EXACT),
    ("−0.164 · 0.685 = 0.112", Verdict.MISPRINT),
    ("0.164 · 0.685 = -0.112", Verdict.WRONG),
    ("0.25 + 0.1 = 3.5", Verdict.MISPRINT),
    ("e^-0.35 = 0.750", Verdict.MISPRINT),
    ("e^-0.35 = 0.805", Verdict.MISPRINT),
    ("e^-0.35 = 0.507", Verdict.WRONG),  # the outer two are exchanged
    ("e^-0.35 = 0.815", Verdict.WRONG),
    ("2 * 2 = 7", Verdict.WRONG),  # a single digit tells nothing
    ("sigmoid(0.706) = 0.67", Verdict.EXACT),
    ("dX3 * Y2 = -0.112", Verdict.BY_HAND),
    ("dX3 * Y2 = -0.113", Verdict.EXACT),
    ("2(P - target) = -0.928", Verdict.BY_HAND),
    ("0.4 * 0.4 = 0.1802", Verdict.WITHIN_ROUNDING),
    ("1 + 1 = 3", Verdict.WRONG),
    ("1/0 = 1", Verdict.WRONG),
    ("ln(-1) = 0", Verdict.WRONG),
    ("e = 2.718", Verdict.EXACT),
]


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_lines_of_arithmetic(tmp_path: Path, line: str, verdict: Verdict) -> None:
    (found,) = audited(tmp_path, f"  text: {line!r}\n").values()
    assert found.verdict is verdict


def test_each_equals_sign_of_a_line_is_looked_at(tmp_path: Path) -> None:
    found = audited(tmp_path, "  text: 1/(1 + e^-0.35) = 1/1.705 = 0.586\n")
    assert [one.verdict for one in found.values()] == [Verdict.EXACT, Verdict.LAST_PLACE]
    found = audited(tmp_path, "  text: 1/(1 + e^-0.35) = 1/1.605 = 0.623\n")
    assert [one.verdict for one in found.values()] == [Verdict.WRONG, Verdict.EXACT]


def test_a_name_in_a_line_stands_for_the_figure_that_is_printed(tmp_path: Path) -> None:
    found = audited(tmp_path, "  Y.t2: 0.700\n  text: Y2*W2 = 0.210\n")
    assert found["Y2*W2"].verdict is Verdict.BY_HAND


def test_a_list_of_items(tmp_path: Path) -> None:
    items = "  - {id: Y.t3, value: 0.670}\n  - text: e^-0.35 = 0.705\n  - P: 0.736\n    Loss: 0.215\n"
    assert list(audited(tmp_path, items)) == ["Y.t3", "e^-0.35", "P", "Loss"]


VECTORS = """\
format_version: 1
title: Two units
equations:
  each_step:
    h: tanh(W @ input + U @ previous(h))
  output:
    P: V @ h
inputs: [[1, 2], [0.5, -1]]
target: 1
parameters: {W: [[0.1, 0.2], [0.3, -0.4]], U: [[0.5, 0], [0, 0.5]], V: [[1, 2]]}
learning_rate: 0.1
"""


def test_the_numbers_of_a_vector(tmp_path: Path) -> None:
    """tanh(0.5) = 0.46212 and tanh(-0.5)."""
    found = audited(tmp_path, "  h.t1: [0.462, 0.462]\n", VECTORS)
    assert [one.verdict for one in found.values()] == [Verdict.EXACT, Verdict.WRONG]
    assert "sign" in {mistake.name for mistake in found["h.t1[2]"].mistakes}
    found = audited(tmp_path, "  dV: [[-1.5, 2]]\n", VECTORS)
    assert list(found) == ["dV[1,1]", "dV[1,2]"]


@pytest.mark.parametrize(
    ("printed", "verdict_words"),
    [
        ("  Z.t1: 1\n", "my.yaml:9:9: no step is called 'Z.t1'; did you mean 'Y.t1'?"),
        ("  Y.t4: 1\n", "my.yaml:9:9: no step is called 'Y.t4'; the lesson has 3 steps"),
        ("  nothing: 1\n", f"my.yaml:9:12: no step is called 'nothing'; {LIKE}"),
        ("  P: [1, 2]\n", "my.yaml:9:6: P is 2 numbers here, and a single number in the lesson; print all of it"),
        ("  text: dXX3 = 1\n", "my.yaml:9:9: nothing here is called 'dXX3'; did you mean 'dX3'?"),
    ],
)  # fmt: skip
def test_names_that_are_not_there(tmp_path: Path, printed: str, verdict_words: str) -> None:
    with pytest.raises(LessonError) as caught:
        audited(tmp_path, printed)
    assert str(caught.value).replace(f"{tmp_path}/", "") == verdict_words


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(
    weights=st.lists(st.integers(-90, 90).filter(bool).map(lambda n: n / 100), min_size=5, max_size=5),
    places=st.integers(2, 6),
)
def test_a_source_that_rounds_the_exact_values_is_never_blamed(
    tmp_path: Path, weights: list[float], places: int
) -> None:
    """The forward pass in floating point is good for six places."""
    W1, W2, B1, W3, B3 = weights
    text = changed(NAMED, ("{W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}",
                           f"{{W1: {W1}, W2: {W2}, B1: {B1}, W3: {W3}, B3: {B3}}}"))  # fmt: skip
    Y = 0.0
    values: dict[str, float] = {}
    for step, x in enumerate((0.5, 1.0, 0.8), start=1):
        X = x * W1 + Y * W2 + B1
        Y = 1 / (1 + exp(-X))
        values |= {f"X.t{step}": X, f"Y.t{step}": Y}
    values["P"] = Y * W3 + B3
    printed = {name: f"{Decimal(value).quantize(Decimal(10) ** -places, ROUND_HALF_UP):f}"
               for name, value in values.items() if abs(value * 10**places % 1 - 0.5) > 1e-6}  # fmt: skip
    for one in audited(tmp_path, figures(printed), text).values():
        assert one.verdict is Verdict.EXACT


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(which=st.integers(0, 33), by=st.integers(2, 400))
def test_a_source_that_goes_on_from_one_wrong_figure_is_blamed_for_that_one(
    tmp_path: Path, which: int, by: int
) -> None:
    derivation = stock(tmp_path)
    step = derivation.steps[which]
    right = Decimal(step.by_hand.only)
    wrong = right + by * Decimal((0, (1,), int(right.as_tuple().exponent)))
    source = AsPrinted(derivation)
    printed = {}
    for other in source.steps:
        source.compute(other.operation)
        printed[other.identity] = other.by_hand.only
        if other.ref == step.ref:
            printed[other.identity] = f"{wrong:f}"
            source.put_in(other.operation, Array.scalar(Number(Fraction(wrong), f"{wrong:f}")))
    found = audited(tmp_path, figures(printed))
    blamed = {name for name, one in found.items() if one.verdict.is_slip}
    assert blamed <= {step.identity}
    assert blamed or found[step.identity].verdict in (Verdict.WITHIN_ROUNDING, Verdict.EXACT)


@pytest.mark.parametrize("spelling", ["dw2", "W2.grad", "grad_W2", "dL_dW2", "d_w2"])
def test_a_gradient_is_known_as_programs_call_it(tmp_path: Path, spelling: str) -> None:
    """One and the same figure as `dW2`, right or wrong."""
    for figure in ("-0.038", "0.500"):
        (own,), (other,) = (audited(tmp_path, f"  {name}: {figure}\n").values() for name in ("total.W2", spelling))
        assert (other.name, other.verdict) == (spelling, own.verdict)


def test_a_parameter_alone_is_asked_what_it_means(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"write dW2 for the gradient, new\.W2 for the value after the update"):
        audited(tmp_path, "  w2: 1\n")
