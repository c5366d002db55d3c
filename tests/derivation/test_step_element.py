"""One element of a step, without the others."""

from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.derivation import result as step_module
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.shapes import ShapeOf
from rnn_tutor.equations.tree import Expression
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive

LESSON = """
format_version: 1
title: Three units
equations:
  each_step:
    h: W @ input + U @ previous(h)
  loss: sum((target - h)**2)
inputs: [[1, 2], [0.5, -1]]
target: [1, 0, 0]
parameters:
  W: [[0.5, -0.2], [0.1, 0.3], [0.7, 0.4]]
  U: [[0.3, 0.1, 0], [-0.4, 0.2, 0.6], [0.1, 0.1, 0.1]]
learning_rate: 0.1
"""


@pytest.fixture
def derivation(tmp_path: Path) -> Derivation:
    file = tmp_path / "lesson.yaml"
    file.write_text(LESSON, encoding="utf-8")
    return derive(load_lesson(file))


def test_its_line_its_value_and_its_place(derivation: Derivation) -> None:
    found = derivation.phase(Phase.FORWARD)[1].element(2)
    assert found.place == "2"
    # By hand h1 is [0.1, 0.7, 1.5].
    assert found.substituted == "0.1 × 0.5 + 0.3 × (-1) + (-0.4 × 0.100) + 0.2 × 0.700 + 0.6 × 1.500"
    assert found.worked == ["0.05 - 0.3 - 0.04 + 0.14 + 0.9"]
    assert (found.by_hand, found.exact()) == ("0.750", "0.75")


def test_in_a_matrix_its_row_comes_first(derivation: Derivation) -> None:
    share = next(step for step in derivation.steps if step.quantity == "W" and step.time_step == 2)
    assert share.element(3, 2).place == "3,2"
    # -2(0 - h[3]) times the second input: h[3] is 0.7*0.5 - 0.4 + 0.1*(0.1 + 0.7 + 1.5) = 0.18.
    assert (share.element(3, 2).by_hand, share.element(3, 2).exact()) == ("-0.360", "-0.36")


def test_the_other_elements_are_not_written_out(derivation: Derivation, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def noted(expression: Expression, row: int, column: int, of_ref: ShapeOf) -> Expression:
        asked.append((row, column))
        return element(expression, row, column, of_ref)

    monkeypatch.setattr(step_module, "element", noted)
    found = next(step for step in derivation.steps if step.quantity == "U").element(2, 3)
    assert found.substituted
    assert found.worked == found.worked
    assert found.exact()
    assert asked == [(2, 3)]
