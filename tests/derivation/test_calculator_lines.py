"""Whoever types a printed line into a calculator, and rounds, gets the printed result."""

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, reject, settings

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import LessonError
from tests.derivation.calculator import Unreadable, enter, rounded_by_hand
from tests.derivation.networks import (
    LESSONS,
    SIMPLE,
    SIMPLE_PARAMETERS,
    Written,
    each_step_predicted,
    loaded,
    only,
    simple,
    stock_example,
)
from tests.derivation.random_lessons import lessons
from tests.derivation.random_vectors import vector_lessons

SIGMOID = (r"1/\(1 \+ (\d+\.\d{1,7})\)", r"1/(\d+\.\d{1,7})")


def rule(lesson: Lesson) -> Any:
    rounding = lesson.rounding
    return rounding.decimals if rounding.significant is None else {"significant": rounding.significant}


def typed_in(line: str, digits: int) -> Any:
    """What a calculator of so many digits shows: nothing, where 1 - sigmoid(5000) is 0 to it and divided by."""
    try:
        return enter(line, digits)
    except ZeroDivisionError:
        return None


def comes_to(line: str, by_hand: str, rounding: Any) -> bool:
    """Next to 1, 40 digits can be too few (1 - sigmoid(200)); and what cancels leaves its last digits."""
    for digits in (40, 400, 3000):
        shown = typed_in(line, digits)
        if shown is not None and rounded_by_hand(shown, rounding) == Fraction(by_hand):
            return True
        if shown is not None and by_hand == "0" and abs(shown) < 1e-30:
            return True
    return False


def wrong_lines(step: Step) -> list[str]:
    """The lines of a step that give something else than is printed."""
    rounding = rule(step.derivation.lesson)
    printed = zip(step.substituted.entries, step.worked.entries, step.by_hand.entries, strict=True)
    return [
        f"{step.identity} {step.formula}: {line} gives {typed_in(line, 40)}, printed is {by_hand}"
        for substituted, worked, by_hand in printed
        for line in (substituted, *worked)
        if not comes_to(line, by_hand, rounding)
    ]


def check(lesson: Lesson) -> None:
    derivation = derive(lesson)
    assert [line for step in derivation.steps for line in wrong_lines(step)] == []


def test_the_stock_example() -> None:
    check(stock_example().lesson)


@pytest.mark.parametrize("rounding", [1, 2, 3, 4, 8, {"significant": 2}, {"significant": 4}, {"significant": 12}])
def test_any_rounding(rounding: Any) -> None:
    check(simple(3, rounding=rounding).lesson())
    check(each_step_predicted(3, rounding=rounding).lesson())


def test_gradients_that_vanish() -> None:
    check(simple(60).lesson())


@pytest.mark.parametrize("rounding", [1, 3, {"significant": 4}])
@pytest.mark.parametrize("weight", ["1e300", "-1e300", "1234567890123456.7", "12345678901234567890"])
def test_gradients_that_explode(weight: str, rounding: Any) -> None:
    lesson = simple(
        3,
        each_step=SIMPLE | {"Y": "relu(X)"},
        parameters=SIMPLE_PARAMETERS | {"W2": weight},
        rounding=rounding,
    ).lesson()
    check(lesson)
    found = [text for step in derive(lesson).steps for text in (*step.by_hand.entries, *step.substituted.entries)]
    longest = max((max(map(len, re.findall("[0-9.]+", text))) for text in found), default=0)
    assert longest <= 20, "no number is longer than the longest that the lesson gives"


@pytest.mark.parametrize("weight", ["100000", "-100000"])
def test_no_line_has_a_zero_that_is_none(weight: str) -> None:
    lesson = simple(3, parameters=SIMPLE_PARAMETERS | {"W1": weight}).lesson()
    between = [line for step in derive(lesson).phase(Phase.FORWARD) for lines in step.worked.entries for line in lines]
    assert between
    assert not [line for line in between if re.search(r"1 \+ 0(?![.\d])", line)]


@given(written=lessons(max_steps=3))
def test_a_random_lesson(written: Written) -> None:
    try:
        check(written.lesson())
    except LessonError:
        reject()  # a number without a value, or one that is rounded to 0 and divided by


@settings(max_examples=20)
@given(written=vector_lessons())
def test_a_random_lesson_with_vectors(written: Written) -> None:
    """Each element has a line of its own."""
    try:
        check(written.lesson())
    except LessonError:
        reject()


@pytest.mark.parametrize("power", ["transpose(b) @ b", "dot(b, b)", "(b @ transpose(b))[2, 1]", "sum(b)", "b[2]"])
def test_a_single_number_that_goes_with_every_element(power: str) -> None:
    parameters = {"W": [["0.1", "0.2"], ["0.3", "-0.4"]], "b": ["0.5", "-0.6"]}
    each_step = {"h": f"sigmoid(W @ input + b)**({power})"}
    loss = "sum((target - h)**2)"
    check(Written(each_step, inputs=[["1", "2"]], parameters=parameters, loss=loss, target=["1", "0"]).lesson())


def test_what_cancels_leaves_no_line_full_of_digits() -> None:
    """softmax doesn't notice when the same is added everywhere, so its gradient is 0, behind many roundings."""
    written = Written(
        {"h": "softmax(W @ input + s)"},
        inputs=[["1", "2"]],
        parameters={"W": [["0.1", "0.2"], ["0.3", "-0.4"]], "s": "0.5"},
        loss="sum((target - h)**2)",
        target=["1", "0"],
    )
    check(written.lesson())
    (share,) = [step for step in derive(written.lesson()).phase(Phase.BACKWARD) if step.quantity == "s"]
    assert only(share.by_hand.entries) == "0"
    assert share.worked.only
    assert max(map(len, re.findall("[0-9.]+", " ".join(share.worked.only)))) < 20


@pytest.mark.parametrize(
    "number",
    [
        "1e-3",
        "+0.5",
        ".5",
        "2.",
        "1/3",
        "-1/3",
        "−0.5",
        "–0.5",
        "1 / 3",
        "- 2",
        "1/-3",
        "--2",
        "-(-2)",
        "(1/3)",
        "1÷3",
        "007",
        "0",
        "-0",
        "1e-20",
    ],
)
def test_a_number_is_typed_as_the_lesson_writes_it(number: str) -> None:
    """However a lesson may write a number, a calculator takes the line with it."""
    parameters = {"W1": number, "W2": number, "B1": "0.1", "W3": number, "B3": "0.2"}
    check(simple(2, parameters=parameters, inputs=[number, "0.5"], target=number).lesson())


@pytest.mark.parametrize(
    "equation",
    [
        "log(1 - sigmoid(X))",
        "1/(1 - sigmoid(X))",
        "sqrt(1 - sigmoid(X)) + 1",
        "log(1 - exp(-X))",
        "1/(exp(0.00001*X) - 1)",
        "softplus(-15*X)",
        "log(1 - sigmoid(400*X))",
        "1/(sin(X)**2 + cos(X)**2 - 1 + 0.000000001)",
    ],
)
def test_a_line_between_keeps_the_digits_that_matter(equation: str) -> None:
    """σ(12.5) to five digits is 1.0000, and the logarithm of 1 − 1.0000 isn't there to be typed."""
    check(simple(1, each_step={"X": "input*W1 + B1 + 0*W2", "Y": equation}, inputs=["24.8"]).lesson())


def test_a_written_out_lesson_reads_like_a_named_one() -> None:
    text = (LESSONS / "stock-example.yaml").read_text(encoding="utf-8")
    for activation in ("tanh", "relu", "leaky_relu", "identity", "softplus", "elu", "gelu", "silu"):
        check(loaded(text.replace("activation: sigmoid", f"activation: {activation}")))
    for loss in ("half_squared_error", "absolute_error", "huber", "binary_cross_entropy"):
        check(loaded(text.replace("loss: squared_error", f"loss: {loss}")))


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_matrix_product_of_single_numbers_has_no_dot(name: str) -> None:
    """No calculator has a key for the dot; where a formula has no vectors, it has none either."""
    derivation = derive(loaded((LESSONS / f"{name}.yaml").read_text(encoding="utf-8")))
    forward = [*derivation.phase(Phase.FORWARD), *derivation.phase(Phase.BACKWARD)][:60]
    assert [line for step in forward for line in wrong_lines(step)] == []
    assert not [step.formula for step in derivation.steps if "·" in step.formula + step.why]


def test_a_matrix_product_of_vectors_keeps_its_dot() -> None:
    derivation = derive(loaded((LESSONS / "two-hidden-units.yaml").read_text(encoding="utf-8")))
    assert any("·" in step.formula for step in derivation.phase(Phase.FORWARD))


# The calculator itself.


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("1 - 2 × 3", "-5"),
        ("-2^2", "-4"),
        ("(-2)^2", "4"),
        ("2^(-1)", "1/2"),
        ("2^3^2", "512"),
        ("8/2/2", "2"),
        ("1/2 × 3", "3/2"),
        ("0.1 + 0.2", "3/10"),
        ("5e-3", "1/200"),
        ("sqrt(0.25)", "1/2"),
        ("max(-1, abs(-3))", "3"),
    ],
)
def test_the_calculator_calculates(line: str, shows: str) -> None:
    assert enter(line) == Fraction(shows)


@pytest.mark.parametrize("line", ["2(3)", "1 + ", "−1", "2 * 3", "σ(1)", "1 2", "2 × -3", "--2", "", ")", "max 1"])
def test_the_calculator_has_no_other_keys(line: str) -> None:
    with pytest.raises((Unreadable, KeyError)):
        enter(line)


@pytest.mark.parametrize(
    ("value", "rounding", "by_hand"),
    [
        ("0.0125", 3, "0.013"),
        ("-0.0125", 3, "-0.013"),
        ("-0.00077", 3, "-0.0008"),
        ("0.00095", 3, "0.001"),
        ("12345", {"significant": 2}, "12000"),
        ("0.00123", {"significant": 2}, "0.0012"),
        ("0.044", 1, "0.04"),
    ],
)
def test_rounding_by_hand(value: str, rounding: Any, by_hand: str) -> None:
    assert rounded_by_hand(Fraction(value), rounding) == Fraction(by_hand)


def test_a_line_is_worked_out_from_the_one_above_it_as_it_is_printed() -> None:
    """Where 1/(1 + 0.81465) is printed, the next line is 1/1.81465, and not 1/1.8146."""
    count = 0
    for path in sorted(LESSONS.glob("*.yaml")):
        derivation = derive(loaded(path.read_text(encoding="utf-8")))
        for step in derivation.phase(Phase.FORWARD):
            if not step.operation.shape and len(step.worked.only) > 1:
                above, below = (re.fullmatch(SIGMOID[n], line) for n, line in enumerate(step.worked.only[-2:]))
                if above and below:
                    count += 1
                    assert Fraction(below[1]) == 1 + Fraction(above[1]), step.worked.only
    assert count > 50
