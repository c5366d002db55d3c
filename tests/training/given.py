"""The lessons of these tests, as a teacher writes them, and their parameters after each update."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.training.train import Training

ONE_UNIT = """\
format_version: 1
title: One unit
network: simple
inputs: [0.5, 1.0, 0.8, -0.3, 0.7]
target: 1.2
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
rounding: 6
"""

EACH_STEP = ONE_UNIT.replace("target: 1.2", "targets: [0.2, -0.4, 1.2, 0.3, 0.9]")

LETTERS = """\
format_version: 1
title: Letters
network: rnn
loss: cross_entropy
inputs: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]
targets: [[0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
parameters:
  W: [[0.5, 0.1, -0.4], [0.2, -0.3, 0.3]]
  U: [[0.3, 0.2], [-0.1, 0.4]]
  b: [0.1, -0.1]
  V: [[0.8, -0.5], [0.2, 0.3], [-0.4, 0.6]]
  d: [0.2, 0, -0.1]
learning_rate: 0.1
rounding: 6
"""


def lesson(text: str, keys: str = "") -> Lesson:
    """The lesson in a text, with further keys."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "lesson.yaml")
        file.write_text(f"{text}{keys}\n", encoding="utf-8")
        return load_lesson(file)


def exact_updates(of: Lesson) -> list[dict[str, Any]]:
    """The parameters after each epoch of a lesson, from the digits that its steps show."""
    return [
        {step.quantity: shown(step) for step in epoch.phase(Phase.UPDATE) if step.operation.kind is Kind.UPDATED}
        for epoch in derive(of).epochs
    ]


def shown(step: Step) -> Any:
    """A step's exact digits as numbers, a column as a vector."""
    return np.array(step.exact(25).nested(), dtype=float)


def floating_updates(of: Lesson, count: int) -> list[dict[str, Any]]:
    """The parameters after each update of the training in floating point."""
    return [
        {name: np.array(value.nested(), dtype=float) for name, value in update.parameters.items()}
        for update in Training(of).run(count)
    ]
