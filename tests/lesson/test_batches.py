"""Inputs as the rows of a batch: the products stand the other way round, input @ W, as in Keras."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor.explain.derive import derive
from tests.lesson.given import changed, complaints, loaded

BATCH = """\
format_version: 1
title: A batch
equations:
  each_step:
    h: tanh(input @ W + previous(h) @ U + ones @ b)
  loss: sum((target - h)**2)
inputs: [[[1, 0.4], [0.3, 1]], [[0.5, -0.5], [0.2, 0.6]]]
target: [[0.9, 0.1, 0.2], [0.3, 0.2, 0.1]]
parameters:
  W: [[0.5, 0.1, 0.3], [0.2, -0.3, 0.6]]
  U: [[0.1, 0.25, 0.2], [0.35, 0.4, 0.15], [0.3, 0.2, 0.1]]
  b: [[0.1, 0.2, 0.3]]
  ones: {value: [1, 1], frozen: true}
learning_rate: 0.1
"""


def loss(p: Any) -> Any:  # autograd's boxes
    h = np.zeros((2, 3))
    for x in np.array([[[1, 0.4], [0.3, 1]], [[0.5, -0.5], [0.2, 0.6]]]):
        h = np.tanh(np.dot(x, p["W"]) + np.dot(h, p["U"]) + p["b"])
    return np.sum((np.array([[0.9, 0.1, 0.2], [0.3, 0.2, 0.1]]) - h) ** 2)


def test_gradients(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, BATCH)
    derivation = derive(lesson)
    start = {p.name: np.array(p.value.map(lambda n: float(n.value)).nested()) for p in lesson.parameters}
    del start["ones"]
    for name, slope in grad(loss)(start).items():
        assert np.array(derivation[f"total.{name}"].exact().nested(), dtype=float) == pytest.approx(slope, rel=1e-11)


def test_a_bias_for_each_row(tmp_path: Path) -> None:
    (line,) = [said for said in complaints(tmp_path, changed(BATCH, ("ones @ b", "b"))) if "h:" in said]
    assert line.endswith("to add b to each row write ones @ b, with ones: {value: [1, 1], frozen: true}")
