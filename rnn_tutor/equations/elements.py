"""One element of a vector or matrix expression, in single numbers: (W @ x)[2] is W[2,1]·x[1] + W[2,2]·x[2]."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.shapes import REDUCTIONS, ShapeOf, shape_of
from rnn_tutor.equations.tree import (
    ZERO,
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    children,
    rebuild,
)

JOINS = frozenset({"concat", "part", "placed", "rows"})


def element(expression: Expression, row: int, column: int, of_ref: ShapeOf) -> Expression:
    """The element at a row and column counted from 1, as an expression between single numbers.

    A scalar is the same at every place. The leaves of the result are numbers, scalar references, and elements of
    references.
    """
    return _Elements(of_ref).at(replace(expression, _whole_number), row, column)


def _whole_number(part: Expression) -> Expression | None:
    """A number in a vector's place, where a mistake has put it: it is the same at every place."""
    return part.operand if isinstance(part, Element) and isinstance(part.operand, Number) else None


class _Elements:
    def __init__(self, of_ref: ShapeOf) -> None:
        self.of_ref = of_ref

    def shape(self, node: Expression) -> Shape:
        return shape_of(node, self.of_ref)

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
            case Apply(function, _) if function in REDUCTIONS or function in JOINS or self.reduces(node):
                return self.apply(node, row, column)
            case Sum(terms):
                return _sum(tuple(part for term in terms for part in _terms(self.at(term, row, column))))
            case _:
                parts = children(node)
                return rebuild(node, tuple(self.at(part, row, column) for part in parts)) if parts else node

    def reduces(self, node: Apply) -> bool:
        """Softmax and its like: their elements need the whole vector."""
        return node.function in ("softmax", "log_softmax") and bool(self.shape(node))

    def joined(self, arguments: tuple[Expression, ...], row: int) -> Expression:
        for argument in arguments:
            rows = (self.shape(argument) or (1, 1))[0]
            if row <= rows:
                return self.at(argument, row, 1)
            row -= rows
        raise IndexError(row)

    def placed(self, node: Apply, row: int, column: int) -> Expression:
        """An element of rows that were put among zeros."""
        operand, first, _ = node.arguments
        assert isinstance(first, Number)
        inner = row - int(first.value) + 1
        return self.at(operand, inner, column) if 1 <= inner <= (self.shape(operand) or (1, 1))[0] else ZERO

    def apply(self, node: Apply, row: int, column: int) -> Expression:
        if node.function == "concat":
            return self.joined(node.arguments, row)
        if node.function == "part":
            operand, first, _ = node.arguments
            assert isinstance(first, Number)
            return self.at(operand, int(first.value) + row - 1, column)
        if node.function == "rows":
            return self.at(node.arguments[row - 1], column, 1)
        if node.function == "placed":
            return self.placed(node, row, column)
        if node.function in ("sum", "mean", "size"):
            (operand,) = node.arguments
            rows, columns = self.shape(operand) or (1, 1)
            places = list(product(range(1, rows + 1), range(1, columns + 1)))
            if node.function == "size":
                return Number(Fraction(len(places)))
            terms = tuple(self.at(operand, i, j) for i, j in places)
            total = terms[0] if len(terms) == 1 else Sum(terms)
            return Quotient(total, Number(Fraction(len(places)))) if node.function == "mean" else total
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
