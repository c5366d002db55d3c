"""The shape of every part of an expression, and what can't be fitted together.

A scalar has shape `()`, a column vector of n numbers (n, 1), a matrix (rows, columns); one row and one column is a
scalar. Operations other than `@` go element by element; a scalar goes with anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from rnn_tutor.equations.array import SCALAR, Shape
from rnn_tutor.equations.tree import (
    Apply,
    Element,
    Expression,
    MatMul,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    children,
)

ShapeOf: TypeAlias = Callable[[Ref], Shape]
REDUCTIONS = frozenset({"sum", "mean", "dot", "size", "cross_entropy"})


class ShapeError(ValueError):
    """Two parts of an expression whose shapes don't fit; `parts` are the expressions that meet."""

    def __init__(self, message: str, parts: tuple[Expression, ...], remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.parts = parts
        self.remedy = remedy


def normal(shape: Shape) -> Shape:
    """The shape, where one row of one column is a scalar."""
    return SCALAR if shape == (1, 1) else shape


def describe(shape: Shape) -> str:
    """A shape in words: `a single number`, `3 numbers`, `3×2`."""
    if not shape:
        return "a single number"
    rows, columns = shape
    return f"{rows} numbers" if columns == 1 else f"{rows}×{columns}"


def shape_of(expression: Expression, of_ref: ShapeOf) -> Shape:
    """The shape of an expression's value.

    Raises:
        ShapeError: where shapes meet that don't fit.
    """
    match expression:
        case Number() | Name():
            return SCALAR
        case Ref():
            return normal(of_ref(expression))
        case MatMul(left, right):
            return _product_shape(left, right, of_ref)
        case Transpose(operand):
            shape = shape_of(operand, of_ref)
            return normal(shape[::-1])
        case Element(operand, row, column):
            return _element_shape(operand, row, column, of_ref)
        case Stack(elements):
            return _stack_shape(elements, of_ref)
        case Apply("concat", arguments):
            return normal((sum(_length(argument, of_ref) for argument in arguments), 1))
        case Apply("part", (_, Number(first), Number(last))):
            return normal((int(last - first) + 1, 1))
        case Apply(function, arguments) if function in REDUCTIONS:
            _common_shape(arguments, of_ref)
            return SCALAR
        case Negative() | Sum() | Product() | Quotient() | Power() | Apply():
            return _common_shape(children(expression), of_ref)


def _common_shape(parts: tuple[Expression, ...], of_ref: ShapeOf) -> Shape:
    common, holder = SCALAR, None
    for part in parts:
        shape = shape_of(part, of_ref)
        if not shape:
            continue
        if holder is not None and shape != common:
            raise ShapeError(
                f"{describe(common)} and {describe(shape)} can't go together element by element", (holder, part)
            )
        common, holder = shape, part
    return common


def _length(argument: Expression, of_ref: ShapeOf) -> int:
    rows, columns = shape_of(argument, of_ref) or (1, 1)
    if columns != 1:
        raise ShapeError(f"concat joins vectors, and this is {rows}×{columns}", (argument,))
    return rows


def _product_shape(left: Expression, right: Expression, of_ref: ShapeOf) -> Shape:
    (rows, inner), (height, columns) = (shape_of(part, of_ref) or (1, 1) for part in (left, right))
    if inner != height:
        raise ShapeError(
            f"the left side of @ is {rows}×{inner} but the right side has {describe(normal((height, columns)))}",
            (left, right),
        )
    return normal((rows, columns))


def _element_shape(operand: Expression, row: int, column: int, of_ref: ShapeOf) -> Shape:
    rows, columns = shape_of(operand, of_ref) or (1, 1)
    if row > rows or column > columns:
        place = f"[{row}]" if columns == 1 else f"[{row}, {column}]"
        raise ShapeError(f"there is no element {place} in {describe(normal((rows, columns)))}", (operand,))
    return SCALAR


def _stack_shape(elements: tuple[Expression, ...], of_ref: ShapeOf) -> Shape:
    for element in elements:
        if shape_of(element, of_ref):
            raise ShapeError("a vector written out holds single numbers", (element,), "use concat(…) to join vectors")
    return normal((len(elements), 1))
