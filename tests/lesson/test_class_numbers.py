"""Class numbers as targets and inputs of networks that are written out, without a vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.lesson import Lesson
from tests.lesson.given import LETTERS, changed, complaints, loaded

ONE_HOT = "targets: [[0, 1, 0], [0, 0, 1]]"
EMBEDDED = """\
format_version: 1
title: Which word comes next?
equations:
  each_step:
    x: E[input]
    h: tanh(W @ x + U @ previous(h))
    s: V @ h
  loss: cross_entropy(target, s)
inputs: [2, 0]
targets: [0, 3]
parameters:
  E: [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6], [-0.7, 0.8]]
  W: [[0.6, -0.3], [-0.2, 0.7]]
  U: [[0.5, -0.3], [0.2, 0.6]]
  V: [[-0.4, 0.3], [0.6, -0.2], [0.3, 0.7], [0.2, 0.4]]
learning_rate: 0.3
"""


def same(one: Lesson, other: Lesson) -> bool:
    return (one.inputs, one.targets, one.parameters) == (other.inputs, other.targets, other.parameters)


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (("  loss: cross_entropy(target, s)\n", ""), ("learning_rate", "loss: cross_entropy\nlearning_rate")),
        (("  loss: cross_entropy(target, s)\n", "  loss: cross_entropy\n"),),
        (("cross_entropy(target, s)", "-log(softmax(s))[target]"),),
        (("cross_entropy(target, s)", "-log_softmax(s)[target]"),),
    ],
)
def test_targets(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    text = changed(LETTERS, *changes)
    assert same(loaded(tmp_path, changed(text, (ONE_HOT, "targets: [1, 2]"))), loaded(tmp_path, text))


def test_one_target_after_the_last_step(tmp_path: Path) -> None:
    late = changed(LETTERS, ("    s: V @ h + d\n", "  output:\n    s: V @ h + d\n"))
    one = loaded(tmp_path, changed(late, (ONE_HOT, "target: 2")))
    assert same(one, loaded(tmp_path, changed(late, (ONE_HOT, "target: [0, 0, 1]"))))


def test_sequences(tmp_path: Path) -> None:
    text = changed(LETTERS, ("inputs: [[1, 0, 0], [0, 1, 0]]\n", ""), (ONE_HOT + "\n", "sequences:\n{}\n"))
    numbers = text.format("  - {inputs: [[1, 0, 0]], targets: [2]}\n  - {inputs: [[0, 1, 0]], targets: [0]}")
    lists = text.format(
        "  - {inputs: [[1, 0, 0]], targets: [[0, 0, 1]]}\n  - {inputs: [[0, 1, 0]], targets: [[1, 0, 0]]}"
    )
    assert loaded(tmp_path, numbers).sequences == loaded(tmp_path, lists).sequences


def test_a_step_without_a_target(tmp_path: Path) -> None:
    numbers = loaded(tmp_path, changed(LETTERS, (ONE_HOT, "targets: [null, 2]")))
    assert numbers.targets[1].nested() == loaded(tmp_path, LETTERS).targets[1].nested()


def test_a_class_that_there_is_not(tmp_path: Path) -> None:
    said = complaints(tmp_path, changed(LETTERS, (ONE_HOT, "targets: [1, 3]")))
    assert said == ["my.yaml:10:14: there is no class '3'; classes are counted from 0 to 2"]
    said = complaints(tmp_path, changed(EMBEDDED, ("[2, 0]", "[4, 0]")))
    assert said == ["my.yaml:9:10: there is no class '4'; classes are counted from 0 to 3"]


def test_numbers_stay_numbers_where_no_scores_are_compared(tmp_path: Path) -> None:
    text = changed(LETTERS, ("cross_entropy(target, s)", "sum((target - s)**2)"), (ONE_HOT, "targets: [1, 2]"))
    assert [target.shape for target in loaded(tmp_path, text).targets] == [(), ()]


def test_an_embedding_is_a_row_picked(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, EMBEDDED)
    derivation = derive(lesson)
    start = {p.name: np.array(p.value.map(lambda n: float(n.value)).nested()) for p in lesson.parameters}

    def loss(p: Any) -> Any:  # autograd's boxes
        h, total = np.zeros(2), 0.0
        for x, target in ((2, 0), (0, 3)):
            h = np.tanh(np.dot(p["W"], p["E"][x]) + np.dot(p["U"], h))
            scores = np.dot(p["V"], h)
            total = total + np.log(np.sum(np.exp(scores))) - scores[target]
        return total

    assert float(derivation["Loss"].exact().only) == pytest.approx(float(loss(start)), rel=1e-12)
    for name, slope in grad(loss)(start).items():
        assert np.array(derivation[f"total.{name}"].exact().nested(), dtype=float) == pytest.approx(slope, rel=1e-11)
    assert derivation["x.t1"].exact().nested() == ["0.5", "0.6"]
