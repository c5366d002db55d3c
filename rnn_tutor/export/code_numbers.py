"""What a lesson gives, as a Python program writes it: numbers, lists of numbers, texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.floating import nearest_float


def given_lines(lesson: Lesson, indent: str) -> Iterator[str]:
    """Inputs, target and parameters of a lesson, each under the name that the equations call it by."""
    yield f"inputs = {listed(lesson.inputs)}"
    targets, each = lesson.targets, lesson.targets_are_timed
    yield f"target = {listed(targets) if each else written(targets[0]) if targets else None}"
    if lesson.given:
        yield "given = {"
        for name, arrays in lesson.given:
            yield f"{indent}{quoted(name)}: {listed(arrays)},"
        yield "}"
    yield "parameters = {"
    for parameter in lesson.parameters:
        yield f"{indent}{quoted(parameter.name)}: {written(parameter.value)},"
    yield "}"


def quoted(name: str) -> str:
    """A name as a text."""
    return json.dumps(name, ensure_ascii=False)


def in_quotes(text: str) -> str:
    """A text as it stands between three quotes."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")


def written(array: Array[Number]) -> str:
    """An array as Python writes it: a number, or lists of numbers; what is beyond floats is infinite in them."""
    return json.dumps(array.map(lambda number: nearest_float(number.value)).nested()).replace("Infinity", "1e999")


def listed(arrays: Iterable[Array[Number]]) -> str:
    """Arrays as a list."""
    return f"[{', '.join(map(written, arrays))}]"
