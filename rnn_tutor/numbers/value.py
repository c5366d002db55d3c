"""Values: a number, or a vector or matrix of numbers, and what is done with them entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from rnn_tutor.equations.array import Array, Shape, as_array, as_value
from rnn_tutor.numbers.real import Real

Value: TypeAlias = Real | Array[Real]


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
    assert not isinstance(value, Array), "a vector is given where one number is expected"
    return value


def matrix_product(left: Value, right: Value) -> Value:
    """left @ right; a scalar is a matrix of one row and one column."""
    a, b = as_array(left), as_array(right)
    columns = [b.entries[j :: b.shape[1]] for j in range(b.shape[1])]
    entries = tuple(_dot(row, column) for row in a.rows() for column in columns)
    value: Value = as_value((a.shape[0], b.shape[1]), entries)
    return value


def _dot(a: tuple[Real, ...], b: tuple[Real, ...]) -> Real:
    products = (left * right for left, right in zip(a, b, strict=True))
    return reduce(lambda total, product: total + product, products)


def spread(value: Value, shape: Shape) -> Value:
    """A scalar that stands for every element, written out in full."""
    if isinstance(value, Array) or shape in ((), (1, 1)):
        return value
    return Array(shape, (value,) * (shape[0] * shape[1]))
