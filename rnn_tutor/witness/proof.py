"""Whether each gradient of a derivation is what the witness finds: all of its elements, in every epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from flint import arb

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import START_BITS, WorkingPrecision
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.outcome import entries
from rnn_tutor.explain.step import Step
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.places import key_of
from rnn_tutor.numbers.real import TAKEN_AS_EQUAL, DomainError, Real, Undecided, is_exact_zero
from rnn_tutor.witness.forward import ForwardPass
from rnn_tutor.witness.series import AtKink

GRADIENTS = (Phase.BACKWARD, Phase.TOTAL)
AGREED = arb(10) ** -20  # of the number itself, by which two that are the same may differ
MOST_BITS = TAKEN_AS_EQUAL
NEXT_TO_NOTHING = arb(10) ** -100  # a zero that is one only to so many places


class ProofResult(Enum):
    """What the witness says of a gradient."""

    PROVED = "proved"
    REFUTED = "another number"
    UNDECIDED = "not told apart from others"
    AT_KINK = "at a kink, where the loss has no derivative"


@dataclass(frozen=True)
class Proof:
    """The gradient steps of a derivation and of its further epochs, each with what the witness says of it.

    There are `gradients` of them; where somebody stopped it there are fewer findings.
    """

    derivation: Derivation = field(repr=False)
    findings: tuple[tuple[Step, ProofResult], ...]
    gradients: int

    @property
    def stopped(self) -> bool:
        """Whether somebody ended it before all were asked about."""
        return len(self.findings) < self.gradients

    def steps(self, *of: ProofResult) -> list[Step]:
        """The steps with one of these findings."""
        return [step for step, finding in self.findings if finding in of]

    @property
    def asked(self) -> int:
        """How many gradients there are; one at a kink is none."""
        return self.gradients - len(self.steps(ProofResult.AT_KINK))


def prove(derivation: Derivation, watch: Callable[[int, int], None] = lambda _, __: None) -> Proof:
    """Every gradient step, with all its elements, in every epoch; `watch` is told how many are done, and of how many.

    Ctrl-C ends it early.
    """
    steps = [step for epoch in derivation.epochs for step in gradient_steps(epoch)]
    findings: list[tuple[Step, ProofResult]] = []
    try:
        for step in steps:
            watch(len(findings), len(steps))
            findings.append((step, finding_on(step)))
    except KeyboardInterrupt:
        pass  # what was found by then is told, with how much there is
    return Proof(derivation, tuple(findings), len(steps))


def gradient_steps(derivation: Derivation) -> Iterator[Step]:
    """The contributions, the quantities' gradients and the totals of one epoch."""
    return (step for step in derivation.steps if step.phase in GRADIENTS)


def finding_on(step: Step) -> ProofResult:
    """What the witness says of a gradient: what holds of all of its elements, or the worst of it."""
    found = {_finding_on(step, place) for place in range(len(step.places))}
    return next(
        finding
        for finding in (ProofResult.REFUTED, ProofResult.UNDECIDED, ProofResult.AT_KINK, ProofResult.PROVED)
        if finding in found
    )


def _finding_on(step: Step, place: int) -> ProofResult:
    bits = START_BITS
    while bits <= MOST_BITS:
        try:
            theirs = slope(step, place, bits)
            ours = entries(step.derivation.read(step.derivation.exact_at(bits), step.ref))[place]
        except (Undecided, DomainError):
            bits *= 2
            continue
        except AtKink:
            return ProofResult.AT_KINK
        with WorkingPrecision(bits):
            apart = arb(ours) - theirs
            if not apart.contains(0):
                return ProofResult.REFUTED
            if is_exact_zero(ours) and is_exact_zero(theirs):
                return ProofResult.PROVED
            if apart.abs_upper() < AGREED * arb(ours).abs_lower():
                return ProofResult.PROVED
            if bits > 4 * START_BITS and apart.abs_upper() < NEXT_TO_NOTHING and arb(ours).contains(0):
                return ProofResult.PROVED
        bits *= 2
    return ProofResult.UNDECIDED


def slope(step: Step, place: int, bits: int) -> arb:
    """How the loss moves with an element of what a step finds the gradient of; its place counted from 0.

    Raises:
        Undecided: where more bits are needed.
        AtKink: where there is no derivative.
    """
    forward, operation = forward_pass(step.derivation), step.operation
    if operation.kind is Kind.GRADIENT:
        return forward.of_quantity(operation.name, operation.time, place, bits)
    if operation.kind is Kind.SHARE:
        return forward.of_use(operation.name, operation.via, operation.time, place, bits)
    return forward.of_parameter(operation.name, place, bits)


def value(step: Step, place: int, bits: int) -> Real:
    """An element of a quantity, as the witness's own forward pass has it."""
    operation = step.operation
    key = key_of(operation.kind, operation.name, operation.time)
    return entries(forward_pass(step.derivation).still(bits)[key])[place]


@cache
def forward_pass(derivation: Derivation) -> ForwardPass:
    """The forward pass of an epoch, read once."""
    return ForwardPass(derivation)


def witnessed(step: Step, row: int, column: int, digits: int) -> str | None:
    """The witness's own digits of an element, counted from 1, of a gradient or of the forward pass.

    None at a kink, and for what is neither.
    """
    is_value = step.operation.kind is Kind.QUANTITY
    if not is_value and step.phase not in GRADIENTS:
        return None
    place = step.places.index((row, column))
    bits = START_BITS
    while bits <= TAKEN_AS_EQUAL:
        try:
            found = value(step, place, bits) if is_value else slope(step, place, bits)
            with WorkingPrecision(bits):
                return "0" if is_exact_zero(found) else significant(found, digits)
        except (Undecided, DomainError):
            bits *= 2
        except AtKink:
            return None
    return None
