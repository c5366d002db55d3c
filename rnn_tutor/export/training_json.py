"""A training as JSON, format version 1."""

from __future__ import annotations

import json
import math
from typing import Any

from rnn_tutor.equations.array import Array
from rnn_tutor.numbers.floating import nearest_float
from rnn_tutor.training.history import History, targets_of

FORMAT_VERSION = 1


def training_json(history: History) -> str:
    """Every loss, the parameters on their way, the last predictions and their targets; numbers in double precision.

    `losses` has the loss before each update, `loss` that with the last parameters. `parameters` begins with the start
    values, at update 0; of more than two thousand updates it has some, evenly spaced, and the last. `diverged` is null,
    or says at which update and step, and how.
    """
    lesson, end = history.lesson, history.end
    assert lesson.learning_rate is not None, "there is no training without it"
    targets = targets_of(history)
    document: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "lesson": {
            "name": lesson.name,
            "title": lesson.title,
            "time_steps": lesson.time_steps,
            "trainable_parameters": lesson.trainable_parameters,
        },
        "optimizer": lesson.training.optimizer,
        "learning_rate": nearest_float(lesson.learning_rate.value),
        "asked": history.asked,
        "updates": history.updates,
        "stopped": history.stopped,
        "diverged": _divergence(history),
        "losses": list(history.losses),
        "loss": end.loss if end else None,
        "parameters": _parameters(history),
        "predictions": [
            {
                "quantity": name,
                "time_step": time,
                "predicted": predicted.nested(),
                "target": targets[name, time].nested() if (name, time) in targets else None,
            }
            for (name, time), predicted in (end.predictions.items() if end else ())
        ],
    }
    return json.dumps(without_infinities(document), ensure_ascii=False, allow_nan=False) + "\n"


def without_infinities(node: Any) -> Any:  # noqa: ANN401  # any part of a document
    """A document with null for a number beyond the largest double, which JSON doesn't have."""
    match node:
        case dict():
            return {key: without_infinities(value) for key, value in node.items()}
        case list():
            return [without_infinities(value) for value in node]
        case float() if not math.isfinite(node):
            return None
    return node


def _divergence(history: History) -> dict[str, Any] | None:
    found = history.diverged
    if found is None:
        return None
    operation = found.operation
    return {
        "update": found.update,
        "phase": operation.phase.value,
        "quantity": operation.name,
        "time_step": operation.time,
        "problem": found.problem,
    }


def _parameters(history: History) -> list[dict[str, Any]]:
    trained = [parameter for parameter in history.lesson.parameters if not parameter.frozen]
    start = {parameter.name: parameter.value.map(lambda number: nearest_float(number.value)) for parameter in trained}
    kept = [(0, start), *((update.number, update.parameters) for update in history.way)]
    return [{"update": number, "values": _nested(values)} for number, values in kept]


def _nested(values: dict[str, Array[float]]) -> dict[str, Any]:
    return {name: value.nested() for name, value in values.items()}
