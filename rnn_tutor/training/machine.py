"""A derivation's operations, compiled for floating-point numbers that lie in one list.

Each number has a fixed place: those of a quantity at all time steps lie side by side, so that a template is compiled
once and read at any time step by adding its number. Between single numbers, operations run without looking at shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Operation
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Ref,
    Sum,
    children,
)
from rnn_tutor.numbers.evaluate import OFFSETS, Compiler, Key, key_of, spread, time_of
from rnn_tutor.numbers.floating import FLOATING

NESTED = 8  # terms of a sum that are added inside one another; more, one after the other

FloatEvaluator: TypeAlias = Callable[[list[Any], int], Any]
"""Given the list of numbers and the time step at which the template is read: the template's value."""


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


class Line(NamedTuple):
    """One operation, where its result goes, and at which time step its template is read."""

    place: int
    evaluator: FloatEvaluator
    frame: int
    operation: Operation


def lines_of(derivation: Derivation, places: Places) -> Iterator[Line]:
    """The operations of one update."""
    compiler = FloatCompiler(places, derivation.unrolled.shape)
    compiled: dict[tuple[int, bool], FloatEvaluator] = {}
    for operation in derivation.operations:
        key = (id(operation.template), bool(operation.shape))
        if key not in compiled:
            evaluator = compiler.compile(operation.template)
            compiled[key] = in_full(evaluator, operation) if operation.shape else evaluator
        place = places.of(key_of(operation.kind, operation.name, operation.time, operation.via))
        yield Line(place, compiled[key], operation.frame, operation)


def in_full(evaluator: FloatEvaluator, operation: Operation) -> FloatEvaluator:
    """The evaluator of a vector or matrix, which may come as the one number that all its elements are."""
    shape = operation.shape
    return lambda numbers, step: spread(evaluator(numbers, step), shape)


class FloatCompiler(Compiler):
    """Compiles expressions over a list of numbers in place of a dictionary."""

    def __init__(self, places: Places, shape: ShapeOf) -> None:
        super().__init__(places.last, FLOATING)
        self.places = places
        self.shape = shape

    def compile(self, node: Expression) -> Any:  # noqa: ANN401  # an evaluator, of floats in place of Real
        """The expression as a function of the list of numbers and the time step."""
        if isinstance(node, Number):
            constant = float(node.value)
            return lambda _v, _t: constant
        if isinstance(node, Ref) or shape_of(node, self.shape) or not self._between_numbers(node):
            return super().compile(node)
        match node:
            case Negative(operand):
                inner = self.compile(operand)
                return lambda v, t: -inner(v, t)
            case Power(base, Number(value)) if value == 2:
                return self.square(base)
            case Sum(terms):
                return self.sum(terms)
            case Product(factors):
                return self.product(factors)
            case Apply(function, (argument,)) if function in FLOATING.primitives:
                primitive, inner = FLOATING.primitives[function], self.compile(argument)
                return lambda v, t: primitive(inner(v, t))
            case _:
                return super().compile(node)

    def _between_numbers(self, node: Expression) -> bool:
        """Whether all that an operation takes is single numbers; what it gives is one."""
        return not any(shape_of(part, self.shape) for part in children(node))

    def reference(self, ref: Ref) -> Any:  # noqa: ANN401  # as above
        """A number, from its place."""
        if isinstance(ref.at, At) and ref.at in OFFSETS:
            start = self.places.series(ref.kind, ref.name, ref.via) + OFFSETS[ref.at]
            return lambda v, t: v[start + t]
        place = self.places.of((ref.kind, ref.name, time_of(ref.at, 0, self.last), ref.via))
        return lambda v, _t: v[place]

    def square(self, base: Expression) -> Any:  # noqa: ANN401  # as above
        """A number times itself."""
        inner = self.compile(base)

        def squared(v: Any, t: int) -> Any:  # noqa: ANN401  # as above
            number = inner(v, t)
            return number * number

        return squared

    def sum(self, terms: tuple[Expression, ...]) -> Any:  # noqa: ANN401  # as above
        """A sum of numbers, from left to right."""
        if len(terms) > NESTED:
            return self.folded(terms, lambda a, b: a + b)
        head, *rest = terms
        total = self.compile(head)
        for term in rest:
            total = self.minus(total, term.operand) if isinstance(term, Negative) else self.plus(total, term)
        return total

    def plus(self, first: Any, term: Expression) -> Any:  # noqa: ANN401  # as above
        """A number and one more."""
        second = self.compile(term)
        return lambda v, t: first(v, t) + second(v, t)

    def minus(self, first: Any, term: Expression) -> Any:  # noqa: ANN401  # as above
        """A number less another."""
        second = self.compile(term)
        return lambda v, t: first(v, t) - second(v, t)

    def product(self, factors: tuple[Expression, ...]) -> Any:  # noqa: ANN401  # as above
        """A product of numbers, from left to right."""
        evaluators = [self.compile(factor) for factor in factors]
        if len(evaluators) == 2:
            first, second = evaluators
            if (at := self.series_of(factors)) is not None:
                one, other = at
                return lambda v, t: v[one + t] * v[other + t]
            return lambda v, t: first(v, t) * second(v, t)
        if len(evaluators) == 3:
            first, second, third = evaluators
            return lambda v, t: first(v, t) * second(v, t) * third(v, t)
        return self.folded(factors, lambda a, b: a * b)

    def series_of(self, factors: tuple[Expression, ...]) -> list[int] | None:
        """The places of names that are all read relative to a time step; None where one is something else."""
        found = []
        for factor in factors:
            if not (isinstance(factor, Ref) and isinstance(factor.at, At) and factor.at in OFFSETS):
                return None
            found.append(self.places.series(factor.kind, factor.name, factor.via) + OFFSETS[factor.at])
        return found
