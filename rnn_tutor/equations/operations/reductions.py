"""Functions of whole vectors: what makes one number of them, and softmax with its like.

Softmax, and cross-entropy after it, Bridle (1990), for targets that add up to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import add
from typing import Any

from rnn_tutor.equations.algebra import multiply
from rnn_tutor.equations.array import SCALAR, Shape, as_array, size_of
from rnn_tutor.equations.operations.function import Elements, Function, NumberOperations, Received, Rules, Shapes
from rnn_tutor.equations.tree import Apply, Expression, Number, Quotient, Sum


class Total(Function):
    """The sum of all elements."""

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:  # noqa: ARG002  # there is one
        """The elements of the argument, added up."""
        (operand,) = node.arguments
        rows, columns = elements.shape(operand) or (1, 1)
        places = product(range(1, rows + 1), range(1, columns + 1))
        terms = tuple(elements.at(operand, i, j) for i, j in places)
        return terms[0] if len(terms) == 1 else Sum(terms)

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """One after the other."""
        return lambda operand: reduce(add, as_array(operand).entries)


class Mean(Total):
    """The mean of all elements."""

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:
        """The sum of the elements, over their number."""
        count = size_of(elements.shape(node.arguments[0]))
        return Quotient(super().element(elements, node, row, column), Number(Fraction(count)))

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """The n-th part of the gradient, for each of n elements."""
        (operand,) = node.arguments
        yield operand, multiply(Number(Fraction(1, size_of(rules.shape(operand)))), upstream)

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:
        """The sum, over how many there are."""
        total = super().value(arithmetic, node)
        return lambda operand: total(operand) / len(as_array(operand).entries)


class ElementCount(Function):
    """How many elements there are."""

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:  # noqa: ARG002  # there is one
        """Their number."""
        return Number(Fraction(size_of(elements.shape(node.arguments[0]))))

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """Their number."""
        return lambda operand: arithmetic.constant(Fraction(len(as_array(operand).entries)))


class CrossEntropy(Function):
    """The cross-entropy of scores and a target that is as long."""

    def shape(self, shapes: Shapes, node: Apply) -> Shape:
        """One number; the target has one for each score."""
        target, scores = node.arguments
        wanted, given = shapes.shape(target), shapes.shape(scores)
        if wanted is not None and given is not None:
            if not given:
                message = f"{shapes.sized(scores, given)}, but {self.name} compares several scores"
                shapes.wrong(message, (scores,), "for one probability write binary_cross_entropy")
            elif wanted != given:
                remedy = f"{self.name} needs a number for each score, 1 for the right one and 0 for the others"
                if not wanted:
                    remedy += f"; or add vocabulary: {given[0]}, for class numbers counted from 0"
                message = f"{shapes.sized(target, wanted)} but {shapes.sized(scores, given)}"
                shapes.wrong(message, (target, scores), remedy)
        return SCALAR


SUM = Total(
    "sum",
    "sum",
    whole=True,
    reduces=True,
    vanishes=True,
    idle=True,
    numpy="{np.sum}",
    pulls=("g",),
    why="Each number in a sum moves it one for one",
)
MEAN = Mean(
    "mean",
    "mean",
    whole=True,
    reduces=True,
    vanishes=True,
    idle=True,
    numpy="{np.mean}",
    why="Each of n numbers moves their mean by 1/n of its own change",
)
DOT = Function(
    "dot", "dot", arity=2, whole=True, reduces=True, vanishes=True, definition="sum(a*b)", pulls=("g*b", "g*a")
)
SOFTMAX = Function(
    "softmax",
    "softmax",
    numpy="{own.softmax}",
    terms=("softmax",),
    whole=True,
    definition="exp(x)/sum(exp(x))",
    pulls=("y*(g - sum(g*y))",),
    does="softmax turns {x} into probabilities: each is between 0 and 1, and they add up to 1",
    why=(
        "Raising one score lowers every other probability; so softmax takes from each gradient the mean of all, "
        "weighted by the probabilities"
    ),
)
LOG_SOFTMAX = Function(
    "log_softmax",
    "log_softmax",
    numpy="{own.log_softmax}",
    terms=("log", "softmax"),
    whole=True,
    definition="x - log(sum(exp(x)))",
    pulls=("g - softmax(x)*sum(g)",),
    why=(
        "log_softmax is a score minus the logarithm of a sum: a score raises its own value one for one, and lowers "
        "all values by its probability"
    ),
)
CROSS_ENTROPY = CrossEntropy(
    "cross_entropy",
    "cross_entropy",
    whole=True,
    reduces=True,
    terms=("cross-entropy", "softmax"),
    arity=2,
    definition="-sum(a*log_softmax(b))",
    pulls=("-g*log_softmax(b)", "g*(softmax(b) - a)"),
    why="Softmax and the logarithm together have a simple slope: the probability predicted minus the target",
)
SIZE = ElementCount("size", "size", internal=True, whole=True, reduces=True, numpy="{np.size}")
