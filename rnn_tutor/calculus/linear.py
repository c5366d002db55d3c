"""The gradients of what doesn't go element by element: one rule each, in the matrix form of the field.

Matrix rules as in Giles, "Collected matrix derivative results" (2008). (SymPy's own matrix calculus has no rule for ⊙,
and loses terms of log-softmax.)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rnn_tutor.equations.algebra import matmul, multiply, transpose
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.definitions import definition, pull
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.function import Received
from rnn_tutor.equations.tree import ONE, Apply, Element, Expression, MatMul, Number, Stack, Transpose


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
            case Apply():
                yield from self.function(node, upstream, value)

    def function(self, node: Apply, upstream: Expression, value: Expression) -> Received:
        """A function of whole vectors, by its own rule, or by its definition."""
        function = FUNCTIONS[node.function]
        if (own := function.received(self, node, upstream)) is not None:
            yield from own
        elif function.pulls:
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


def _unit(shape: Shape, row: int, column: int) -> Expression:
    """The array that is 1 at one element and 0 elsewhere."""
    if not shape:
        return ONE
    rows, columns = (
        Stack(tuple(Number(Fraction(int(i == place))) for i in range(1, n + 1)))
        for n, place in zip(shape, (row, column), strict=True)
    )
    return rows if shape[1] == 1 else MatMul(rows, Transpose(columns))
