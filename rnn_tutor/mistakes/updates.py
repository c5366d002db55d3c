"""Mistakes around the update: the learning rate too early, the new weight too soon, a step that goes up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.algebra import add, divide, multiply, negate
from rnn_tutor.equations.tree import ONE, Kind, Negative, Number, Power, Quotient, Ref, Sum, references
from rnn_tutor.mistakes.factors_and_terms import is_short
from rnn_tutor.mistakes.mutation import nodes, substituted, substituted_all
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write

RATE = Ref(Kind.RATE, "learning_rate")
CORRECTED = {"mhat": "m", "vhat": "v"}
OTHER_SHARE = {"beta1": "beta2", "beta2": "beta1"}


@MistakeRule(
    "learning-rate-early",
    "the learning rate before the update",
    "multiplied the learning rate in before the update",
    Example(
        "stock-example",
        "backward:4",
        "-0.0742",
        "the learning rate (η = 0.1) is a factor here, but it belongs in the update only",
    ),
    weight=3,
)
def learning_rate_early(task: Task) -> Iterator[Candidate]:
    """The learning rate put in before the update."""
    rate = task.derivation.lesson.learning_rate
    if task.phase in (Phase.BACKWARD, Phase.TOTAL) and rate:
        seen = f"{name_of(RATE)} = {write(rate)}"  # the table before the update doesn't show it
        words = f"the learning rate ({seen}) is a factor here, but it belongs in the update only"
        yield multiply(RATE, task.expression), words
        yield negate(multiply(RATE, task.expression)), words
    elif task.step.operation.kind is Kind.STATE and task.derivation.lesson.learning_rate:
        for ref in references(task.expression):
            if ref.kind in (Kind.TOTAL, Kind.CLIPPED):
                words = "the learning rate is a factor here, but it belongs in the step with the new weight only"
                yield substituted_all(task.expression, {ref: multiply(RATE, ref)}), words


@MistakeRule(
    "updated-not-gradient",
    "the new weight instead of its gradient",
    "gave the new value where the gradient is asked for",
    Example(
        "stock-example",
        "total:1",
        "0.514",
        "this is the new W₁, after the update, but the question asks for its gradient",
    ),
    weight=3,
)
def updated_not_gradient(task: Task) -> Iterator[Candidate]:
    """The new weight in place of its gradient; in the update, the step alone, without the weight that it moves."""
    operation = task.step.operation
    new = Ref(Kind.UPDATED, operation.name)
    if operation.kind in (Kind.SHARE, Kind.TOTAL) and task.known(new):
        name = name_of(Ref(Kind.PARAMETER, operation.name))
        yield task.part(new), f"this is the new {name}, after the update, but the question asks for its gradient"


@MistakeRule(
    "wrong-direction",
    "an update that goes up",
    "took a step up the slope: added where the update subtracts",
    Example(
        "stock-example",
        "update:1",
        "0.486",
        "this step goes up the slope, so the loss rises: the update has to subtract",
    ),
    weight=7,
)
def wrong_direction(task: Task) -> Iterator[Candidate]:
    """An update that goes up the slope."""
    if task.step.operation.kind is Kind.UPDATED and isinstance(task.expression, Sum):
        first, *rest = task.expression.terms
        words = "this step goes up the slope, so the loss rises: the update has to subtract"
        yield add(first, *(negate(term) for term in rest)), words


@MistakeRule(
    "new-weight",
    "the new weight used too soon",
    "used updated weights in the backward pass",
    Example(
        "stock-example",
        "backward:4",
        "-0.800",
        "this uses the new W₃, from after the update; in the backward pass the weights are still the old ones",
    ),
    weight=4,
)
def new_weight(task: Task) -> Iterator[Candidate]:
    """A weight at its updated value: each, and all at once."""
    if task.phase is not Phase.BACKWARD or not is_short(task.expression):
        return
    new = {
        ref: updated
        for ref in references(task.expression)
        if ref.kind is Kind.PARAMETER and task.known(updated := Ref(Kind.UPDATED, ref.name))
    }
    why = "in the backward pass the weights are still the old ones"
    for ref, updated in new.items():
        yield (
            substituted(task.expression, ref, updated),
            f"this uses the new {name_of(ref)}, from after the update; {why}",
        )
    if len(new) > 1:
        all_new = substituted_all(task.expression, new)
        yield all_new, f"this uses the new weights, from after the update; {why}"


@MistakeRule(
    "bias-correction",
    "Adam's correction",
    "took m for m̂, v for v̂, another power t, or the other β",
    Example("adam", "update:3", "-0.01426", "this is m(W₁) itself: the correction by 1 − β₁^t is missing"),
    weight=7,
)
def bias_correction(task: Task) -> Iterator[Candidate]:
    """The correction of Adam's running means: left out, with another power, with the other share."""
    if task.phase is not Phase.UPDATE:
        return
    operation = task.step.operation
    if operation.kind is Kind.STATE and operation.name in CORRECTED:
        yield from wrong_correction(task)
        return
    for ref in references(task.expression):
        if ref.kind is Kind.STATE and ref.name in CORRECTED:
            raw = Ref(Kind.STATE, CORRECTED[ref.name], via=ref.via)
            words = f"{name_of(raw)} was used where the corrected {name_of(ref)} belongs"
            yield substituted(task.expression, ref, raw), words
    corrected = [r for r in references(task.expression) if r.kind is Kind.STATE and r.name in CORRECTED]
    if len(corrected) > 1:
        both = {ref: Ref(Kind.STATE, CORRECTED[ref.name], via=ref.via) for ref in corrected}
        raw_means = substituted_all(task.expression, both)
        yield raw_means, "the running means were used without the correction for their start"


def wrong_correction(task: Task) -> Iterator[Candidate]:
    """What somebody may have divided a running mean by."""
    match task.expression:
        case Quotient(mean, Sum((first, *_)) as below) if first == ONE:
            yield mean, f"this is {write(mean)} itself: the correction by {write(below)} is missing"
            for less in below.terms[1:]:
                taken = less.operand if isinstance(less, Negative) else less
                yield divide(mean, taken), f"the divisor is {write(taken)}, but it should be {write(below)}"
        case _:
            return
    for ref in references(below):
        if ref.kind is Kind.SETTING and ref.name in OTHER_SHARE:
            other = Ref(Kind.SETTING, OTHER_SHARE[ref.name])
            words = f"{name_of(other)} was used where {name_of(ref)} belongs"
            yield substituted(task.expression, ref, other), words
    for place, node in nodes(task.expression):
        match node:
            case Power(base, exponent):
                yield place(base), f"the power {write(exponent)} is missing"
                later = Number(Fraction(task.derivation.epoch + 1))
                words = f"the power is {task.derivation.epoch + 1}, but this is update {task.derivation.epoch}"
                yield place(Power(base, later)), words
                yield (
                    place(multiply(base, exponent)),
                    f"{write(base)} was multiplied by {write(exponent)}",
                )
            case _:
                pass
