"""The line as it should be, and as it must have been: in the lesson's notation, and in numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.pinned import pinned, pinned_ref
from rnn_tutor.diagnosis.causes import Trial
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.diagnosis.slips.slip import DerivationSlip
from rnn_tutor.equations.numpy_source import numpy_line, numpy_name
from rnn_tutor.equations.shapes import ShapeError
from rnn_tutor.equations.tree import At, Expression, Kind, Ref
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.notation.line import name_of, write

LONGEST = 400  # letters of a line that is shown


@dataclass(frozen=True)
class CodeLine:
    """One line, on paper and in numpy."""

    paper: str
    numpy: str


@dataclass(frozen=True)
class ChangedLine:
    """A line as it should be, and as it must have been."""

    right: CodeLine
    wrong: CodeLine


def changed_lines(trial: Trial, replay: Replay) -> Iterator[ChangedLine]:
    """One line for each slip of a cause, the first on the way that it touches."""
    for slip in trial.slips:
        found = _of_forward(slip, replay) if slip.instead is not None else _of_operation(slip, replay)
        if found is not None and max(len(found.right.paper), len(found.wrong.paper)) <= LONGEST:
            yield found


def _of_operation(slip: DerivationSlip, replay: Replay) -> ChangedLine | None:
    changes = slip.changes(replay)
    if not changes:
        return None
    place = min(changes)
    if (
        replay.operations[place].kind is Kind.QUANTITY
    ):  # its equation whole: at the first time step terms may be left out
        place = max(at for at in changes if replay.operations[at].name == replay.operations[place].name)
    operation, changed = replay.operations[place], changes[place]
    right = _line(replay, operation, operation.template)
    wrong = _line(replay, operation, changed.template)
    return ChangedLine(right, wrong) if right.paper != wrong.paper else None


def _line(replay: Replay, operation: Operation, template: Expression) -> CodeLine:
    unrolled = replay.unrolled
    paper = write(pinned(template, operation.frame, unrolled.last), unrolled.paper)
    return CodeLine(f"{name_of(operation.ref)} = {paper}", numpy_assignment(replay, operation, template))


def numpy_assignment(replay: Replay, operation: Operation, template: Expression) -> str:
    """An operation as a program has it, for any time step; a parameter's share is added to what is there."""
    shape = replay.unrolled.shape
    at = At.UNTIMED if operation.time is None else At.HERE
    ref = Ref(operation.kind, operation.name, at, operation.via)
    sign = "="
    if operation.kind is Kind.SHARE:
        ref, sign = Ref(Kind.SHARE, operation.name, via=operation.via), "+="
    try:
        return f"{numpy_name(ref)} {sign} {numpy_line(template, shape)}"
    except ShapeError:  # a slip may not fit in shape, and then numpy has another way to say it
        return f"{numpy_name(ref)} {sign} {numpy_line(template, lambda one: shape(pinned_ref(one, 1, 1)))}"


def _of_forward(slip: DerivationSlip, replay: Replay) -> ChangedLine | None:
    """The equation that is another one."""
    assert slip.instead is not None
    other = slip.instead().lesson.network
    own = replay.lesson.network
    pairs = zip((*own.each_step, *own.output), (*other.each_step, *other.output), strict=True)
    for equation, changed in pairs:
        if equation.expression != changed.expression:
            at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
            ref = Ref(Kind.QUANTITY, equation.name, at)
            right, wrong = (_equation(replay, ref, one.expression) for one in (equation, changed))
            return ChangedLine(right, wrong)
    return None


def _equation(replay: Replay, ref: Ref, expression: Expression) -> CodeLine:
    paper = write(expression, replay.unrolled.paper)
    return CodeLine(f"{name_of(ref)} = {paper}", f"{numpy_name(ref)} = {numpy_line(expression, replay.unrolled.shape)}")
