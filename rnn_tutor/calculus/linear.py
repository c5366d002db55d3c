"""The gradients of what doesn't go element by element: one rule each, in the matrix form of the field.

Matrix rules as in Giles, "Collected matrix derivative results" (2008). (SymPy's own matrix calculus has no rule for ⊙,
and loses terms of log-softmax.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from rnn_tutor.equations.algebra import matmul, multiply, transpose
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.definitions import definition, pull
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.shapes import size_of
from rnn_tutor.equations.tree import ONE, Apply, Element, Expression, MatMul, Number, Stack, Transpose

Received = Iterator[tuple[Expression, Expression]]
"""The parts of an operation, each with its gradient."""


class LinearRules:
    """What the parts of an operation receive; `shape` tells the shape of an expression."""

    def __init__(self, shape: Callable[[Expression], Shape]) -> None:
        self.shape = shape

    def received(self, node: Expression, upstream: Expression, value: Expression) -> Received:
        """Each part with its gradient, given the operation's gradient; `value` is what its value is called."""
        match node:
            case MatMul(left, right):
                yield from self.matmul(left, right, upstream)
            case Transpose(operand):
                yield operand, transpose(upstream)
            case Element(operand, row, column):
                yield operand, multiply(upstream, _unit(self.shape(operand), row, column))
            case Stack(elements):
                for place, element in enumerate(elements, start=1):
                    yield element, Element(upstream, place) if self.shape(upstream) else upstream
            case Apply("concat", joined):
                yield from self.concat(joined, upstream)
            case Apply("rows", arguments):
                yield from self.rows(arguments, self.spread(upstream, self.shape(node)))
            case Apply("part", (operand, first, _)):
                rows = Number(Fraction((self.shape(operand) or (1, 1))[0]))
                yield operand, Apply("placed", (self.spread(upstream, self.shape(node)), first, rows))
            case Apply("mean", (operand,)):
                yield operand, multiply(Number(Fraction(1, size_of(self.shape(operand)))), upstream)
            case Apply():
                yield from self.function(node, upstream, value)

    def function(self, node: Apply, upstream: Expression, value: Expression) -> Received:
        """A function of whole vectors, by its row's rule, or by its definition."""
        if FUNCTIONS[node.function].pulls:
            upstream = self.spread(upstream, self.shape(node))
            for place, argument in enumerate(node.arguments):
                yield argument, pull(node, place, value, upstream)
        elif (meaning := definition(node)) is not None:
            yield meaning, upstream

    def matmul(self, left: Expression, right: Expression, upstream: Expression) -> Received:
        """G·Bᵀ and Aᵀ·G, for A·B with the gradient G."""
        upstream = self.spread(upstream, self.shape(MatMul(left, right)))
        yield left, self.product(upstream, self.transposed(right))
        yield right, self.product(self.transposed(left), upstream)

    def transposed(self, operand: Expression) -> Expression:
        """The transpose; of a single number, that number."""
        return transpose(operand) if self.shape(operand) else operand

    def product(self, left: Expression, right: Expression) -> Expression:
        """left @ right, written as an ordinary product between single numbers."""
        return matmul(left, right) if self.shape(left) or self.shape(right) else multiply(left, right)

    def spread(self, upstream: Expression, shape: Shape) -> Expression:
        """The upstream gradient with its elements written out, where one scalar stands for all of them."""
        if not shape or self.shape(upstream):
            return upstream
        rows, columns = (Stack((ONE,) * n) for n in shape)
        return multiply(upstream, rows if shape[1] == 1 else MatMul(rows, Transpose(columns)))

    def rows(self, arguments: tuple[Expression, ...], upstream: Expression) -> Received:
        """Each vector that became a row gets its own row of the gradient back."""
        for place, argument in enumerate(arguments, start=1):
            if len(arguments) == 1:
                yield argument, self.transposed(upstream)
            elif self.shape(argument):
                row = Number(Fraction(place))
                yield argument, transpose(Apply("part", (upstream, row, row)))
            else:
                yield argument, Element(upstream, place)

    def concat(self, joined: tuple[Expression, ...], upstream: Expression) -> Received:
        """Each vector that was joined gets its own part of the gradient back."""
        upstream = self.spread(upstream, self.shape(Apply("concat", joined)))
        start = 1
        for argument in joined:
            end = start + size_of(self.shape(argument)) - 1
            part = Apply("part", (upstream, Number(Fraction(start)), Number(Fraction(end))))
            yield argument, part if self.shape(argument) else Element(upstream, start)
            start = end + 1


def _unit(shape: Shape, row: int, column: int) -> Expression:
    """The array that is 1 at one element and 0 elsewhere."""
    if not shape:
        return ONE
    rows, columns = (
        Stack(tuple(Number(Fraction(int(i == place))) for i in range(1, n + 1)))
        for n, place in zip(shape, (row, column), strict=True)
    )
    return rows if shape[1] == 1 else MatMul(rows, Transpose(columns))
