"""Stretches of vectors and of a matrix's rows, a[1:5]: all gates in one matrix, as PyTorch and Keras have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor.explain.derive import derive
from tests.lesson.given import changed, complaints, loaded

FUSED = """\
format_version: 1
title: Fused gates
equations:
  each_step:
    a: W @ input + U @ previous(h) + b
    i: sigmoid(a[1:2])
    g: tanh(a[3:4])
    h: i*g + V[2:3] @ input
  loss: sum((target - h)**2)
inputs: [[0.3, -0.2], [0.5, 0.1]]
target: [0.5, 0.2]
parameters:
  W: [[0.1, 0.2], [0.3, 0.4], [0.5, -0.6], [0.7, 0.8]]
  U: [[0.2, 0.2], [0.3, 0.5], [0.5, -0.6], [-0.7, 0.8]]
  b: [0.1, 0.2, 0.3, 0.4]
  V: [[1, 2], [3, 4], [0.5, 0.6]]
learning_rate: 0.1
"""


def test_gradients(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, FUSED)
    derivation = derive(lesson)
    start = {p.name: np.array(p.value.map(lambda n: float(n.value)).nested()) for p in lesson.parameters}

    def loss(p: Any) -> Any:  # autograd's boxes
        h = np.zeros(2)
        for x in np.array([[0.3, -0.2], [0.5, 0.1]]):
            a = np.dot(p["W"], x) + np.dot(p["U"], h) + p["b"]
            h = 1 / (1 + np.exp(-a[:2])) * np.tanh(a[2:]) + np.dot(p["V"][1:3], x)
        return np.sum((np.array([0.5, 0.2]) - h) ** 2)

    assert float(derivation["Loss"].exact().only) == pytest.approx(float(loss(start)), rel=1e-13)
    for name, slope in grad(loss)(start).items():
        assert np.array(derivation[f"total.{name}"].exact().nested(), dtype=float) == pytest.approx(slope, rel=1e-12)


def test_each_number_has_its_line(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, FUSED))
    step = derivation["da.t2"]
    assert step.formula == "placed(∂Loss/∂i₂ ⊙ i₂ ⊙ (1 − i₂), 1, 4) + placed(∂Loss/∂g₂ ⊙ (1 − g₂²), 3, 4)"
    assert [line.count("+") for line in step.substituted.entries] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a[1:5]", "i: there is no a[1:5]: a has 4 numbers; the last element is 4"),
        ("a[2:1]", "a slice goes from one element to another, counted from 1, both included"),
        ("a[0:1]", "a slice goes from one element to another, counted from 1, both included"),
        ("a[:2]", "a slice goes from one element to another, counted from 1, both included"),
    ],
)
def test_what_is_no_stretch(written: str, said: str, tmp_path: Path) -> None:
    assert any(said in line for line in complaints(tmp_path, changed(FUSED, ("a[1:2]", written))))
