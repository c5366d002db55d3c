"""Values: a number, or a vector or matrix of numbers, and what is done with them entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from rnn_tutor.equations.array import Array, Shape
from rnn_tutor.numbers.real import Real

Value: TypeAlias = Real | Array[Real]


def entry_of(value: Value, place: int) -> Real:
    """The entry at a place, counted from 0; a scalar is the same everywhere."""
    return value.entries[place] if isinstance(value, Array) else value


def each(operation: Callable[[Real], Real], value: Value) -> Value:
    """The value with an operation done on each entry."""
    return value.map(operation) if isinstance(value, Array) else operation(value)


def together(operation: Callable[[Real, Real], Real], a: Value, b: Value) -> Value:
    """Two values joined element by element, a scalar with every element."""
    if not isinstance(b, Array):
        return each(lambda entry: operation(entry, b), a)
    if not isinstance(a, Array):
        return b.map(lambda entry: operation(a, entry))
    return Array(a.shape, tuple(map(operation, a.entries, b.entries)))


def single(value: Value) -> Real:
    """The value of an expression between single numbers."""
    assert not isinstance(value, Array), "a vector stands where one number is expected"
    return value


def as_array(value: Value) -> Array[Real]:
    """The value as a matrix: a scalar has one row and one column."""
    return value if isinstance(value, Array) else Array((1, 1), (value,))


def as_value(shape: Shape, entries: tuple[Real, ...]) -> Value:
    """The value with these entries: one row of one column is a scalar."""
    return Array(shape, entries) if shape not in ((), (1, 1)) else entries[0]


def matrix_product(left: Value, right: Value) -> Value:
    """left @ right; a scalar is a matrix of one row and one column."""
    a, b = as_array(left), as_array(right)
    columns = [b.entries[j :: b.shape[1]] for j in range(b.shape[1])]
    entries = tuple(_dot(row, column) for row in a.rows() for column in columns)
    return as_value((a.shape[0], b.shape[1]), entries)


def _dot(a: tuple[Real, ...], b: tuple[Real, ...]) -> Real:
    products = (left * right for left, right in zip(a, b, strict=True))
    return reduce(lambda total, product: total + product, products)


def transposed(value: Value) -> Value:
    """Rows for columns."""
    if not isinstance(value, Array):
        return value
    rows, columns = value.shape
    return Array((columns, rows), tuple(value.at(i, j) for j in range(columns) for i in range(rows)))


def normalized(array: Array[Real]) -> Value:
    """The value that an array is: one row of one column is a scalar."""
    return as_value(array.shape, array.entries)


def picked(value: Value, row: int, column: int) -> Real:
    """The element at a row and column, counted from 1."""
    return as_array(value).at(row - 1, column - 1)


def stacked(values: list[Value]) -> Value:
    """All entries of some values under one another, in one column."""
    entries = tuple(entry for value in values for entry in as_array(value).entries)
    return as_value((len(entries), 1), entries)


def rows_of(values: list[Value]) -> Value:
    """Vectors of one length as the rows of a matrix."""
    entries = tuple(entry for value in values for entry in as_array(value).entries)
    return as_value((len(values), len(entries) // len(values)), entries)


def reduced(function: str, value: Value) -> Real:
    """The `sum` of all entries, or their `mean`."""
    entries = as_array(value).entries
    total = reduce(lambda a, b: a + b, entries)
    return total / len(entries) if function == "mean" else total


def spread(value: Value, shape: Shape) -> Value:
    """A scalar that stands for every element, written out in full."""
    if isinstance(value, Array) or shape in ((), (1, 1)):
        return value
    return Array(shape, (value,) * (shape[0] * shape[1]))
