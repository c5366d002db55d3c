"""Expressions to numbers: each template is read once into closures, then run at every time step.

There is one compiler, for whatever numbers. Where it is told the shapes, it asks nothing about vectors between single
numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeAlias

from rnn_tutor.equations.array import picked, stacked, transposed
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.function import Closure, Function
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import (
    OFFSETS,
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Ref,
    Stack,
    Transpose,
    TypedName,
    children,
)
from rnn_tutor.numbers.arithmetic import EXACT, Arithmetic
from rnn_tutor.numbers.between_numbers import BetweenNumbers
from rnn_tutor.numbers.places import ByKey, Numbers, Places
from rnn_tutor.numbers.real import Real, real
from rnn_tutor.numbers.value import Value, each, single

Evaluator: TypeAlias = Callable[[Numbers, int], Value]
"""Given the numbers so far and the time step at which the template is read: the template's value."""


def compiled(
    expression: Expression, last: int = 0, shape: ShapeOf | None = None, arithmetic: Arithmetic = EXACT
) -> Evaluator:
    """The template as a function of the numbers and the time step; `last` is the last time step.

    The function raises `DomainError` where an operation has no value and `Undecided` where more bits are needed.
    """
    return Compiler(arithmetic, ByKey(last), shape).whole(expression)


def value_of(expression: Expression, numbers: Numbers) -> Value:
    """The exact value of an expression whose references are absolute."""
    found: Value = Compiler(EXACT, ByKey()).compile(expression)(numbers, 0)
    return found


def literal_value(expression: Expression) -> Real:
    """The exact value of an expression between single numbers, in which no name stands.

    What is read only once isn't worth compiling: what the compiler would do is done at once.

    Raises:
        DomainError: where an operation has no value.
        Undecided: where more bits are needed.
    """
    if isinstance(expression, Number):
        return real(expression.value)
    if operation := EXACT.between.get(type(expression)):
        return reduce(operation, map(literal_value, children(expression)))
    return single(value_of(expression, {}))


class Compiler(BetweenNumbers):
    """Reads an expression into closures, one for each operation."""

    def __init__(self, arithmetic: Arithmetic, places: Places, shape: ShapeOf | None = None) -> None:
        super().__init__(arithmetic, places)
        self.shape = shape
        self._shared: dict[Expression, Closure | None] = {}
        self._kept: dict[int, Any] = {}

    def whole(self, expression: Expression) -> Closure:
        """An expression in which what occurs several times is evaluated once."""
        self._shared = dict.fromkeys(repeated(expression))
        if not self._shared:
            return self.compile(expression)
        evaluator, kept = self.compile(expression), self._kept

        def run(numbers: Any, step: int) -> Any:  # noqa: ANN401  # as `Closure`
            kept.clear()
            return evaluator(numbers, step)

        self._shared, self._kept = {}, {}
        return run

    def compile(self, node: Expression) -> Closure:
        """The expression as a function of the numbers and the time step."""
        if not self._shared or node not in self._shared:
            return self.operation(node)
        evaluator = self._shared[node]
        if evaluator is None:
            evaluator = self._shared[node] = self._once(self.operation(node))
        return evaluator

    def _once(self, evaluator: Closure) -> Closure:
        """An evaluator whose value is kept until the whole is evaluated anew."""
        kept, place = self._kept, id(evaluator)

        def run(numbers: Any, step: int) -> Any:  # noqa: ANN401  # as `Closure`
            if place not in kept:
                kept[place] = evaluator(numbers, step)
            return kept[place]

        return run

    def operation(self, node: Expression) -> Closure:
        """One operation, as a function of the numbers and the time step."""
        match node:
            case Number(value):
                constant = self.arithmetic.constant(value)
                return lambda _numbers, _step: constant
            case Ref() if node.at in OFFSETS:
                return self.places.moving(node)
            case Ref():
                place = self.places.fixed(node)
                return lambda numbers, _step: numbers[place]
            case TypedName(name):
                raise ValueError(f"the name {name!r} was never looked up")
            case Apply(function, _):
                return self.apply(FUNCTIONS[function], node)
            case MatMul() | Transpose() | Element() | Stack():
                return self.of_matrices(node)
            case _ if self.shape is not None and self._are_numbers(node):
                return self.between_numbers(node)
            case _:
                return self.by_element(node)

    def _are_numbers(self, node: Expression) -> bool:
        """Whether all that an operation takes is single numbers; then what it gives is one."""
        shape = self.shape
        return shape is not None and not any(
            shape(part) if isinstance(part, Ref) else shape_of(part, shape) for part in children(node)
        )

    def by_element(self, node: Expression) -> Closure:
        """An operation that goes element by element, between numbers or vectors."""
        if isinstance(node, Negative):
            inner = self.compile(node.operand)
            return lambda numbers, step: each(lambda a: -a, inner(numbers, step))
        return self.folded(children(node), self.arithmetic.between[type(node)])

    def of_matrices(self, node: Expression) -> Closure:
        """An operation on whole vectors and matrices."""
        match node:
            case MatMul(left, right):
                first, second, product = self.compile(left), self.compile(right), self.arithmetic.product
                return lambda numbers, step: product(first(numbers, step), second(numbers, step))
            case Transpose(operand):
                inner = self.compile(operand)
                return lambda numbers, step: transposed(inner(numbers, step))
            case Element(operand, row, column):
                inner = self.compile(operand)
                return lambda numbers, step: picked(inner(numbers, step), row, column)
            case _:
                parts = [self.compile(element) for element in children(node)]
                return lambda numbers, step: stacked([part(numbers, step) for part in parts])

    # Functions.

    def apply(self, function: Function, node: Apply) -> Closure:
        """A function: known to the arithmetic, computed in its own way, or made of simpler ones."""
        left_out = map(row_expression, function.left_out(len(node.arguments)))
        arguments = [self.compile(argument) for argument in (*node.arguments, *left_out)]
        if primitive := self.arithmetic.primitives.get(function.name):
            (inner,) = arguments
            if self._are_numbers(node):
                return lambda v, t: primitive(inner(v, t))
            return lambda numbers, step: each(primitive, inner(numbers, step))
        if whole := self.arithmetic.of_arrays.get(function.name):
            (inner,) = arguments
            return lambda numbers, step: whole(inner(numbers, step))
        own = function.closure(self.arithmetic, node, arguments)
        return self.made_of_simpler_ones(function, arguments) if own is None else own

    def made_of_simpler_ones(self, function: Function, arguments: list[Closure]) -> Closure:
        """A function by its definition, each argument evaluated once, however often it stands there."""
        known = self.arithmetic.meanings
        if function.name not in known:
            meaning = row_expression(function.definition)
            known[function.name] = OfArguments(self.arithmetic, function.arguments).compile(meaning)
        meaning_of = known[function.name]
        match arguments:
            case [inner]:
                return lambda numbers, step: meaning_of([inner(numbers, step)], step)
            case _:
                return lambda numbers, step: meaning_of([argument(numbers, step) for argument in arguments], step)


class OfArguments(Compiler):
    """Compiles a function's definition over the names of its arguments, which lie in a list."""

    def __init__(self, arithmetic: Arithmetic, names: tuple[str, ...]) -> None:
        super().__init__(arithmetic, ByKey())
        self.names = names

    def operation(self, node: Expression) -> Closure:
        """An argument, or an operation on arguments."""
        if not isinstance(node, TypedName):
            return super().operation(node)
        place = self.names.index(node.name)
        return lambda arguments, _step: arguments[place]


def repeated(expression: Expression) -> list[Expression]:
    """The operations that occur several times in an expression, those inside them aside."""
    seen: set[Expression] = set()
    again: dict[Expression, None] = {}
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        parts = children(node)
        if not parts:
            continue
        if node in seen:
            again[node] = None
            continue
        seen.add(node)
        waiting.extend(parts)
    return list(again)
