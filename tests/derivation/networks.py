"""Lessons for tests: written as a teacher writes them, and read by the real loader."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson

LESSONS = Path(__file__).parents[2] / "lessons"

SIMPLE = {"X": "input*W1 + previous(Y)*W2 + B1", "Y": "sigmoid(X)"}
SIMPLE_OUTPUT = {"P": "Y*W3 + B3"}
SIMPLE_PARAMETERS = {"W1": "0.5", "W2": "0.3", "B1": "0.1", "W3": "0.8", "B3": "0.2"}


@dataclass(frozen=True)
class Written:
    """A lesson file's contents. Numbers are texts, vectors lists of them, matrices lists of rows."""

    each_step: Mapping[str, str]
    inputs: Sequence[Any]
    parameters: Mapping[str, Any]
    output: Mapping[str, str] = field(default_factory=dict)
    loss: str = "(target - P)**2"
    target: Any = None
    targets: Sequence[Any] | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)
    learning_rate: str = "0.1"
    rounding: Any = 3
    from_the_end: Sequence[str] = ()  # what runs backwards in time

    @property
    def loss_each_step(self) -> bool:
        return self.targets is not None

    def text(self) -> str:
        equations = {"each_step": dict(self.each_step), "output": dict(self.output), "loss": self.loss}
        keys = {
            "format_version": 1,
            "title": "A lesson of the tests",
            "equations": {key: value for key, value in equations.items() if value},
            "inputs": list(self.inputs),
            "target": self.target,
            "targets": self.targets,
            "parameters": dict(self.parameters),
            "initial": dict(self.initial),
            "learning_rate": self.learning_rate,
            "rounding": self.rounding,
        }
        # JSON is YAML, too.
        return json.dumps({key: value for key, value in keys.items() if value not in (None, {})})

    def lesson(self) -> Lesson:
        return loaded(self.text())

    def derivation(self) -> Derivation:
        return Derivation(self.lesson())


def loaded(text: str) -> Lesson:
    """The lesson that a text holds, read from a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "written.yaml")
        file.write_text(text, encoding="utf-8")
        return load_lesson(file)


def stock_example() -> Derivation:
    return Derivation(load_lesson(LESSONS / "stock-example.yaml"))


def simple(time_steps: int, **changes: Any) -> Written:
    """The simple network over some time steps, with inputs that repeat."""
    inputs = [("0.5", "1.0", "0.8", "-0.3")[step % 4] for step in range(time_steps)]
    values: dict[str, Any] = {
        "each_step": SIMPLE,
        "output": SIMPLE_OUTPUT,
        "inputs": inputs,
        "target": "1.2",
        "parameters": SIMPLE_PARAMETERS,
    }
    return Written(**values | changes)


def each_step_predicted(time_steps: int, **changes: Any) -> Written:
    """A network with a prediction and a target at every time step."""
    base = simple(time_steps)
    values: dict[str, Any] = {
        "each_step": SIMPLE | SIMPLE_OUTPUT,
        "inputs": base.inputs,
        "targets": [("1.2", "0.4", "0.9")[step % 3] for step in range(time_steps)],
        "parameters": SIMPLE_PARAMETERS,
    }
    return Written(**values | changes)


def only(entries: tuple[str, ...]) -> str:
    """The text of a scalar."""
    (text,) = entries
    return text


def named(derivation: Derivation, identity: str) -> Step:
    """The step that a person would come back to as `backward:9`."""
    return next(step for step in derivation.steps if step.identity == identity)


def order(derivation: Derivation, phase: Phase) -> list[tuple[str, int | None]]:
    """What a phase computes, step by step: the name, and the time step."""
    return [(step.quantity, step.time_step) for step in derivation.phase(phase)]
