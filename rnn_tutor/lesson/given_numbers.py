"""Further numbers of each time step, by name: masks of dropout, weights of the loss, what is known ahead."""

from __future__ import annotations

from collections.abc import Collection

from rnn_tutor.english import counted
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.mistakes import follow
from rnn_tutor.lesson.naming import name_of, why_no_name
from rnn_tutor.lesson.nodes import MappingNode
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm

GIVEN = "given"


def given_of(filled: Filled[LessonForm]) -> tuple[tuple[str, tuple[Array[Number], ...]], ...]:
    """The numbers by name, an array for each time step. Problems are reported."""
    form = filled.form
    found = []
    for key, values in form.given.items():
        arrays = [as_array(value) for value in values]
        steps_known = not {"inputs", "time_steps", "sequences"} & filled.unreliable
        if wrong := why_no_name(key, "given number"):
            filled.report(filled.key(GIVEN, key), *wrong)
        if steps_known and len(arrays) != form.steps:
            message = f"{counted(len(arrays), 'number')} for {counted(form.steps, 'time step')}"
            remedy = "give one for each time step; a number that never changes can be a frozen parameter"
            filled.report(filled.place(GIVEN, key), message, remedy)
        for step, array in enumerate(arrays):
            if array.shape != arrays[0].shape:
                message = "the numbers of this time step have a different size from those of the first"
                filled.report(filled.place(GIVEN, key, step), message, "give every time step the same size")
        found.append((name_of(key), tuple(arrays)))
    return tuple(found)


def given_names(filled: Filled[LessonForm]) -> list[str]:
    """The names of the given numbers, whether or not these could be read."""
    node = follow(filled.document.root, (GIVEN,))[0]
    return list(node.keys) if GIVEN in filled.unreliable and isinstance(node, MappingNode) else list(filled.form.given)


def check_given_names(filled: Filled[LessonForm], taken: Collection[str]) -> None:
    """That no given number has the name of a quantity or a parameter."""
    for key in filled.form.given:
        if name_of(key) in taken:
            message = f"'{name_of(key)}' names both a given number and a quantity or parameter"
            filled.report(filled.key(GIVEN, key), message, "give one of the two another name")
