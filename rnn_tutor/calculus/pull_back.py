"""The chain rule: what a quantity's gradient gives to each name in its equation.

`pull_back` walks an equation from its value down to its names with the *upstream* gradient in hand: reverse-mode
differentiation (Linnainmaa, 1970), carried out on expressions, so that the result is a formula to read. Where the
equation goes element by element, the upstream gradient is multiplied by a local derivative of SymPy's; what isn't so
(@, transpose, sums, softmax) has a linear rule of its own.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from rnn_tutor.calculus.linear import LinearRules
from rnn_tutor.calculus.local import is_elementwise, local_derivatives
from rnn_tutor.equations.algebra import add, multiply
from rnn_tutor.equations.array import SCALAR, Shape, size_of
from rnn_tutor.equations.operations.reductions import SUM
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import ONE, ZERO, Expression, Number, Ref, children, references
from rnn_tutor.limits import GRADIENT_PARTS

LARGEST_BLOCK = 24  # operations that are one expression to SymPy


class TooLong(Exception):  # what became of the gradient
    """A gradient that has grown out of all proportion to its equation."""


def pull_back(
    expression: Expression,
    output: Expression,
    upstream: Expression,
    of_ref: ShapeOf,
    most: int = GRADIENT_PARTS.most,
) -> dict[Ref, Expression]:
    """The gradient that each name in `output = expression` receives through it, given the output's gradient.

    `output` is what the value is called, or the expression itself where it has no name.

    Between scalars the result reads upstream × local derivative, the local derivative in one bracket where the name
    occurs several times. Each gradient has its name's shape, or is a scalar that holds for every element.

    Raises:
        TooLong: where a gradient takes more than `most` operations.
    """
    scalar = all(not of_ref(ref) for ref in [*references(output), *references(expression)])
    pass_back = _PullBack(of_ref, most)
    if scalar:
        local = pass_back.run(expression, output, ONE)
        found = {ref: multiply(upstream, gathered(terms)) for ref, terms in local.items()}
    else:
        found = {ref: gathered(terms) for ref, terms in pass_back.run(expression, output, upstream).items()}
    if any(pass_back.size(gradient) > most for gradient in found.values()):
        raise TooLong
    return found


def gathered(terms: list[Expression]) -> Expression:
    """The sum of the terms; a term that occurs n times is written n × it."""
    return add(*(multiply(Number(Fraction(n)), term) for term, n in Counter(terms).items()))


class _PullBack:
    def __init__(self, of_ref: ShapeOf, most: int) -> None:
        self.of_ref = of_ref
        self.most = most
        self.found: dict[Ref, list[Expression]] = {}
        self.linear = LinearRules(self.shape)
        self.sizes: dict[int, tuple[Expression, int]] = {}

    def shape(self, expression: Expression) -> Shape:
        return shape_of(expression, self.of_ref)

    def run(self, expression: Expression, output: Expression, upstream: Expression) -> dict[Ref, list[Expression]]:
        self.visit(expression, self.fitted(expression, upstream, self.shape(output)), output)
        return self.found

    def size(self, expression: Expression) -> int:
        """How many operations an expression has when it is written out."""
        known = self.sizes.get(id(expression))
        if known is None:
            known = expression, 1 + sum(map(self.size, children(expression)))
            self.sizes[id(expression)] = known
        return known[1]

    def visit(self, node: Expression, upstream: Expression, value: Expression) -> None:
        """Pass `upstream`, the gradient of `node`, down; `value` is what the node's value is called."""
        if self.size(upstream) > self.most:
            raise TooLong
        names = references(node)
        if upstream == ZERO:  # as under x**0 on a first step; it has no shape that could be taken apart
            for name in names:
                self.found.setdefault(name, []).append(ZERO)
        elif isinstance(node, Ref):
            self.found.setdefault(node, []).append(upstream)
        elif names and is_elementwise(node):
            self.block(node, upstream, value)
        elif names:
            for operand, gradient in self.linear.received(node, upstream, value):
                self.down(operand, gradient)

    def block(self, node: Expression, upstream: Expression, value: Expression) -> None:
        """Pass `upstream` on to what a part that goes element by element is made of."""
        shape = self.shape(node)

        inside = self.nearest(node, shape)

        def belongs(part: Expression) -> bool:
            return id(part) in inside

        for occurrence in local_derivatives(node, value, belongs):
            if references(occurrence.operand):
                self.down(occurrence.operand, multiply(upstream, occurrence.derivative), shape)

    def nearest(self, node: Expression, shape: Shape) -> set[int]:
        """The operations in a part that goes element by element, by their identity; of a large part the outer ones.

        A product of fifty has fifty derivatives of forty-nine factors each: taken apart, it has as many short ones.
        """
        found: set[int] = set()
        level = [node]
        while level:
            level = [
                part
                for above in level
                for part in children(above)
                if is_elementwise(part) and references(part) and self.shape(part) == shape
            ]
            if len(found) + len(level) > LARGEST_BLOCK:
                break
            found.update(map(id, level))
        return found

    def down(self, node: Expression, upstream: Expression, among: Shape = SCALAR) -> None:
        """Pass `upstream` on to a part of an operation that goes element by element over the shape `among`."""
        self.visit(node, self.fitted(node, upstream, among), node)

    def fitted(self, node: Expression, upstream: Expression, among: Shape) -> Expression:
        """A single number that goes with every element gathers the gradients of all of them."""
        if self.shape(node):
            return upstream
        if self.shape(upstream):
            return SUM(upstream)
        return multiply(Number(Fraction(size_of(among))), upstream)
