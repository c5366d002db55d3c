"""One element of a vector or matrix expression, in single numbers: (W @ x)[2] is W[2,1]·x[1] + W[2,2]·x[2]."""

from __future__ import annotations

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.function import Function
from rnn_tutor.equations.shapes import Fitting, ShapeOf
from rnn_tutor.equations.tree import (
    ZERO,
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Product,
    Ref,
    Stack,
    Sum,
    Transpose,
    children,
    rebuild,
)


def element(expression: Expression, row: int, column: int, of_ref: ShapeOf) -> Expression:
    """The element at a row and column counted from 1, as an expression between single numbers.

    A scalar is the same at every place. The leaves of the result are numbers, scalar references, and elements of
    references.
    """
    return _Elements(of_ref).at(replace(expression, _whole_number), row, column)


def _whole_number(part: Expression) -> Expression | None:
    """A number in a vector's place, where a mistake has put it: it is the same at every place."""
    return part.operand if isinstance(part, Element) and isinstance(part.operand, Number) else None


class _Elements(Fitting):
    def __init__(self, of_ref: ShapeOf) -> None:
        super().__init__(of_ref)
        self._known: dict[int, tuple[Expression, Shape]] = {}

    def shape(self, node: Expression) -> Shape:
        """The shape of a part, found once: each part is asked for by all that it is a part of."""
        known = self._known.get(id(node))
        if known is None:
            shape = super().shape(node)
            if self.errors:
                raise self.errors[0]
            assert shape is not None
            known = self._known[id(node)] = (node, shape)
        return known[1]

    def at(self, node: Expression, row: int, column: int) -> Expression:
        if not self.shape(node):
            row = column = 1  # a single number goes with every element
        match node:
            case Ref():
                return Element(node, row, column) if self.shape(node) else node
            case MatMul(left, right):
                inner = (self.shape(left) or (1, 1))[1]
                terms = tuple(_times(self.at(left, row, k), self.at(right, k, column)) for k in range(1, inner + 1))
                return terms[0] if len(terms) == 1 else Sum(terms)
            case Transpose(operand):
                return self.at(operand, column, row)
            case Element(operand, inner_row, inner_column):
                return self.at(operand, inner_row, inner_column)
            case Stack(elements):
                return self.at(elements[row - 1], 1, 1)
            case Apply(function, _) if FUNCTIONS[function].whole:
                return self.of_whole(FUNCTIONS[function], node, row, column)
            case Sum(terms):
                return _sum(tuple(part for term in terms for part in _terms(self.at(term, row, column))))
            case _:
                return self.of_each(node, row, column)

    def of_each(self, node: Expression, row: int, column: int) -> Expression:
        """An operation that goes element by element."""
        parts = children(node)
        return rebuild(node, tuple(self.at(part, row, column) for part in parts)) if parts else node

    def of_whole(self, function: Function, node: Apply, row: int, column: int) -> Expression:
        """An element of a function of whole vectors: its own, or that of its definition."""
        if (own := function.element(self, node, row, column)) is not None:
            return own
        if not function.reduces and not self.shape(node):
            return self.of_each(node, row, column)
        meaning = definition(node)
        assert meaning is not None, node.function
        return self.at(meaning, row, column)


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def _sum(terms: tuple[Expression, ...]) -> Expression:
    """A sum without the zeros that stand around what was put at its place."""
    left = tuple(term for term in terms if term not in (ZERO, Negative(ZERO)))
    return Sum(left) if len(left) > 1 else left[0] if left else ZERO


def _times(a: Expression, b: Expression) -> Expression:
    """A product that doesn't nest where a factor is one already."""
    first = a.factors if isinstance(a, Product) else (a,)
    second = b.factors if isinstance(b, Product) else (b,)
    return Product((*first, *second))
