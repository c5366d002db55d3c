"""Poor lessons by what their equations mean: a softmax of shares, or of one number; a target that is spread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rnn_tutor.audit.finding import Finding, equation_of, rule
from rnn_tutor.equations.operations.reductions import CROSS_ENTROPY, SOFTMAX
from rnn_tutor.equations.shapes import shape_clause, shape_of
from rnn_tutor.equations.source import source
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Negative, Ref, Sum, children, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.unknown_names import LAST_VALUE

TARGET_LAST = re.compile(r"(?<![\w.])((?:mean_)?(?:binary_)?cross_entropy)\(\s*([^(),]+?)\s*,\s*target\s*\)")
OF_LOSS = ("loss", "equations", "loss")  # its own key, or under the equations


@rule
def softmax_twice(derivation: Derivation) -> Iterator[Finding]:
    """A softmax before cross_entropy, which takes one itself."""
    network = derivation.lesson.network
    if network.loss is None:
        return
    made = {equation.name: equation.expression for equation in network.all}
    for call in calls(network.loss.expression, CROSS_ENTROPY.name):
        scores = call.arguments[1]
        origin = made.get(scores.name, scores) if isinstance(scores, Ref) else scores
        if isinstance(origin, Apply) and origin.function == SOFTMAX.name:
            message = f"cross_entropy applies softmax itself, but {source(scores)} already comes from softmax"
            remedy = "leave softmax(…) out, or write -sum(target*log(…)) for the loss of probabilities"
            yield Finding("softmax-twice", equation_of(derivation, network.loss.name), message, remedy)


@rule
def target_last(derivation: Derivation) -> Iterator[Finding]:
    """A cross-entropy with the target behind the prediction, as PyTorch has it: here it is another function."""
    loss = derivation.lesson.network.loss
    if loss is not None and (found := TARGET_LAST.search(loss.text)):
        message = f"in {found[1]}(…) the target comes first, and the prediction second"
        remedy = f"write {found[1]}(target, {found[2]})"
        yield Finding("target-last", OF_LOSS, message, remedy)


@rule
def state_as_parameter(derivation: Derivation) -> Iterator[Finding]:
    """A parameter called like a state at the step before, h_prev, where no equation reads that."""
    network = derivation.lesson.network
    states = {equation.name for equation in network.each_step}
    read = {
        ref.name for equation in network.each_step for ref in references(equation.expression) if ref.at is At.BEFORE
    }
    for parameter in derivation.lesson.parameters:
        state = LAST_VALUE.sub("", parameter.name).strip("_")
        if state != parameter.name and state in states - read:
            message = (
                f"{parameter.name} is a parameter, the same at each step, and no equation reads the previous {state}"
            )
            remedy = f"write previous({state}) for {parameter.name}, and take it out of the parameters"
            yield Finding("state-as-parameter", ("parameters", parameter.name), message, remedy)


@rule
def softmax_of_one(derivation: Derivation) -> Iterator[Finding]:
    """A softmax of a single number, which is 1."""
    shape = derivation.unrolled.shape
    for equation in derivation.lesson.network.all:
        for call in calls(equation.expression, SOFTMAX.name):
            if not shape_of(call.arguments[0], shape):
                message = f"{source(call)} is 1 for every number, so nothing is learned through it"
                where = equation_of(derivation, equation.name)
                yield Finding("softmax-of-one", where, message, "write sigmoid(…) for a single probability")


@rule
def spread_target(derivation: Derivation) -> Iterator[Finding]:
    """A target of several numbers beside a prediction of one."""
    loss, shape = derivation.lesson.network.loss, derivation.unrolled.shape
    if loss is None or loss.section is not Section.LOSS:
        return
    for one, other in differences(loss.expression):
        of_target, of_other = shape(one), shape(other)
        if of_target and not of_other:
            message = (
                f"the target {shape_clause(of_target)}, but {other.name} is a single one, compared with each of them"
            )
            remedy = "give as many numbers as the network predicts"
            yield Finding("spread-target", equation_of(derivation, loss.name), message, remedy)


def calls(expression: Expression, function: str) -> Iterator[Apply]:
    """Where an expression calls a function."""
    if isinstance(expression, Apply) and expression.function == function:
        yield expression
    for part in children(expression):
        yield from calls(part, function)


def differences(expression: Expression) -> Iterator[tuple[Ref, Ref]]:
    """The target and what is subtracted from it, or it from."""
    match expression:
        case Sum((Ref(Kind.TARGET) as target, Negative(Ref(Kind.QUANTITY) as other))):
            yield target, other
        case Sum((Ref(Kind.QUANTITY) as other, Negative(Ref(Kind.TARGET) as target))):
            yield target, other
    for part in children(expression):
        yield from differences(part)
