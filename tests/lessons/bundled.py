"""The bundled lessons, each read and derived once."""

from functools import cache
from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.overrides import load_changed_lesson

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


@cache
def changed(name: str, of: str, *settings: str) -> float:
    """A number of a lesson with other values."""
    return float(derive(load_changed_lesson(FOLDER / f"{name}.yaml", list(settings)))[of].exact(17).only)


def close(value: float, digits: str) -> bool:
    """Whether a number is what a text says, in all the digits that it has."""
    text = digits.replace("−", "-")
    places = len(text.partition(".")[2])
    return bool(abs(value - float(text)) <= 0.5000001 * 10**-places)
