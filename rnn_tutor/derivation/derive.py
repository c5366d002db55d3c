"""From a lesson to its derivation, with everything that can go wrong in its numbers found at once and placed."""

from __future__ import annotations

from itertools import islice

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.mentions import wrong_mentions
from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.lesson.lesson import Equation, Lesson, Place
from rnn_tutor.lesson.problems import MOST, LessonError, Problem
from rnn_tutor.notation.line import symbol


def derive(lesson: Lesson) -> Derivation:
    """The derivation of a lesson, its numbers found on both tracks.

    Raises:
        LessonError: where an operation has no value (log of a negative number at some step), with the place of the
            equation in the lesson file; or where the lesson mentions steps that aren't there.
    """
    derivation = Derivation(lesson)
    for epoch in derivation.epochs:
        try:
            _ = epoch.exact
            _ = epoch.by_hand
        except UndefinedValue as error:
            raise LessonError([_undefined(epoch, error)]) from error
    if wrong := list(islice(wrong_mentions(derivation), MOST + 1)):
        raise LessonError(wrong)
    return derivation


def _undefined(derivation: Derivation, error: UndefinedValue) -> Problem:
    lesson, operation = derivation.lesson, error.operation
    name = operation.via or operation.name
    equation = derivation.unrolled.equation(name) if operation.frame else None
    moments = [f"{lesson.time_step} {operation.time}"] if operation.time is not None else []
    moments += [f"epoch {derivation.epoch}"] if derivation.epoch > 1 else []
    moment = f" ({', '.join(moments)})" if moments else ""
    track = f", computed by hand with {lesson.rounding.describe()}" if error.hand else ""
    message = f"{_what(operation)}{moment} can't be computed{track}: {error.problem}"
    remedy = (
        "give `rounding` more decimals, so that no number is rounded to 0 or 1"
        if error.hand
        else "change the numbers or the equation so that this doesn't happen"
    )
    return _problem(lesson, equation, message, remedy)


def _what(operation: Operation) -> str:
    name = symbol(operation.name, operation.ref.at)
    return {"quantity": name, "updated parameter": f"the new {name}"}.get(
        operation.kind.value, f"the gradient of {name}"
    )


def _problem(lesson: Lesson, equation: Equation | None, message: str, remedy: str) -> Problem:
    place = (equation.place if equation else None) or Place(1, 1)
    return Problem(str(lesson.file or lesson.name), place, message, remedy)
