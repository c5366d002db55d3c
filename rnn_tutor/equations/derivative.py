"""The chain rule, one rule per operation: what a quantity's gradient gives to each name in its equation.

`pull_back` walks an equation from its value down to its names with the *upstream* gradient in hand, and multiplies by
a *local* derivative at each operation: reverse-mode differentiation (Linnainmaa, 1970), carried out on expressions, so
that the result is a formula to read. Matrix rules as in Giles, "Collected matrix derivative results" (2008).
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from rnn_tutor.equations.algebra import add, divide, matmul, multiply, negate, power, transpose
from rnn_tutor.equations.array import SCALAR, Shape
from rnn_tutor.equations.definitions import definition, pull, slope
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import (
    ONE,
    ZERO,
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    references,
)


def pull_back(
    expression: Expression, output: Expression, upstream: Expression, of_ref: ShapeOf
) -> dict[Ref, Expression]:
    """The gradient that each name in `output = expression` receives through it, given the output's gradient.

    `output` is what the value is called, or the expression itself where it has no name.

    Between scalars the result reads upstream × local derivative, the local derivative in one bracket where the name
    occurs several times. Each gradient has its name's shape, or is a scalar that holds for every element.
    """
    scalar = all(not of_ref(ref) for ref in [*references(output), *references(expression)])
    if scalar:
        local = _PullBack(of_ref).run(expression, output, ONE)
        return {ref: multiply(upstream, gathered(terms)) for ref, terms in local.items()}
    return {ref: gathered(terms) for ref, terms in _PullBack(of_ref).run(expression, output, upstream).items()}


def gathered(terms: list[Expression]) -> Expression:
    """The sum of the terms; a term that occurs n times is written n × it."""
    return add(*(multiply(Number(Fraction(n)), term) for term, n in Counter(terms).items()))


class _PullBack:
    def __init__(self, of_ref: ShapeOf) -> None:
        self.of_ref = of_ref
        self.found: dict[Ref, list[Expression]] = {}

    def shape(self, expression: Expression) -> Shape:
        return shape_of(expression, self.of_ref)

    def run(self, expression: Expression, output: Expression, upstream: Expression) -> dict[Ref, list[Expression]]:
        self.visit(expression, self.fitted(expression, upstream, self.shape(output)), output)
        return self.found

    def visit(self, node: Expression, upstream: Expression, value: Expression) -> None:
        """Pass `upstream`, the gradient of `node`, down; `value` is what the node's value is called."""
        names = references(node)
        if upstream == ZERO:  # as under x**0 on a first step; it has no shape that could be taken apart
            for name in names:
                self.found.setdefault(name, []).append(ZERO)
        elif names:
            self.operation(node, upstream, value)

    def operation(self, node: Expression, upstream: Expression, value: Expression) -> None:
        """Pass `upstream` on to the parts of an operation, or leave it with a name."""
        shape = self.shape(node)
        match node:
            case Ref():
                self.found.setdefault(node, []).append(upstream)
            case Negative(operand):
                self.down(operand, negate(upstream), shape)
            case Sum(terms):
                for term in terms:
                    self.down(term, upstream, shape)
            case Product(factors):
                for place, factor in enumerate(factors):
                    others = factors[:place] + factors[place + 1 :]
                    self.down(factor, multiply(upstream, *others), shape)
            case Quotient(top, bottom):
                self.quotient(top, bottom, upstream, shape)
            case Power():
                self.power(node, upstream, value)
            case MatMul(left, right):
                self.matmul(left, right, upstream)
            case Transpose(operand):
                self.down(operand, transpose(upstream))
            case Apply():
                self.apply(node, upstream, value)
            case Element(operand, row, column):
                self.down(operand, multiply(upstream, _unit(self.shape(operand), row, column)))
            case Stack(elements):
                for place, element in enumerate(elements, start=1):
                    self.down(element, Element(upstream, place) if self.shape(upstream) else upstream)

    def down(self, node: Expression, upstream: Expression, among: Shape = SCALAR) -> None:
        """Pass `upstream` on to a part of an operation that goes element by element over the shape `among`."""
        self.visit(node, self.fitted(node, upstream, among), node)

    def fitted(self, node: Expression, upstream: Expression, among: Shape) -> Expression:
        """A single number that goes with every element gathers the gradients of all of them."""
        if self.shape(node):
            return upstream
        if self.shape(upstream):
            return Apply("sum", (upstream,))
        return multiply(Number(Fraction(_count(among))), upstream)

    def quotient(self, top: Expression, bottom: Expression, upstream: Expression, shape: Shape) -> None:
        if isinstance(bottom, Number) and bottom.value != 0:
            self.down(top, multiply(Number(1 / bottom.value), upstream), shape)
            return
        self.down(top, multiply(upstream, divide(ONE, bottom)), shape)
        self.down(bottom, negate(divide(multiply(upstream, top), power(bottom, Number(Fraction(2))))), shape)

    def power(self, node: Power, upstream: Expression, value: Expression) -> None:
        base, exponent, shape = node.base, node.exponent, self.shape(node)
        lower = Number(exponent.value - 1) if isinstance(exponent, Number) else add(exponent, Number(Fraction(-1)))
        self.down(base, multiply(upstream, exponent, power(base, lower)), shape)
        self.down(exponent, multiply(upstream, value, Apply("log", (base,))), shape)

    def matmul(self, left: Expression, right: Expression, upstream: Expression) -> None:
        upstream = self.spread(upstream, self.shape(MatMul(left, right)))
        self.down(left, self.product(upstream, self.transposed(right)))
        self.down(right, self.product(self.transposed(left), upstream))

    def transposed(self, operand: Expression) -> Expression:
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

    def concat(self, joined: tuple[Expression, ...], upstream: Expression) -> None:
        """Each vector that was joined gets its own part of the gradient back."""
        upstream = self.spread(upstream, self.shape(Apply("concat", joined)))
        start = 1
        for argument in joined:
            end = start + _count(self.shape(argument)) - 1
            part = Apply("part", (upstream, Number(Fraction(start)), Number(Fraction(end))))
            self.down(argument, part if self.shape(argument) else Element(upstream, start))
            start = end + 1

    def apply(self, node: Apply, upstream: Expression, value: Expression) -> None:
        row = FUNCTIONS[node.function]
        if node.function == "concat":
            self.concat(node.arguments, upstream)
        elif node.function == "mean":
            count = Number(Fraction(max(_count(self.shape(node.arguments[0])), 1)))
            self.down(node.arguments[0], multiply(Number(1 / count.value), upstream))
        elif row.slopes:
            for place, argument in enumerate(node.arguments):
                self.down(argument, multiply(upstream, slope(node, place, value)), self.shape(node))
        elif row.pulls:
            upstream = self.spread(upstream, self.shape(node))
            for place, argument in enumerate(node.arguments):
                self.down(argument, pull(node, place, value, upstream))
        elif (meaning := definition(node)) is not None:
            self.visit(meaning, upstream, value)


def _count(shape: Shape) -> int:
    return shape[0] * shape[1] if shape else 1


def _unit(shape: Shape, row: int, column: int) -> Expression:
    """The array that is 1 at one element and 0 elsewhere."""
    if not shape:
        return ONE
    rows, columns = (
        Stack(tuple(Number(Fraction(int(i == place))) for i in range(1, n + 1)))
        for n, place in zip(shape, (row, column), strict=True)
    )
    return rows if shape[1] == 1 else MatMul(rows, Transpose(columns))
