"""Many updates of a lesson's network, one after the other.

The operations are those of the lesson's derivation, in the same order; only the arithmetic is another. A derivation is
exact and proves its digits. A training curve of a thousand updates is looked at, not checked by hand, so it is computed
in ordinary double precision, as training programs do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.derivation.values import lesson_numbers
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Kind
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.evaluate import Evaluator, Key, Numbers, Value, compiled, key_of, spread
from rnn_tutor.numbers.floating import FLOATING, as_floats
from rnn_tutor.numbers.real import DomainError

LOSS_KEY = key_of(Kind.QUANTITY, LOSS, None)
UPDATE_NUMBER = key_of(Kind.SETTING, "t", None)


@dataclass(frozen=True)
class Update:
    """One update: the loss before it, and what it left.

    `number` counts from 1. `parameters` holds the new values by name, `predictions` what the network predicted before
    the update, by name and time step (None after the last step).
    """

    number: int
    loss: float
    parameters: dict[str, Array[float]]
    predictions: dict[tuple[str, int | None], Array[float]]


class Diverged(ArithmeticError):
    """Training that left the numbers: at which update, at which step of it, and how."""

    def __init__(self, number: int, operation: Operation, problem: str) -> None:
        super().__init__(problem)
        self.number = number
        self.operation = operation
        self.problem = problem


class Training:
    """A lesson's network, ready to be updated as often as asked."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        first = Derivation(lesson)
        # The first update differs from the later ones: an optimizer's states are zero, and left out.
        self._first = _Programme(first, lesson.time_steps)
        self._later = _Programme(Derivation(lesson, first), lesson.time_steps)
        self._numbers: Numbers = {key: as_floats(value) for key, value in lesson_numbers(lesson).items()}
        self._predicted = predictions_of(first)
        self._done = 0

    def run(self, updates: int) -> Iterator[Update]:
        """So many further updates, each given when it is made.

        Raises:
            Diverged: at the update whose numbers grow beyond all bounds, or have no value.
        """
        for _ in range(updates):
            number = self._done + 1
            self._numbers[UPDATE_NUMBER] = number  # type: ignore[assignment]  # numbers are floats in training
            programme = self._later if self._done else self._first
            programme.run(self._numbers, number)
            self._done = number
            yield self._update(programme, number)

    def loss(self) -> float:
        """The loss with the parameters as they are now."""
        numbers = dict(self._numbers)
        self._first.run_forward(numbers, self._done)
        return _floats(numbers[LOSS_KEY]).only

    def _update(self, programme: _Programme, number: int) -> Update:
        numbers = self._numbers
        loss = _floats(numbers[LOSS_KEY]).only
        predictions = {place: _floats(numbers[key]) for place, key in self._predicted.items()}
        parameters: dict[str, Array[float]] = {}
        for name, new, old in programme.moved:
            numbers[old] = numbers[new]
            parameters[name] = _floats(numbers[new])
        for state, before in programme.states:
            numbers[before] = numbers[state]
        return Update(number, loss, parameters, predictions)


class _Programme:
    """The operations of one update, compiled for floating-point numbers."""

    def __init__(self, derivation: Derivation, last: int) -> None:
        compiled_once: dict[int, Evaluator] = {}
        self.lines: list[tuple[Operation, Key, Evaluator]] = []
        for operation in derivation.operations:
            template = operation.template
            if id(template) not in compiled_once:
                compiled_once[id(template)] = compiled(template, last, FLOATING)
            key = key_of(operation.kind, operation.name, operation.time, operation.via)
            self.lines.append((operation, key, compiled_once[id(template)]))
        self.forward = [line for line in self.lines if line[0].kind is Kind.QUANTITY]
        updated = [op for op in derivation.operations if op.kind is Kind.UPDATED]
        states = [op for op in derivation.operations if op.kind is Kind.STATE]
        self.moved = [
            (op.name, key_of(Kind.UPDATED, op.name, None), key_of(Kind.PARAMETER, op.name, None)) for op in updated
        ]
        self.states = [
            (key_of(Kind.STATE, op.name, None, op.via), key_of(Kind.STATE_BEFORE, op.name, None, op.via))
            for op in states
        ]

    def run(self, numbers: Numbers, number: int) -> None:
        self._run(self.lines, numbers, number)

    def run_forward(self, numbers: Numbers, number: int) -> None:
        self._run(self.forward, numbers, number)

    def _run(self, lines: list[tuple[Operation, Key, Evaluator]], numbers: Numbers, number: int) -> None:
        for operation, key, evaluator in lines:
            try:
                value = evaluator(numbers, operation.frame)
            except DomainError as error:
                raise Diverged(number, operation, error.operation) from error
            except OverflowError as error:
                raise Diverged(number, operation, "a number too large to go on with") from error
            numbers[key] = spread(value, operation.shape) if operation.shape else value
        for operation, key, _ in lines:
            if not all(map(math.isfinite, _floats(numbers[key]).entries)):
                raise Diverged(number, operation, "a number too large to go on with")


def predictions_of(derivation: Derivation) -> dict[tuple[str, int | None], Key]:
    """The quantities that the loss compares with the targets, by name and time step."""
    network, last = derivation.lesson.network, derivation.unrolled.last
    in_loss = [ref for ref in derivation.unrolled.quantities_in(network.loss) if ref.name != LOSS]
    late = {equation.name for equation in network.output}
    found: dict[tuple[str, int | None], Key] = {}
    for ref in in_loss:
        times = [None] if ref.name in late else list(range(1, last + 1)) if network.loss_each_step else [last]
        for time in times:
            found[ref.name, time] = key_of(Kind.QUANTITY, ref.name, time)
    return found


def _floats(value: Value) -> Array[float]:
    """A value of the training's numbers, which are all floats."""
    return value if isinstance(value, Array) else Array((), (value,))  # type: ignore[return-value, arg-type]  # see above
