"""What belongs to another parameter in place of what is asked for: its share, or the sum of its shares."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.mistakes.rule import Candidate
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of


def share_of_another(task: Task) -> Iterator[Candidate]:
    """Another parameter's share of the same time step, read off the line above."""
    operation = task.step.operation
    if operation.kind is not Kind.SHARE:
        return
    for parameter in task.derivation.lesson.parameters:
        other = Ref(Kind.SHARE, parameter.name, task.asked.at, operation.via)
        same_shape = task.shape(other) == operation.shape
        if same_shape and task.known(other) and task.is_found_before(other):
            mine, its = (name_of(Ref(Kind.PARAMETER, name)) for name in (operation.name, parameter.name))
            yield (
                task.part(other),
                f"this is {name_of(other)}, the share of {its}, but the question asks for that of {mine}",
            )


def total_of_another(task: Task) -> Iterator[Candidate]:
    """The sum of another parameter's shares."""
    for parameter in task.derivation.lesson.parameters:
        other = Ref(Kind.TOTAL, parameter.name)
        if task.known(other) and task.shape(other) == task.step.operation.shape:
            words = f"this is {name_of(other)}, but the question asks for {name_of(task.asked)}"
            yield task.part(other), words
