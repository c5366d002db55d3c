"""What came of it: the forward pass with the new parameters, and how far the two tracks of numbers are apart."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

from rnn_tutor.derivation.result import texts
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step, StepElement
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import Real, sign
from rnn_tutor.numbers.value import Value

SHOWN = 2  # significant digits of a difference


@dataclass(frozen=True)
class Again:
    """A quantity of the forward pass, computed again with the new parameters."""

    step: Step
    by_hand: Array[str]
    exact: Array[str]


@dataclass(frozen=True)
class Outcome:
    """The forward pass with the new parameters, the loss last.

    `change` is −1, 0 or 1 as the exact loss fell, stayed or rose, `amount` by how much, and `distance` the same in
    floating point; `by_hand_change` is the change of the loss by hand. `problem` says why there is nothing to show,
    where the new parameters lead out of the numbers.
    """

    quantities: tuple[Again, ...] = ()
    change: int = 0
    amount: str = "0"
    distance: float = 0.0
    by_hand_change: int = 0
    problem: str = ""


def outcome(derivation: Derivation, digits: int = 20) -> Outcome:
    """Whether the update worked."""
    try:
        return _outcome(derivation, digits)
    except UndefinedValue as error:
        return Outcome(problem=error.problem)


def _outcome(derivation: Derivation, digits: int) -> Outcome:
    steps = tuple(derivation.step_of(operation) for operation in derivation.forward_operations)
    loss = steps[-1]
    hand = derivation.by_hand_after_update

    def read(before: Numbers) -> tuple[list[Array[str]], int, str, float]:
        after = derivation.exact_after_update()
        exact = [texts(derivation.read(after, step.ref), lambda entry: significant(entry, digits)) for step in steps]
        difference = scalar(derivation.read(after, loss.ref)) - scalar(derivation.read(before, loss.ref))
        distance = size(difference)
        return exact, sign(difference), significant(distance, SHOWN), float(arb(distance))

    exact, change, amount, distance = derivation.proved(read)
    by_hand = [texts(derivation.read(hand, step.ref), step.hand_text) for step in steps]
    again = tuple(map(Again, steps, by_hand, exact))
    by_hand_change = sign(scalar(derivation.read(hand, loss.ref)) - scalar(loss.by_hand_value))
    return Outcome(again, change, amount, distance, by_hand_change)


def apart(element: StepElement) -> str:
    """How far an element by hand is from the exact one, to two significant digits; 0 where they are equal."""
    step = element.step
    by_hand = element.of(step.by_hand_value)
    return step.derivation.proved(
        lambda numbers: significant(size(element.of(step.derivation.read(numbers, step.ref)) - by_hand), SHOWN)
    )


def farthest_apart(step: Step) -> StepElement:
    """The element whose values on the two tracks are farthest apart; among equals the first."""
    exact = entries(step.derivation.proved(lambda numbers: step.derivation.read(numbers, step.ref)))
    distances = [float(arb(size(there - here))) for there, here in zip(exact, entries(step.by_hand_value), strict=True)]
    return step.element(*step.places[distances.index(max(distances))])


def size(value: Real) -> Real:
    """The absolute value."""
    return abs(value)  # type: ignore[return-value]  # FLINT's stubs give abs() the type of its base class


def entries(value: Value) -> tuple[Real, ...]:
    """The numbers of a value; a scalar has one."""
    return value.entries if isinstance(value, Array) else (value,)


def scalar(value: Value) -> Real:
    """A value that is a single number."""
    (only,) = entries(value)
    return only
