"""A batch in rows: by a loop in numpy in which one thing may be another, is just that named?"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import Lesson, diagnose, load_lesson
from rnn_tutor.diagnosis.diagnose import diagnosis
from tests.diagnosis.broken import Array, plain

WANTED = {"sum": "sum((target - h)**2)", "third": "sum((target - h)**2)/3", "mean": "mean((target - h)**2)"}
SCALE: dict[str, Callable[[int, int], float]] = {
    "sum": lambda _rows, _units: 1,
    "third": lambda _rows, _units: 1 / 3,
    "mean": lambda rows, units: 1 / (rows * units),
}
NAMES = ("W", "U", "b")


class Batch:
    """Sequences in the rows: x @ W + h @ U + b, tanh; the loss at the end, by one of WANTED."""

    def __init__(self, rows: int, units: int = 2, loss: str = "sum") -> None:
        random = np.random.default_rng(10 * rows + units)
        self.rows, self.units, self.loss = rows, units, loss
        self.inputs = [self._draw(random, rows, 2) for _ in range(2)]
        self.target = self._draw(random, rows, units)
        self.W, self.U = self._draw(random, 2, units), self._draw(random, units, units)
        self.b = self._draw(random, 1, units)

    @staticmethod
    def _draw(random: np.random.Generator, *shape: int) -> Array:
        return np.round(random.uniform(-1, 1, shape), 2) + 0.005

    def text(self) -> str:
        inputs = [one.tolist() for one in self.inputs]
        weights = {name: getattr(self, name).tolist() for name in NAMES}
        return f"""
format_version: 1
title: A batch
about: Its sequences are the rows.
equations:
  each_step:
    a: input @ W + previous(h) @ U + b
    h: tanh(a)
  loss: {WANTED[self.loss]}
inputs: {inputs}
target: {self.target.tolist()}
parameters: {weights}
learning_rate: 0.1
""".replace("'", "")

    def gradients(
        self,
        back: Callable[[Array, Array], Array] = lambda da, U: da @ U.T,
        share: Callable[[Array, Array], Array] = lambda x, da: x.T @ da,
        share_of_u: Callable[[Array, Array], Array] = lambda h, da: h.T @ da,
        bias: Callable[[Array], Any] = lambda da: da.sum(axis=0),
        times: float = 1,
    ) -> dict[str, Any]:
        h = [np.zeros((self.rows, self.units))]
        for x in self.inputs:
            h.append(np.tanh(x @ self.W + h[-1] @ self.U + self.b))
        dh = 2 * (h[-1] - self.target) * SCALE[self.loss](self.rows, self.units) * times
        found: dict[str, Any] = {"dW": 0, "dU": 0, "db": 0}
        for t in (1, 0):
            da = dh * (1 - h[t + 1] ** 2)
            found["dW"] = found["dW"] + share(self.inputs[t], da)
            found["dU"] = found["dU"] + share_of_u(h[t], da)
            found["db"] = found["db"] + bias(da)
            dh = back(da, self.U)
        return {name: plain(value) for name, value in found.items()}


@cache
def lesson_of(text: str, folder: Path) -> Lesson:
    file = folder / f"{abs(hash(text))}.yaml"
    file.write_text(text, "utf-8")
    return load_lesson(str(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batch")


BOTH = "the mean's 1/6 is missing: the sum over the 3 rows of the batch and the 2 outputs of each"
NOT_TURNED = {"share": lambda x, da: x @ da}


@pytest.mark.parametrize(
    ("batch", "slip", "mistake", "words"),
    [
        (Batch(2), {"back": lambda da, U: da @ U}, "transposed", "every square weight stands where its transpose"),
        (Batch(2), {"back": lambda da, U: U @ da}, "transposed", "U · ∂Loss/∂aₜ₊₁ stands where"),
        (Batch(2), NOT_TURNED, "transposed", "inputₜ · ∂Loss/∂aₜ stands where inputₜᵀ · ∂Loss/∂aₜ belongs"),
        (Batch(2, units=3), NOT_TURNED, "transposed", "inputₜ · ∂Loss/∂aₜ stands where inputₜᵀ · ∂Loss/∂aₜ belongs"),
        (Batch(2), NOT_TURNED | {"share_of_u": lambda h, da: h @ da}, "transposed", "and the same in that of U"),
        (Batch(2), {"bias": lambda da: da.sum(axis=1)}, "transposed", "the columns are added up (axis 1)"),
        (Batch(3), {"bias": lambda da: da.sum() * np.ones(2)}, "wrong-operation", "the whole batch is added up to one"),
        (Batch(2), {"bias": lambda da: da.mean(axis=0)}, "mean-not-sum", "the mean over the 2 rows of the batch"),
        (Batch(3), {"bias": lambda da: da.mean(axis=0)}, "mean-not-sum", "the mean over the 3 rows of the batch"),
        (Batch(3), {"times": 1 / 3}, "mean-not-sum", "the mean over the 3 rows of the batch was used"),
        (Batch(3, loss="third"), {"times": 3}, "mean-not-sum", "the mean's 1/3 is missing: the sum over the 3 rows"),
        (Batch(2, loss="third"), {"times": 3}, "missing-factor", "the loss is divided by 3"),
        (Batch(3, loss="mean"), {"times": 6}, "mean-not-sum", BOTH),
        (Batch(3, loss="mean"), {"times": 3}, "mean-not-sum", "the mean's 1/3 is missing: the sum over the 3 rows"),
        (Batch(3, loss="mean"), {"times": 2}, "mean-not-sum", "the mean's 1/2 is missing: the sum over the 2 outputs"),
        (Batch(1, loss="mean"), {"times": 2}, "mean-not-sum", "the sum over the 2 outputs stands"),
        (Batch(2, loss="mean"), {"times": 2}, "mean-not-sum", "the 2 rows of the batch or the 2 outputs of each"),
        (Batch(3, loss="mean"), {"times": 1 / 6}, "mean-not-sum", "the mean over the 6 outputs was taken twice"),
    ],
)
def test_a_slip_with_rows_is_named(batch: Batch, slip: dict[str, Any], mistake: str, words: str, folder: Path) -> None:
    lesson = lesson_of(batch.text(), folder)
    assert diagnose(lesson, batch.gradients())["wrong"] == []
    found = diagnose(lesson, batch.gradients(**slip))["causes"][0]
    assert (found["mistakes"], found["leaves"]) == ([mistake], [])
    assert words in found["words"]


@pytest.mark.parametrize("rows", [2, 3])
def test_rows_that_are_not_added_up_are_told_as_rows(rows: int, folder: Path) -> None:
    """As many rows as steps: what the parts are is seen by the numbers."""
    batch = Batch(rows)
    shares: list[Array] = []
    not_added = batch.gradients(bias=lambda da: da)

    def noted(da: Array) -> Array:
        shares.append(da.sum(axis=0))
        return shares[-1]

    batch.gradients(bias=noted)
    lesson = lesson_of(batch.text(), folder)
    problems = [
        diagnosis(lesson, {"db": value}).wrong[0].figure.problem
        for value in (not_added["db"], plain(shares), [[7.5] * 2] * rows)
    ]
    assert problems[0].startswith(f"it has a part for each of the {rows} rows of the batch")
    assert problems[1].startswith("it has a part for each of the 2 steps")
    assert problems[2].startswith("it has 2 parts" if rows == 2 else "it has a part for each of the 3 rows")


def test_another_shape_than_a_row_is_told_with_what_to_add_up(folder: Path) -> None:
    batch = Batch(3)
    lesson = lesson_of(batch.text(), folder)
    for bias, has in ((lambda da: da.sum(axis=1), "has one number for each of the 3 rows"), (np.sum, "is one number")):
        given = batch.gradients(bias=bias)["db"]
        problem = diagnosis(lesson, {"db": given}).wrong[0].figure.problem
        assert problem.startswith(f"it {has}, but there is one for each column")
