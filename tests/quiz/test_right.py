"""What is right: whatever a careful person gets, in whatever form, and nothing of the other sign."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.mistakes.catalogue import slips
from rnn_tutor.notation.composition import ON_CALCULATOR
from rnn_tutor.notation.layout import Text
from rnn_tutor.notation.line import write
from rnn_tutor.notation.media import CALCULATOR
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import fraction, real
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import read_answer
from rnn_tutor.quiz.answer_dialect import LONGEST
from rnn_tutor.quiz.interval import answer_interval
from rnn_tutor.quiz.plan import PHASES, QuizPlan, planned
from rnn_tutor.quiz.question import Question
from tests.derivation.networks import Written
from tests.derivation.random_lessons import lessons
from tests.quiz.given import graded, ids, lesson, names_of, question

LARGEST = 10**300


def derived(written: Written) -> Derivation:
    """The derivation of a random lesson, if it has a value everywhere."""
    try:
        return derive(written.lesson())
    except LessonError:
        assume(False)
        raise


@st.composite
def questions(draw: st.DrawFn) -> Question:
    derivation = derived(draw(lessons(max_steps=3)))
    numbers = [fraction(value) for value in derivation.by_hand.values() if isinstance(value, fmpq)]
    assume(all(abs(value) < LARGEST for value in numbers))  # an exploding network's numbers can't be typed
    return draw(st.sampled_from(planned(derivation, QuizPlan(PHASES["all"]))))


def digits_of(value: Fraction, digits: int) -> str:
    return significant(real(value), digits)


def same_sign(asked: Question) -> bool:
    return asked.exact * asked.by_hand > 0


def are_right(asked: Question, digits: int) -> None:
    exact = asked.step.exact(digits).only
    note(f"{asked.name}: by hand {asked.by_hand_text}, exact {exact}")
    assert graded(asked, asked.by_hand_text).verdict is AnswerVerdict.RIGHT
    assert graded(asked, digits_of(asked.by_hand, digits)).verdict is AnswerVerdict.RIGHT
    assert graded(asked, digits_of(asked.reachable.middle, digits)).verdict is AnswerVerdict.RIGHT
    # A zero to so many digits has an exponent that nobody types.
    assert graded(asked, "0" if exact.startswith("0e") else exact).verdict is AnswerVerdict.RIGHT


def negatives_are_wrong(asked: Question, digits: int) -> None:
    assume(same_sign(asked))
    for value in (asked.by_hand, asked.exact, asked.reachable.middle):
        assert graded(asked, digits_of(-value, digits)).verdict is AnswerVerdict.WRONG
    assert graded(asked, "0").verdict is AnswerVerdict.WRONG
    assert graded(asked, "0.000").verdict is AnswerVerdict.WRONG


def names_no_mistake_in_a_right_answer(asked: Question, data: st.DataObject) -> None:
    found = list(slips(asked.task()))
    assume(found)
    slip = data.draw(st.sampled_from(found))
    interval = answer_interval(slip.expression, asked.screen)
    assume(interval is not None)
    assert interval is not None
    typed = digits_of(interval.middle, data.draw(st.integers(1, 8)))
    (answer,) = read_answer(typed, asked, names_of(asked.derivation))
    grade = graded(asked, typed)
    if asked.accepts(answer.value, answer.half_unit):
        assert grade.verdict is not AnswerVerdict.WRONG
        assert grade.mistakes == ()
    else:
        assert grade.verdict is AnswerVerdict.WRONG


def formula_is_right(asked: Question) -> None:
    """The formula that the walk prints, spelled as one types it."""
    names = names_of(asked.derivation)
    typed = replace(ON_CALCULATOR, is_array=None, name=lambda ref: Text(names.spelling(ref)))
    text = write(asked.expression, typed, CALCULATOR)
    assume(len(text) <= LONGEST)
    assume(not any(row.internal and re.search(rf"\b{row.name}\b", text) for row in FUNCTIONS.values()))
    note(text)
    assert graded(asked, text).verdict is AnswerVerdict.RIGHT


@given(questions(), st.integers(2, 30))
def test_by_hand_and_exact_are_right_at_any_precision(asked: Question, digits: int) -> None:
    are_right(asked, digits)


@given(questions(), st.integers(1, 12))
def test_the_negative_is_never_right(asked: Question, digits: int) -> None:
    negatives_are_wrong(asked, digits)


@given(questions(), st.data())
def test_no_mistake_is_named_in_a_right_answer(asked: Question, data: st.DataObject) -> None:
    names_no_mistake_in_a_right_answer(asked, data)


@given(questions())
def test_the_formula_itself_is_right(asked: Question) -> None:
    formula_is_right(asked)


@pytest.mark.campaign
@settings(max_examples=1500)
@given(questions(), st.integers(2, 30), st.data())
def test_all_of_it_on_many_lessons(asked: Question, digits: int, data: st.DataObject) -> None:
    are_right(asked, digits)
    if same_sign(asked):
        negatives_are_wrong(asked, digits)
    names_no_mistake_in_a_right_answer(asked, data)


FORMS = [
    "-0.0493",
    "−0.0493",
    "-.0493",
    "-4.93e-2",
    "−4.93E−2",
    "-4.93*10^-2",
    "-4.93 × 10^(-2)",
    "-49.3/1000",
    "- 0.0493",
]


@pytest.mark.parametrize("typed", FORMS)
def test_a_number_may_be_written_in_many_ways(typed: str) -> None:
    asked = question(lesson("stock example")[0], "backward", "Y", 2)
    (answer,) = read_answer(typed, asked, names_of(asked.derivation))
    assert (answer.value, answer.half_unit, answer.digits) == (Fraction(-493, 10000), Fraction(1, 20000), 3)
    assert graded(asked, typed).verdict is AnswerVerdict.RIGHT


SAME = {
    ("X", 3): [
        "dY3*Y3*(1-Y3)",
        "dLoss/dY3 * Y3 * (1 - Y3)",
        "∂Y₃ × Y₃ × (1 − Y₃)",
        "∂Loss/∂Y₃·Y₃(1−Y₃)",
        "Y3*(1-Y3)*dY3",
        "Y3(1-Y3)dY3",
        "dy3 y3 (1 - y3)",
        "dY_3*Y_3*(1-Y_3)",
        "dY3*(Y3-Y3^2)",
        "dY3*(Y3 - Y3²)",
        "dY3*(Y3-Y3**2)",
        "dY3*σ(X3)*(1-σ(X3))",
        "dY3*sigmoid(X3)*(1-sigmoid(X3))",
        "dY3/(2+exp(X3)+exp(-X3))",
        "dY3*0.670*(1-0.670)",
        "-0.742*0.67*0.33",
        "-0.742*0.670*(1-0.670)",
        "-0.7432*0.6694*(1-0.6694)",
        "dY3*0.2211",
        "dX3 = -0.164",
        "∂Loss/∂X₃ = −0.164",
        "dY3*Y3*(1-Y3) = -0.164",
        "-0.164469139511",
        "-0.16",
    ],
    ("P", None): [
        "-2(target - P)",
        "2(P - target)",
        "-2*(1.2-0.736)",
        "2P - 2target",
        "-2(target−P)",
        "-0.93",
        "-0.929",
        "-0.928",
    ],
    ("W2", 3): ["dX3*Y2", "Y2 dX3", "dX3*0.685", "-0.164*Y2", "dW2 = dX3*Y2", "-0.113"],
    ("Y", 2): ["dX3*W2", "dX3*0.3", "dX3*3/10", "W2*dX3", "-0.164*0.3", "-49/1000", "-0.049"],
}


@pytest.mark.parametrize(("asked", "typed"), [(asked, typed) for asked, forms in SAME.items() for typed in forms])
def test_an_answer_may_be_written_in_many_ways(asked: tuple[str, int | None], typed: str) -> None:
    assert graded(question(lesson("stock example")[0], "backward", *asked), typed).verdict is AnswerVerdict.RIGHT


@pytest.mark.parametrize(
    ("quantity", "time", "typed"),
    [
        ("X", 3, "-0.163"),  # no rounding of the screen's numbers leads there
        ("X", 3, "-0.166"),
        ("X", 3, "0.164"),
        ("X", 3, "dY3*0.2"),
        ("W1", 2, "dX2"),  # the input is 1.0 here, so the number is right, and the formula isn't
        ("W2", 3, "-0.16*0.68"),
        ("Y", 1, "0"),
        ("X", 1, "0"),
        ("X", 1, "0.0007"),
        ("X", 1, "-0.002"),
    ],
)
def test_near_is_not_right(quantity: str, time: int, typed: str) -> None:
    assert (
        graded(question(lesson("stock example")[0], "backward", quantity, time), typed).verdict is AnswerVerdict.WRONG
    )


@pytest.mark.parametrize(
    ("quantity", "time", "typed", "verdict"),
    [
        ("X", 3, "-0.2", AnswerVerdict.IMPRECISE),
        ("X", 3, "-0.1", AnswerVerdict.WRONG),
        ("X", 3, "-0.3", AnswerVerdict.WRONG),
        ("P", None, "-1", AnswerVerdict.IMPRECISE),
        ("P", None, "-0.9", AnswerVerdict.IMPRECISE),
        ("X", 1, "-0.0007", AnswerVerdict.RIGHT),  # by hand shows one digit
        ("X", 1, "-0.0008", AnswerVerdict.RIGHT),
        ("X", 1, "-0.00077", AnswerVerdict.RIGHT),
        ("X", 1, "-0.001", AnswerVerdict.RIGHT),  # it rounds to that
        ("Y", 2, "-0.05", AnswerVerdict.IMPRECISE),
    ],
)
def test_two_digits_are_asked_for(quantity: str, time: int | None, typed: str, verdict: AnswerVerdict) -> None:
    assert graded(question(lesson("stock example")[0], "backward", quantity, time), typed).verdict is verdict


@pytest.mark.parametrize(
    ("quantity", "typed", "mistakes"),
    [
        ("X", "0.2", ["sign"]),
        ("X", "0.7", []),
        ("X", "-0.5", []),
        ("X", "-0.02", []),
        ("P", "-2", ["missing-factor"]),  # exactly −2: target − P is missing
        ("Y", "0.8", ["missing-factor"]),  # W₃ alone
    ],
)
def test_a_single_digit_tells_little(quantity: str, typed: str, mistakes: list[str]) -> None:
    time = None if quantity == "P" else 3
    assert ids(graded(question(lesson("stock example")[0], "backward", quantity, time), typed)) == mistakes


def test_a_vanished_gradient_is_not_zero() -> None:
    """Established graders accept 0, and the wrong sign, for a gradient of this size."""
    parameters = {"W1": "0.5", "W2": "0.01", "B1": "0.1", "W3": "0.8", "B3": "0.2"}
    written = Written(
        each_step={"X": "input*W1 + previous(Y)*W2 + B1", "Y": "sigmoid(X)"},
        output={"P": "Y*W3 + B3"},
        inputs=["0.5", "1.0", "0.8"],
        target="1.2",
        parameters=parameters,
    )
    asked = question(written.derivation(), "backward", "X", 1)
    assert Fraction(-1, 10**5) < asked.exact < Fraction(-1, 10**6)
    assert graded(asked, f"{float(asked.exact):.3g}").verdict is AnswerVerdict.RIGHT
    assert graded(asked, "0").verdict is AnswerVerdict.WRONG
    assert graded(asked, "-0.0").verdict is AnswerVerdict.WRONG
    assert graded(asked, f"{-float(asked.exact):.3g}").verdict is AnswerVerdict.WRONG


def test_zero_is_right_where_the_number_is_zero() -> None:
    asked = question(lesson("relu")[0], "backward", "X", 2)
    assert asked.exact == 0
    for typed in ("0", "0.0", "-0", "0.000"):
        assert graded(asked, typed).verdict is AnswerVerdict.RIGHT
    assert graded(asked, "0.01").verdict is AnswerVerdict.WRONG
