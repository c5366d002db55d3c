"""What people write from papers, Python and LaTeX: each message says what to write, and all of a line's at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnn_tutor.audit.check import check_lesson
from tests.lesson.given import changed

PLANT = """\
format_version: 1
title: Does the plant need water?
about: Two mornings of soil moisture, as a share. Will it be too dry on the third?
time_step: Morning
equations:
  each_step:
    a: w*input + u*previous(h) + b
    h: tanh(a)
  output:
    p: v*h + c
  loss: (target - p)**2
inputs: [0.6, 0.4]
target: 0.2
parameters: {w: 0.5, u: 0.3, b: 0.1, v: 0.7, c: 0.05}
learning_rate: 0.1
"""

MEMORIES = """\
format_version: 1
title: Two memories
about: Two hidden units look at two features at each step.
equations:
  each_step:
    a: W @ input + U @ previous(h) + b
    h: tanh(a)
  output:
    P: V @ h + d
  loss: (target - P)**2
inputs: [[0.5, 1.0], [0.2, 0.3]]
target: 0.4
parameters:
  W: [[0.3, 0.2], [-0.1, 0.4]]
  U: [[0.2, 0.1], [0.3, -0.4]]
  b: [0.1, 0.2]
  V: [[0.5, -0.4]]
  d: 0.1
learning_rate: 0.1
"""

WORDS = [
    ("tanh(a)", "np.tanh(a)", "leave 'np.' out"),
    ("tanh(a)", "torch.nn.functional.tanh(a)", "leave 'torch.nn.functional.' out"),
    ("tanh(a)", "\\tanh(a)", "write tanh"),
    ("tanh(a)", "\\sigma(a)", "write sigmoid"),
    ("tanh(a)", "logistic(a)", "write sigmoid"),
    ("tanh(a)", "ReLU(a)", "did you mean 'relu'?"),
    ("tanh(a)", "argmax(a)", "softmax is the smooth one"),
    ("tanh(a)", "hardsigmoid(a)", "write hard_sigmoid"),
    ("previous(h)", "h_{t+1}", "write next(h)"),
    ("previous(h)", "h[t+1]", "write next(h)"),
    ("previous(h)", "h_next", "write next(h)"),
    ("previous(h)", "next(next(h))", "Z: next(h), and write next(Z)"),
    ("previous(h)", "previous(h) + next(h)", "use two quantities, one with previous(…) and one with next(…)"),
    ("tanh(a)", "tanh[a]", "write tanh(…)"),
    ("tanh(a)", "tanh{a}", "write ( )"),
    ("tanh(a)", "(a > 0)*a", "write relu(…)"),
    ("w*input", "w \\cdot x_t", "write *"),
    ("w*input", "w \\cdot x_t", "'x_t' is not defined; write input"),
    ("w*input", "w*x", "write input"),
    ("w*input", "w*inputs", "write input"),
    ("previous(h)", "h_prev", "write previous(h)"),
    ("previous(h)", "h_old", "write previous(h)"),
    ("previous(h)", "hprev", "write previous(h)"),
    ("previous(h)", "h_{t-1}", "write previous(h)"),
    ("previous(h)", "prev(h)", "write previous(…)"),
    ("previous(h)", "previous(previous(h))", "Z: previous(h), and write previous(Z)"),
    ("(target - p)**2", "(y - p)**2", "write target"),
    ("(target - p)**2", "(target - y_hat)**2", "write p"),
    ("(target - p)**2", "mse(target, p)", "write mean_squared_error"),
    ("(target - p)**2", "mse", "write mean_squared_error"),
    ("(target - p)**2", "\\frac{1}{2}(y - p)^2", "(1)/(2)*(target - p)^2"),
    ("(target - p)**2", "(target - p)^{2}", "write **(2)"),
    ("p: v*h + c", "p: v*h_T + c", "write h"),
    ("p: v*h + c", "p: v*h[-1] + c", "is h alone"),
    ("learning_rate", "lr", "write learning_rate:"),
    ("[0.6, 0.4]", "[0.6 0.4]", "write [0.6, 0.4]"),
    ("[0.6, 0.4]", "[0,6, 0,4]", "write [0.6, 0.4]"),
    ("[0.6, 0.4]", "[60%, 40%]", "write 60/100"),
    ("title: Does", "title: Problem #3: does", 'title: "Problem #3: does the plant need water?"'),
    ("w*input", "w*k", "'k' is not defined; write input for the network's input"),
    ("c: 0.05}\n", "c: 0.05}\noptimizer: SGD\n", "did you mean 'sgd'?"),
    ("c: 0.05}\n", "c: 0.05}\nprinted: {h: 0.4}\n", "h.t1 to h.t2"),
]
MATRICES = [
    ("W @ input", "W^T @ input", "write W.T"),
    ("W @ input", "W.transpose() @ input", "write W.T"),
    ("W @ input", "matmul(W, input)", "write a @ b"),
    ("W @ input", "dot(W, input)", "write W @ input"),
    ("W @ input", "W*input", "write W @ input"),
    ("U: [[0.2, 0.1], [0.3, -0.4]]", "U: [[0.2, 0.1]]", "give U 2 rows"),
    ("V: [[0.5, -0.4]]", "V: [0.5, -0.4]", "give V in rows"),
    ("W: [[0.3, 0.2], [-0.1, 0.4]]", "W: np.array([[0.3, 0.2], [-0.1, 0.4]])", "[[0.3, 0.2], [-0.1, 0.4]]"),
    ("W: [[0.3, 0.2], [-0.1, 0.4]]", "W: [0.3, 0.2; -0.1, 0.4]", "each row of a matrix has its own brackets"),
    ("W: [[0.3, 0.2], [-0.1, 0.4]]", "W: [[0.3, 0.2] [-0.1, 0.4]]", "a comma is missing between the rows"),
]


def said(text: str, folder: Path) -> list[str]:
    """What is wrong or poor, beside what has nothing to do with how it is written."""
    file = folder / "my.yaml"
    file.write_text(text, encoding="utf-8")
    return [problem.what for problem in check_lesson(file).problems]


def test_there_is_nothing_to_say_of_what_they_are_made_from(tmp_path: Path) -> None:
    assert said(PLANT, tmp_path) == []
    assert said(MEMORIES, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "remedy"), [*((PLANT, *row) for row in WORDS), *((MEMORIES, *row) for row in MATRICES)]
)
def test_what_to_write_instead(text: str, old: str, new: str, remedy: str, tmp_path: Path) -> None:
    assert any(remedy in line for line in said(changed(text, (old, new)), tmp_path))


def test_a_line_of_a_paper_in_one_round(tmp_path: Path) -> None:
    text = changed(
        PLANT,
        ("w*input + u*previous(h) + b", "w x_t + u h_{t-1} + b"),
        ("(target - p)**2", "1/2*(y - p)^2"),
    )
    lines = said(text, tmp_path)
    assert len(lines) == 5
    assert lines[-2].endswith("with all corrections: w*input + u*previous(h) + b")
    assert lines[-1] == "'y' is not defined; write target"


def test_a_product_with_a_matrix_is_mended_by_its_own_sign(tmp_path: Path) -> None:
    lines = said(changed(MEMORIES, ("W @ input + U @ previous(h)", "W x_t + U h_{t-1}")), tmp_path)
    assert lines[-1].endswith("with all corrections: W @input + U @previous(h) + b")


def test_a_slip_has_the_place_where_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(changed(PLANT, ("w*input + u*previous(h) + b", "w x_t + u h_{t-1} + bb")), encoding="utf-8")
    (last,) = [problem for problem in check_lesson(file).problems if "'bb'" in problem.message]
    assert last.place is not None
    assert (last.place.line, last.place.column) == (7, 28)


def test_one_cause_is_one_mistake(tmp_path: Path) -> None:
    assert said(changed(PLANT, ("(target - p)**2", "absolute_error")), tmp_path) == []
    assert len(said(changed(PLANT, ("target: 0.2", "loss: absolute_error\ntarget: 0.2")), tmp_path)) == 1
    assert len(said(changed(PLANT, ("  output:", "  outputs:")), tmp_path)) == 1
    assert len(said(changed(PLANT, ("each_step:", "step:")), tmp_path)) == 1


def test_inputs_in_no_equation(tmp_path: Path) -> None:
    (line,) = said(changed(PLANT, ("w*input", "w*x"), ("{w", "{x: 0.3, w")), tmp_path)
    assert line.startswith("no equation uses the inputs")
    assert "write input for x" in line


def test_a_mean_of_one_number(tmp_path: Path) -> None:
    text = changed(PLANT, ("(target - p)**2", "mean_squared_error(target, h)"), ("target: 0.2", "targets: [0.2, 0.1]"))
    text = changed(text, ("  output:\n    p: v*h + c\n", ""), (", v: 0.7, c: 0.05", ""))
    (line,) = said(text, tmp_path)
    assert "over_steps: mean" in line
    assert said(changed(text, ("mean_squared", "squared")) + "over_steps: mean\n", tmp_path) == []
    (line,) = said(changed(PLANT, ("p: v*h + c", "p: v*mean(h) + c")), tmp_path)
    assert line == "mean(h) is the mean of a single number, so it changes nothing; leave mean(…) out"


def test_a_printed_figure_of_the_only_step_needs_no_number(tmp_path: Path) -> None:
    text = changed(PLANT, ("[0.6, 0.4]", "[0.6]")) + "printed: {h: 0.380, a: 0.4}\n"
    assert not [line for line in said(text, tmp_path) if "no step" in line]


def test_what_is_frozen_needs_no_freezing(tmp_path: Path) -> None:
    text = changed(PLANT, ("[0.6, 0.4]", "[0, 0]"), ("w: 0.5", "w: {value: 0.5, frozen: true}"))
    (line,) = [line for line in said(text, tmp_path) if "gradient of w" in line]
    assert "freeze" not in line
