"""The derivation as a reader of its source goes through it: with the figures that are printed, right or not."""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from contextlib import suppress
from functools import cached_property

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.rounded_run import RoundedRun
from rnn_tutor.derivation.values import START_BITS, UndefinedValue, given, run_exact
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import decimal_text
from rnn_tutor.equations.tree import Element, Expression, Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.numbers.places import Key, Numbers, key_of
from rnn_tutor.numbers.real import Undecided
from rnn_tutor.numbers.value import Value


class AsPrinted(Derivation):
    """A derivation whose numbers by hand turn into the printed ones, operation by operation.

    So each of its steps puts in what stands in the source before it, and its questions are graded by that. Numbers that
    were not come to yet are the right ones.
    """

    def __init__(self, derivation: Derivation) -> None:
        super().__init__(derivation.lesson)
        self.truth = derivation

    @cached_property
    def by_hand(self) -> Numbers:
        """The by-hand track, as far as it was gone through."""
        return Figures(self.truth.by_hand)

    @cached_property
    def unrounded(self) -> Figures:
        """The exact numbers, but for those that a slip was gone on to: what it leads to, with nothing rounded."""
        return Figures(self.truth.exact_at(START_BITS))

    def follow(self, operation: Operation) -> None:
        """Find a number without rounding, from the slips before it."""
        with suppress(UndefinedValue, Undecided):  # the right one stays, as above
            run_exact((operation,), self.unrounded, self.evaluators, START_BITS)

    def compute(self, operation: Operation) -> None:
        """Find a number from those before it.

        Where a wrong one of them leaves it without a value (log of a negative number), the right one stays.
        """
        try:
            RoundedRun(self.evaluators, self.lesson.rounding)((operation,), self.by_hand)
        except UndefinedValue:
            return
        if self.by_hand[key(operation)] != self.truth.by_hand[key(operation)]:
            for name in names_of(operation):
                self.writing.numbers.pop(name, None)

    def put_in(self, operation: Operation, printed: Array[Number]) -> None:
        """Go on with a printed figure, digit for digit."""
        self.by_hand[key(operation)] = given(printed)
        for name, number in zip(names_of(operation), printed.entries, strict=True):
            plain = "e" not in (number.text or "").lower()
            self.writing.numbers[name] = number if plain else Number(number.value, decimal_text(number.value))

    def value(self, operation: Operation) -> Value:
        """The number that an operation has now."""
        return self.by_hand[key(operation)]


class Figures(dict[Key, Value]):
    """The right numbers, each until another takes its place."""

    def __init__(self, truth: Numbers) -> None:
        super().__init__()
        self.truth = truth

    def __missing__(self, key: Key) -> Value:
        return self.truth[key]

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self.truth

    def __iter__(self) -> Iterator[Key]:
        return iter(self.truth)

    def keys(self) -> KeysView[Key]:  # type: ignore[override]  # the view of typeshed's dict has a name of its own
        """The keys of all numbers."""
        return self.truth.keys()


def key(operation: Operation) -> Key:
    """Where the result of an operation is kept."""
    return key_of(operation.kind, operation.name, operation.time, operation.via)


def names_of(operation: Operation) -> Iterator[Expression]:
    """What the numbers of a result are called in a line, in their order."""
    if not operation.shape:
        yield operation.ref
        return
    rows, columns = operation.shape
    for row in range(1, rows + 1):
        yield from (Element(operation.ref, row, column) for column in range(1, columns + 1))
