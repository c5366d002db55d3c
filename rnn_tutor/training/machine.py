"""A derivation's operations, compiled for floating-point numbers that lie in one list.

Each number has a fixed place: those of a quantity at all time steps lie side by side, so that a template is compiled
once and read at any time step by adding its number. Between single numbers, operations run without looking at shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import Expression, Kind, Number, Power, Ref
from rnn_tutor.numbers.evaluate import OFFSETS, Key, key_of, time_of
from rnn_tutor.numbers.floating import FLOATING
from rnn_tutor.numbers.shaped import Closure, ShapedCompiler
from rnn_tutor.numbers.value import spread


class Places:
    """Where each number lies in the list of all of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.size = 0
        self._series: dict[tuple[Kind, str, str], int] = {}
        self._single: dict[tuple[Kind, str, str], int] = {}

    def series(self, kind: Kind, name: str, via: str) -> int:
        """The place of a number at time step 0; those of the time steps follow."""
        if (kind, name, via) not in self._series:
            self._series[kind, name, via] = self.size
            self.size += self.last + 1
        return self._series[kind, name, via]

    def of(self, key: Key) -> int:
        """The place of a number."""
        kind, name, time, via = key
        if time is not None:
            return self.series(kind, name, via) + time
        if (kind, name, via) not in self._single:
            self._single[kind, name, via] = self.size
            self.size += 1
        return self._single[kind, name, via]


class Instruction(NamedTuple):
    """One operation, where its result goes, and at which time step its template is read."""

    place: int
    evaluator: Closure
    frame: int
    operation: Operation


def instructions(derivation: Solution, places: Places) -> Iterator[Instruction]:
    """The operations of one update."""
    compiler = FloatCompiler(places, derivation.unrolled.shape)
    compiled: dict[tuple[int, bool], Closure] = {}
    for operation in derivation.operations:
        key = (id(operation.template), bool(operation.shape))
        if key not in compiled:
            evaluator = compiler.whole(operation.template)
            compiled[key] = in_full(evaluator, operation) if operation.shape else evaluator
        place = places.of(key_of(operation.kind, operation.name, operation.time, operation.via))
        yield Instruction(place, compiled[key], operation.frame, operation)


def in_full(evaluator: Closure, operation: Operation) -> Closure:
    """The evaluator of a vector or matrix, which may come as the one number that all its elements are."""
    shape = operation.shape
    return lambda numbers, step: spread(evaluator(numbers, step), shape)


class FloatCompiler(ShapedCompiler):
    """Compiles expressions over a list of numbers in place of a dictionary."""

    def __init__(self, places: Places, shape: ShapeOf) -> None:
        super().__init__(places.last, FLOATING, shape)
        self.places = places

    def operation(self, node: Expression) -> Closure:
        """One operation, as a function of the list of numbers and the time step."""
        match node:
            case Power(base, Number(value)) if value == 2 and not shape_of(base, self.shape):
                return self.square(base)
            case _:
                return super().operation(node)

    def reference(self, ref: Ref) -> Closure:
        """A number, from its place."""
        if ref.at not in OFFSETS:
            return super().reference(ref)
        start = self.series(ref)
        return lambda v, t: v[start + t]

    def place(self, ref: Ref) -> int:
        """Where a number lies."""
        return self.places.of(key_of(ref.kind, ref.name, time_of(ref.at, 0, self.last), ref.via))

    def series(self, ref: Ref) -> int:
        """Where, less the time step, the numbers lie of a name that is read relative to one."""
        return self.places.series(ref.kind, ref.name, ref.via) + OFFSETS[ref.at]

    def square(self, base: Expression) -> Closure:
        """A number times itself."""
        inner = self.compile(base)

        def squared(v: Any, t: int) -> Any:  # noqa: ANN401  # as `Closure`
            number = inner(v, t)
            return number * number

        return squared

    def product(self, factors: tuple[Expression, ...]) -> Closure:
        """A product of numbers, from left to right."""
        match factors:
            case (Ref() as first, Ref() as second) if first.at in OFFSETS and second.at in OFFSETS:
                one, other = self.series(first), self.series(second)
                return lambda v, t: v[one + t] * v[other + t]
            case _:
                return super().product(factors)
