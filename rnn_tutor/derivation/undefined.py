"""A number that a lesson asks for and that there isn't, told with its place in the lesson file."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.lesson.lesson import Place
from rnn_tutor.lesson.problems import Problem
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.real import TOO_MANY_TO_TELL


def undefined(error: UndefinedValue, unrolled: UnrolledNetwork, epoch: int) -> Problem:
    """What can't be computed, when and why, at the place of its equation."""
    lesson, operation = unrolled.lesson, error.operation
    name = operation.via or operation.name
    equation = unrolled.equation(name) if operation.frame else None
    moments = [f"{lesson.time_step} {operation.time}"] if operation.time is not None else []
    moments += [f"epoch {epoch}"] if epoch > 1 else []
    moment = f" ({', '.join(moments)})" if moments else ""
    track = f", computed by hand with {lesson.rounding.describe()}" if error.hand else ""
    message = f"{_what(operation)}{moment} can't be computed{track}: {error.problem}"
    remedy = (
        "give `rounding` more decimals, so that no number is rounded to 0 or 1"
        if error.hand
        else "change the numbers or the equation so that this doesn't happen"
    )
    if error.problem == TOO_MANY_TO_TELL:
        remedy = "write fewer time steps, or an equation that doesn't take a number from itself"
    place = (equation.place if equation else None) or Place(1, 1)
    return Problem(str(lesson.file or lesson.name), place, message, remedy)


def _what(operation: Operation) -> str:
    name = symbol(operation.name, operation.ref.at)
    return {"quantity": name, "updated parameter": f"the new {name}"}.get(
        operation.kind.value, f"the gradient of {name}"
    )
