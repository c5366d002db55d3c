"""Column vectors and matrices of anything: exact numbers, expressions, strings.

A *value* is a number, or an `Array` of several: one row of one column is the number itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

Shape: TypeAlias = tuple[int, ...]
"""`()` for a scalar, else (rows, columns); a column vector of n numbers is (n, 1)."""

SCALAR: Shape = ()

T = TypeVar("T")
U = TypeVar("U")


def normal(shape: Shape) -> Shape:
    """The shape, where one row of one column is a scalar."""
    return SCALAR if shape == (1, 1) else shape


def size_of(shape: Shape) -> int:
    """How many numbers a shape holds; a scalar is one."""
    return shape[0] * shape[1] if shape else 1


def place_label(shape: Shape, row: int, column: int) -> str:
    """Which entry is meant, counted from 1: `[2]` in a vector, `[2,1]` in a matrix, nothing for a scalar."""
    if not shape:
        return ""
    return f"[{row}]" if shape[1] == 1 else f"[{row},{column}]"


@dataclass(frozen=True, slots=True)
class Array(Generic[T]):
    """Entries in row-major order; a scalar is an array of shape () with one entry.

    `shape` is () or (rows, columns); a column vector of n entries is (n, 1).

    >>> matrix = Array((2, 2), ("1", "2", "3", "4"))
    >>> matrix.nested(), matrix.at(1, 0), Array.scalar("5").only
    ([['1', '2'], ['3', '4']], '3', '5')
    """

    shape: Shape
    entries: tuple[T, ...]

    @staticmethod
    def scalar(entry: U) -> Array[U]:
        """One entry, without rows and columns."""
        return Array(SCALAR, (entry,))

    @property
    def only(self) -> T:
        """The entry of a scalar.

        Raises:
            ValueError: for several entries.
        """
        (entry,) = self.entries
        return entry

    def at(self, row: int, column: int) -> T:
        """The entry at a row and column counted from 0; a scalar is the same everywhere."""
        return self.entries[row * self.shape[1] + column] if self.shape else self.entries[0]

    def map(self, change: Callable[[T], U]) -> Array[U]:
        """The array of the changed entries."""
        return Array(self.shape, tuple(map(change, self.entries)))

    def rows(self) -> Iterator[tuple[T, ...]]:
        """The rows, from the top."""
        width = self.shape[1] if self.shape else 1
        for start in range(0, len(self.entries), width):
            yield self.entries[start : start + width]

    def nested(self) -> T | list[T] | list[list[T]]:
        """A scalar as its entry, a column vector as a list, a matrix as a list of rows."""
        if not self.shape:
            return self.only
        if self.shape[1] == 1:
            return list(self.entries)
        return [list(row) for row in self.rows()]


def entry_of(value: Any, place: int) -> Any:  # noqa: ANN401  # a number of any kind
    """The entry at a place, counted from 0; a number is the same everywhere."""
    return value.entries[place] if isinstance(value, Array) else value


def as_array(value: Any) -> Array[Any]:  # noqa: ANN401  # a number of any kind
    """A value as a matrix: a number has one row and one column."""
    return value if isinstance(value, Array) else Array((1, 1), (value,))


def as_value(shape: Shape, entries: tuple[Any, ...]) -> Any:  # noqa: ANN401  # a number of any kind
    """The value with these entries."""
    return Array(shape, entries) if shape not in ((), (1, 1)) else entries[0]


def stacked(values: Sequence[Any]) -> Any:  # noqa: ANN401  # a number of any kind
    """All entries of some values under one another, in one column."""
    entries = tuple(entry for value in values for entry in as_array(value).entries)
    return as_value((len(entries), 1), entries)


def rows_of(values: Sequence[Any]) -> Any:  # noqa: ANN401  # a number of any kind
    """Vectors of one length as the rows of a matrix."""
    entries = tuple(entry for value in values for entry in as_array(value).entries)
    return as_value((len(values), len(entries) // len(values)), entries)


def transposed(value: Any) -> Any:  # noqa: ANN401  # a number of any kind
    """Rows for columns."""
    if not isinstance(value, Array):
        return value
    rows, columns = value.shape
    return Array((columns, rows), tuple(value.at(i, j) for j in range(columns) for i in range(rows)))


def picked(value: Any, row: int, column: int) -> Any:  # noqa: ANN401  # a number of any kind
    """The element at a row and column, counted from 1."""
    return as_array(value).at(row - 1, column - 1)
