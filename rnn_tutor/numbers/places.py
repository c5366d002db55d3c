"""Where the numbers of a track are kept, and how an expression finds those that it names.

By their keys in a dictionary; or side by side in a list, where many updates make speed count.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

from rnn_tutor.equations.operations.function import Closure
from rnn_tutor.equations.tree import OFFSETS, At, Kind, Ref
from rnn_tutor.numbers.value import Value

Key: TypeAlias = tuple[Kind, str, int | None, str]
Numbers: TypeAlias = dict[Key, Value]


def key_of(kind: Kind, name: str, time: int | None, via: str = "") -> Key:
    """Where a number is kept."""
    return (kind, name, time, via)


def time_of(at: At | int, step: int, last: int) -> int | None:
    """The time step that a reference means when it is read at `step`."""
    if isinstance(at, int):
        return at
    if at is At.UNTIMED:
        return None
    return last if at is At.LAST else step + OFFSETS[at]


class Places(Protocol):
    """Where numbers lie, for whoever compiles an expression over them."""

    def fixed(self, ref: Ref) -> Any:  # noqa: ANN401  # what the numbers are looked up by
        """Where the number of a name lies that is the same for each reader."""

    def moving(self, ref: Ref) -> Closure:
        """The number of a name that is read relative to the reader's time step."""

    def product(self, first: Ref, second: Ref) -> Closure | None:
        """The product of two such numbers, where it is found faster than by finding them first."""


class ByKey:
    """Numbers in a dictionary; `last` is the last time step."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def fixed(self, ref: Ref) -> Key:
        """The number's key."""
        return key_of(ref.kind, ref.name, time_of(ref.at, 0, self.last), ref.via)

    def moving(self, ref: Ref) -> Closure:
        """The number of the time step at hand, or of one near it."""
        kind, name, via, offset = ref.kind, ref.name, ref.via, OFFSETS[ref.at]
        return lambda numbers, step: numbers[kind, name, step + offset, via]

    def product(self, first: Ref, second: Ref) -> None:
        """Looked up one by one."""


class InList:
    """Numbers in a list: those of a quantity at all time steps lie side by side.

    So a template is compiled once, and is read at any time step by adding its number.
    """

    def __init__(self, last: int) -> None:
        self.last = last
        self.size = 0
        self._starts: dict[tuple[Kind, str, str], int] = {}
        self._single: dict[tuple[Kind, str, str], int] = {}

    def start(self, kind: Kind, name: str, via: str) -> int:
        """The place of a number at time step 0; those of the time steps follow, and that of a state after the last."""
        if (kind, name, via) not in self._starts:
            self._starts[kind, name, via] = self.size
            self.size += self.last + 2
        return self._starts[kind, name, via]

    def of(self, key: Key) -> int:
        """The place of a number."""
        kind, name, time, via = key
        if time is not None:
            return self.start(kind, name, via) + time
        if (kind, name, via) not in self._single:
            self._single[kind, name, via] = self.size
            self.size += 1
        return self._single[kind, name, via]

    def fixed(self, ref: Ref) -> int:
        """The number's place."""
        return self.of(key_of(ref.kind, ref.name, time_of(ref.at, 0, self.last), ref.via))

    def moving(self, ref: Ref) -> Closure:
        """The number so many places on as there are time steps."""
        start = self._shifted(ref)
        return lambda v, t: v[start + t]

    def product(self, first: Ref, second: Ref) -> Closure:
        """Two numbers, so many places on."""
        one, other = self._shifted(first), self._shifted(second)
        return lambda v, t: v[one + t] * v[other + t]

    def _shifted(self, ref: Ref) -> int:
        return self.start(ref.kind, ref.name, ref.via) + OFFSETS[ref.at]
