"""Gradients of the inputs and of the initial state, where a lesson asks for them.

The input of each time step becomes a quantity of its own, x = input, and each initial state a frozen parameter, so that
their gradients are found as any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace as changed

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import At, Expression, Kind, Ref
from rnn_tutor.lesson.lesson import Equation, Lesson, Parameter, Section

INPUTS, INITIAL = "inputs", "initial"


def with_more_gradients(lesson: Lesson, wanted: Collection[str]) -> Lesson:
    """The lesson with what it takes to find the gradients that are wanted."""
    if INPUTS in wanted and lesson.inputs:
        lesson = with_input_as_quantity(lesson)
    if INITIAL in wanted:
        lesson = with_initial_as_parameters(lesson)
    return lesson


def with_input_as_quantity(lesson: Lesson) -> Lesson:
    """The lesson with x = input as the first equation of each step, and x wherever the input was read."""
    network = lesson.network
    name = free_name(lesson, ("x", "x_in", "input_x"))

    def of_quantity(part: Expression) -> Expression | None:
        if isinstance(part, Ref) and part.kind is Kind.INPUT and part.name == "input":
            return Ref(Kind.QUANTITY, name, part.at, offset=part.offset)
        return None

    def read(equation: Equation) -> Equation:
        return changed(equation, expression=replace(equation.expression, of_quantity))

    first = Equation(name, Ref(Kind.INPUT, "input", At.HERE), Section.EACH_STEP, "input")
    return changed(
        lesson,
        network=changed(
            network,
            each_step=(first, *map(read, network.each_step)),
            output=tuple(map(read, network.output)),
            loss=network.loss and read(network.loss),
        ),
    )


def with_initial_as_parameters(lesson: Lesson) -> Lesson:
    """The lesson with each initial state as a frozen parameter: h0."""
    parameters, learned = list(lesson.parameters), list(lesson.learned)
    for quantity, value in lesson.initial:
        name = free_name(lesson, (f"{quantity}0", f"{quantity}_0", f"{quantity}_initial"))
        parameters.append(Parameter(name, value, frozen=True))
        learned.append((quantity, name))
    return changed(lesson, parameters=tuple(parameters), learned=tuple(learned), initial=())


def free_name(lesson: Lesson, names: Iterable[str]) -> str:
    """The first of some names that the lesson doesn't use."""
    taken = {*(e.name for e in lesson.network.all), *(p.name for p in lesson.parameters), *lesson.streams}
    return next(name for name in names if name not in taken)
