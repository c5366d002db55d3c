"""Masks and other numbers given at each time step: of dropout, of the loss, in sequences; against autograd."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as np
import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.code import lesson_code
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.witness.proof import ProofResult, prove
from tests.cli.given import run
from tests.derivation.networks import loaded

DROPOUT = """\
format_version: 1
title: Dropout
equations:
  each_step:
    h: tanh(W @ input + U @ (previous(h)*keep/0.5) + b)
    p: dot(v, h)
  loss: mask*(target - p)**2
inputs: [0.5, -0.3, 0.8]
given: {keep: [[1, 1], [0, 1], [1, 0]], mask: [1, 0, 1]}
targets: [0.2, 0.4, 0.1]
parameters: {W: [0.5, 0.2], U: [[0.3, 0.1], [-0.2, 0.4]], b: [0.1, 0], v: [0.6, -0.7]}
learning_rate: 0.1
"""
SEQUENCES = DROPOUT.replace(
    """\
inputs: [0.5, -0.3, 0.8]
given: {keep: [[1, 1], [0, 1], [1, 0]], mask: [1, 0, 1]}
targets: [0.2, 0.4, 0.1]
""",
    """\
sequences:
  - {inputs: [0.5, -0.3, 0.8], given: {keep: [[1, 1], [0, 1], [1, 0]], mask: [1, 0, 1]}, targets: [0.2, 0.4, 0.1]}
  - {inputs: [0.7, 0.1], given: {keep: [[1, 1], [1, 0]], mask: [0, 0.5]}, targets: [0.3, 0.9]}
""",
)


def numbers_of(derivation: Derivation) -> dict[str, Any]:
    return {
        p.name: np.array(p.value.map(lambda n: float(n.value)).nested(), dtype=float)
        for p in derivation.lesson.parameters
    }


def of_sequence(p: Any, inputs: list[float], keep: list[list[float]], mask: list[float], targets: list[float]) -> Any:
    h, loss = np.zeros(2), 0.0
    for x, k, m, target in zip(inputs, keep, mask, targets, strict=True):
        h = np.tanh(p["W"] * x + p["U"] @ (h * np.array(k, dtype=float) / 0.5) + p["b"])
        loss = loss + m * (target - np.dot(p["v"], h)) ** 2
    return loss


def first(p: Any) -> Any:
    return of_sequence(p, [0.5, -0.3, 0.8], [[1, 1], [0, 1], [1, 0]], [1, 0, 1], [0.2, 0.4, 0.1])


def both(p: Any) -> Any:
    return (first(p) + of_sequence(p, [0.7, 0.1], [[1, 1], [1, 0]], [0, 0.5], [0.3, 0.9])) / 2


@pytest.mark.parametrize(("text", "loss"), [(DROPOUT, first), (SEQUENCES, both)], ids=["one", "sequences"])
def test_gradients_are_autograd_s(text: str, loss: Any) -> None:
    derivation = Derivation(loaded(text))
    numbers = numbers_of(derivation)
    assert float(derivation["Loss"].exact(20).only) == pytest.approx(float(loss(numbers)), rel=1e-12)
    for name, gradient in autograd.grad(loss)(numbers).items():
        found = [float(entry) for entry in derivation[f"total.{name}"].exact(20).entries]
        assert found == pytest.approx(np.ravel(gradient).tolist(), rel=1e-10, abs=1e-14), name
    proof = prove(derivation)
    assert len(proof.steps(ProofResult.PROVED)) == proof.asked > 0


@pytest.mark.parametrize("text", [DROPOUT, SEQUENCES], ids=["one", "sequences"])
def test_a_mask_is_no_parameter(text: str) -> None:
    lesson = loaded(text)
    assert lesson.trainable_parameters == 10
    assert "mask" not in {step.quantity for step in Derivation(lesson).steps}


def test_the_program_of_a_lesson_reads_its_masks(tmp_path: Path) -> None:
    lesson, file = loaded(DROPOUT), tmp_path / "masks.py"
    file.write_text(lesson_code(lesson, "numpy", solved=True), encoding="utf-8")
    told = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout
    gradient = autograd.grad(first)(numbers_of(Derivation(lesson)))["b"]
    assert f"{gradient[0]:.10f}"[:10] in told


def test_they_are_told_as_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "masks.yaml"
    file.write_text(DROPOUT, encoding="utf-8")
    walk = run("walk", str(file)).stdout
    assert "Given at each step as well, and not learned: keep = [1, 1], [0, 1], [1, 0]; mask = 1, 0, 1." in " ".join(
        walk.split()
    )
    assert "input₂ = −0.3, keep₂ = [0, 1], mask₂ = 0" in walk


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mask: [1, 0, 1]", "mask: [1, 0]", "2 numbers for 3 time steps"),
        ("mask: [1, 0, 1]", "mask: [1, 0, [1, 2]]", "a different size from those of the first"),
        ("mask: [1, 0, 1]", "h: [1, 0, 1]", "'h' names both a given number and a quantity or parameter"),
        ("mask: [1, 0, 1]", "input: [1, 0, 1]", "'input' already has a meaning"),
        ("mask: [1, 0, 1]", "mask: 1", "list"),
        ("mask*(target", "masc*(target", "did you mean 'mask'?"),
        ("tanh(W", "tanh(previous(mask) + W", "mask is a given number"),
    ],
)
def test_what_is_wrong_with_them_is_told_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(LessonError) as error:
        loaded(DROPOUT.replace(old, new))
    assert any(said in f"{problem.message}; {problem.remedy}" for problem in error.value.problems), error.value


def test_a_mask_in_no_equation_is_found(tmp_path: Path) -> None:
    file = tmp_path / "masks.yaml"
    file.write_text(DROPOUT.replace("mask*(", "("), encoding="utf-8")
    assert "no equation uses the given numbers mask" in " ".join(run("check", str(file)).stdout.split())
