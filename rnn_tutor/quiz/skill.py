"""Which skill a step practises, by its name: what is kept of an attempt, so that progress can be summed up."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.tree import At, Expression, Kind, references
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS

OF_PHASE = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "loss",
    Phase.TOTAL: "sum-over-time",
    Phase.UPDATE: "update",
}


def skill_of(step: Step) -> str:
    """The name of the skill that a step practises."""
    if step.phase in OF_PHASE:
        return OF_PHASE[step.phase]
    outputs = output_quantities(step.derivation.unrolled)
    operation = step.operation
    if operation.kind is Kind.SHARE:
        return "output-layer" if operation.via in outputs else "weight-share"
    if any(path.offset for path in operation.paths):
        return "back-through-time"
    if any(_through_activation(step, path.consumer) for path in operation.paths):
        return "through-activation"
    on_the_way_out = all(path.consumer in outputs for path in operation.paths)
    return "output-layer" if on_the_way_out else "through-activation"


def output_quantities(unrolled: UnrolledNetwork) -> frozenset[str]:
    """The loss and what only leads to it: quantities after the last step, and those that no later step remembers."""
    network = unrolled.network
    read = {ref.name for ref in (references(network.loss.expression) if network.loss else [])}
    remembered = {
        ref.name
        for equation in network.each_step
        for ref in references(equation.expression)
        if ref.at in (At.BEFORE, At.AFTER)
    }
    at_each_step = {equation.name for equation in network.each_step if equation.name in read - remembered}
    return frozenset({LOSS, *at_each_step, *(equation.name for equation in network.output)})


def _through_activation(step: Step, consumer: str) -> bool:
    """Whether a quantity enters its consumer inside an activation."""
    if consumer == LOSS:
        return False
    expression = step.derivation.unrolled.equation(consumer).expression
    return any(_holds(application, step.quantity) for application in activations_in(expression))


def _holds(expression: Expression, name: str) -> bool:
    return any(ref.name == name for ref in references(expression))
