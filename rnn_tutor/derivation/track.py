"""The numbers of one track, found as they are asked for, in the order of the operations."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Sequence, ValuesView
from typing import TypeAlias

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.lesson.problems import Problem
from rnn_tutor.numbers.places import Key, Numbers
from rnn_tutor.numbers.value import Value

Run: TypeAlias = Callable[[Iterable[Operation], Numbers], Numbers]
"""Adds the operations' values to the numbers."""


class Track(dict[Key, Value]):
    """All numbers of a derivation on one track.

    One that is asked for is found with those before it; whoever asks for all of them at once gets all. So a forward
    pass is there before anything is differentiated.

    Raises:
        UndefinedValue: where an operation has no value, with its place in the lesson file.
    """

    def __init__(
        self,
        given: Numbers,
        operations: Sequence[Operation],
        run: Run,
        problem: Callable[[UndefinedValue], Problem],
    ) -> None:
        super().__init__(given)
        self._operations = operations
        self._run = run
        self._problem = problem
        self._done = 0

    @property
    def reached(self) -> Operation:
        """The operation that is being run, or was the last."""
        return self._operations[min(self._done, len(self._operations) - 1)]

    def complete(self) -> None:
        """Find all that is still to be found."""
        self.find(None)

    def find(self, last: Key | None) -> None:
        """Find the numbers up to one of them, or all."""
        if self._done < len(self._operations):
            try:
                self._run(self._waiting(last), self)
            except UndefinedValue as error:
                error.tell(self._problem(error))
                raise

    def _waiting(self, last: Key | None) -> Iterator[Operation]:
        while self._done < len(self._operations) and not (last and super().__contains__(last)):
            yield self._operations[self._done]
            self._done += 1  # its number has been added

    def __missing__(self, key: Key) -> Value:
        self.find(key)
        if not super().__contains__(key):
            raise KeyError(key)
        return self[key]

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        self.complete()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Key]:
        self.complete()
        return super().__iter__()

    def __len__(self) -> int:
        self.complete()
        return super().__len__()

    def keys(self) -> KeysView[Key]:  # type: ignore[override]  # the view of typeshed's dict has a name of its own
        """The keys of all numbers."""
        self.complete()
        return super().keys()

    def values(self) -> ValuesView[Value]:  # type: ignore[override]  # as above
        """All numbers."""
        self.complete()
        return super().values()

    def items(self) -> ItemsView[Key, Value]:  # type: ignore[override]  # as above
        """All numbers with their keys."""
        self.complete()
        return super().items()
