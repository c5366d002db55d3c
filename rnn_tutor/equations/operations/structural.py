"""Functions that move numbers about and change none: vectors joined, a stretch taken, rows put among zeros."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from rnn_tutor.equations.algebra import transpose
from rnn_tutor.equations.array import Shape, as_array, as_value, normal, rows_of, size_of, stacked
from rnn_tutor.equations.operations.function import (
    Elements,
    Function,
    Library,
    NumberOperations,
    Received,
    Rules,
    Shapes,
    Typeset,
)
from rnn_tutor.equations.tree import ZERO, Apply, Element, Expression, Number, Transpose


class TransposeByName(Function):
    """The transpose, called by its name: it is read as the operation, Wᵀ."""

    def read(self, arguments: tuple[Expression, ...]) -> Expression:
        """The operation."""
        return Transpose(*arguments)


class Concat(Function):
    """Numbers and vectors, one below the other in one vector."""

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """As long as all of them together."""
        length: int | None = 0
        for argument in node.arguments:
            shape = shapes.shape(argument)
            if shape is None:
                length = None
                continue
            rows, columns = shape or (1, 1)
            if columns != 1:
                message = f"{self.name} joins vectors, but {shapes.sized(argument, shape)}"
                shapes.wrong(message, (argument,), "give it numbers and columns of numbers")
                length = None
            length = None if length is None else length + rows
        return None if length is None else normal((length, 1))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:  # noqa: ARG002  # there is one column
        """The element of the one that holds it."""
        for argument in node.arguments:
            rows = (elements.shape(argument) or (1, 1))[0]
            if row <= rows:
                return elements.at(argument, row, 1)
            row -= rows
        raise IndexError(row)

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """Each vector that was joined gets its own part of the gradient back."""
        upstream = rules.spread(upstream, rules.shape(node))
        start = 1
        for argument in node.arguments:
            end = start + size_of(rules.shape(argument)) - 1
            yield argument, PART.of(upstream, start, end) if rules.shape(argument) else Element(upstream, start)
            start = end + 1

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """All entries under one another."""
        return lambda *values: stacked(values)


class Slice(Function):
    """A stretch of a vector's elements, or of a matrix's rows, both ends included: h[1:5]."""

    def of(self, operand: Expression, first: int, last: int) -> Apply:
        """The stretch of something."""
        return self(operand, Number(Fraction(first)), Number(Fraction(last)))

    def source(self, arguments: tuple[str, ...]) -> str:
        """h[1:5]."""
        operand, first, last = arguments
        return f"{operand}[{first}:{last}]"

    def numpy_source(self, arguments: tuple[str, ...], library: Library) -> str:  # noqa: ARG002  # its brackets are Python's own
        """Counted from 0, with the end left out."""
        operand, first, last = arguments
        return f"{operand}[{int(first) - 1}:{last}]"

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """As long as it says; the vector has to be as long."""
        operand = node.arguments[0]
        first, last = bounds(node)
        shape = shapes.shape(operand)
        if shape is None:
            return normal((last - first + 1, 1))
        rows, columns = shape or (1, 1)
        if last > rows:
            what = "row" if columns > 1 else "element"
            remedy = f"the last {what} is {rows}" if shape else "leave the brackets out"
            missing = f"there is no {shapes.quoted(operand)}[{first}:{last}]"
            shapes.wrong(f"{missing}: {shapes.sized(operand, shape)}", (operand,), remedy)
        return normal((last - first + 1, columns))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:
        """The element so many rows further down."""
        return elements.at(node.arguments[0], bounds(node)[0] + row - 1, column)

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """The gradient at its place, with zeros elsewhere."""
        operand, first, _ = node.arguments
        rows = Number(Fraction((rules.shape(operand) or (1, 1))[0]))
        yield operand, PLACED(rules.spread(upstream, rules.shape(node)), first, rows)

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """The entries between."""
        first, last = bounds(node)

        def taken(operand: Any, *_: Any) -> Any:  # noqa: ANN401  # a value of whatever arithmetic
            whole = as_array(operand)
            columns = whole.shape[1]
            return as_value((last - first + 1, columns), whole.entries[(first - 1) * columns : last * columns])

        return taken


class Rows(Function):
    """Vectors of one length as the rows of a matrix."""

    def source(self, arguments: tuple[str, ...]) -> str:
        """All of a state, where the rows are its values at each time step."""
        return f"all({arguments[0]})" if len(set(arguments)) == 1 else super().source(arguments)

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """A row for each."""
        shape, *_ = [shapes.shape(argument) for argument in node.arguments]
        return None if shape is None else normal((len(node.arguments), (shape or (1, 1))[0]))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:
        """An element of the vector of that row."""
        return elements.at(node.arguments[row - 1], column, 1)

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """Each vector that became a row gets its own row of the gradient back."""
        upstream = rules.spread(upstream, rules.shape(node))
        for row, argument in enumerate(node.arguments, start=1):
            if len(node.arguments) == 1:
                yield argument, rules.transposed(upstream)
            elif rules.shape(argument):
                yield argument, transpose(PART.of(upstream, row, row))
            else:
                yield argument, Element(upstream, row)

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """Row by row."""
        return lambda *values: rows_of(values)


class Placed(Function):
    """Rows put at their place among more, with zeros elsewhere."""

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """With as many rows as it says."""
        shape = shapes.shape(node.arguments[0])
        return None if shape is None else normal((bounds(node)[1], (shape or (1, 1))[1]))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:
        """An element of what was put there, or a zero."""
        operand, inner = node.arguments[0], row - bounds(node)[0] + 1
        return elements.at(operand, inner, column) if 1 <= inner <= (elements.shape(operand) or (1, 1))[0] else ZERO

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:
        """Zeros above and below."""
        first, count = bounds(node)
        zero = arithmetic.constant(Fraction(0))

        def put(operand: Any, *_: Any) -> Any:  # noqa: ANN401  # a value of whatever arithmetic
            part = as_array(operand)
            columns = part.shape[1]
            above, below = (first - 1) * columns, (count - first + 1 - part.shape[0]) * columns
            return as_value((count, columns), (zero,) * above + part.entries + (zero,) * below)

        return put


def bounds(node: Apply) -> tuple[int, int]:
    """The two places that are said after the first argument."""
    _, first, last = node.arguments
    assert isinstance(first, Number)
    assert isinstance(last, Number)
    return int(first.value), int(last.value)


TRANSPOSE = TransposeByName("transpose", "transpose", whole=True)
CONCAT = Concat(
    "concat",
    "concat",
    numpy="{np.vstack}([{all}])",
    whole=True,
    arity=None,
    joins=True,
    why="Joining vectors changes none of their numbers, so each gets its own part of the gradient back",
)
PART = Slice(
    "part",
    "part",
    arity=3,
    internal=True,
    whole=True,
    form=Typeset.STRETCH,
    does="A slice of {x} is used as it is",
    passing="gives a slice of its numbers",
    why="The slice moves one for one with its own elements, and not at all with the others",
)
ROWS = Rows(
    "rows",
    "rows",
    numpy="{own.rows}([{all}])",
    arity=None,
    joins=True,
    internal=True,
    whole=True,
    does="The vectors are put one below the other, a row for each",
    passing="becomes a row of a matrix",
    why="Each row passes its own part of the gradient back",
)
PLACED = Placed(
    "placed",
    "placed",
    numpy="{own.placed}({0}, {1}, {2})",
    arity=3,
    internal=True,
    whole=True,
    does="{x} is put at its place, with zeros elsewhere",
)
