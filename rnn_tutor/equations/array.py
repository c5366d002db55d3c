"""Column vectors and matrices of anything: exact numbers, expressions, strings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

Shape: TypeAlias = tuple[int, ...]
"""`()` for a scalar, else (rows, columns); a column vector of n numbers is (n, 1)."""

SCALAR: Shape = ()

T = TypeVar("T")
U = TypeVar("U")


def place_label(shape: Shape, row: int, column: int) -> str:
    """Which entry is meant, counted from 1: `[2]` in a vector, `[2,1]` in a matrix, nothing for a scalar."""
    if not shape:
        return ""
    return f"[{row}]" if shape[1] == 1 else f"[{row},{column}]"


@dataclass(frozen=True, slots=True)
class Array(Generic[T]):
    """Entries in row-major order; a scalar is an array of shape () with one entry."""

    shape: Shape
    entries: tuple[T, ...]

    @staticmethod
    def scalar(entry: U) -> Array[U]:
        """One entry, without rows and columns."""
        return Array(SCALAR, (entry,))

    @property
    def only(self) -> T:
        """The entry of a scalar."""
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
