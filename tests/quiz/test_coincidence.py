"""Where the lesson's numbers make two slips come to one number: what is told is about the step, and true."""

import pytest

from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from tests.quiz.given import bundled, graded, ids, lesson, question


def said(name: str, step: str, typed: str) -> list[str]:
    under_way = quiz(bundled(name), QuizPlan(PHASES["all"]))
    under_way.turn_to(step)
    return [f"{mistake.name}: {mistake.words}" for mistake in under_way.answer(typed).grade.mistakes]


@pytest.mark.parametrize(
    ("name", "step", "typed", "alone"),
    [
        ("one-neuron", "backward:1", "0.332", "target − Y₁"),  # the learning rate is 0.5
        ("one-neuron", "backward:1", "target - Y1", "target − Y₁"),
        ("stock-example", "backward:1", "0.464", "target − P"),
        ("two-days", "backward:1", "0.28", "target − P"),
        ("loss-at-every-step", "backward:1", "target3 - P3", "target₃ − P₃"),
    ],
)
def test_a_bare_difference_is_the_slope_of_the_square_left_out(name: str, step: str, typed: str, alone: str) -> None:
    words = f"this is {alone} alone: the 2 of the square and the minus sign are missing"
    assert said(name, step, typed) == [f"missing-factor: {words}"]


def test_the_line_above_was_copied() -> None:
    """The input of day 2 is 0.2, and so is the learning rate."""
    words = "this is (∂Loss/∂W₁)₂, the share of W₁, but the question asks for that of B₁"
    assert said("two-days", "backward:8", "-0.011") == [f"wrong-operand: {words}"]


def test_what_comes_later_is_not_taken_for_it() -> None:
    """(∂Loss/∂B₁)₃ is ∂Loss/∂X₃ too, and it is found two steps later."""
    found = said("stock-example", "backward:6", "-0.164")
    assert [one.partition(":")[0] for one in found] == ["missing-factor", "wrong-time-step"]
    assert "B₁" not in " ".join(found)


@pytest.mark.parametrize("typed", ["-0.332", "0.332", "-0.332000"])
def test_the_learning_rate_gives_way_to_the_step_itself(typed: str) -> None:
    assert "learning rate" not in " ".join(said("one-neuron", "backward:1", typed))


def test_the_learning_rate_is_told_with_its_number() -> None:
    """The table before the update doesn't show it."""
    (found, *_) = said("stock-example", "backward:4", "-0.0742")
    assert found.startswith("learning-rate-early")
    assert "(η = 0.1)" in found


@pytest.mark.parametrize("typed", ["-0.163", "-0.165"])
def test_a_last_digit_is_asked_about_and_no_cause_is_claimed(typed: str) -> None:
    found = graded(question(lesson("stock example")[0], "backward", "X", 3), typed)
    assert ids(found) == ["rounded-too-early"]
    (mistake,) = found.mistakes
    assert mistake.words.startswith("close: it isn't right to the last digit. Was a number on the way rounded")
