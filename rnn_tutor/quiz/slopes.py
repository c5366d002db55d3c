"""What people take for an activation's slope: derived for any function of the table from its own row."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rnn_tutor.derivation.step import Step
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.algebra import add, multiply, negate, power
from rnn_tutor.equations.definitions import slope
from rnn_tutor.equations.functions import ACTIVATIONS, FUNCTIONS
from rnn_tutor.equations.tree import ONE, ZERO, Apply, Expression, Kind, Number, Ref, children
from rnn_tutor.equations.writing import PAPER, write
from rnn_tutor.quiz.interval import key_for

TWO = Number(Fraction(2))


def wrong_slopes(step: Step) -> Iterator[tuple[Expression, Expression, str]]:
    """For each activation that a gradient passes: its slope, what may stand in its place, and what that is."""
    unrolled = step.derivation.unrolled
    for path in step.operation.paths:
        consumer = unrolled.consumer(step.time_step, path)
        if consumer.name == LOSS:
            continue
        time = consumer.at if isinstance(consumer.at, int) else None
        expression = unrolled.equation_at(consumer.name, time)
        for application in _activations(expression):
            output: Expression = consumer if application == expression else application
            yield from _alternatives(step, application, output)


def _activations(expression: Expression) -> Iterator[Apply]:
    if isinstance(expression, Apply) and expression.function in ACTIVATIONS:
        yield expression
    for part in children(expression):
        yield from _activations(part)


def _alternatives(step: Step, application: Apply, output: Expression) -> Iterator[tuple[Expression, Expression, str]]:
    """The wrong slopes of one applied activation, each with its words."""
    (inner,) = application.arguments
    right = slope(application, 0, output)
    function = FUNCTIONS[application.function]
    y, x = write(output, PAPER), write(inner, PAPER)
    rest = add(ONE, negate(output))
    candidates: list[tuple[Expression, str]] = [
        (output, f"{y} itself stands where its slope belongs"),
        (rest, f"1 − {y} stands where the slope {write(right, PAPER)} belongs"),
        (multiply(output, rest), f"{y}(1 − {y}) is the slope of σ, not of {function.notation}"),
        (
            add(ONE, negate(power(output, TWO))),
            f"1 − {y}² is the slope of tanh, not of {function.notation}",
        ),
        (
            slope(Apply(application.function, (output,)), 0, Apply(application.function, (output,))),
            f"the slope was taken at the output {y}, and it belongs at the input {x}",
        ),
        (slope(application, 0, inner), f"the input {x} was put where the slope reads the output {y}"),
        (ONE, f"the gradient was passed on as if {function.notation} had slope 1"),
        (ZERO, f"the gradient was blocked, and {function.notation} lets it through here"),
    ]
    for other in _other_outputs(step, output):
        words = f"the slope was read off {write(other, PAPER)} instead of {y}"
        candidates.append((slope(application, 0, other), words))
    for wrong, words in candidates:
        if wrong != right:
            yield right, wrong, words


def _other_outputs(step: Step, output: Expression) -> Iterator[Ref]:
    """The same output at the time steps around."""
    if isinstance(output, Ref) and isinstance(output.at, int):
        for time in (output.at - 1, output.at + 1):
            other = Ref(Kind.QUANTITY, output.name, time)
            if key_for(other) in step.derivation.by_hand:
                yield other
