"""Numbers beside a lesson's: what agrees, what is first, and how the command answers."""

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor import derive, diagnose, load_lesson
from tests.cli.given import run as program
from tests.lesson.given import NAMED, loaded

STOCK = load_lesson("stock-example")
DERIVATION = derive(STOCK)


def numbers(*phases: str) -> dict[str, str]:
    """The right numbers of some phases, in the digits of a double."""
    names = DERIVATION.names
    return {
        names.name_of(step): repr(float(step.exact(25).only))
        for step in DERIVATION.steps
        if not phases or step.phase.value in phases
    }


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return program("diagnose", *words, given=given)


def test_right_numbers_agree() -> None:
    found = diagnose(STOCK, numbers())
    assert found["given"] == len(found["agree"]) == len(DERIVATION.steps)
    assert found["wrong"] == found["causes"] == []
    assert found["first"] is None


def test_numbers_by_hand_agree() -> None:
    names = DERIVATION.names
    given = {names.name_of(step): step.by_hand.only for step in DERIVATION.steps}
    assert diagnose(STOCK, given)["wrong"] == []


def test_the_first_wrong_one_on_the_way_back_is_named() -> None:
    given = numbers()
    for name in ("dX2", "dY1", "total.W1"):
        key = name if name in given else f"{name[:-1]}.t{name[-1]}"
        given[key] = repr(float(given[key]) * 1.37)
    found = diagnose(STOCK, given)
    assert found["first"] == "dX.t2"
    assert [one["name"] for one in found["wrong"]] == ["dX.t2", "dY.t1", "total.W1"]


def test_without_a_learning_rate_there_are_no_new_values(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, NAMED.replace("learning_rate: 0.1\n", ""))
    gradient = str(float(derive(lesson)["total.W1"].exact().only))
    found = diagnose(lesson, {"new.W1": 0.5, "total.W1": gradient})
    assert (found["agree"], found["unknown"]) == (["total.W1"], ["new.W1"])
    assert [one["name"] for one in diagnose(lesson, {"W1": 0.45})["wrong"]] == ["W1"]  # its gradient, then


def test_numbers_of_another_size_are_nobody_s_slip(tmp_path: Path) -> None:
    """An embedding turned has other columns, and then other numbers of everything after it."""
    lesson = loaded(tmp_path, EMBEDDING)
    shapes = {"x.t1": 2, "h.t1": 2, "x.t2": 2, "h.t2": 2, "dh.t2": 2, "dx.t2": 2, "dh.t1": 2, "dx.t1": 2}
    found = diagnose(lesson, {name: [0.5] * size for name, size in shapes.items()} | {"total.E": [[0.5] * 2] * 3})
    assert {one["name"] for one in found["wrong"]} >= {"x.t1", "h.t1", "total.E"}


EMBEDDING = """\
format_version: 1
title: A row picked
equations:
  each_step:
    x: E[input]
    h: tanh(W @ x + U @ previous(h))
loss: sum(h)
vocabulary: 3
inputs: [0, 2]
parameters: {E: [[0.1, 0.2], [0.3, -0.1], [0, 0.5]], W: [[0.5, 0.1], [0, 0.4]], U: [[0.1, 0], [0, 0.1]]}
"""


def test_exit_codes() -> None:
    right = json.dumps({name: float(text) for name, text in numbers("total").items()})
    assert run("stock-example", "-", given=right).returncode == 0
    assert run("stock-example", "-", given='{"total.W2": 0.5123}').returncode == 1
    assert run("stock-example", "-", given='{"total.W2": NaN}').returncode == 1
    assert run("stock-example", "-", given="{").returncode == 2
    assert run("stock-example", "-", given='{"nothing": 1}').returncode == 2
    assert run("stock-example", "no-such-file.json").returncode == 2


def test_the_template_can_be_filled_in(tmp_path: Path) -> None:
    names = json.loads(run("stock-example", "--template").stdout)
    assert list(names) == list(numbers())
    assert set(names.values()) == {None}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({**names, "total.W2": -0.118858}), "utf-8")
    answer = json.loads(run("stock-example", str(file), "--json").stdout)
    assert (answer["lesson"], answer["given"]) == ("stock-example", 1)


@pytest.mark.parametrize("name", ["W2", "dW2", "grad_W2", "W2.grad", "total.W2", "dL/dW2", "∂Loss/∂W₂", "w2.grad"])
def test_names_as_people_have_them(name: str) -> None:
    assert diagnose(STOCK, {name: numbers()["total.W2"]})["agree"] == [name]


@pytest.mark.parametrize("name", ["stock-example", "gru", "two-hidden-units", "truncated", "adam"])
def test_singles_that_were_widened_to_doubles_are_not_accused(name: str) -> None:
    def widened(value: Any) -> Any:
        if isinstance(value, list):
            return [widened(one) for one in value]
        return struct.unpack("f", struct.pack("f", float(value)))[0]

    lesson = load_lesson(name)
    totals = {step.quantity: step.exact(20).nested() for step in derive(lesson) if step.phase.value == "total"}
    found = diagnose(lesson, {name: widened(value) for name, value in totals.items()})
    assert (found["wrong"], found["causes"]) == ([], [])
    first, right = next(iter(totals.items()))
    if isinstance(right, str):
        slipped = {name: widened(value) for name, value in totals.items()} | {first: widened(2 * float(right))}
        assert [one["name"] for one in diagnose(lesson, slipped)["wrong"]] == [first]
