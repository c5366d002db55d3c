"""The derivation as JSON, format version 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step

FORMAT_VERSION = 1
ENCODER = json.JSONEncoder(ensure_ascii=False)


def lesson_json(derivation: Derivation, digits: int = 20) -> str:
    """Every step of a lesson, with its exact values to `digits` significant digits.

    A vector's or matrix's `by_hand`, `exact`, `substituted`, `worked` and `closed_form` are lists, or lists of lists,
    of what they are for a single number.
    """
    return "".join(json_pieces(derivation, digits))


def json_pieces(derivation: Derivation, digits: int = 20, steps: Iterable[Step] | None = None) -> Iterator[str]:
    """The same, a step at a time; what was written is let go, so that a wide lesson takes little memory.

    Of `steps` alone, if they are given.
    """
    lesson = derivation.lesson
    about = {
        "name": lesson.name,
        "title": lesson.title,
        "time_steps": lesson.time_steps,
        "trainable_parameters": lesson.trainable_parameters,
    }
    between = f'{{"format_version": {FORMAT_VERSION},\n "lesson": {_line(about)},\n "steps": [\n'
    for step in all_steps(derivation) if steps is None else steps:
        yield between + _line(_step(copied(step), digits))  # a copy, which keeps what is written for itself
        between = ",\n"
        step.writing.make_room()
    yield f"{between if between.startswith('{') else ''}\n ]}}\n"


def copied(step: Step) -> Step:
    """A step that holds nothing yet; sooner made than by `dataclasses.replace`."""
    return Step(step.derivation, step.operation, step.number, step.writing)


def all_steps(derivation: Derivation) -> Iterator[Step]:
    """The steps of all epochs, each made when it is come to."""
    return (step for epoch in derivation.epochs for step in epoch.steps)


def _line(content: dict[str, Any]) -> str:
    return ENCODER.encode(content)


def _step(step: Step, digits: int) -> dict[str, Any]:
    return {
        "epoch": step.derivation.epoch,
        "phase": step.phase.value,
        "number": step.number,
        "quantity": step.quantity,
        "time_step": step.time_step,
        "title": step.title,
        "formula": step.formula,
        "substituted": step.substituted.nested(),
        "worked": step.worked.nested(),
        "by_hand": step.by_hand.nested(),
        "exact": step.exact(digits).nested(),
        "closed_form": step.closed_form.nested(),
        "why": step.why,
        "ways": _ways(step, digits),
        "sympy": step.sympy_text,
    }


def _ways(step: Step, digits: int) -> list[dict[str, Any]] | None:
    ways = step.ways(digits)
    if ways is None:
        return None
    return [
        {
            "consumer": way.consumer,
            "time_step": way.time_step,
            "links": [{"through": link.through, "value": link.value} for link in way.links],
        }
        for way in ways
    ]
