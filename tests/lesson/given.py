"""The lessons that tests start from, and what the loader says about changed ones."""

from pathlib import Path

from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.loader import load_lesson
from rnn_tutor.lesson.problems import LessonError

NAMED = """\
format_version: 1
title: Prices
network: simple
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
"""

WRITTEN_OUT = """\
format_version: 1
title: Prices
equations:
  each_step:
    X: input*W1 + previous(Y)*W2 + B1
    Y: sigmoid(X)
  output:
    P: Y*W3 + B3
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced by the second; the part has to be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def loaded(folder: Path, text: str | bytes) -> Lesson:
    """The lesson in a text."""
    file = folder / "my.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_lesson(file, shown_as="my.yaml")


def complaints(folder: Path, text: str | bytes) -> list[str]:
    """What is wrong with a text, a line for each problem; nothing where it is a lesson."""
    try:
        loaded(folder, text)
    except LessonError as error:
        return [str(problem) for problem in error.problems]
    return []
