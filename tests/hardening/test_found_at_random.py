"""What `python -m campaigns` found, by kind."""

import pytest

from campaigns.answers import answered, started
from campaigns.keys import Sized, all_walks, pressed
from rnn_tutor import derive, load_lesson
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.limits import Limit


@pytest.mark.parametrize(("lesson", "line"), [("yes-or-no", "e = 2"), ("yes-or-no", "e:/"), ("stock-example", "e=1")])
def test_e_is_no_name_of_what_is_asked_for(lesson: str, line: str) -> None:
    asked = started(lesson)
    for number in range(len(asked.questions)):
        asked._move(number)
        answered(asked, line)


@pytest.mark.parametrize("number", ["-4", "3", "-3", "7/2", "0.125"])
def test_a_gradient_divided_by_a_number_is_graded(number: str) -> None:
    asked = started("loss-at-every-step")
    for place in range(len(asked.questions)):
        asked._move(place)
        answered(asked, f"dX3/{number}")
        answered(asked, f"dX3/({number})")


@pytest.mark.parametrize(
    ("lesson", "width", "height", "keys"),
    [
        ("one-weight-or-three", 20, 31, ["v", "g update:1"]),
        ("lstm", 20, 14, ["g total:1"]),
        ("two-trays-lstm", 20, 5, ["g pictures", "g loss", "g outcome"]),
        ("adam", 110, 48, ["g update:1", "b"]),
        ("two-trays-lstm", 20, 33, ["g backward:9"]),
        ("batch", 84, 26, ["f", "e"]),
        ("hello", 29, 59, ["g total:1", "e"]),
    ],
)
def test_no_line_is_wider_than_the_page(lesson: str, width: int, height: int, keys: list[str]) -> None:
    pressed(all_walks()[lesson], keys, Sized(width, height, ascii_only=True))


@pytest.mark.parametrize(
    ("equation", "where"),
    [
        ("relu(exp(input) - exp(input)) + W", "X₁"),  # a sign that no digits tell
        ("log(exp(W*input + 0.1235))", "X₂"),  # by hand, half way between 0.123 and 0.124; with W = 0
    ],
)
def test_numbers_that_no_digits_tell_are_few_or_the_lesson_is_told_to_be_shorter(
    equation: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        f"format_version: 1\ntitle: Near\nequations: {{each_step: {{X: {equation}}}, loss: (target - X)**2}}\n"
        "inputs: [1, 1]\ntarget: 0.4\nparameters: {W: 0}\nlearning_rate: 0.1\n"
    )
    assert derive(load_lesson(text))["X.t1"].by_hand.only in ("0", "0.124")
    for room in ("values", "solution"):
        monkeypatch.setattr(f"rnn_tutor.derivation.{room}.FAR_NUMBERS", Limit(1, "numbers", "in this test"))
    with pytest.raises(LessonError, match=rf":3:\d+: {where} .* too long for more of them; write fewer time steps"):
        derive(load_lesson(text))
