"""What the public functions say to whoever gives them something else than they take; copies; what objects show."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor import (
    Derivation,
    LessonError,
    Phase,
    all_lessons,
    check_lesson,
    derive,
    diagnose,
    grade,
    load_lesson,
    start_quiz,
    train,
)

LESSON = load_lesson("stock-example")
DERIVATION = derive(LESSON)
STEP = DERIVATION["dX3"]
ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)

CALLS: dict[str, Callable[[Any], object]] = {
    "load_lesson": load_lesson,
    "load_lesson, set": lambda given: load_lesson("stock-example", set=given),
    "load_lesson, a value": lambda given: load_lesson("stock-example", set={"W2": given}),
    "load_lesson, shown_as": lambda given: load_lesson("stock-example", given),
    "derive": derive,
    "Derivation": Derivation,
    "derivation[…]": lambda given: DERIVATION[given],
    "derivation.phase": DERIVATION.phase,
    "step.exact": STEP.exact,
    "start_quiz": start_quiz,
    "start_quiz, phase": lambda given: start_quiz(DERIVATION, given),
    "quiz.answer": lambda given: start_quiz(DERIVATION).answer(given),
    "grade": lambda given: grade(given, "0.1"),
    "grade, answer": lambda given: grade(STEP, given),
    "train": lambda given: train(given, 1),
    "train, updates": lambda given: train(LESSON, given),
    "diagnose": lambda given: diagnose(given, {"dW1": 0.1}),
    "diagnose, numbers": lambda given: diagnose(LESSON, given),
    "diagnose, a number": lambda given: diagnose(LESSON, {"Loss": given}),
    "check_lesson": check_lesson,
}
GIVEN = {
    "None": None,
    "a negative number": -1,
    "a large number": 10**30,
    "no number": float("nan"),
    "a text": "no such",
    "bytes": b"x",
    "a list": [1, "a"],
    "a list in itself": ENDLESS,
    "a dict": {1: object()},
    "a slice": slice(None, 2),
    "a path": Path("no/such.yaml"),
    "a decimal": Decimal("NaN"),
    "a lesson": LESSON,
    "a derivation": DERIVATION,
    "a step": STEP,
    "an object": object(),
}


def said(call: Callable[[Any], object], given: object) -> str:
    """What is said of it; nothing where it is taken."""
    try:
        call(given)
    except (LessonError, TypeError, ValueError, LookupError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_whatever_is_given_is_taken_or_refused_with_what_is_expected(
    call: Callable[[Any], object], given: object
) -> None:
    words = said(call, given)
    assert not words or len(words) > 10
    assert "object has no" not in words
    assert "has no len" not in words


@pytest.mark.parametrize("updates", [-1, 0, 1_000_001, 10**30])
def test_training_says_how_many_updates_there_may_be(updates: int) -> None:
    with pytest.raises(ValueError, match="the number of updates is a whole number, from 1 to 1,000,000"):
        train(LESSON, updates)


def test_what_is_expected_is_said() -> None:
    with pytest.raises(TypeError, match="derive takes a Lesson, as load_lesson returns it; this is a str"):
        derive("stock-example")  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="quiz takes a Derivation, as derive returns it; this is a Lesson"):
        start_quiz(LESSON)  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(ValueError, match="the phases are gradients, mix, forward"):
        start_quiz(DERIVATION, "backwards")
    with pytest.raises(ValueError, match="digits are a whole number, from 1 to 4,000"):
        STEP.exact(0)


def some_of_each() -> dict[str, Any]:
    """Objects that the public functions give, each after it was used."""
    asked = start_quiz(DERIVATION)
    feedback = asked.answer("-0.9")
    with pytest.raises(LessonError) as refused:
        load_lesson({"titel": "x"})
    checked = check_lesson(next(path for path in all_lessons() if path.stem == "stock-example"))
    several = derive(load_lesson("adam"))
    return {
        "lesson": LESSON,
        "derivation": DERIVATION,
        "last epoch": several.epochs[-1],
        "step": STEP,
        "its step": several.epochs[-1][-1],
        "element": STEP.element(),
        "array": STEP.exact(9),
        "phase": Phase.BACKWARD,
        "quiz": asked,
        "question": asked.question,
        "feedback": feedback,
        "history": train(LESSON, 20),
        "error": refused.value,
        "checked": checked,
    }


def test_all_that_is_public_is_copied_and_shown_in_a_line() -> None:
    for name, one in some_of_each().items():
        for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one), copy.copy(one)):
            assert repr(other) == repr(one), name
        assert name == "error" or len(repr(one)) < 160, name
        assert "\n" not in repr(one), name


def test_a_copy_goes_on_where_the_first_was() -> None:
    asked = start_quiz(DERIVATION)
    asked.answer("-0.928")
    other = pickle.loads(pickle.dumps(asked))
    assert other.question.identity == "backward:2"
    assert other.answer("0").grade.verdict == asked.answer("0").grade.verdict
    history = train(LESSON, 20)
    again = pickle.loads(pickle.dumps(history))
    assert again.losses == history.losses
    assert again.curve.loss_at(0.25) == history.curve.loss_at(0.25) if history.curve else False


def test_a_real_table() -> None:
    pandas = pytest.importorskip("pandas")
    frame = DERIVATION.to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["step"]) == [step.identity for step in DERIVATION]
    row = frame[frame["step"] == STEP.identity].iloc[0]
    assert (row["by_hand"], row["exact"], row["time_step"]) == ("-0.164", float(STEP), 3)
    assert Fraction(row["by_hand"]) == STEP.by_hand_fraction
