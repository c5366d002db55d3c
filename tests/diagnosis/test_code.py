"""The programs that `rnn-tutor code` writes: right when solved, and led on by the diagnosis while blanks are left."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import load_lesson
from rnn_tutor.diagnosis.diagnose import diagnosis
from rnn_tutor.diagnosis.reading.learners_program import run_program
from rnn_tutor.export.code import BLANK, lesson_code
from tests.cli.given import run

LESSONS = ("stock-example", "loss-at-every-step", "gru", "two-hidden-units", "truncated", "first-state")


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("style", ["python", "numpy"])
def test_a_solved_program_agrees_in_every_number(name: str, style: str, tmp_path: Path) -> None:
    lesson, file = load_lesson(name), tmp_path / "my_rnn.py"
    file.write_text(lesson_code(lesson, style, solved=True), "utf-8")
    found = diagnosis(lesson, run_program(str(file), lesson).numbers, of_gradients=True)
    assert (found.wrong, found.unknown) == ([], ())
    assert len(found.compared) > 5


def torch_interpreter() -> str | None:
    """A Python that has torch: this one, or the system's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).exists():
            found = subprocess.run([python, "-c", "import torch"], check=False, capture_output=True)
            if found.returncode == 0:
                return python
    return None


@pytest.mark.parametrize("name", ["first-state", "truncated", "two-hidden-units"])
def test_autograd_of_torch_comes_to_the_same_numbers(name: str, tmp_path: Path) -> None:
    python = torch_interpreter()
    if python is None:
        pytest.skip("no Python here has torch")
    lesson, file = load_lesson(name), tmp_path / "my_rnn.py"
    file.write_text(lesson_code(lesson, "torch", solved=True), "utf-8")
    found = diagnosis(lesson, run_program(str(file), lesson, python=python).numbers, of_gradients=True)
    assert (found.wrong, found.unknown) == ([], ())
    assert len(found.compared) >= 5


MEAN_OF_TWO = """
format_version: 1
title: The mean of two squares
equations:
  each_step: {h: tanh(W @ input + previous(h))}
  output: {P: V @ h}
loss: mean_squared_error
inputs: [[1, 2], [2, 1]]
target: [0.5, 0.25]
parameters: {W: [[0.1, 0.2], [0.3, 0.4]], V: [[1, 2], [3, 4]]}
learning_rate: 0.1
"""


@pytest.mark.parametrize("style", ["python", "numpy"])
def test_a_program_with_blanks_left_has_what_its_functions_call(style: str) -> None:
    """In Python by itself the mean divides by a size, which nothing else of the forward pass asks for."""
    program: dict[str, Any] = {"__name__": "a_program"}
    exec(lesson_code(load_lesson(MEAN_OF_TWO), style), program)  # a program of the program's own
    found = program["forward"](program["inputs"], program["target"], program["parameters"])["Loss"]
    W, V = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[1, 2], [3, 4]])
    h = np.tanh(W @ [2, 1] + np.tanh(W @ [1, 2]))
    assert float(found) == pytest.approx(np.mean((np.array([0.5, 0.25]) - V @ h) ** 2))


def test_the_first_blank_is_the_first_that_is_told(tmp_path: Path) -> None:
    lesson, file = load_lesson("stock-example"), tmp_path / "my_rnn.py"
    text = lesson_code(lesson)
    for filled, first in (("", "dP"), ("2 * (P - target)", "dY.t3")):
        text = text.replace(BLANK + "  # from", f"{filled}  # from", 1) if filled else text
        file.write_text(text, "utf-8")
        found = diagnosis(lesson, run_program(str(file), lesson).numbers, of_gradients=True)
        assert found.first is not None
        assert (found.first.figure.name, found.first.given) == (first, "nan")


def test_torch_leaves_the_way_back_to_autograd() -> None:
    text = lesson_code(load_lesson("lstm"), "torch", solved=True)
    assert ".backward()" in text
    assert "np." not in text
    compile(text, "my_rnn.py", "exec")


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    assert run("code", "stock-example", "-o", str(file)).returncode == 0
    assert file.read_text("utf-8") == lesson_code(load_lesson("stock-example"))


def test_a_slip_is_told_while_other_blanks_are_left(tmp_path: Path) -> None:
    lesson, file = load_lesson("stock-example"), tmp_path / "my_rnn.py"
    text = lesson_code(lesson)
    text = text.replace(f"{BLANK}  # from target, P", "P - target")  # the 2 is missing
    file.write_text(text, "utf-8")
    answer = diagnosis(lesson, run_program(str(file), lesson).numbers, of_gradients=True).data()
    assert answer["first"] == "dP"
    assert answer["causes"][0]["mistake"] == "missing-factor"
