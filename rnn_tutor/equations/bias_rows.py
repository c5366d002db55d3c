"""A bias of one row beside the rows of a batch: `input @ W + b` adds it to each of them."""

from __future__ import annotations

from collections.abc import Callable

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.operations.batch import EACH_ROW
from rnn_tutor.equations.shapes import Fitting
from rnn_tutor.equations.tree import Expression, Negative, Ref, Sum, children, rebuild


def with_bias_rows(expression: Expression, of_ref: Callable[[Ref], Shape | None]) -> Expression:
    """The expression in which each bias of one row that is added to several is said to be added to each.

    What is a bias: a parameter alone, in a sum with a matrix as wide as it is.
    """
    parts = children(expression)
    if not parts:
        return expression
    node = rebuild(expression, tuple(with_bias_rows(part, of_ref) for part in parts))
    if not isinstance(node, Sum):
        return node
    shapes = [Fitting(of_ref, rows=True).shape(term) for term in node.terms]
    whole = next((shape for shape in shapes if shape and min(shape) > 1), None)
    if whole is None:
        return node

    def added(term: Expression, shape: Shape | None) -> Expression:
        if isinstance(term, Negative):
            return Negative(added(term.operand, shape))
        return EACH_ROW.of(term, whole[0]) if isinstance(term, Ref) and shape == (1, whole[1]) else term

    return Sum(tuple(added(term, shape) for term, shape in zip(node.terms, shapes, strict=True)))
