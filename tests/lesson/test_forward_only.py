"""Lessons without a target, a loss or a learning rate, and what is differentiated in their place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from typer.testing import CliRunner

from rnn_tutor.audit.audit import audit
from rnn_tutor.cli.program import program
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

FORWARD = """\
format_version: 1
title: Two memories
about: How far a network gets without anything to learn from.
equations:
  each_step:
    H: relu(A @ previous(H) + B*input)
    Y: C @ H
inputs: [3, 4, 5, 6]
parameters: {A: [[1, -1], [1, 1]], B: [1, 2], C: [[-1, 1]]}
"""

STATE = """\
format_version: 1
title: A state on its own
equations:
  each_step:
    h: tanh(w*previous(h) + b)
loss: h**2
time_steps: 3
initial: {h: 0.5}
parameters: {w: 0.9, b: 0.1}
"""


def run(*words: str) -> Any:  # Click's result has no public type here
    return CliRunner().invoke(program(), [*words], catch_exceptions=False)


@pytest.fixture
def forward(tmp_path: Path) -> str:
    (tmp_path / "forward.yaml").write_text(FORWARD, encoding="utf-8")
    return str(tmp_path / "forward.yaml")


@pytest.fixture
def state(tmp_path: Path) -> str:
    (tmp_path / "state.yaml").write_text(STATE, encoding="utf-8")
    return str(tmp_path / "state.yaml")


def test_forward_only(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, FORWARD))
    a, b, c, h = np.array([[1, -1], [1, 1]]), np.array([1, 2]), np.array([[-1, 1]]), np.zeros(2)
    for time, x in enumerate((3, 4, 5, 6), start=1):
        h = np.maximum(a @ h + b * x, 0)
        assert [float(entry) for entry in derivation[f"H.t{time}"].exact().entries] == h.tolist()
        assert float(derivation[f"Y.t{time}"].exact().only) == float((c @ h)[0])
    assert {step.phase for step in derivation.steps} == {Phase.FORWARD}


@pytest.mark.parametrize(
    ("over", "of"),
    [("", lambda h: h[-1]), ("over_steps: sum\n", sum), ("over_steps: mean\n", lambda h: sum(h) / len(h))],
)
def test_gradients_of_what_is_named(over: str, of: Any, tmp_path: Path) -> None:  # any function
    derivation = derive(loaded(tmp_path, STATE + over))

    def loss(parameters: Any) -> Any:  # autograd's boxes
        h, found = 0.5, []
        for _ in range(3):
            h = np.tanh(parameters[0] * h + parameters[1])
            found.append(h**2)
        return of(found)

    at = np.array([0.9, 0.1])
    assert float(derivation["Loss"].exact().only) == pytest.approx(float(loss(at)), rel=1e-13)
    for name, slope in zip("wb", grad(loss)(at), strict=True):
        assert float(derivation[f"total.{name}"].exact().only) == pytest.approx(float(slope), rel=1e-13)
    assert not derivation.phase(Phase.UPDATE)


def test_a_mean_over_targets(tmp_path: Path) -> None:
    text = STATE.replace("loss: h**2", "targets: [1, 0, 1]\nover_steps: mean") + "learning_rate: 0.1\n"
    derivation = derive(loaded(tmp_path, text))

    def loss(w: Any) -> Any:  # autograd's boxes
        h, total = 0.5, 0.0
        for target in (1, 0, 1):
            h = np.tanh(w * h + 0.1)
            total = total + (target - h) ** 2
        return total / 3

    assert derivation["Loss"].formula.endswith("/3")
    assert float(derivation["total.w"].exact().only) == pytest.approx(float(grad(loss)(0.9)), rel=1e-13)
    assert float(derivation["new.w"].exact().only) == pytest.approx(0.9 - 0.1 * float(grad(loss)(0.9)), rel=1e-13)


def test_a_named_network_can_be_asked_for_a_quantity(tmp_path: Path) -> None:
    text = (
        "format_version: 1\ntitle: Its output\nnetwork: simple\nloss: Y\ninputs: [0.5, 1]\n"
        "parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}\n"
    )
    derivation = derive(loaded(tmp_path, text))

    def last(w: Any) -> Any:  # autograd's boxes
        y = 0.0
        for x in (0.5, 1):
            y = 1 / (1 + np.exp(-(x * w + y * 0.3 + 0.1)))
        return y

    assert float(derivation["total.W1"].exact().only) == pytest.approx(float(grad(last)(0.5)), rel=1e-13)


def test_it_is_walked_exported_quizzed_and_checked(forward: str) -> None:
    walked = run("walk", forward, "--no-pause")
    assert walked.exit_code == 0
    assert "it has no loss, so there is no backward pass" in " ".join(walked.stdout.split())
    assert "Did it work?" not in walked.stdout
    exported = json.loads(run("export", forward, "--to", "json").stdout)
    assert {step["phase"] for step in exported["steps"]} == {"forward"}
    assert run("export", forward, "--to", "markdown").exit_code == 0
    asked = CliRunner().invoke(program(), ["quiz", forward, "--json", "--no-save"], input="[3, 6]\n3\n")
    assert [answer["verdict"] for answer in json.loads(asked.stdout)["answers"]] == ["right", "right"]
    checked = run("check", forward)
    assert checked.exit_code == 0
    assert "unreached" not in checked.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("train",),
        ("check", "--prove"),
        ("quiz", "--phase", "backward"),
        ("quiz", "--phase", "update"),
        ("walk", "--from", "backward:1"),
    ],
)
def test_what_asks_for_a_gradient_says_that_there_is_none(words: tuple[str, ...], forward: str) -> None:
    command, *options = words
    said = run(command, forward, *options)
    assert said.exit_code == 2
    assert "this lesson has no loss, so there are no gradients" in " ".join(said.stderr.replace("│", "").split())


@pytest.mark.parametrize("words", [("train",), ("quiz", "--phase", "update"), ("walk", "--from", "update:1")])
def test_what_asks_for_an_update_says_that_there_is_none(words: tuple[str, ...], state: str) -> None:
    command, *options = words
    said = run(command, state, *options)
    assert said.exit_code == 2
    assert "this lesson has no learning rate, so there are no updates" in " ".join(said.stderr.replace("│", "").split())
    assert run("train", state, "--set", "learning_rate=0.1", "--epochs", "3").exit_code == 0


def test_compared_with_one_that_has_a_loss(forward: str, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(FORWARD + "loss: sum(H)\n", encoding="utf-8")
    assert run("compare", forward, forward).exit_code == 0
    compared = run("compare", forward, str(other))
    assert "H₄" in compared.stdout
    assert "no loss, so there are no gradients" in compared.stderr
    assert compared.exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("loss: h**2", "loss: squared_error", "my.yaml:6:7: squared_error needs a target, but there is none"),
        ("loss: h**2", "loss: squared_eror", "my.yaml:6:7: there is no loss 'squared_eror'; did you mean"),
        ("loss: h**2", "loss: (target - h)**2", "my.yaml:6:8: there is no target; add target: 1.2"),
        ("loss: h**2", "over_steps: mean", "my.yaml:6:1: there is no loss to add up or average over the time steps"),
        ("loss: h**2", "target: 1\nover_steps: mean", "my.yaml:7:1: `over_steps` is for a loss at each time step"),
        ("loss: h**2", "epochs: 2", "my.yaml:6:1: `epochs` is for updates, but there are none"),
        ("loss: h**2", "learning_rate: 1", "my.yaml:1:1: the key 'target' is missing"),
        ("loss: h**2", "loss: 2*w", "my.yaml:6:7: the loss doesn't depend on any quantity of the network"),
        ("w*previous(h)", "w*input", "my.yaml:5:15: there are no inputs; add inputs: with one value per time step"),
        ("time_steps: 3", "time_steps: 3\ninputs: [1, 2]", "my.yaml:7:13: 3 time steps, but 2 inputs"),
        ("time_steps: 3\n", "", "my.yaml:1:1: the key 'inputs' is missing; add inputs"),
    ],
)
def test_what_does_not_go_together(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(line.startswith(said) for line in complaints(tmp_path, STATE.replace(old, new)))


def test_a_wrong_figure_is_blamed_where_nothing_goes_back(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, FORWARD + "printed: {Y.t1: 3, Y.t2: 18}\n"))
    assert [(found.name, found.right) for found in audit(derivation) if found.verdict.is_slip] == [("Y.t2", "16")]


def test_sequences_that_end_in_vectors_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "rows.yaml"
    text = FORWARD.replace("inputs: [3, 4, 5, 6]", "sequences: [{inputs: [3, 4]}, {inputs: [5]}]")
    file.write_text(text.replace("    Y: C @ H\n", "").replace(", C: [[-1, 1]]", ""), encoding="utf-8")
    checked = run("check", str(file))
    assert checked.exit_code == 0, checked.output


def test_a_decoder_without_inputs_is_told_once_how_to_say_its_steps(tmp_path: Path) -> None:
    text = STATE.replace("time_steps: 3", "targets: [0.5, 0.3, 0.1]").replace(
        "loss: h**2", "loss: squared_error(target, h)"
    )
    (found,) = complaints(tmp_path, text)
    assert "add inputs: [0.5, 1.0, 0.8], or time_steps: 3" in found


@pytest.mark.parametrize("parameters", ["", "parameters: {}\n"])
def test_numbers_without_names_are_told_how_one_becomes_a_parameter(parameters: str, tmp_path: Path) -> None:
    text = "format_version: 1\ntitle: T\nequations: {each_step: {h: 0.5*input + 0.2*previous(h)}}\ninputs: [1, 2]\n"
    (found,) = complaints(tmp_path, text + parameters)
    assert "no number in the equations has a name, so there is nothing to learn; give one a name" in found
    with_one = text.replace("0.5*input", "w*input") + "parameters: {w: 0.5}\n"
    assert [p.name for p in loaded(tmp_path, with_one).parameters] == ["w"]
    (found,) = complaints(tmp_path, with_one.replace("parameters: {w: 0.5}\n", parameters))
    assert "nothing to learn" not in found
