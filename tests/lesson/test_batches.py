"""Inputs as the rows of a batch: the products stand the other way round, input @ W, as in Keras."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.export.code import lesson_code
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


@pytest.fixture(scope="module")
def with_row(tmp_path_factory: pytest.TempPathFactory) -> Derivation:
    """The same with the bias added as it is, a row beside the rows of the batch."""
    without = ("  ones: {value: [1, 1], frozen: true}\n", "")
    return derive(loaded(tmp_path_factory.mktemp("row"), changed(BATCH, ("ones @ b", "b"), without)))


def test_a_bias_is_added_to_each_row(with_row: Derivation) -> None:
    start = {p.name: np.array(p.value.map(lambda n: float(n.value)).nested()) for p in with_row.lesson.parameters}
    assert float(with_row["Loss"].exact().only) == pytest.approx(float(loss(start)), rel=1e-12)
    for name, slope in grad(loss)(start).items():
        found = np.array(with_row[f"total.{name}"].exact().nested(), dtype=float)
        assert found.shape == slope.shape
        assert found == pytest.approx(slope, rel=1e-11)


def test_its_gradient_is_said_to_be_the_sum_of_the_rows(with_row: Derivation) -> None:
    share = with_row["db.t2"]
    assert "receives the sum of the rows" in share.why
    assert "each_row" not in share.why
    assert len({step.title for step in with_row.steps}) == len(with_row.steps)


@pytest.mark.parametrize("style", ["python", "numpy"])
def test_its_program(with_row: Derivation, style: str) -> None:
    namespace: dict[str, Any] = {"__name__": "learner"}
    exec(lesson_code(with_row.lesson, style, solved=True), namespace)  # what the program wrote
    found = namespace["gradients"](namespace["inputs"], namespace["target"], namespace["parameters"])
    start = {p.name: np.array(p.value.map(lambda n: float(n.value)).nested()) for p in with_row.lesson.parameters}
    assert np.array(getattr(found["b"], "rows", found["b"])) == pytest.approx(grad(loss)(start)["b"], rel=1e-11)


def test_a_bias_as_one_list_is_a_column(tmp_path: Path) -> None:
    text = changed(BATCH, ("ones @ b", "b"), ("b: [[0.1, 0.2, 0.3]]", "b: [0.1, 0.2, 0.3]"))
    (line,) = [said for said in complaints(tmp_path, text) if "h:" in said]
    assert line.endswith("to add b to each row give it in one row, b: [[…, …]]")


def test_one_row_where_a_matrix_belongs_is_refused(tmp_path: Path) -> None:
    whole, one_row = "[[0.1, 0.25, 0.2], [0.35, 0.4, 0.15], [0.3, 0.2, 0.1]]", "[[0.1, 0.25, 0.2]]"
    text = changed(BATCH, ("ones @ b", "b"), (whole, one_row))
    assert any("U is 1×3" in said for said in complaints(tmp_path, text))


def test_what_is_no_parameter_is_not_spread(tmp_path: Path) -> None:
    text = changed(BATCH, ("    h: tanh", "    k: b*2\n    h: tanh"), ("ones @ b", "k"))
    (line,) = [said for said in complaints(tmp_path, text) if "h:" in said]
    assert "to add k to each row write ones @ k" in line
