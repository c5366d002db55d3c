"""The decimals that are exact where they stand in a line: those that the lesson gives, and even results."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, partial

from flint import fmpq

from rnn_tutor.derivation.values import lesson_numbers
from rnn_tutor.equations.tree import Number, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.outcome import entries
from rnn_tutor.numbers.digits import by_hand_text
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import fraction
from rnn_tutor.numbers.value import Value
from rnn_tutor.quiz.answer import typed_numbers


class KnownNumbers:
    """Which typed decimals have no room: 0.8 is W₃, where 0.670 is anything that rounds to it."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation

    def has(self, number: Number) -> bool:
        """Whether a typed number is exactly what it says."""
        size, text = abs(number.value), (number.text or "").lstrip("-")
        even, rounded = self._results
        return size in self._given or (size in even and text not in rounded)

    @cached_property
    def _given(self) -> frozenset[Fraction]:
        return frozenset(abs(value) for value in self._all_given())

    def _all_given(self) -> Iterator[Fraction]:
        """The lesson's numbers, and those in its equations with their reciprocals: 0.5 for the 1/2 of a loss."""
        lesson = self.derivation.lesson
        for value in lesson_numbers(lesson).values():
            yield from (fraction(entry) for entry in entries(value) if isinstance(entry, fmpq))
        for equation in lesson.network.all:
            for number in typed_numbers(equation.expression):
                yield from (number.value, 1 / number.value) if number.value else ()

    @cached_property
    def _results(self) -> tuple[frozenset[Fraction], frozenset[str]]:
        """The results by hand that are exact as they are, and how the others are written."""
        even: set[Fraction] = set()
        rounded: set[str] = set()
        rule = self.derivation.lesson.rounding
        for step in self.derivation.steps:
            exact = self.derivation.proved(partial(_read, self.derivation, step.ref))
            for by_hand, value in zip(entries(step.by_hand_value), entries(exact), strict=True):
                assert isinstance(by_hand, fmpq), "by hand, all numbers are fractions"
                if isinstance(value, fmpq) and value == by_hand:
                    even.add(abs(fraction(by_hand)))
                else:
                    rounded.add(by_hand_text(rule, by_hand).lstrip("-"))
        return frozenset(even), frozenset(rounded)


def _read(derivation: Derivation, ref: Ref, numbers: Numbers) -> Value:
    return derivation.read(numbers, ref)
