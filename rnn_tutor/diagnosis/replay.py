"""A lesson's operations as a list that can be computed again with some of its lines replaced.

What is asked is always the same: if *this* line had been written otherwise, which numbers would have come out? The
operations are the derivation's own; the arithmetic is double precision. Only what depends on a changed line is
computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from rnn_tutor.derivation.backward import BackwardPass, seen_from
from rnn_tutor.derivation.operation import GradientPath, Operation, Phase
from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.derivation.values import lesson_numbers
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.operations.function import Closure
from rnn_tutor.equations.tree import OFFSETS, Expression, Kind, Number, Ref, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.compiler import Compiler
from rnn_tutor.numbers.floating import FLOATING, as_floats
from rnn_tutor.numbers.places import ByKey, Key, key_of
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.numbers.value import spread

Floats: TypeAlias = dict[Key, Any]
"""Each number by its key: a float, or an array of floats."""
Changes: TypeAlias = Mapping[int, Expression]
"""The place of an operation in the list, and the template that is read in place of its own."""

ZERO_TEXT = Number(Fraction(0), "0")


class NoValue(ArithmeticError):
    """A changed line that comes to nothing: a division by zero, a number too large."""


def with_start(lesson: Lesson) -> Lesson:
    """The lesson with its initial states of zero written out.

    A derivation leaves out what is structurally zero at the first time step; a program computes it, and a slip may
    make something of it.
    """
    unrolled = UnrolledNetwork(lesson)
    fed_back = {
        ref.name
        for equation in lesson.network.each_step
        for ref in references(equation.expression)
        if ref == unrolled.start_of(ref.name)
    }
    started = {name for name, _ in (*lesson.initial, *lesson.learned)}
    names = [e.name for e in lesson.network.each_step if e.name in fed_back - started]
    zeros = [(name, zero_of(unrolled.shapes[name])) for name in names]
    return replace(lesson, initial=(*lesson.initial, *zeros))


def zero_of(shape: tuple[int, ...]) -> Array[Number]:
    """An array of zeros."""
    rows, columns = shape or (1, 1)
    return Array(shape, (ZERO_TEXT,) * (rows * columns))


class Replay:
    """The operations of one update, in order, and their numbers.

    Beside those of the derivation there are the gradients of the initial states, at time step 0.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.derivation = Derivation(with_start(lesson))
        self.unrolled = self.derivation.unrolled
        self._compiler = Compiler(FLOATING, ByKey(self.unrolled.last), self.unrolled.shape)
        self._closures: dict[int, tuple[Expression, Closure]] = {}
        self._operands: dict[tuple[int, int], tuple[Expression, frozenset[Key]]] = {}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """What is computed, in order."""
        return _with_initial(self.derivation)

    @cached_property
    def places(self) -> dict[Ref, int]:
        """Where in that order each result stands."""
        return {operation.ref: place for place, operation in enumerate(self.operations)}

    @cached_property
    def start(self) -> Floats:
        """What the lesson gives; before the first time step there is no input, which a slip may read all the same."""
        numbers: Floats = {key: as_floats(value) for key, value in lesson_numbers(self.derivation.lesson).items()}
        for name in self.lesson.streams:
            first = numbers[key_of(Kind.INPUT, name, 1)]
            none = first.map(lambda _: 0.0) if isinstance(first, Array) else 0.0
            numbers[key_of(Kind.INPUT, name, 0)] = none
        return numbers

    @cached_property
    def right(self) -> Floats:
        """All numbers as they should be, in double precision."""
        numbers = dict(self.start)
        for operation in self.operations:
            numbers[key(operation)] = self.value(operation, operation.template, numbers)
        return numbers

    @cached_property
    def forward_numbers(self) -> Floats:
        """What the lesson gives, and the forward pass with the loss: found without looking at the way back."""
        numbers = dict(self.start)
        for operation in self.unrolled.forward():
            numbers[key(operation)] = self.value(operation, operation.template, numbers)
        return numbers

    def value(self, operation: Operation, template: Expression, numbers: Floats) -> Any:  # noqa: ANN401  # as `Floats`
        """What an operation comes to, with a template and the numbers so far.

        Raises:
            NoValue: where it comes to nothing.
        """
        known = self._closures.get(id(template))
        if known is None:
            known = self._closures[id(template)] = (template, self._compiler.compile(template))
        try:
            return spread(known[1](numbers, operation.frame), operation.shape)
        except (DomainError, ArithmeticError, KeyError, ValueError) as error:
            raise NoValue from error

    def with_changes(
        self,
        changes: Changes,
        start: Floats | None = None,
        speaks_against: Callable[[Key, object], bool] | None = None,
        end: int | None = None,
    ) -> Floats:
        """All numbers, had some lines been others, or some numbers of the lesson; from place `end` on the right ones.

        Raises:
            NoValue: where a line comes to nothing; or to a number that speaks against it, where that is asked.
        """
        numbers = dict(self.right)
        dirty: set[Key] = set()
        if start:
            numbers.update(start)
            dirty.update(start)
        for place, operation in enumerate(self.operations[:end]):
            template = changes.get(place, operation.template)
            if place in changes or not dirty.isdisjoint(self.operands(operation, template)):
                own = key(operation)
                value = self.value(operation, template, numbers)
                if value != numbers[own]:
                    numbers[own] = value
                    dirty.add(own)
                    if speaks_against is not None and speaks_against(own, value):
                        raise NoValue
        return numbers

    def operands(self, operation: Operation, template: Expression) -> frozenset[Key]:
        """The numbers that a template reads."""
        where = (id(template), operation.frame)
        known = self._operands.get(where)
        if known is None:
            refs = (pinned_ref(ref, operation.frame, self.unrolled.last) for ref in references(template))
            known = self._operands[where] = (template, frozenset(map(key_of_ref, refs)))
        return known[1]


def _with_initial(derivation: Derivation) -> tuple[Operation, ...]:
    """The operations, and the gradients of the initial states before the totals."""
    found: list[Operation] = []
    started = {name for name, _ in derivation.lesson.initial}
    for operation in derivation.operations:
        if operation.phase is Phase.TOTAL and not any(is_of_start(derivation.lesson, op) for op in found):
            found += [op for name in sorted(started) for op in _initial(derivation, name)]
        found.append(operation)
    return tuple(found)


def _initial(derivation: Derivation, name: str) -> list[Operation]:
    """The gradient of an initial state: what comes back from the time step that it is next to."""
    backward, unrolled = BackwardPass(derivation.unrolled), derivation.unrolled
    start, ref = derivation.lesson.starts[name], unrolled.start_of(name)
    beside, offset = start - OFFSETS[ref.at], -OFFSETS[ref.at]
    reached = {op.name for op in derivation.operations if op.kind is Kind.GRADIENT and op.time == beside}
    paths: list[GradientPath] = []
    for equation in unrolled.network.each_step:
        received = backward.received(equation, unrolled.template(equation, beside)) if equation.name in reached else {}
        expression = received.get(ref)
        if expression is not None:
            paths.append(GradientPath(equation.name, offset, seen_from(expression, offset)))
    if not paths:
        return []
    template = add(*(path.expression for path in paths))
    shape = unrolled.shapes[name]
    return [Operation(Phase.BACKWARD, Kind.GRADIENT, name, start, template, start, shape, paths=tuple(paths))]


def is_of_start(lesson: Lesson, operation: Operation) -> bool:
    """Whether an operation finds the gradient of an initial state, at a time step that is none of the lesson's."""
    is_gradient = operation.kind is Kind.GRADIENT and operation.time is not None
    return is_gradient and operation.time == lesson.starts.get(operation.name)


def key(operation: Operation) -> Key:
    """Where the result of an operation is kept."""
    return key_of(operation.kind, operation.name, operation.time, operation.via)


def key_of_ref(ref: Ref) -> Key:
    """Where the number of an absolute reference is kept."""
    return key_of(ref.kind, ref.name, ref.at if isinstance(ref.at, int) else None, ref.via)


def entries(value: Any) -> tuple[float, ...]:  # noqa: ANN401  # as `Floats`
    """The numbers of a value, row by row."""
    return value.entries if isinstance(value, Array) else (value,)


def operations_of(replay: Replay, *kinds: Kind) -> Iterable[tuple[int, Operation]]:
    """The operations of some kinds, with their places."""
    return ((place, op) for place, op in enumerate(replay.operations) if op.kind in kinds)
