"""A row that is added to every row of a batch, a bias; and the sum over the rows, its gradient."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

from rnn_tutor.equations.array import Shape, as_array, as_value, normal
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
from rnn_tutor.equations.tree import Apply, Expression, Number, Sum


class EachRow(Function):
    """One row, once for each row of a batch: what `input @ W + b` adds where b is a row."""

    def of(self, row: Expression, rows: int) -> Apply:
        """The row, for a batch of so many."""
        return self(row, Number(Fraction(rows)))

    def source(self, arguments: tuple[str, ...]) -> str:
        """The row alone, as the equation says it."""
        return arguments[0]

    def numpy_source(self, arguments: tuple[str, ...], library: Library) -> str:  # noqa: ARG002  # nothing is called
        """The row alone: numpy adds it to each row by itself."""
        return arguments[0]

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """As many rows as the batch has."""
        shape = shapes.shape(node.arguments[0])
        return None if shape is None else normal((row_count(node), (shape or (1, 1))[1]))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:  # noqa: ARG002  # all rows are the same
        """The element of the row."""
        return elements.at(node.arguments[0], 1, column)

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """The sum of the gradient's rows: the row acts in each of them."""
        yield node.arguments[0], SUM_OF_ROWS(rules.spread(upstream, rules.shape(node)))

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """The row, so many times."""
        rows = row_count(node)

        def repeated(row: Any, *_: Any) -> Any:  # noqa: ANN401  # a value of whatever arithmetic
            one = as_array(row)
            return as_value((rows, one.shape[1]), one.entries * rows)

        return repeated


class SumOfRows(Function):
    """The rows of a matrix, added up to one."""

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """One row."""
        shape = shapes.shape(node.arguments[0])
        return None if shape is None else normal((1, (shape or (1, 1))[1]))

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:  # noqa: ARG002  # there is one row
        """The elements of a column, added up."""
        (operand,) = node.arguments
        rows = (elements.shape(operand) or (1, 1))[0]
        terms = tuple(elements.at(operand, above, column) for above in range(1, rows + 1))
        return terms[0] if len(terms) == 1 else Sum(terms)

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """Column by column."""

        def added(operand: Any) -> Any:  # noqa: ANN401  # a value of whatever arithmetic
            whole = as_array(operand)
            columns = whole.shape[1]
            return as_value((1, columns), tuple(reduce(add, whole.entries[place::columns]) for place in range(columns)))

        return added


def row_count(node: Apply) -> int:
    """How many rows the batch has."""
    rows = node.arguments[1]
    assert isinstance(rows, Number)
    return int(rows.value)


EACH_ROW = EachRow(
    "each_row",
    "each_row",
    arity=2,
    internal=True,
    whole=True,
    form=Typeset.FIRST_ALONE,
    does="{x} is added to each row of the batch",
    passing="is repeated, once for each row of the batch,",
    why="It is added to every row of the batch, so it receives the sum of the rows of the gradient",
)
SUM_OF_ROWS = SumOfRows(
    "sum_of_rows",
    "sum_of_rows",
    numpy="{own.sum_of_rows}",
    internal=True,
    whole=True,
    does="The rows of {x} are added up",
)
