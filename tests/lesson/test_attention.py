"""What looks back at every state: all(h), h.t2, and attention, against autograd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from typer.testing import CliRunner

from rnn_tutor.cli.program import program
from rnn_tutor.explain.derive import derive
from tests.lesson.given import changed, complaints, loaded

ATTENTION = """\
format_version: 1
title: Attention
about: All states, weighted by a softmax over time.
equations:
  each_step:
    h: tanh(W @ input + U @ previous(h))
  output:
    a: softmax(all(h) @ q)
    c: transpose(all(h)) @ a
    p: dot(v, c + h.t1)
  loss: (target - p)**2
inputs: [[1, 0.4], [0.3, 1], [0.5, -0.5]]
target: 0.9
parameters: {W: [[0.5, 0.1], [0.2, -0.3]], U: [[0.1, 0.25], [0.35, 0.4]], q: [1.1, 2], v: [0.3, -0.6]}
learning_rate: 0.1
"""
POOLED = """\
format_version: 1
title: The mean of all states
equations:
  each_step:
    h: tanh(w*input + u*previous(h))
  output:
    m: mean(all(h))
  loss: (target - m)**2 + h
inputs: [0.5, 1, -0.3]
target: 0.9
parameters: {w: 0.7, u: 0.4}
learning_rate: 0.1
"""
FEW_STEPS = """\
format_version: 1
title: Fewer steps than units
about: The shares of attention are two, the units three.
equations:
  each_step:
    h: tanh(w*input + u*previous(h))
  output:
    a: softmax(all(h) @ q)
    p: sum(transpose(all(h)) @ a)
  loss: (target - p)**2
inputs: [1, 0.3]
target: 0.9
parameters: {w: [0.5, 0.1, 0.2], u: [0.1, 0.25, 0.35], q: [1.1, 2, 0.3]}
learning_rate: 0.1
"""
START = {
    "W": np.array([[0.5, 0.1], [0.2, -0.3]]),
    "U": np.array([[0.1, 0.25], [0.35, 0.4]]),
    "q": np.array([1.1, 2.0]),
    "v": np.array([0.3, -0.6]),
}


def attention(p: Any) -> Any:  # autograd's boxes
    h, states = np.zeros(2), []
    for x in np.array([[1, 0.4], [0.3, 1], [0.5, -0.5]]):
        h = np.tanh(np.dot(p["W"], x) + np.dot(p["U"], h))
        states.append(h)
    rows = np.array(states)
    scores = np.dot(rows, p["q"])
    shares = np.exp(scores) / np.sum(np.exp(scores))
    return (0.9 - np.dot(p["v"], np.dot(rows.T, shares) + states[0])) ** 2


def test_attention(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, ATTENTION))
    assert float(derivation["Loss"].exact().only) == pytest.approx(float(attention(START)), rel=1e-12)
    for name, slope in grad(attention)(START).items():
        assert np.array(derivation[f"total.{name}"].exact().nested(), dtype=float) == pytest.approx(slope, rel=1e-11)


def test_pooling_of_single_numbers(tmp_path: Path) -> None:
    def loss(p: Any) -> Any:  # autograd's boxes
        h, states = 0.0, []
        for x in (0.5, 1, -0.3):
            h = np.tanh(p[0] * x + p[1] * h)
            states.append(h)
        return (0.9 - sum(states) / 3) ** 2 + h

    derivation = derive(loaded(tmp_path, POOLED))
    for name, slope in zip("wu", grad(loss)(np.array([0.7, 0.4])), strict=True):
        assert float(derivation[f"total.{name}"].exact().only) == pytest.approx(float(slope), rel=1e-12)


@pytest.mark.parametrize("text", [ATTENTION, POOLED, FEW_STEPS])
def test_it_is_walked_exported_trained_and_checked(text: str, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(text, encoding="utf-8")
    for words in (
        ["walk", str(file), "--no-pause"],
        ["export", str(file), "--to", "json"],
        ["export", str(file), "--to", "markdown"],
        ["export", str(file), "--to", "moodle"],
        ["train", str(file), "--epochs", "3"],
        ["check", str(file)],
    ):
        assert CliRunner().invoke(program(), words, catch_exceptions=False).exit_code in (0, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("U @ previous(h)", "U @ all(h)", "all(…) can only be used after the last time step; write it under output"),
        ("all(h) @ q", "all(c) @ q", "all(…) takes a quantity of each_step; write it like all(h)"),
        ("h.t1", "h.t4", "there is no time step 4; the last one is 3"),
        ("previous(h)", "h.t1", "a single time step can be named only under output; write h for this time step"),
    ],
)
def test_where_it_can_not_stand(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(said in line for line in complaints(tmp_path, changed(ATTENTION, (old, new))))
