"""The numbers of a derivation, on two tracks: exact, and as someone computes them by hand.

Both tracks run the same operations once, in order. The exact one keeps balls that are known to hold the true value,
and is run again with more bits where a digit isn't settled. By hand, every named quantity is rounded as it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TypeVar

from flint import ctx

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.shapes import normal
from rnn_tutor.equations.tree import Expression, Kind, Number
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.digits import by_hand
from rnn_tutor.numbers.evaluate import Evaluator, Numbers, Value, compiled, key_of, spread
from rnn_tutor.numbers.real import TAKEN_AS_EQUAL, DomainError, Real, Undecided, bounded, real
from rnn_tutor.numbers.rounding import Rounding

START_BITS = 128

T = TypeVar("T")


class UndefinedValue(ArithmeticError):
    """A step whose operation has no value (log of a negative number), at its place in the derivation."""

    def __init__(self, operation: Operation, error: DomainError, *, hand: bool) -> None:
        super().__init__(error.operation)
        self.operation = operation
        self.problem = error.operation
        self.operand = error.operand
        self.hand = hand


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Ball arithmetic with this many bits, for a while."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def settled(attempt: Callable[[], T], start: int = START_BITS) -> T:
    """What `attempt` gives, tried with more and more bits until its balls are tight enough."""
    bits = start
    while True:
        try:
            with precision(bits):
                return attempt()
        except Undecided:
            bits *= 2
            if bits > TAKEN_AS_EQUAL:
                raise


def lesson_numbers(lesson: Lesson, epoch: int = 1) -> Numbers:
    """What a lesson gives: inputs, targets, start values, parameters, and the numbers of the training."""
    numbers: Numbers = {key_of(Kind.RATE, "learning_rate", None): real(lesson.learning_rate.value)}
    for parameter in lesson.parameters:
        numbers[key_of(Kind.PARAMETER, parameter.name, None)] = given(parameter.value)
    for step, array in enumerate(lesson.inputs, start=1):
        numbers[key_of(Kind.INPUT, "input", step)] = given(array)
    for step, array in enumerate(lesson.targets, start=1):
        time = step if lesson.network.loss_each_step else None
        numbers[key_of(Kind.TARGET, "target", time)] = given(array)
    for name, number in settings(lesson, epoch).items():
        numbers[key_of(Kind.SETTING, name, None)] = real(number.value)
    for name, array in lesson.initial:
        numbers[key_of(Kind.QUANTITY, name, 0)] = given(array)
    return numbers


def settings(lesson: Lesson, epoch: int = 1) -> dict[str, Number]:
    """The numbers of the training, by name; `t` is the number of the update."""
    training = lesson.training
    limit = training.clip_norm or training.clip_value
    numbers = {**dict(training.settings), "t": Number(Fraction(epoch))}
    return numbers | {"limit": limit} if limit else numbers


def given(array: Array[Number]) -> Value:
    """A lesson's number, vector or matrix as an exact value."""
    if not normal(array.shape):
        return real(array.entries[0].value)
    return array.map(lambda number: real(number.value))


class Evaluators:
    """Each template compiled once, whatever the number of time steps and tracks."""

    def __init__(self, last: int) -> None:
        self.last = last
        self._compiled: dict[int, tuple[Expression, Evaluator]] = {}

    def of(self, template: Expression) -> Evaluator:
        """The template's evaluator."""
        known = self._compiled.get(id(template))
        if known is None:
            known = self._compiled[id(template)] = (template, compiled(template, self.last))
        return known[1]


def run_exact(operations: Iterable[Operation], numbers: Numbers, evaluators: Evaluators, bits: int) -> Numbers:
    """The numbers, with the operations' exact values added.

    Raises:
        UndefinedValue: at the first operation that has no value.
        Undecided: where a sign isn't settled at this precision.
    """
    with precision(bits):
        for operation in operations:
            try:
                value = evaluators.of(operation.template)(numbers, operation.frame)
                value = value.map(bounded) if isinstance(value, Array) else bounded(value)
            except DomainError as error:
                raise UndefinedValue(operation, error, hand=False) from error
            _keep(operation, value, numbers)
    return numbers


def run_by_hand(operations: Iterable[Operation], numbers: Numbers, evaluators: Evaluators, rule: Rounding) -> Numbers:
    """The numbers, with the operations' values by hand added: each computed from rounded ones, then rounded.

    Raises:
        UndefinedValue: at the first operation that has no value with rounded numbers.
    """
    for operation in operations:
        evaluator = evaluators.of(operation.template)

        def attempt(evaluator: Evaluator = evaluator, frame: int = operation.frame) -> Value:
            return _rounded(rule, evaluator(numbers, frame))

        try:
            value = settled(attempt)
        except DomainError as error:
            raise UndefinedValue(operation, error, hand=True) from error
        _keep(operation, value, numbers)
    return numbers


def _rounded(rule: Rounding, value: Value) -> Value:
    def round_one(entry: Real) -> Real:
        return by_hand(rule, bounded(entry))

    return value.map(round_one) if isinstance(value, Array) else round_one(value)


def _keep(operation: Operation, value: Value, numbers: Numbers) -> None:
    key = key_of(operation.kind, operation.name, operation.time, operation.via)
    numbers[key] = spread(value, operation.shape) if operation.shape else value
