"""Lessons from Python: by name or path, as a text or a dict, with values set otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from rnn_tutor.arguments import need
from rnn_tutor.lesson.document import parse_document, read_document
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.lesson.overrides import changed_lesson
from rnn_tutor.lesson.problems import LessonError, Problem

LessonSource: TypeAlias = "str | PathLike[str] | Mapping[str, Any]"

UNNAMED = "lesson"
DEEPEST = 20  # levels of a dict; a lesson has six


def load_lesson(lesson: LessonSource, shown_as: str | None = None, *, set: Mapping[str, Any] | None = None) -> Lesson:  # noqa: A002  # as the option is called
    """A lesson, checked.

    Inputs, targets and parameters are arrays of exact numbers: scalars of shape (), column vectors (n, 1), or matrices
    (outputs, inputs). Their units are the lesson's own.

    >>> from rnn_tutor import load_lesson
    >>> lesson = load_lesson("two-hidden-units")
    >>> [(parameter.name, parameter.value.shape) for parameter in lesson.parameters]
    [('W1', (2, 2)), ('W2', (2, 2)), ('B1', (2, 1)), ('W3', (1, 2)), ('B3', ())]
    >>> load_lesson("stock-example", set={"W2": 0.9}).title
    "Predict a stock's price on day 4 (with W2=0.9)"

    Args:
        lesson: the name of a lesson (`"stock-example"`), the path of a file, the text of one (anything with a line
            break in it), or a dict with the keys of a lesson file. Numbers of a dict may be ints, floats (taken as they
            are written: 0.1 is one tenth), instances of `Fraction` or `Decimal`, lists, or arrays of numpy.
        shown_as: what messages call the file.
        set: values in place of the lesson's own, by name: `{"W2": 0.9, "inputs[3]": 1.5}`; None leaves one out.

    Raises:
        TypeError: for something else.
        LessonError: with every problem that was found, each with its place; or where no lesson has that name.
    """
    need(lesson, (str, PathLike, Mapping), "a lesson is loaded by its name, a path, the text of a file, or a dict")
    need(set, (Mapping, type(None)), 'set is a dict of values by their names: {"W2": 0.9}')
    need(shown_as, (str, type(None)), "shown_as is what messages call the file")
    settings = [f"{name}={'' if value is None else yaml_text(value)}" for name, value in (set or {}).items()]
    if isinstance(lesson, Mapping):
        lesson = yaml_text(lesson) + "\n"
    if isinstance(lesson, str) and "\n" in lesson:
        return changed_lesson(parse_document(lesson, shown_as or UNNAMED), Path(UNNAMED), settings)
    path = find_lesson(lesson) if isinstance(lesson, str) else Path(lesson)
    return changed_lesson(read_document(path, shown_as or str(path)), path, settings)


def yaml_text(value: Any, level: int = 0) -> str:  # noqa: ANN401  # whatever a person puts into a dict
    """A value as YAML on one line.

    Raises:
        LessonError: for a value that no lesson file could hold.
    """
    if hasattr(value, "tolist"):  # an array or a number of numpy's
        value = value.tolist()
    if level > DEEPEST:
        raise LessonError([Problem(UNNAMED, None, f"this is nested deeper than {DEEPEST} levels")])
    match value:
        case None | bool():
            return json.dumps(value)
        case Fraction():
            return f"{Decimal(value.numerator)}/{Decimal(value.denominator)}"
        case int() | Decimal():
            return str(Decimal(value))  # an int of over 4,300 digits has no text of its own
        case float():
            return repr(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            pairs = (f"{yaml_text(str(key))}: {yaml_text(inner, level + 1)}" for key, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list() | tuple():
            return f"[{', '.join(yaml_text(inner, level + 1) for inner in value)}]"
    message = f"a lesson can't contain a {type(value).__name__}"
    raise LessonError([Problem(UNNAMED, None, message, "give a number, a Fraction, a text, a list or a dict")])
