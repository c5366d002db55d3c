"""Numbers beside a lesson's: what agrees, what is first, and how the command answers."""

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor import derive, diagnose, load_lesson
from rnn_tutor.diagnosis.diagnose import diagnosis
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


PARAMETERS = {one.name: float(one.value.only.value) for one in STOCK.parameters}
TOTALS = {name: float(DERIVATION[f"total.{name}"].exact(25).only) for name in PARAMETERS}


def causes(given: dict[str, Any]) -> list[tuple[str, int]]:
    """The mistake of each cause, and how much it leaves."""
    return [(one["mistake"], len(one["leaves"])) for one in diagnose(STOCK, given)["causes"]]


def as_totals(given: dict[str, Any]) -> dict[str, Any]:
    return {f"total.{name}": value for name, value in given.items()}


def test_zeros_are_told_as_zeros() -> None:
    """Numbers that are small enough to be rounded to 0 are not what a program has that never added anything up."""
    assert causes(as_totals(dict.fromkeys(TOTALS, 0.0))) == [("no-gradient", 0)]
    assert causes(as_totals(TOTALS | {"B1": 0.0})) == [("no-gradient", 0)]


@pytest.mark.parametrize("given", [{"W1": 3}, {"W1": 0.4}, {"B3": 2}, {"W1": "1e300"}, {"W1": "-1e-300"}])
def test_one_digit_is_no_evidence(given: dict[str, Any]) -> None:
    assert causes(given) == []


def test_of_the_summed_gradients_alone_the_mean_was_taken() -> None:
    summed = {name: TOTALS[name] / 3 for name in ("W1", "W2", "B1")}
    assert causes(as_totals(TOTALS | summed)) == [("mean-not-sum", 0)]


def test_parameters_in_place_of_their_gradients() -> None:
    new = {name: value - 0.1 * TOTALS[name] for name, value in PARAMETERS.items()}
    assert causes(as_totals(new)) == [("updated-not-gradient", 0)]
    assert causes(as_totals(PARAMETERS)) == [("wrong-operand", 0)]


def test_an_array_that_was_filled_on_the_way_back_is_read_so() -> None:
    steps = [float(DERIVATION[f"dX{time}"].exact(25).only) for time in (3, 2, 1)]
    found = diagnose(STOCK, {"dX": steps})
    assert (len(found["agree"]), found["notes"]) == (3, ["read from the last day to the first: dX"])
    slipped = diagnose(STOCK, {"dX": [steps[2], steps[1] * 1.37, steps[0]]})
    assert [one["name"] for one in slipped["wrong"]] == ["dX.t2"]


def test_values_without_names_may_come_in_another_order() -> None:
    row = dict(zip(as_totals(TOTALS), reversed(TOTALS.values()), strict=True))
    found = diagnosis(STOCK, row, is_row=True)
    assert (len(found.agreeing), found.notes) == (
        5,
        ("these are in another order than the parameters: B3, W3, B1, W2, W1",),
    )
    assert diagnosis(STOCK, as_totals(TOTALS), is_row=True).notes == ()
    assert len(diagnosis(STOCK, row | {"total.W1": 7.0}, is_row=True).wrong) > 1


def test_shares_that_are_not_added_up_are_told_as_such() -> None:
    shares = [float(DERIVATION[f"dW1.t{time}"].exact(25).only) for time in (1, 2, 3)]
    answer = run("stock-example", "-", given=json.dumps({"dW1": shares}))
    assert "a part for each of the 3 days: add up the shares" in " ".join(answer.stdout.split())


def test_a_gradient_beside_another_name_for_it_is_one() -> None:
    assert diagnose(STOCK, {"W1": TOTALS["W1"], "dW1": TOTALS["W1"]})["agree"] == ["dW1", "W1"]


def test_what_is_not_filled_in_yet_does_not_differ() -> None:
    answer = " ".join(run("stock-example", "-", given='{"dP": -0.92897004, "dW3": NaN, "dB3": NaN}').stdout.split())
    assert "1 of 3 agree, to the digits given; 2 are not numbers." in answer
    assert "The first that is not a number is ∂Loss/∂W₃ (dW3): it is NaN. Its line may be a blank" in answer
    answer = " ".join(run("stock-example", "-", given='{"dP": 0.92897004, "dW3": NaN}').stdout.split())
    assert "0 of 2 agree; 1 differs; 1 is not a number." in answer
    assert "That explains the number that differs, to all 8 digits given." in answer


@pytest.mark.parametrize("is_whole", [True, False])
def test_shares_that_are_added_to_another_sum(*, is_whole: bool) -> None:
    """`dB1 = dW1 + dX`: in the last turn of the loop, at day 1, the other sum is whole or lacks its own share."""
    share = {name: float(DERIVATION[f"d{name}.t1"].exact(25).only) for name in ("W1", "B1")}
    slipped = TOTALS["W1"] - (0 if is_whole else share["W1"]) + share["B1"]
    found = diagnose(STOCK, as_totals(TOTALS | {"B1": slipped}))["causes"]
    assert "the shares of B₁ are added to the gradient of W₁" in found[0]["words"]


def test_singles_on_the_way_do_not_make_a_double_wrong() -> None:
    """What was computed from singles has a double's digits and a single's error, which no slip explains."""
    assert diagnose(STOCK, as_totals(TOTALS | {"W1": TOTALS["W1"] * (1 + 2e-8)}))["wrong"] == []
    assert diagnose(STOCK, as_totals(TOTALS | {"W1": TOTALS["W1"] * (1 + 2e-4)}))["wrong"] != []
