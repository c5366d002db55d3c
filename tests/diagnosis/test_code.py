"""The programs that `rnn-tutor code` writes: right when solved, and led on by the diagnosis while blanks are left."""

import ast
import functools
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import Lesson, load_lesson
from rnn_tutor.diagnosis.comparison import Comparison, Standing
from rnn_tutor.diagnosis.diagnose import diagnosis
from rnn_tutor.diagnosis.given_names import GivenNames
from rnn_tutor.diagnosis.reading.learners_program import run_program
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numpy_source import variables
from rnn_tutor.export.code import BLANK, lesson_code
from rnn_tutor.export.code_styles import STYLES, CodeStyle
from tests.cli.given import run
from tests.terminals import PATIENCE

LESSONS = ("stock-example", "loss-at-every-step", "gru", "two-hidden-units", "truncated", "first-state")


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("style", ["python", "numpy"])
def test_a_solved_program_agrees_in_every_number(name: str, style: str, tmp_path: Path) -> None:
    lesson, file = load_lesson(name), tmp_path / "my_rnn.py"
    file.write_text(lesson_code(lesson, style, solved=True), "utf-8")
    found = diagnosis(lesson, run_program(str(file), lesson, seconds=PATIENCE).numbers, of_gradients=True)
    assert (found.wrong, found.unknown) == ([], ())
    assert len(found.compared) > 5


ODD = {
    "names that Python has taken": """
equations:
  each_step:
    lambda: input*print + previous(in)*is + np
    in: tanh(lambda)
  output: {def: in*class + T}
  loss: (target - def)**2
inputs: [0.5, 1.0]
target: 1.2
parameters: {print: 0.5, is: 0.3, np: 0.1, class: 0.8, T: 0.2}
""",
    "names that the program has taken": """
equations:
  each_step:
    forward: input*math + previous(gradients)*parameters + column
    gradients: sigmoid(forward)
  output: {forward_pass: gradients*sorted + dict}
  loss: (target - forward_pass)**2
inputs: [0.5, 1.0]
target: 1.2
parameters: {math: 0.5, parameters: 0.3, column: 0.1, sorted: 0.8, dict: 0.2}
""",
    "a state that is a matrix, and a gradient of ones": """
equations:
  each_step:
    S: previous(S)*0.9 + (W @ input) @ transpose(V @ input)
    y: S @ k
loss: sum(y)
over_steps: sum
inputs: [[0.3, -0.2], [0.5, 0.1]]
parameters: {W: [[0.1, 0.2], [0.3, -0.4]], V: [[0.3, 0.1], [-0.2, 0.6]], k: [0.2, 0.3]}
""",
    "stretches, and all states": """
equations:
  each_step:
    a: W @ input + U @ previous(h) + b
    h: sigmoid(a[1:2])*tanh(a[3:4])
    s: mean(h)
  output:
    c: transpose(all(h)) @ softmax(all(h) @ q + all(s))
loss: sum(c*c)
inputs: [[0.3, -0.2], [0.5, 0.1]]
parameters:
  W: [[0.1, 0.2], [0.3, 0.4], [0.5, -0.6], [0.7, 0.8]]
  U: [[0.2, 0.2], [0.3, 0.5], [0.5, -0.6], [-0.7, 0.8]]
  b: [0.1, 0.2, 0.3, 0.4]
  q: [0.4, 0.9]
""",
    "functions of vectors": """
equations:
  each_step:
    X: W @ input + U @ previous(Y)
    A: relu(X) + leaky_relu(X) + softplus(X) + elu(X) + gelu(X) + silu(X) + hard_sigmoid(X) + softsign(X)
    B: max(X, 0.1) + min(X, 0.3) + clip(X, -1, 1) + huber(X) + sign(X) + sqrt(abs(X) + 1) + 2**X
    Y: 0.01*A + 0.02*B + 0.1*sinh(X)*cosh(X)*arctan(X)*logaddexp(X, 0.2)*erf(X)
loss: mean(Y)*dot(Y, Y) + sum(log_softmax(Y))
inputs: [[0.3, -0.2], [0.5, 0.1]]
parameters: {W: [[0.1, 0.2], [0.3, -0.4]], U: [[0.3, 0.1], [-0.2, 0.6]]}
""",
    "functions of numbers": """
equations:
  each_step:
    X: input*W + previous(Y)*U
    Y: gelu(X) + softplus(X) + max(X, 0.1)/sinh(X)*arctan(X) + logaddexp(X, 0.2)*erf(X) + log(cosh(X)) - 2**X
loss: Y
inputs: [0.3, -0.2]
parameters: {W: 0.7, U: 0.31}
""",
    "a way back that is cut, over vectors": """
network: elman
inputs: [[0.5, 1.0], [0.8, 0.3], [0.2, 1]]
target: 3
parameters: {W1: [[0.5, 0.1], [0.1, 0.2]], W2: [[0.3, 0.1], [0.7, -0.2]], B1: [0.1, 0.2], W3: [[0.8, 0.1]], B3: 0.2}
truncate: 2
""",
    "numbers beyond what exp takes": """
equations:
  each_step:
    X: input*W + previous(Y)*U
    Y: sigmoid(X)
  output:
    s: softmax(concat(Y*k, X))
loss: s[1]
inputs: [0.5, -1.0]
parameters: {W: 3000, U: 0.3, k: 2}
""",
}


@functools.cache
def odd_lesson(name: str) -> Lesson:
    return load_lesson(f"format_version: 1\ntitle: {name}\nabout: {name}\n{ODD[name]}")


def plain(value: Any) -> Any:  # whatever holds numbers
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value


def wrong_in(lesson: Lesson, numbers: Mapping[str, Any]) -> list[str]:
    replay = Replay(lesson)
    matched = GivenNames(replay, of_gradients=True).matched(numbers)
    comparison = Comparison(replay, matched.figures)
    wrong = [one.name for one in matched.figures if comparison.compared(one).standing is Standing.WRONG]
    return wrong + matched.unknown


@pytest.mark.parametrize("style", ["python", "numpy"])
@pytest.mark.parametrize("name", ODD)
def test_a_program_of_an_odd_lesson_runs_and_is_right(name: str, style: str) -> None:
    lesson = odd_lesson(name)
    program: dict[str, Any] = {"__name__": "my_rnn"}
    exec(compile(lesson_code(lesson, style, solved=True), "my_rnn.py", "exec"), program)  # our own program
    with np.errstate(over="ignore"):
        found = program["gradients"](program["inputs"], program["target"], program["parameters"])
    assert wrong_in(lesson, plain(found)) == []


@pytest.mark.campaign
def test_a_program_in_torch_of_an_odd_lesson_is_right(tmp_path: Path) -> None:
    python = torch_interpreter()
    if python is None:
        pytest.skip("no Python here has torch")
    lesson, file = odd_lesson("functions of vectors"), tmp_path / "my_rnn.py"
    file.write_text(lesson_code(lesson, "torch", solved=True), "utf-8")
    assert wrong_in(lesson, run_program(str(file), lesson, python, PATIENCE).numbers) == []


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_style_has_every_function_of_the_language(style: CodeStyle) -> None:
    library = style.library()
    for function in FUNCTIONS.values():
        function.numpy_source(tuple("1" * (function.arity or 1)), library)
    style.functions(library, scalar=False)  # calls what these call
    missing = {name for name in library.called if not name.startswith(("math.", "torch.")) and name not in style.own}
    assert {name for name in missing if name.startswith("np.") and style.name != "numpy"} == set()
    assert {name for name in missing if "." not in name} <= {"Matrix", "abs", "mean", "total"}


def test_variables_are_distinct() -> None:
    found = variables(["X", "dX", "in", "in_", "W'", "W_", "dddX"])
    spelled = [*found.values(), *(f"d{name}" for name in found.values())]
    assert len(set(spelled)) == len(spelled)
    assert found["X"] == "X"


def test_the_program_says_how_it_is_diagnosed(tmp_path: Path) -> None:
    opening = 'format_version: 1\ntitle: "\\"\\"\\"\\\\N"\nabout: a\n'
    (tmp_path / "my lesson.yaml").write_text(opening + ODD["functions of numbers"], "utf-8")
    assert run("code", "my lesson.yaml", "-o", "mine.py", "--set", "U=0.5", cwd=tmp_path).returncode == 0
    text = (tmp_path / "mine.py").read_text("utf-8")
    assert "rnn-tutor diagnose 'my lesson.yaml' mine.py --set U=0.5" in text
    assert (ast.get_docstring(ast.parse(text)) or "").startswith('"""\\N ')


def test_what_a_learner_has_written_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    file.write_text("my work")
    ended = run("code", "stock-example", "-o", str(file))
    assert ended.returncode == 2
    assert "already exists" in " ".join(ended.stderr.split())
    assert file.read_text() == "my work"


def test_a_dash_is_standard_output(tmp_path: Path) -> None:
    assert run("code", "stock-example", "-o", "-", cwd=tmp_path).stdout == lesson_code(load_lesson("stock-example"))
    assert list(tmp_path.iterdir()) == []


@functools.cache
def torch_interpreter() -> str | None:
    """A Python that has torch: this one, or the system's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).exists():
            found = subprocess.run([python, "-c", "import torch"], check=False, capture_output=True)
            if found.returncode == 0:
                return python
    return None


@pytest.mark.parametrize(
    "name", [pytest.param("first-state", marks=pytest.mark.campaign), "truncated", "two-hidden-units"]
)
def test_autograd_of_torch_comes_to_the_same_numbers(name: str, tmp_path: Path) -> None:
    python = torch_interpreter()
    if python is None:
        pytest.skip("no Python here has torch")
    lesson, file = load_lesson(name), tmp_path / "my_rnn.py"
    file.write_text(lesson_code(lesson, "torch", solved=True), "utf-8")
    found = diagnosis(lesson, run_program(str(file), lesson, python, PATIENCE).numbers, of_gradients=True)
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
        found = diagnosis(lesson, run_program(str(file), lesson, seconds=PATIENCE).numbers, of_gradients=True)
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
    expected = lesson_code(load_lesson("stock-example")).replace("THIS_FILE", str(file))
    assert file.read_text("utf-8") == expected


def test_a_slip_is_told_while_other_blanks_are_left(tmp_path: Path) -> None:
    lesson, file = load_lesson("stock-example"), tmp_path / "my_rnn.py"
    text = lesson_code(lesson)
    text = text.replace(f"{BLANK}  # from target, P", "P - target")  # the 2 is missing
    file.write_text(text, "utf-8")
    answer = diagnosis(lesson, run_program(str(file), lesson, seconds=PATIENCE).numbers, of_gradients=True).data()
    assert answer["first"] == "dP"
    assert answer["causes"][0]["mistake"] == "missing-factor"
