"""The numbers of a derivation, on two tracks: exact, and as someone computes them by hand.

Both tracks run the same operations once, in order. The exact one keeps balls that are known to hold the true value,
and is run again with more bits where a digit isn't settled. By hand, every named quantity is rounded as it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

from flint import ctx

from rnn_tutor.derivation.operation import Derived, Operation
from rnn_tutor.equations.array import Array, normal
from rnn_tutor.equations.shapes import ShapeOf
from rnn_tutor.equations.tree import Expression, Kind, Number
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import LessonError, Problem
from rnn_tutor.numbers.arithmetic import EXACT, Arithmetic
from rnn_tutor.numbers.compiler import Evaluator, compiled
from rnn_tutor.numbers.machine_float import machine_arithmetic
from rnn_tutor.numbers.places import Numbers, key_of
from rnn_tutor.numbers.real import (
    TAKEN_AS_EQUAL,
    DomainError,
    Undecided,
    bounded,
    real,
)
from rnn_tutor.numbers.value import Value, spread

START_BITS = 128

T = TypeVar("T")


class UndefinedValue(LessonError):
    """A step whose operation has no value (log of a negative number), at its place in the derivation."""

    def __init__(self, operation: Operation, error: DomainError, *, hand: bool) -> None:
        super().__init__([])  # until it is known whose derivation it is
        self.operation = operation
        self.problem = error.operation
        self.operand = error.operand
        self.hand = hand

    def tell(self, problem: Problem) -> None:
        """Have it told as a problem of a lesson file."""
        super().__init__([problem])


class WorkingPrecision:
    """Ball arithmetic with this many bits, for a while; entered too often to be one of contextlib's generators."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.before: int = ctx.prec
        ctx.prec = self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.before


def settled(attempt: Callable[[], T], start: int = START_BITS, most: int = TAKEN_AS_EQUAL) -> T:
    """What `attempt` gives, tried with more and more bits until its balls are tight enough.

    Raises:
        Undecided: where even `most` bits don't tell.
    """
    before, bits = ctx.prec, start
    try:
        while True:
            ctx.prec = bits
            try:
                return attempt()
            except Undecided:
                bits *= 2
                if bits > most:
                    raise
    finally:
        ctx.prec = before


def lesson_numbers(lesson: Lesson, epoch: int = 1) -> Numbers:
    """What a lesson gives: inputs, targets, start values, parameters, and the numbers of the training."""
    numbers: Numbers = {}
    if lesson.learning_rate is not None:
        numbers[key_of(Kind.RATE, "learning_rate", None)] = real(lesson.learning_rate.value)
    for parameter in lesson.parameters:
        numbers[key_of(Kind.PARAMETER, parameter.name, None)] = given(parameter.value)
    for name, arrays in lesson.streams.items():
        for step, array in enumerate(arrays, start=1):
            numbers[key_of(Kind.INPUT, name, step)] = given(array)
    for step, array in enumerate(lesson.targets, start=1):
        time = step if lesson.targets_are_timed else None
        numbers[key_of(Kind.TARGET, "target", time)] = given(array)
    for name, number in settings(lesson, epoch).items():
        numbers[key_of(Kind.SETTING, name, None)] = real(number.value)
    starts = lesson.starts
    for name, array in lesson.initial:
        numbers[key_of(Kind.QUANTITY, name, starts[name])] = given(array)
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

    def __init__(self, last: int, shape: ShapeOf, arithmetic: Arithmetic = EXACT) -> None:
        self.last = last
        self.shape = shape
        self.arithmetic = arithmetic
        self._in_machine: dict[int, Evaluators] = {}
        self._compiled: dict[int, tuple[Expression | Derived, Evaluator]] = {}

    def of(self, source: Expression | Derived) -> Evaluator:
        """The evaluator of a template, or of one that is yet to be derived."""
        known = self._compiled.get(id(source))
        if known is None:
            template = source.expression if isinstance(source, Derived) else source
            known = self._compiled[id(source)] = (source, compiled(template, self.last, self.shape, self.arithmetic))
        return known[1]

    def in_machine(self, bits: int) -> Evaluators:
        """Those in a computer's arithmetic."""
        if bits not in self._in_machine:
            self._in_machine[bits] = Evaluators(self.last, self.shape, machine_arithmetic(bits))
        return self._in_machine[bits]


def run_exact(operations: Iterable[Operation], numbers: Numbers, evaluators: Evaluators, bits: int) -> Numbers:
    """The numbers, with the operations' exact values added.

    Raises:
        UndefinedValue: at the first operation that has no value.
        Undecided: where a sign isn't settled at this precision.
    """
    with WorkingPrecision(bits):
        for operation in operations:
            # Taken apart at once: asking for each field by its name takes as long as the arithmetic.
            _, kind, name, time, source, frame, shape, via, _, _ = operation
            try:
                value = evaluators.of(source)(numbers, frame)
                value = value.map(bounded) if isinstance(value, Array) else bounded(value)
            except DomainError as error:
                raise UndefinedValue(operation, error, hand=False) from error
            numbers[kind, name, time, via] = spread(value, shape) if shape else value
    return numbers
