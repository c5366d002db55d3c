"""Figures as computers print them: each operation in double or single precision, checked with NumPy."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

LESSON = """\
format_version: 1
title: As a computer prints it
equations:
  each_step:
    z: sigmoid(W_z*input - U_z*previous(h))
    h: tanh(W_x*input + W_h*previous(h) + b_h)*z
    y: W_y*h + b_y
  loss: (target - y)**2/3
inputs: [0.1, 0.2, 0.3]
targets: [0.2, 0.4, 0.6]
parameters: {W_x: 0.5, W_h: 0.5, b_h: 0.05, W_y: 1, b_y: 0, W_z: 1/3, U_z: 0.7}
learning_rate: 0.01
"""
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?")


def carried_out(line: str, kind: Any) -> Any:  # np's own number types
    """A printed line in np's arithmetic, each number and each operation of this kind."""

    def exactly(function: Callable[[float], float]) -> Callable[[Any], Any]:
        return lambda x: kind(function(float(x)))

    exp, tanh = exactly(math.exp), exactly(math.tanh)  # the C library's: NumPy's own may differ in the last place

    def sigmoid(x: Any) -> Any:  # as above
        return kind(1) / (kind(1) + exp(-x))

    python = line.replace("×", "*").replace("^", "**")
    whole = NUMBER.sub(lambda number: f"kind('{number[0]}')", python)
    return eval(whole, {"kind": kind, "sigmoid": sigmoid, "tanh": tanh})  # the program's own line


@pytest.mark.parametrize(("rule", "kind"), [("none", np.float64), ("double", np.float64), ("single", np.float32)])
def test_each_line_gives_its_result_in_that_arithmetic(rule: str, kind: Any, tmp_path: Path) -> None:  # as above
    derivation = derive(loaded(tmp_path, LESSON + f"rounding: {rule}\n"))
    assert len(derivation.steps) > 40
    for step in derivation.steps:
        assert carried_out(step.substituted.only, kind) == kind(step.by_hand.only), step.identity


@pytest.mark.parametrize(("rule", "kind"), [("double", float), ("single", np.float32)])
def test_a_number_is_the_shortest_that_reads_back(rule: str, kind: Any, tmp_path: Path) -> None:  # as above
    derivation = derive(loaded(tmp_path, LESSON + f"rounding: {rule}\n"))
    for step in derivation.steps:
        assert isinstance(step.by_hand, Array)
        digits = step.by_hand.only.lstrip("-").partition("e")[0].replace(".", "").strip("0")
        shortest = np.format_float_scientific(kind(step.by_hand.only), unique=True)
        assert digits == shortest.lstrip("-").partition("e")[0].replace(".", "").strip("0")


def test_the_tracks_agree_to_the_precision(tmp_path: Path) -> None:
    for rule, close in (("double", 1e-13), ("single", 1e-4)):
        derivation = derive(loaded(tmp_path, LESSON + f"rounding: {rule}\n"))
        for step in derivation.steps:
            assert float(step.by_hand.only) == pytest.approx(float(step.exact().only), rel=close)


def test_a_precision_that_there_is_not(tmp_path: Path) -> None:
    (line,) = complaints(tmp_path, LESSON + "rounding: half\n")
    assert line.endswith("write a number of decimals like 3, {significant: 4}, or none, double, single")


def test_a_number_too_large_for_single_precision(tmp_path: Path) -> None:
    text = LESSON.replace("b_y: 0", "b_y: 1e30").replace("(target - y)**2/3", "(target - y)**4")
    assert complaints(tmp_path, text + "rounding: double\n") == []
    lesson = loaded(tmp_path, text + "rounding: single\n")
    with pytest.raises(ValueError, match="too large for this precision"):
        derive(lesson)
