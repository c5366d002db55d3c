"""The refusing side of each tolerance: what lies just beyond it is not taken for right, equal, proved or explained.

Most tests elsewhere show that what is right is accepted, and go on passing when a tolerance grows tenfold. Each of
these fails then: its number is off by no more than ten times what the constant allows.
"""

from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb

from rnn_tutor import derive, diagnose, load_lesson
from rnn_tutor import load_lesson as lesson_of
from rnn_tutor.audit.last_place import Units
from rnn_tutor.audit.misprints import misprint
from rnn_tutor.audit.verdict import Verdict
from rnn_tutor.derivation.values import WorkingPrecision
from rnn_tutor.diagnosis.causes import _same
from rnn_tutor.diagnosis.comparison import Comparison
from rnn_tutor.diagnosis.given_names import GivenNames
from rnn_tutor.diagnosis.numbers import GivenPrecision, given_number, precision_of
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.equations.tree import Number
from rnn_tutor.explain.side_by_side import StepPair
from rnn_tutor.mistakes.reals import value_of
from rnn_tutor.mistakes.rule import Slip
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import Answer, read_answer
from rnn_tutor.quiz.distance import in_words
from rnn_tutor.quiz.explanation import Explanation, Fit, fit_of, named
from rnn_tutor.quiz.interval import Interval
from rnn_tutor.quiz.meaning import meaning_questions
from rnn_tutor.quiz.question import Question, are_tame
from rnn_tutor.witness import proof
from rnn_tutor.witness.proof import ProofResult, finding_on
from tests.audit.given import audited, figures
from tests.quiz.given import graded, lesson, names_of, question, step

STOCK = load_lesson("stock-example")
DERIVATION = derive(STOCK)

A_DIFFERENCE = {
    "format_version": 1,
    "title": "A small difference",
    "equations": {"each_step": {"X": "input*W - C"}, "loss": "X**2"},
    "inputs": ["1.000001"],
    "parameters": {"W": 1, "C": 1},
    "learning_rate": "0.1",
}


def stock_question(phase: str, quantity: str, time: int | None = None) -> Question:
    return question(lesson("stock example")[0], phase, quantity, time)


def answer(asked: Question, text: str) -> Answer:
    (found,) = read_answer(text, asked, names_of(asked.derivation))
    return found


# The quiz: which numbers are right


def test_a_given_number_is_not_right_within_a_thousandth() -> None:
    """X₁ = 0.35 is made of what the lesson gives, so nothing is rounded on the way: there is no room but a float's."""
    asked = stock_question("forward", "X", 1)
    assert asked.exact == Fraction(35, 100)
    for off in ("0.00000035", "0.0000035", "0.00035"):
        assert not asked.accepts(asked.exact + 4 * Fraction(off), Fraction(0)), off
    assert graded(asked, "0.3503").verdict is AnswerVerdict.WRONG
    assert graded(asked, "0.350004").verdict is AnswerVerdict.WRONG


def test_what_rounding_may_have_done_in_single_precision_is_bounded() -> None:
    """Where nearly everything cancels, single precision loses all digits; that much is no rounding."""
    asked = question(derive(lesson_of(A_DIFFERENCE)), "forward", "X", 1)
    assert asked.exact == Fraction(1, 10**6)
    assert asked.accepts(asked.exact * (1 + Fraction(1, 2 * 10**4)))
    assert not asked.accepts(asked.exact * (1 + Fraction(1, 10**3)))


def test_a_small_number_is_not_zero(tmp_path: Path) -> None:
    """With significant figures nothing rounds to zero; a program may print 5.6e-17 for one."""
    file = tmp_path / "zero.yaml"
    file.write_text(
        "format_version: 1\ntitle: Zero\nequations:\n  each_step:\n    Y: relu(input*W)\n  output:\n    P: Y*V\n"
        "  loss: (target - P)**2\ninputs: [-1]\ntarget: 1\nparameters: {W: 0.5, V: 0.5}\nlearning_rate: 0.1\n"
        "rounding: {significant: 4}\n",
        "utf-8",
    )
    asked = question(derive(load_lesson(file)), "backward", "W", 1)
    assert asked.exact == 0
    assert asked.accepts(Fraction("5.6e-17"))
    assert not asked.accepts(Fraction(1, 10**11))


def test_a_number_that_rounds_to_another_is_not_zero() -> None:
    asked = question(lesson("relu")[0], "backward", "X", 2)
    assert asked.accepts(Fraction("0.0005"))
    assert not asked.accepts(Fraction("0.0006"))


def test_a_number_is_not_cut_off_where_the_screen_rounds() -> None:
    """0.7356… is 0.736; whoever writes 0.735 has not cut off a digit more than the screen shows."""
    cut_off = [
        (asked, value)
        for one in DERIVATION.steps
        for asked in [Question(one)]
        for value in [Fraction(int(asked.exact * 1000), 1000)]
        if value and value not in (asked.by_hand, asked.exact) and not asked.accepts(value, Fraction(1, 2000))
    ]
    assert cut_off
    assert not any(asked.accepts_cut_off(value, Fraction(1, 1000)) for asked, value in cut_off)


def test_the_numbers_on_the_screen_vary_by_half_a_unit_of_their_last_digit() -> None:
    """−0.164 × 0.685 = −0.11234, and ±0.0005 × (0.685 + 0.164) = ±0.0004245."""
    asked = stock_question("backward", "W2", 3)
    assert asked.accepts(Fraction("-0.11276"))
    assert not asked.accepts(Fraction("-0.11277"))


def test_two_digits_in_an_expression_stand_for_no_more_than_they_say() -> None:
    """−0.16 × 0.685 = −0.1096; the number is −0.112."""
    assert graded(stock_question("backward", "W2", 3), "-0.16*0.685").verdict is AnswerVerdict.WRONG


def test_a_formula_that_is_nearly_the_right_one_is_another() -> None:
    asked = stock_question("backward", "W2", 3)
    assert graded(asked, "dX3*Y2").verdict is AnswerVerdict.RIGHT
    for factor in ("1.001", "1.0000001", "1.00000000000001"):
        assert graded(asked, f"dX3*Y2*{factor}").verdict is AnswerVerdict.WRONG, factor


# The quiz: what is said to a wrong answer


def test_first_digits_are_right_to_a_thousandth() -> None:
    asked = stock_question("backward", "X", 3)
    near = asked.exact * Fraction(10005, 10000)
    assert in_words(asked, near) == "its first digits are right, but the last ones are not"
    assert in_words(asked, asked.exact * Fraction(1002, 1000)).startswith("it is close, less than 1 % off")
    assert (
        in_words(asked, asked.exact * Fraction(102, 100))
        == "it is not far off: between half and twice the right number"
    )


def slip_of(asked: Question) -> tuple[Slip, Fraction]:
    """A slip, whose formula is a weight too many, and what it comes to by hand."""
    formula = answer(asked, "dY3*W2").expression
    return Slip("missing-factor", formula, "words"), value_of(formula, asked.derivation.by_hand)


def test_a_calculation_that_comes_near_a_slips_number_is_not_its_own() -> None:
    asked = stock_question("backward", "X", 3)
    slip, number = slip_of(asked)
    typed = answer(asked, "0.1*0.2")
    around = Interval(number - abs(number), number + abs(number), number)
    for times, fit in ((1, Fit.SAME), (1 + Fraction(1, 10**13), Fit.SAME), (1 + Fraction(1, 10**11), Fit.WITHIN)):
        moved = Answer(typed.expression, number * times, Fraction(0))
        assert fit_of(asked, moved, slip, around) is fit


def test_a_formula_that_comes_to_another_number_is_not_a_slips_own() -> None:
    asked = stock_question("backward", "X", 3)
    slip, number = slip_of(asked)
    typed = answer(asked, "dY3*W2")
    around = Interval(number, number, number)
    for times, fit in ((Fraction(104, 100), Fit.SAME), (Fraction(110, 100), None)):
        moved = Answer(typed.expression, number * times, Fraction(0))
        assert fit_of(asked, moved, slip, around) is fit


def test_a_slips_exact_number_is_near_its_number_by_hand() -> None:
    asked = stock_question("backward", "X", 3)
    slip, _ = slip_of(asked)
    exact = asked.derivation.proved(lambda numbers: value_of(slip.expression, numbers))
    for times, fit in ((3, Fit.HIT), (5, None), (Fraction(1, 3), Fit.HIT), (Fraction(1, 5), None)):
        by_hand = exact * times
        typed = Answer(Number(exact), exact, Fraction(0), 9)
        assert fit_of(asked, typed, slip, Interval(by_hand, by_hand, by_hand)) is fit


def test_a_number_near_a_slips_exact_one_is_another() -> None:
    asked = stock_question("backward", "X", 3)
    slip, _ = slip_of(asked)
    exact = asked.derivation.proved(lambda numbers: value_of(slip.expression, numbers))
    typed = Answer(Number(exact), exact * (1 + Fraction(1, 10**11)), Fraction(0), 9)
    assert fit_of(asked, typed, slip, Interval(2 * exact, 2 * exact, 2 * exact)) is None


def test_an_explanation_that_is_far_less_likely_is_not_offered() -> None:
    def explanation(mistake: str, weight: Fraction) -> Explanation:
        return Explanation(Slip(mistake, Number(Fraction(1)), mistake), Fit.HIT, Fraction(1), weight)

    for share, offered in ((Fraction(1, 7), 2), (Fraction(1, 9), 1)):
        found = [explanation("sign", Fraction(1)), explanation("wrong-operand", share)]
        assert len(named(found)) == offered


def test_a_forward_pass_with_a_tiny_number_is_not_tame() -> None:
    contents = A_DIFFERENCE | {"inputs": ["1.00000000001"]}
    assert are_tame(derive(lesson_of(contents | {"equations": {"each_step": {"X": "input*W - C"}, "loss": "X"}})))
    contents |= {"inputs": ["1.0000000000002"], "equations": {"each_step": {"X": "input*W - C"}, "loss": "X"}}
    assert not are_tame(derive(lesson_of(contents)))


@pytest.mark.parametrize(("second", "is_asked"), [("1.06", True), ("1.04", False)])
def test_contributions_that_are_nearly_equal_are_not_compared(second: str, is_asked: bool) -> None:
    """h is the sum of W × input over the steps, so each input is a contribution to the gradient of W."""
    contents = A_DIFFERENCE | {
        "equations": {"each_step": {"h": "previous(h) + W*input"}, "loss": "h"},
        "inputs": ["1", second],
        "parameters": {"W": 1},
    }
    asked = meaning_questions(derive(lesson_of(contents)))
    assert any(one.about == "largest" for one in asked) is is_asked


# Diagnosis


def doubles() -> dict[str, str]:
    """Every right number in the digits of a double."""
    names = DERIVATION.names
    return {names.name_of(one): repr(float(one.exact(25).only)) for one in DERIVATION.steps}


def singles() -> dict[str, str]:
    """The same with as many digits as a single has."""
    return {name: f"{float(text):.8g}" for name, text in doubles().items()}


def by_hand() -> dict[str, str]:
    names = DERIVATION.names
    return {names.name_of(one): one.by_hand.only for one in DERIVATION.steps}


def wrong_in(given: dict[str, str], tolerance: float = 0.0) -> list[str]:
    return [one["name"] for one in diagnose(STOCK, given, tolerance=tolerance)["wrong"]]


@pytest.mark.parametrize("off", [4e-14, 1e-12, 1e-3])
def test_a_double_is_wrong_that_rounding_does_not_explain(off: float) -> None:
    assert wrong_in(doubles() | {"dW3": repr(float(doubles()["dW3"]) * (1 + off))}) == ["dW3"]


@pytest.mark.parametrize("off", [2e-5, 1e-3])
def test_a_single_is_wrong_that_rounding_does_not_explain(off: float) -> None:
    assert wrong_in(singles() | {"dW3": f"{float(singles()['dW3']) * (1 + off):.8g}"}) == ["dW3"]


def test_a_short_number_among_doubles_is_no_rounded_one() -> None:
    right = float(doubles()["dX.t3"])
    assert wrong_in(doubles() | {"dX.t3": f"{right:.5g}"}) == []
    assert wrong_in(doubles() | {"dX.t3": f"{right:.4g}"}) == ["dX.t3"]


def test_two_digits_tell_too_little_to_agree() -> None:
    found = diagnose(STOCK, {"total.W2": "-0.12"})
    assert found["agree"] == []
    assert diagnose(STOCK, {"total.W2": "-0.119"})["agree"] == ["total.W2"]


def test_beyond_the_tolerance_is_wrong() -> None:
    off = repr(float(doubles()["total.W2"]) * (1 + 2e-4))
    assert wrong_in(doubles() | {"total.W2": off}, tolerance=1e-3) == []
    assert wrong_in(doubles() | {"total.W2": off}, tolerance=1e-4) == ["total.W2"]


def is_like(given: dict[str, str], name: str, slipped: float) -> bool:
    """Whether a slip's number is taken for the one that is given under a name."""
    replay = Replay(STOCK)
    matched = {figure.name: figure for figure in GivenNames(replay).matched(given).figures}
    return Comparison(replay, matched.values()).is_like(matched[name], slipped)


@pytest.mark.parametrize(("off", "expected"), [(0.0, True), (1e-10, True), (8e-9, False)])
def test_a_double_near_a_slips_number_is_another(off: float, expected: bool) -> None:
    slipped = -float(doubles()["total.W2"])
    assert is_like(doubles() | {"total.W2": repr(slipped * (1 + off))}, "total.W2", slipped) is expected


@pytest.mark.parametrize(("off", "expected"), [(0.0, True), (1e-5, True), (1e-4, False)])
def test_a_single_near_a_slips_number_is_another(off: float, expected: bool) -> None:
    slipped = -float(doubles()["total.W2"])
    assert is_like(singles() | {"total.W2": f"{slipped * (1 + off):.8g}"}, "total.W2", slipped) is expected


@pytest.mark.parametrize(("off", "expected"), [("0", True), ("0.001", True), ("0.006", False)])
def test_by_hand_a_slips_number_is_off_as_far_as_the_right_one(off: str, expected: bool) -> None:
    """By hand the total is −0.118, exactly −0.1189: as far may a slip's number be off, three times."""
    slipped = -float(doubles()["total.W2"])
    given = f"{slipped + float(off):.3f}"
    assert is_like(by_hand() | {"total.W2": given}, "total.W2", slipped) is expected


@pytest.mark.parametrize(("units", "expected"), [(0, True), (1, False)])
def test_a_slips_number_rounds_to_the_one_given(units: int, expected: bool) -> None:
    places = {name: f"{float(text):.6f}" for name, text in doubles().items()}
    slipped = round(-float(doubles()["total.W2"]), 6) + 4e-7
    assert is_like(places | {"total.W2": f"{slipped + units * 1e-6:.6f}"}, "total.W2", slipped) is expected


def test_kinds_of_numbers_are_told_by_their_digits() -> None:
    def precision(*texts: str) -> GivenPrecision:
        return precision_of(map(given_number, texts))

    assert precision("0.123456789012", "1.23") is GivenPrecision.DOUBLE
    assert precision("0.12345678901", "1.23") is GivenPrecision.SINGLE
    assert precision("0.1234567", "12.3", "1.2345") is GivenPrecision.SINGLE
    assert precision("0.123456", "12.3", "1.2345") is GivenPrecision.HAND


@pytest.mark.parametrize(("off", "expected"), [(5e-5, True), (9e-4, False)])
def test_an_array_far_off_does_not_tell_the_order_of_its_numbers(off: float, expected: bool) -> None:
    names = GivenNames(Replay(STOCK))
    (figure,) = names.matched({"total.W2": repr(float(doubles()["total.W2"]) * (1 + off))}).figures
    assert names.arrays.is_near(figure) is expected


def test_two_causes_come_to_the_same_numbers_to_twelve_digits() -> None:
    assert _same((1.0, 2.0), (1.0 + 1e-13, 2.0))
    assert not _same((1.0, 2.0), (1.0 + 9e-12, 2.0))


# Audit


def test_two_units_are_no_slip_in_the_last_place(tmp_path: Path) -> None:
    assert audited(tmp_path, figures({"Y.t3": "0.671"}))["Y.t3"].verdict is Verdict.LAST_PLACE
    assert audited(tmp_path, figures({"Y.t3": "0.672"}))["Y.t3"].verdict not in (Verdict.LAST_PLACE, Verdict.EXACT)
    assert not Units(672, 3).is_next_to(Fraction("0.670"))


def test_few_digits_tell_no_misprint() -> None:
    def is_found(printed: str, value: str) -> bool:
        return misprint(Number(Fraction(printed), printed), Fraction(value)) is not None

    assert is_found("0.571", "0.471")
    assert not is_found("0.57", "0.47")
    assert is_found("0.47", "-0.47")
    assert not is_found("0.4", "-0.4")


# Comparing, and the witness


def test_values_that_differ_in_the_sixteenth_digit_differ() -> None:
    contents = {"format_version": 1, "title": "One", "network": "simple", "inputs": ["0.5"], "target": "1.2"}
    parameters = {"W1": "0.5", "W2": "0.3", "B1": "0.1", "W3": "0.8", "B3": "0.2"}
    one, other = (
        derive(lesson_of(contents | {"parameters": parameters | {"W1": w}})) for w in ("0.5", f"0.5{'0' * 22}1")
    )
    assert StepPair(step(one, "forward", "Y", 1), step(other, "forward", "Y", 1)).apart != 0


def test_the_witness_proves_nothing_that_it_knows_to_few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    found = step(DERIVATION, "backward", "X", 3)
    right = proof.slope(found, 0, 256)
    for radius, result in ((10.0**-30, ProofResult.PROVED), (10.0**-20, ProofResult.UNDECIDED)):
        with WorkingPrecision(256):
            known = right + arb(0, radius)
        monkeypatch.setattr(proof, "slope", lambda *_, known=known: known)
        assert finding_on(found) is result


def test_the_witness_takes_no_small_number_for_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    found = question(lesson("relu")[0], "backward", "X", 2).step
    for radius, result in ((arb(10) ** -120, ProofResult.PROVED), (arb(10) ** -99, ProofResult.UNDECIDED)):
        monkeypatch.setattr(proof, "slope", lambda *_, radius=radius: arb(0, radius))
        assert finding_on(found) is result
