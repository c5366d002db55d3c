"""An equation as it stands once some of its names are zero: what is structurally zero at the first time step."""

from __future__ import annotations

from collections.abc import Iterable

from rnn_tutor.equations.algebra import add, negate, zeros_of
from rnn_tutor.equations.array import SCALAR
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import (
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
    Sum,
    Transpose,
    children,
    rebuild,
)


def without(expression: Expression, zeros: Iterable[Ref], of_ref: ShapeOf = lambda _: SCALAR) -> Expression:
    """The expression as it stands once the given names are zero: their products are gone, their sums shorter.

    Where the shape of a zero matters, `of_ref` tells it, and zeros are written out: concat([0, 0], input).
    """
    absent = frozenset(zeros)
    return _Without(absent, of_ref).what_is_left(expression) if absent else expression


def without_terms(expression: Expression, zeros: Iterable[Ref], of_ref: ShapeOf = lambda _: SCALAR) -> Expression:
    """Like `without`, but where it writes zeros out, the names that are zero still stand."""
    return _Without(frozenset(zeros), of_ref, are_named=True).what_is_left(expression)


class _Without:
    def __init__(self, absent: frozenset[Ref], of_ref: ShapeOf, *, are_named: bool = False) -> None:
        self.absent = absent
        self.of_ref = of_ref
        self.are_named = are_named

    def what_is_left(self, expression: Expression) -> Expression:
        """The expression, or a zero; perhaps with fewer rows than it had, if what goes with it has as many."""
        if isinstance(expression, Ref):
            return ZERO if expression in self.absent else expression
        before = children(expression)
        after = tuple(self.what_is_left(part) for part in before)
        if before == after:
            return expression
        match expression:
            case Negative():
                return negate(after[0])
            case Sum():
                return add(*after)
            case Product() | MatMul() if ZERO in after:
                return ZERO
            case Apply(function, _) if FUNCTIONS[function].vanishes and ZERO in after:
                return ZERO
            case Quotient() | Transpose() | Element() if after[0] == ZERO:
                return ZERO
            case Power() if after[0] == ZERO and isinstance(after[1], Number) and after[1].value > 0:
                return ZERO
            case Product() | Quotient() | Power():
                return rebuild(expression, tuple(map(self.as_zero, before, after)))
            case _:
                return rebuild(expression, tuple(map(self.in_full, before, after)))

    def as_zero(self, before: Expression, after: Expression) -> Expression:
        """What is left of a part that a zero doesn't take away with it."""
        return before if self.are_named and after == ZERO else after

    def in_full(self, before: Expression, after: Expression) -> Expression:
        """What is left of a part whose shape matters."""
        shape = SCALAR if before == after else shape_of(before, self.of_ref)
        if not shape or shape_of(after, self.of_ref) == shape:
            return self.as_zero(before, after)
        if self.are_named:
            return before
        return zeros_of(shape) if after == ZERO else add(after, zeros_of(shape))
