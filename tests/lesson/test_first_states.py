"""Initial states that are learned, and gradients of inputs and initial states where they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

LEARNED = """\
format_version: 1
title: Where it begins
equations:
  each_step:
    h: tanh(W @ input + U @ previous(h))
  loss: sum((target - h)**2)
inputs: [[1, 2], [0.5, -1]]
target: [0.5, 0.1]
initial: {h: h0}
parameters: {W: [[0.5, 0.1], [-0.2, 0.3]], U: [[0.1, 0.4], [0.2, -0.3]], h0: [0.2, -0.1]}
learning_rate: 0.1
"""


def numbers(value: Any) -> Any:  # a nested list
    return np.array(value, dtype=float)


def loss(w: Any, u: Any, h: Any, inputs: Any) -> Any:  # autograd's boxes
    for x in inputs:
        h = np.tanh(np.dot(w, x) + np.dot(u, h))
    return np.sum((np.array([0.5, 0.1]) - h) ** 2)


W, U = np.array([[0.5, 0.1], [-0.2, 0.3]]), np.array([[0.1, 0.4], [0.2, -0.3]])
H, X = np.array([0.2, -0.1]), np.array([[1, 2], [0.5, -1]])
SLOPES = [grad(loss, place)(W, U, H, X) for place in range(4)]


def test_a_learned_initial_state(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, LEARNED))
    for name, slope in zip(("W", "U", "h0"), SLOPES, strict=False):
        assert numbers(derivation[f"total.{name}"].exact().nested()) == pytest.approx(slope, rel=1e-12)
    assert numbers(derivation["new.h0"].exact().nested()) == pytest.approx(H - 0.1 * SLOPES[2], rel=1e-12)
    assert [step.quantity for step in derivation.steps if step.phase.value == "total"] == ["W", "U", "h0"]


def test_gradients_of_what_is_given(tmp_path: Path) -> None:
    text = LEARNED.replace("{h: h0}", "{h: [0.2, -0.1]}").replace(", h0: [0.2, -0.1]", "")
    derivation = derive(loaded(tmp_path, text + "gradients: [inputs, initial]\n"))
    assert numbers(derivation["total.h0"].exact().nested()) == pytest.approx(SLOPES[2], rel=1e-12)
    for time in (1, 2):
        assert numbers(derivation[f"dx.t{time}"].exact().nested()) == pytest.approx(SLOPES[3][time - 1], rel=1e-12)
    assert "new.h0" not in derivation.names.steps


def test_a_named_network_begins_with_a_parameter_too(tmp_path: Path) -> None:
    text = (
        "format_version: 1\ntitle: Named\nnetwork: simple\ninputs: [0.5]\ntarget: 1\ninitial: {Y: Y0}\n"
        "parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2, Y0: 0.4}\nlearning_rate: 0.1\n"
    )
    assert "total.Y0" in derive(loaded(tmp_path, text)).names.steps


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{h: h0}", "{h: h1}", "my.yaml:9:14: there is no parameter 'h1'; add h1 to the parameters, or"),
        ("h0: [0.2, -0.1]", "h0: [0.2]", "my.yaml:9:14: the start value of h is a single number, but h has 2 numbers"),
        (
            "learning_rate",
            "gradients: [outputs]\nlearning_rate",
            ("my.yaml:11:13: `gradients` adds those of the inputs or of the"),
        ),
    ],
)
def test_what_can_not_be_one(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(line.startswith(said) for line in complaints(tmp_path, LEARNED.replace(old, new)))
