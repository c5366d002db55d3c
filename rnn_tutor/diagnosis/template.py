"""All names of a lesson's numbers, to fill in."""

from __future__ import annotations

import json
from typing import Any

from rnn_tutor.equations.array import Shape
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Lesson


def template(lesson: Lesson) -> str:
    """A JSON object of all names with nulls, in the order of the derivation; vectors and matrices in their shape."""
    derivation = Derivation(lesson)
    names = {derivation.names.name_of(step): _nulls(step.operation.shape) for step in derivation.steps}
    lines = [f" {json.dumps(name, ensure_ascii=False)}: {json.dumps(nulls)}" for name, nulls in names.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _nulls(shape: Shape) -> Any:  # noqa: ANN401  # a null, or lists of nulls
    if not shape:
        return None
    rows, columns = shape
    return [None] * rows if columns == 1 else [[None] * columns for _ in range(rows)]
