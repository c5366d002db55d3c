"""What `python -m campaigns` found, by kind."""

from collections.abc import Callable

import pytest
from flint import fmpq

from campaigns.answers import answered, started
from campaigns.keys import Sized, all_walks, pressed
from rnn_tutor import Derivation, derive, load_lesson
from rnn_tutor.explain.step_names import StepNames
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.limits import Limit
from rnn_tutor.numbers.places import Key
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.value import Value


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
    for room in ("rounded_run", "solution"):
        monkeypatch.setattr(f"rnn_tutor.derivation.{room}.FAR_NUMBERS", Limit(1, "numbers", "in this test"))
    with pytest.raises(LessonError, match=rf":3:\d+: {where} .* too long for more of them; write fewer time steps"):
        derive(load_lesson(text))


@pytest.mark.parametrize("lesson", ["stock-example", "batch", "hello", "adam", "two-layers"])
def test_a_step_is_found_by_any_of_its_names_without_those_of_all_steps(lesson: str) -> None:
    """A lesson may name its steps a hundred thousand times."""
    derivation = derive(load_lesson(lesson))
    for name, step in derivation.names.steps.items():
        assert StepNames(derivation, derivation.steps).step(name) is step
    assert len(derivation.names._that_may_be_called("backward:9")) < 10


def test_balls_around_long_fractions_round_as_the_fractions_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand, a gradient through saturated neurons is 1 × 10⁻⁹⁶⁰⁰⁰: a digit, and 300,000 bits."""
    lesson = load_lesson(
        "format_version: 1\ntitle: Saturated\nnetwork: simple\ninputs: [0.5, 1, 0.25]\ntarget: 0.3\nlearning_rate: 1\n"
        "parameters: {W1: 0.5, B1: -30, W2: 0.25, W3: 0.5, B3: 0.2}\nepochs: 3\n"
    )

    def by_hand(is_long: Callable[[Real], bool]) -> list[dict[Key, Value]]:
        monkeypatch.setattr("rnn_tutor.derivation.rounded_run.is_long", is_long)
        return [dict(epoch.by_hand.items()) for epoch in derive(lesson).epochs]

    assert by_hand(lambda value: isinstance(value, fmpq) and value.q > 4) == by_hand(lambda _: False)


def test_from_the_second_update_on_the_operations_are_the_same() -> None:
    """So what computes them is made twice, and not a hundred times."""
    first, second, third, fourth = Derivation(load_lesson("adam", set={"epochs": 4})).epochs
    assert [step.formula for step in first.steps[-5:]] != [step.formula for step in second.steps[-5:]]
    assert second.operations is third.operations is fourth.operations


def test_a_name_that_no_step_has_is_told_without_the_names_of_all_steps() -> None:
    text = (
        "format_version: 1\ntitle: Names\nnetwork: simple\ninputs: [1, 1, 1, 1]\ntarget: 1\nlearning_rate: 0.1\n"
        "parameters: {W1: 1, B1: 1, W2: 1, W3: 1, B3: 1}\nnotes: {dZ3: none, X5: none, dY: all, log(Y3): none}\n"
    )
    with pytest.raises(LessonError) as caught:
        derive(load_lesson(text))
    assert [problem.message for problem in caught.value.problems] == [
        f"no step is called '{name}'" for name in ("dZ3", "X5", "log(Y3)")
    ]
    assert [problem.remedy for problem in caught.value.problems[:2]] == [
        "did you mean 'dW3'?",
        "the lesson has 4 steps",
    ]
