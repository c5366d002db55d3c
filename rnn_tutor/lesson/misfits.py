"""What doesn't fit in the values of a lesson: shapes that meet in its equations, start values, shares of a target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rnn_tutor.equations.array import SCALAR, Array, Shape
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.reductions import CROSS_ENTROPY
from rnn_tutor.equations.shapes import describe, shape_clause
from rnn_tutor.equations.tree import Apply, Expression, Kind, Number, Ref, children
from rnn_tutor.lesson.fitting import Misfit, fitted
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Network, Parameter, Section
from rnn_tutor.lesson.naming import name_of
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.schema_values import Values
from rnn_tutor.lesson.written_equation import WrittenEquation

PREDICTION = "P"  # as the named networks call it


def report_misfits(
    filled: Filled[LessonForm], network: Network, written: Sequence[WrittenEquation], parameters: Mapping[str, Shape]
) -> dict[str, Shape]:
    """Report the misfits of a network whose names are all known; the shape of each name, where it can be told.

    `written` are its equations as the lesson's file has them, `parameters` the shapes of what it gives for them.
    """
    form = filled.form
    starts = {name_of(name): (name, as_array(value).shape) for name, value in form.starts.items()}
    given = {name: name_of(parameter) for name, parameter in form.learned.items()}
    starts |= {name_of(name): (name, parameters[own]) for name, own in given.items() if own in parameters}
    found = fitted(network, {**parameters, **dict(_data(filled))}, {name: shape for name, (_, shape) in starts.items()})
    for misfit in found.misfits:
        filled.report(_place(filled, misfit, written), misfit.message, misfit.error.remedy)
    for name, (key, shape) in starts.items():
        wanted = found.shapes.get(name, shape)
        if wanted != shape and f"initial.{key}" not in filled.unreliable:
            message = f"the start value of {name} {shape_clause(shape)}, but {name} {shape_clause(wanted)}"
            filled.report(filled.place("initial", key), message, f"write {describe(wanted)}")
    if network.loss is not None and _compares_shares(network.loss.expression):
        _check_shares(filled)
    elif form.network is not None and found.shapes.get(PREDICTION) == SCALAR:
        _check_single(filled)
    return found.shapes


def vector_sizes(filled: Filled[LessonForm], network: Network, parameters: Sequence[Parameter]) -> dict[str, int]:
    """How many numbers each quantity has that is a column of them, in the order of the equations."""
    given = {parameter.name: parameter.value.shape for parameter in parameters}
    starts = {name_of(name): as_array(value).shape for name, value in filled.form.starts.items()}
    found = fitted(network, {**given, **dict(_data(filled))}, starts).shapes
    names = [equation.name for equation in (*network.each_step, *network.output)]
    return {name: shape[0] for name in names if (shape := found.get(name)) and shape[1] == 1}


def _data(filled: Filled[LessonForm]) -> Iterator[tuple[str, Shape]]:
    """The shapes of the input and the target, as far as they could be read."""
    if filled.form.inputs and "inputs" not in filled.unreliable:
        yield "input", as_array(filled.form.inputs[0]).shape
    for name, values in filled.form.given.items():
        yield name_of(name), as_array(values[0]).shape
    if targets := _targets(filled):
        yield "target", as_array(targets[0]).shape


def _targets(filled: Filled[LessonForm]) -> list[Values]:
    return [] if {"target", "targets"} & filled.unreliable else filled.form.all_targets


def _place(filled: Filled[LessonForm], misfit: Misfit, written: Sequence[WrittenEquation]) -> Place:
    """Where the parts that meet stand in the lesson; for equations of the package, what the lesson gives them."""
    equation = misfit.equation
    for candidate in written:
        if candidate.name == equation.name and candidate.value is not None and equation.place is not None:
            return candidate.value.place_of(misfit.error.offset)
    if equation.section is Section.LOSS:
        return filled.place("target" if filled.form.targets is None else "targets")
    return filled.place("network")


def _compares_shares(expression: Expression) -> bool:
    match expression:
        case Apply(CROSS_ENTROPY.name, (Ref(Kind.TARGET), _)):
            return True
        case _:
            return any(_compares_shares(part) for part in children(expression))


def _check_single(filled: Filled[LessonForm]) -> None:
    """That a named network with a single number as its prediction has no vector to come up to."""
    key = "targets" if filled.form.targets is not None else "target"
    for step, target in enumerate(_targets(filled)):
        shape = as_array(target).shape
        if shape:
            place = filled.place(key, step) if key == "targets" else filled.place(key)
            is_meant_for_steps = key == "target" and shape == (filled.form.steps, 1)
            remedy = "one for each time step goes under `targets`" if is_meant_for_steps else "write a single number"
            filled.report(place, f"the target {shape_clause(shape)}, but the prediction is a single number", remedy)


def _check_shares(filled: Filled[LessonForm]) -> None:
    """That a target of cross_entropy has a share for each choice, which make up a whole."""
    key = "targets" if filled.form.targets is not None else "target"
    for step, target in enumerate(_targets(filled)):
        place = filled.place(key, step) if key == "targets" else filled.place(key)
        shares: Array[Number] = as_array(target)
        total = sum((share.value for share in shares.entries), Fraction(0))
        remedy = "give the right choice a 1 and the others a 0, or write probabilities like [0.2, 0.8]"
        if any(share.value < 0 for share in shares.entries):
            filled.report(place, "a target of cross_entropy can't be negative", remedy)
        elif total != 1 and shares.shape:
            message = (
                f"a target of cross_entropy has to add up to 1, and this one adds up to {number_text(Number(total))}"
            )
            filled.report(place, message, remedy)
