"""What people take for an activation's slope: derived for any function of the table from its own row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.calculus.local import slope
from rnn_tutor.equations.algebra import add, multiply, negate, power
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import ONE, ZERO, Apply, Expression, Kind, Number, Ref
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.task import key_for
from rnn_tutor.notation.line import write

TWO = Number(Fraction(2))
FEW_STEPS = 6  # time steps, among which any may be taken for another


@dataclass(frozen=True)
class WrongSlope:
    """An activation that a gradient passes: its slope, and what may stand in its place, each with its words."""

    notation: str
    right: Expression
    alternatives: tuple[tuple[Expression, str], ...]


def wrong_slopes(step: Step) -> Iterator[WrongSlope]:
    """The activations in the equations through which a step's own quantity acts."""
    unrolled = step.derivation.unrolled
    for path in step.operation.paths:
        consumer = unrolled.consumer(step.time_step, path)
        if consumer.name == LOSS:
            continue
        time = consumer.at if isinstance(consumer.at, int) else None
        expression = unrolled.equation_at(consumer.name, time)
        for application in activations_in(expression):
            output: Expression = consumer if application == expression else application
            right = slope(application, 0, output)
            found = _alternatives(step, application, output)
            alternatives = tuple((wrong, words) for wrong, words in found if wrong != right)
            yield WrongSlope(FUNCTIONS[application.function].notation, right, alternatives)


def _alternatives(step: Step, application: Apply, output: Expression) -> Iterator[tuple[Expression, str]]:
    (inner,) = application.arguments
    right = write(slope(application, 0, output))
    notation = FUNCTIONS[application.function].notation
    y, x = write(output), write(inner)
    rest = add(ONE, negate(output))
    yield output, f"{y} itself stands where the slope {right} belongs"
    yield rest, f"1 − {y} stands where the slope {right} belongs"
    yield multiply(output, rest), f"{y}(1 − {y}) is the slope of σ, not of {notation}"
    yield add(ONE, negate(power(output, TWO))), f"1 − {y}² is the slope of tanh, not of {notation}"
    yield power(output, TWO), f"{y}² stands where the slope {right} belongs"
    at_output = Apply(application.function, (output,))
    words = f"{y} was put through {notation} once more; the slope is {right}, with {notation}({x}) = {y} as it is"
    yield slope(at_output, 0, at_output), words
    yield slope(application, 0, inner), f"the input {x} was used where the slope needs the output {y}"
    if FUNCTIONS[application.function].has_branches:
        yield ONE, f"the gradient was passed on unchanged, but {notation} blocks it here"
        yield ZERO, f"the gradient was blocked, but {notation} lets it through here"
    for other in _other_outputs(step, output):
        yield slope(application, 0, other), f"the slope was computed from {write(other)} instead of {y}"


def _other_outputs(step: Step, output: Expression) -> Iterator[Ref]:
    """What may be taken for an output: the same at other time steps, and others of the same time step."""
    if not isinstance(output, Ref) or not isinstance(output.at, int):
        return
    last = step.derivation.lesson.time_steps
    farthest = last if last <= FEW_STEPS else 1
    others = [
        Ref(Kind.QUANTITY, output.name, at)
        for away in range(1, farthest + 1)
        for at in (output.at - away, output.at + away)
    ]
    network = step.derivation.unrolled.network
    others += [
        Ref(Kind.QUANTITY, equation.name, output.at)
        for equation in network.each_step
        if equation.name != output.name and next(activations_in(equation.expression), None) is not None
    ]
    for other in others:
        shape = step.derivation.unrolled.shape
        if key_for(other) in step.derivation.by_hand and shape(other) == shape(output):
            yield other
