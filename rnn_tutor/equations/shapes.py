"""The shape of every part of an expression, and what can't be fitted together.

A scalar has shape `()`, a column vector of n numbers (n, 1), a matrix (rows, columns); one row and one column is a
scalar. Operations other than `@` go element by element; a scalar goes with anything.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

from rnn_tutor.equations.array import SCALAR, Shape, normal
from rnn_tutor.equations.fitting_remedy import fitting_remedy
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.source import quoted
from rnn_tutor.equations.tree import (
    Apply,
    Element,
    Expression,
    Kind,
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
    TypedName,
    children,
    references,
)

ShapeOf: TypeAlias = Callable[[Ref], Shape]


class ShapeError(ValueError):
    """Two parts of an expression whose shapes don't fit; `parts` are the expressions that meet.

    It `spreads` where single numbers of other equations were taken for vectors because of it.
    """

    def __init__(self, message: str, parts: tuple[Expression, ...], remedy: str = "", *, spreads: bool = False) -> None:
        self.spreads = spreads
        super().__init__(message)
        self.message = message
        self.parts = parts
        self.remedy = remedy

    @property
    def offset(self) -> int:
        """Where the first name of the parts stands in the equation's text, counted from 0."""
        return min((ref.offset for part in self.parts for ref in references(part)), default=0)


def describe(shape: Shape) -> str:
    """A shape in words: `a single number`, `3 numbers`, `3×2`."""
    if not shape:
        return "a single number"
    rows, columns = shape
    return f"{rows} numbers" if columns == 1 else f"{rows}×{columns}"


def shape_clause(shape: Shape) -> str:
    """A shape as it is said of something: `has 3 numbers`, `is 3×2`."""
    return f"{'has' if shape and shape[1] == 1 else 'is'} {describe(shape)}"


def shape_of(expression: Expression, of_ref: ShapeOf) -> Shape:
    """The shape of an expression's value.

    Raises:
        ShapeError: where shapes meet that don't fit.
    """
    fitting = Fitting(of_ref)
    shape = fitting.shape(expression)
    if fitting.errors:
        raise fitting.errors[0]
    assert shape is not None
    return shape


class Fitting:
    """The shape of expressions whose references may have shapes that aren't known yet (None).

    Everything that doesn't fit is noted in `errors`; the shape of its result counts as not known, so that one
    mistake is noted once. With `columns`, what is not known yet on the right of an @ is taken for a column of numbers;
    with `rows`, a parameter of one row may be added to a matrix as wide, to each of its rows.
    """

    def __init__(self, of_ref: Callable[[Ref], Shape | None], *, columns: bool = False, rows: bool = False) -> None:
        self.of_ref = of_ref
        self.rows = rows
        self.columns = columns
        self.errors: list[ShapeError] = []

    def shape(self, expression: Expression) -> Shape | None:
        """The shape of an expression's value, as far as it follows from what is known."""
        match expression:
            case Number() | TypedName():
                return SCALAR
            case Ref():
                shape = self.of_ref(expression)
                return None if shape is None else normal(shape)
            case MatMul(left, right):
                return self._product(left, right)
            case Transpose(operand):
                shape = self.shape(operand)
                return None if shape is None else normal(shape[::-1])
            case Element(operand, row, column):
                return self._element(operand, row, column)
            case Stack(elements):
                return self._stack(elements)
            case Apply(function, _):
                return FUNCTIONS[function].shape(self, expression)
            case Product(factors) if (pair := _weights_and_vector(factors)) is not None:
                return self._weighed(expression, *pair)
            case Negative() | Sum() | Product() | Quotient() | Power():
                return self.common(expression)

    def sized(self, expression: Expression, shape: Shape) -> str:
        """`W1 is 3×2`, `input has 3 numbers`."""
        return _is(expression, shape)

    def quoted(self, expression: Expression) -> str:
        """An expression as messages quote it."""
        return quoted(expression)

    def wrong(self, message: str, parts: tuple[Expression, ...], remedy: str) -> None:
        """Note what doesn't fit, and how to mend it."""
        self.errors.append(ShapeError(message, parts, remedy))

    def common(self, operation: Expression) -> Shape | None:
        """The shape of an operation that goes element by element."""
        common: Shape | None = SCALAR
        holder: Expression | None = None
        numbers: list[Expression] = []
        for part in children(operation):
            shape = self.shape(part)
            if isinstance(operation, Sum) and shape == SCALAR:
                numbers.append(part)
            if shape is None:
                common = common or None
            elif shape and holder is None:
                common, holder = shape, part
            elif shape and holder is not None and shape != common:
                assert common
                if self._is_bias_row(operation, (part, shape), common):
                    continue
                if self._is_bias_row(operation, (holder, common), shape):
                    common, holder = shape, part
                    continue
                self.wrong(
                    f"{_is(holder, common)} but {_is(part, shape)}",
                    (holder, part),
                    fitting_remedy(operation, (holder, common), (part, shape)),
                )
                return None
        if holder is not None and common:
            for number in numbers:
                self._check_row(number, holder, common)
        return common

    def _weighed(self, product: Expression, weights: Ref, vector: Stack) -> Shape | None:
        """The shape of W * [h, x], which books write for a product of a matrix and the vectors joined."""
        before = len(self.errors)
        shape = self.common(product)
        if len(self.errors) == before:
            return shape
        error, own = self.errors[before], self.shape(weights)
        message = f"{quoted(weights)}*{quoted(vector)} multiplies element by element"
        joined = f"concat({', '.join(map(quoted, vector.elements))})"
        remedy = f"write {quoted(weights)} @ {joined} for the product of a matrix and the joined vector"
        if own == (len(vector.elements), 1):
            remedy = f"write dot({quoted(weights)}, {joined}) for the sum of products"
            remedy += f", or {quoted(weights)} @ {joined} with {quoted(weights)} in rows, like [[1, 2]] for one"
        self.errors[before:] = [ShapeError(message, error.parts, remedy, spreads=True)]
        return None

    def _is_bias_row(self, operation: Expression, part: tuple[Expression, Shape], beside: Shape) -> bool:
        """Whether a part of a sum is a parameter of one row, beside several rows as wide."""
        term, shape = part
        inner = term.operand if isinstance(term, Negative) else term
        is_parameter = isinstance(inner, Ref) and inner.kind is Kind.PARAMETER
        return self.rows and isinstance(operation, Sum) and is_parameter and shape == (1, beside[1]) and beside[0] > 1

    def _check_row(self, term: Expression, holder: Expression, common: Shape) -> None:
        """That a product of one row isn't added to several numbers: it would be spread over them silently."""
        inner = term.operand if isinstance(term, Negative) else term
        if not isinstance(inner, MatMul) or not isinstance(inner.left, Ref) or common[1] != 1:
            return
        if (left := self.shape(inner.left)) and left[0] == 1:
            message = f"{_is(inner, SCALAR)}, as {quoted(inner.left)} has one row, but {_is(holder, common)}"
            self.wrong(message, (inner, holder), f"give {quoted(inner.left)} {common[0]} rows")

    def _product(self, left: Expression, right: Expression) -> Shape | None:
        a, b = self.shape(left), self.shape(right)
        if a is None:
            return None
        if b is None:
            return normal((a[0], 1)) if a and self.columns else None
        (rows, inner), (height, columns) = a or (1, 1), b or (1, 1)
        if inner == height:
            return normal((rows, columns))
        product = f"{quoted(left)} @ {quoted(right)}"
        if not a:
            remedy = f"write {quoted(left)}*{quoted(right)} to multiply by a number"
        elif inner > 1:
            remedy = f"{product} needs {inner}{' rows' if columns > 1 else ''}"
        elif (rows, columns) == (height, 1):
            remedy = f"write dot({quoted(left)}, {quoted(right)}) for the sum of products"
            if isinstance(left, Ref):
                remedy += f", or give {quoted(left)} in rows, like [[1, 2]] for one"
        elif a[1] == 1 and height == a[0]:
            turned = quoted(right.operand) if isinstance(right, Transpose) else f"{quoted(right)}.T"
            remedy = f"write {turned} @ {quoted(left)}, as a vector is a column here"
        else:
            remedy = f"{product} needs a matrix on its left"
        self.wrong(f"{_is(left, a)} but {_is(right, b)}", (left, right), remedy)
        return None

    def _element(self, operand: Expression, row: int, column: int) -> Shape:
        shape = self.shape(operand)
        if shape is not None:
            rows, columns = shape or (1, 1)
            if row > rows or column > columns:
                name = quoted(operand)
                place = f"{row}" if (column, columns) == (1, 1) else f"{row}, {column}"
                last = f"{rows}" if columns == 1 else f"{rows}, {columns}"
                remedy = f"the last one is {name}[{last}]" if shape else "leave the brackets out"
                self.wrong(f"there is no {name}[{place}]: {_is(operand, shape)}", (operand,), remedy)
        return SCALAR

    def _stack(self, elements: tuple[Expression, ...]) -> Shape:
        shapes = [(element, self.shape(element)) for element in elements]
        if (longer := next(((element, shape) for element, shape in shapes if shape), None)) is not None:
            message = f"a vector written out consists of single numbers, but {_is(*longer)}"
            joined = f"write concat({', '.join(map(quoted, elements))}) to join them"
            self.wrong(message, (longer[0],), joined if len(elements) > 1 else "join vectors with concat(…)")
        return normal((len(elements), 1))


def _weights_and_vector(factors: tuple[Expression, ...]) -> tuple[Ref, Stack] | None:
    """A parameter that a vector of names stands behind, in a product element by element."""
    for left, right in pairwise(factors):
        if (
            isinstance(left, Ref)
            and left.kind is Kind.PARAMETER
            and isinstance(right, Stack)
            and any(references(right))
        ):
            return left, right
    return None


def _is(expression: Expression, shape: Shape) -> str:
    """`W1 is 3×2`, `input has 3 numbers`."""
    inner = expression.operand if isinstance(expression, Negative) else expression
    return f"{quoted(inner)} {shape_clause(shape)}"


def makes_vectors(expression: Expression) -> bool:
    """Whether an expression puts numbers together: all(h), [a, b], concat(a, b)."""
    is_one = isinstance(expression, Stack) or (isinstance(expression, Apply) and FUNCTIONS[expression.function].joins)
    return is_one or any(map(makes_vectors, children(expression)))
