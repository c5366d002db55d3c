"""Many updates of a lesson's network, one after the other.

The operations are those of the lesson's derivation, in the same order; only the arithmetic is another. A derivation is
exact and proves its digits. A training curve of a thousand updates is looked at, not checked by hand, so it is computed
in ordinary double precision, as training programs do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.derivation.values import lesson_numbers
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Kind
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.numbers.floating import as_floats
from rnn_tutor.numbers.places import InList, Key, key_of
from rnn_tutor.numbers.real import TOO_LARGE, DomainError
from rnn_tutor.training.machine import Instruction, instructions

LOSS_KEY = key_of(Kind.QUANTITY, LOSS, None)
UPDATE_NUMBER = key_of(Kind.SETTING, "t", None)

FloatArray: TypeAlias = Array[float]
PredictionPlace: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True)
class UpdateLayout:
    """What the numbers kept of an update are: parameters by name, predictions by name and time step."""

    parameters: tuple[str, ...]
    predictions: tuple[PredictionPlace, ...]


class Update:
    """One update: the loss before it, and the parameters that it `left`, in the order of the layout.

    `number` counts from 1.
    """

    __slots__ = ("_layout", "_predictions", "left", "loss", "number")

    def __init__(self, number: int, loss: float, layout: UpdateLayout, left: list[Any], predictions: list[Any]) -> None:
        self.number = number
        self.loss = loss
        self.left = left
        self._layout = layout
        self._predictions = predictions

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The new values, by name."""
        return dict(zip(self._layout.parameters, map(as_array, self.left), strict=True))

    @property
    def predictions(self) -> dict[PredictionPlace, FloatArray]:
        """What the network predicted before the update, by name and time step (None after the last step)."""
        return dict(zip(self._layout.predictions, map(as_array, self._predictions), strict=True))


class Diverged(ArithmeticError):
    """Training that left the numbers: at which update, at which step of it, and how."""

    def __init__(self, number: int, operation: Operation, problem: str) -> None:
        super().__init__(problem)
        self.number = number
        self.operation = operation
        self.problem = problem


class Training:
    """A lesson's network, ready to be updated as often as asked.

    `first` is the solution of its first epoch, where there is one already: nothing is derived a second time.
    """

    def __init__(self, lesson: Lesson, first: Solution | None = None) -> None:
        self.lesson = lesson
        self.done = 0
        first = first or Solution(lesson)
        self._solution = first
        places = InList(lesson.time_steps)
        given = {places.of(key): as_floats(value) for key, value in lesson_numbers(lesson).items()}
        self._first = list(instructions(first, places))
        operations = first.operations
        states = [op for op in operations if op.kind is Kind.STATE]
        # The first update differs from the later ones where an optimizer keeps states: they are zero, and left out.
        self._later = list(instructions(Solution(lesson, first), places)) if states else self._first
        self._forward = [line for line in self._first if line.operation.kind is Kind.QUANTITY]
        updated = [op.name for op in operations if op.kind is Kind.UPDATED]
        self._predicted = predictions_of(first)
        self._layout = UpdateLayout(tuple(updated), tuple(self._predicted))
        self._new = [places.of(key_of(Kind.UPDATED, name, None)) for name in updated]
        self._old = [places.of(key_of(Kind.PARAMETER, name, None)) for name in updated]
        self._states = [places.of(key_of(Kind.STATE, op.name, None, op.via)) for op in states]
        self._before = [places.of(key_of(Kind.STATE_BEFORE, op.name, None, op.via)) for op in states]
        self._seen = [places.of(key) for key in self._predicted.values()]
        self._loss = places.of(LOSS_KEY)
        self._count = places.of(UPDATE_NUMBER)
        self._places = places
        self._numbers: list[Any] = [0.0] * places.size
        for place, value in given.items():
            self._numbers[place] = value

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as its lesson and its numbers: all else is compiled from these."""
        return resumed, (self.lesson, self._numbers, self.done)

    def run(self, updates: int) -> Iterator[Update]:
        """So many further updates, each given when it is made.

        Raises:
            Diverged: at the update whose numbers grow beyond all bounds, or have no value.
        """
        numbers = self._numbers
        carried = list(zip((*self._old, *self._before), (*self._new, *self._states), strict=True))
        for _ in range(updates):
            number = self.done + 1
            numbers[self._count] = number
            self._run(self._later if self.done else self._first, number, numbers)
            loss = numbers[self._loss]
            for old, new in carried:
                numbers[old] = numbers[new]
            self.done = number
            yield Update(
                number,
                loss,
                self._layout,
                [numbers[place] for place in self._new],
                [numbers[place] for place in self._seen],
            )

    def _run(self, lines: Sequence[Instruction], number: int, numbers: list[Any]) -> None:
        try:
            for place, evaluator, frame, _ in lines:
                numbers[place] = evaluator(numbers, frame)
        except (DomainError, OverflowError):
            find_divergence(lines, numbers, number)
            raise
        if not are_finite([numbers[self._loss], *(numbers[place] for place in self._new)]):
            find_divergence(lines, numbers, number)

    def return_to(self, update: Update) -> None:
        """Take up the parameters again that an update left."""
        for place, value in zip(self._old, update.left, strict=True):
            self._numbers[place] = value

    def put(self, parameter: str, value: float | FloatArray) -> None:
        """Give a parameter another value."""
        self._numbers[self._places.of(key_of(Kind.PARAMETER, parameter, None))] = value

    def in_full(self) -> Training:
        """The same with gradients that nothing cuts."""
        if self.lesson.training.truncate is None:
            return self
        in_full = self._solution.in_full
        whole = Training(in_full.lesson, in_full)
        for parameter in self.lesson.parameters:
            whole.put(parameter.name, self._numbers[self._places.of(key_of(Kind.PARAMETER, parameter.name, None))])
        return whole

    def evaluate(self) -> UpdateNumbers:
        """Everything that one more update would compute, with the parameters as they are now; nothing is moved.

        Raises:
            Diverged: where a number has no value.
        """
        numbers = list(self._numbers)
        self._run(self._first, self.done + 1, numbers)
        return UpdateNumbers(numbers, self._places, self._predicted)

    def loss_at(self, parameter: str, place: int, value: float) -> float:
        """The loss if one number of a parameter had another value; infinite where there is none.

        `place` counts the parameter's numbers row by row from 0.
        """
        numbers = list(self._numbers)
        slot = self._places.of(key_of(Kind.PARAMETER, parameter, None))
        numbers[slot] = replaced(numbers[slot], place, value)
        try:
            self._run(self._forward, self.done, numbers)
        except Diverged:
            return math.inf
        return float(numbers[self._places.of(LOSS_KEY)])


def resumed(lesson: Lesson, numbers: list[Any], done: int) -> Training:
    """A lesson's network after so many updates, with the numbers that they left."""
    training = Training(lesson)
    training.done = done
    training._numbers[:] = numbers  # noqa: SLF001  # its own
    return training


class UpdateNumbers:
    """The numbers of one update, looked at."""

    def __init__(self, numbers: list[Any], places: InList, predicted: dict[PredictionPlace, Key]) -> None:
        self._numbers = numbers
        self._places = places
        self._predicted = predicted

    def _at(self, key: Key) -> FloatArray:
        place = self._places.of(key)
        return as_array(self._numbers[place] if place < len(self._numbers) else 0.0)

    @property
    def loss(self) -> float:
        """The loss."""
        return self._at(LOSS_KEY).only

    @property
    def predictions(self) -> dict[PredictionPlace, FloatArray]:
        """What the network predicts, by name and time step."""
        return {place: self._at(key) for place, key in self._predicted.items()}

    def gradient(self, quantity: str, time: int) -> FloatArray:
        """The gradient of the loss at a quantity of a time step; 0 where nothing comes back."""
        return self._at(key_of(Kind.GRADIENT, quantity, time))

    def parameter(self, name: str) -> FloatArray:
        """A parameter as it is."""
        return self._at(key_of(Kind.PARAMETER, name, None))

    def total(self, parameter: str) -> FloatArray:
        """The gradient of the loss with respect to a parameter."""
        return self._at(key_of(Kind.TOTAL, parameter, None))


def replaced(value: float | FloatArray, place: int, by: float) -> float | FloatArray:
    """A value with one of its numbers replaced."""
    if not isinstance(value, Array):
        return by
    return Array(value.shape, tuple(by if n == place else entry for n, entry in enumerate(value.entries)))


def find_divergence(lines: Iterable[Instruction], numbers: list[Any], number: int) -> None:
    """Run an update again, up to the first step whose result is no number.

    Raises:
        Diverged: at that step.
    """
    for line in lines:
        try:
            numbers[line.place] = line.evaluator(numbers, line.frame)
        except DomainError as error:
            raise Diverged(number, line.operation, error.operation) from error
        except OverflowError as error:
            raise Diverged(number, line.operation, TOO_LARGE) from error
        if not are_finite([numbers[line.place]]):
            raise Diverged(number, line.operation, TOO_LARGE)


def are_finite(values: Iterable[Any]) -> bool:
    """Whether all numbers, also those of vectors and matrices, are finite."""
    return all(
        all(map(math.isfinite, value.entries)) if isinstance(value, Array) else math.isfinite(value) for value in values
    )


def predictions_of(derivation: Solution) -> dict[PredictionPlace, Key]:
    """The quantities that the loss compares with the targets, by name and time step."""
    network, last = derivation.lesson.network, derivation.unrolled.last
    loss = derivation.unrolled.equation(LOSS)
    in_loss = [ref for ref in derivation.unrolled.quantities_in(loss) if ref.name != LOSS]
    late = {equation.name for equation in network.output}
    found: dict[PredictionPlace, Key] = {}
    for ref in in_loss:
        times = (
            [ref.at]
            if isinstance(ref.at, int)
            else [None]
            if ref.name in late
            else list(range(1, last + 1))
            if network.loss_each_step
            else [last]
        )
        for time in times:
            found[ref.name, time] = key_of(Kind.QUANTITY, ref.name, time)
    return found


def as_array(value: float | FloatArray) -> FloatArray:
    """A number as an array of one."""
    return value if isinstance(value, Array) else Array((), (value,))
