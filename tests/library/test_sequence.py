"""A derivation is a sequence of its steps, copied as its lesson; a step is a number."""

import copy
import pickle
import subprocess
import sys
import types
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rnn_tutor import Derivation, LessonError, derive, grade, load_lesson, start_quiz, train

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["stock-example", "two-hidden-units", "adam"])
def derivation(request: pytest.FixtureRequest) -> Derivation:
    return derive(load_lesson(request.param))


def test_steps_by_place(derivation: Derivation) -> None:
    steps = list(derivation)
    assert len(steps) == len(derivation)
    assert derivation[0] == steps[0]
    assert derivation[-1] == steps[-1]
    assert list(derivation[2:9:3]) == steps[2:9:3]
    assert derivation[steps[3].identity] is derivation[3]
    with pytest.raises(IndexError):
        _ = derivation[len(steps)]


def test_copies_have_the_same_digits(derivation: Derivation) -> None:
    for other in (pickle.loads(pickle.dumps(derivation)), copy.deepcopy(derivation)):
        assert [step.exact(25) for step in other] == [step.exact(25) for step in derivation]
    last = derivation.epochs[-1]
    assert pickle.loads(pickle.dumps(last))[-1].exact(25) == last[-1].exact(25)
    step = pickle.loads(pickle.dumps(derivation[3]))
    assert (step.formula, step.why) == (derivation[3].formula, derivation[3].why)


def test_a_step_of_one_number_is_that_number() -> None:
    step = derive(load_lesson("stock-example"))["dX3"]
    assert float(step) == float(step.exact(30).only)
    assert step.by_hand_fraction == Fraction(-164, 1000)
    with pytest.raises(ValueError, match="too many values"):
        float(derive(load_lesson("two-hidden-units"))["dY3"])


def test_a_table(derivation: Derivation, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = types.ModuleType("pandas")
    pandas.DataFrame = list  # type: ignore[attr-defined]  # what is made of the rows is pandas' own
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    rows = derivation.to_frame()
    assert [row["step"] for row in rows] == [step.identity for step in derivation]
    assert rows[0]["formula"] == derivation[0].formula


def test_grading_and_training() -> None:
    derivation = derive(load_lesson("stock-example"))
    assert grade(derivation["dX3"], "-0.164").grade.verdict.value == "right"
    assert grade(derivation["dX3"], ")(").problem is not None
    asked = start_quiz(derivation, "update")
    assert asked.question is not None
    assert asked.question.step.identity == "update:1"
    losses = train(load_lesson("stock-example"), 20).losses
    assert len(losses) == 20
    assert losses[-1] < losses[0]
    with pytest.raises(LessonError):
        train(load_lesson("stock-example", set={"learning_rate": None}))


def test_it_is_a_sequence_to_python_too(derivation: Derivation) -> None:
    assert isinstance(derivation, Sequence)
    assert derivation.index(derivation[4]) == 4
    assert derivation.count(derivation[4]) == 1
    with pytest.raises(TypeError):
        _ = derivation[1.5]  # type: ignore[call-overload]  # that is the mistake


def test_what_a_step_shows_of_itself_is_a_line(derivation: Derivation) -> None:
    for step in derivation:
        assert step.identity in repr(step)
        assert len(repr(step)) < 100


def test_numbers_of_python_are_taken_whatever_their_length() -> None:
    step = derive(load_lesson("stock-example"))["dX3"]
    for answer in (-0.164, Fraction(-164, 1000), Decimal("-0.164")):
        assert grade(step, answer).grade.verdict.value == "right"
    assert grade(step, 10**5000).grade.verdict.value != "right"
    for value in (10**5000, Fraction(1, 10**5000)):
        with pytest.raises(LessonError):
            load_lesson("stock-example", set={"W2": value})
    assert load_lesson("stock-example", set={"W2": Decimal("0.9")}) == load_lesson("stock-example", set={"W2": 0.9})


def test_the_package_imports_nothing_before_ctrl_c_is_met() -> None:
    code = "import sys; before = set(sys.modules); import rnn_tutor; print(*sorted(set(sys.modules) - before))"
    found = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.split() == ["__future__", "rnn_tutor"]
