"""The bundled lessons, each read and derived once."""

from functools import cache
from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson

FOLDER = Path(__file__).parents[2] / "lessons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def lesson(name: str) -> Lesson:
    return load_lesson(FOLDER / f"{name}.yaml")


@cache
def derivation(name: str) -> Derivation:
    return derive(lesson(name))


def step(name: str, of: str) -> Step:
    """The step of a lesson that its file calls `of`."""
    found = derivation(name).names.step(of)
    assert found is not None, of
    return found


def number(name: str, of: str) -> float:
    """The exact value of a step that is a single number."""
    return float(step(name, of).exact(17).only)
