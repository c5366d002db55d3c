"""How much a lesson may hold: counted before anything is derived, and refused with the place and the limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnn_tutor import LessonError, load_lesson
from rnn_tutor.calculus.pull_back import TooLong, pull_back
from rnn_tutor.equations.array import SCALAR
from rnn_tutor.equations.tree import ONE, Kind, Product, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.extent import extent_of
from rnn_tutor.lesson.library import all_lessons

SIMPLE = """format_version: 1
title: Long
network: simple
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
target: 1.2
inputs: [INPUTS]
"""
OWN = """format_version: 1
title: Long
equations:
  each_step:
    Y: EQUATION
  loss: (target - Y)**2
parameters: {W: 0.5, U: 0.3}
learning_rate: 0.1
target: 1.2
inputs: [INPUTS]
"""
VECTORS = """format_version: 1
title: Large
equations:
  each_step:
    h: tanh(W @ previous(h) + input)
  loss: sum(h)
parameters: {W: ROWS}
learning_rate: 0.1
inputs: [INPUTS]
"""


def inputs(count: int) -> str:
    return ", ".join(["0.5"] * count)


def rows(size: int) -> str:
    return str([[0.01] * size] * size)


BEYOND = {
    "steps of epochs": (
        SIMPLE.replace("INPUTS", inputs(200)) + "epochs: 100\n",
        "8:9: the derivation has 141,500 steps; at most 60,000 are allowed; write at most 42; rnn-tutor train",
    ),
    "steps": (
        SIMPLE.replace("simple", "lstm").replace("INPUTS", inputs(5_000)),
        "7:1: the derivation has ",
    ),
    "numbers": (
        VECTORS.replace("ROWS", rows(100)).replace("INPUTS", ", ".join([str([0.1] * 100)] * 50)),
        "9:1: the derivation has 530,001 numbers in its steps; at most 300,000 are allowed; use at most 28 time steps",
    ),
    "an equation": (
        OWN.replace("EQUATION", "input*W" + "+U*W" * 300).replace("INPUTS", inputs(3)),
        "5:8: more than 600 names, numbers and operations; write it in smaller parts",
    ),
    "an equation at many time steps": (
        OWN.replace("EQUATION", "previous(Y)*input*W" + "+U*W" * 190).replace("INPUTS", inputs(1_000)),
        "10:1: the derivation has 575,006 names, numbers and operations in all its time steps; at most 300,000 are",
    ),
    "a gradient": (
        OWN.replace("EQUATION", "(1+input*W)" + "/(1+previous(Y)*U)" * 60).replace("INPUTS", inputs(3)),
        "5:8: the gradients of what is in Y grow too long to be written out; give parts of its equation names",
    ),
}


@pytest.mark.parametrize(("text", "message"), BEYOND.values(), ids=BEYOND)
def test_what_goes_beyond_a_limit_is_refused_with_its_place(text: str, message: str) -> None:
    if "network: lstm" in text:
        names = [f"{weight}{gate}" for weight in ("W", "U", "b") for gate in "ifgo"]
        text = text.replace("{W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}", str(dict.fromkeys([*names, "V", "d"], 1)))
    with pytest.raises(LessonError) as refused:
        Derivation(load_lesson(text)).find_all()
    assert message in str(refused.value)


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_what_is_counted_is_what_is_derived(path: Path) -> None:
    lesson = load_lesson(path)
    solution = Derivation(lesson)
    operations = [operation for epoch in solution.epochs for operation in epoch.operations]
    numbers = sum(rows * columns for operation in operations for rows, columns in [operation.shape or (1, 1)])
    counted = extent_of(lesson)
    assert len(operations) <= counted.steps <= len(operations) * 1.15
    assert numbers <= counted.numbers <= numbers * 1.15


def test_a_product_of_many_has_short_gradients() -> None:
    names = [Ref(Kind.PARAMETER, f"w{number}") for number in range(150)]
    found = pull_back(Product(tuple(names)), Ref(Kind.QUANTITY, "Y"), ONE, lambda _: SCALAR)
    assert found[names[3]] == Product((*names[:3], *names[4:]))
    with pytest.raises(TooLong):
        pull_back(Product(tuple(names)), Ref(Kind.QUANTITY, "Y"), ONE, lambda _: SCALAR, most=100)
