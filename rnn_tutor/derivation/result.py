"""One operation of a solution with its result: what it finds, from which expression, and the value on both tracks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from flint import fmpq

from rnn_tutor.arguments import need_count
from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.pinned import pinned
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.array import SCALAR, Array
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.tree import Expression, Kind, Ref, references
from rnn_tutor.limits import SHOWN_DIGITS
from rnn_tutor.numbers.digits import by_hand_text, significant
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.value import Value

PHASE = attrgetter("phase")
DOUBLE_DIGITS = 30  # decimal digits from which the nearest double is taken: of 17, it would be rounded twice

WriteReal: TypeAlias = Callable[[Real], str]


@dataclass(frozen=True)
class Result:
    """The result of an operation; `number` counts the operations of its phase from 1.

    A value's texts are arrays of the value's shape: `by_hand.only` is that of a single number, `.nested()` gives a
    vector as a list and a matrix as a list of rows. `by_hand` is rounded by the lesson's rule; every digit of
    `exact(n)` is right, the last one rounded.
    """

    derivation: Solution = field(repr=False, compare=False)
    operation: Operation
    number: int

    @property
    def phase(self) -> Phase:
        """The part of the derivation it belongs to."""
        return self.operation.phase

    @property
    def quantity(self) -> str:
        """The name, as the lesson writes it, of what is computed or, in a gradient, of what it is the gradient of."""
        operation = self.operation
        return f"{operation.name}({operation.via})" if operation.kind is Kind.STATE else operation.name

    @property
    def time_step(self) -> int | None:
        """The time step it belongs to, counted from 1, where there is one."""
        return self.operation.time

    @property
    def identity(self) -> str:
        """`backward:9`, by which a person comes back to it."""
        epoch = self.derivation.epoch
        return f"{f'{epoch}.' if epoch > 1 else ''}{self.phase.value}:{self.number}"

    @cached_property
    def ref(self) -> Ref:
        """The name of its result."""
        return self.operation.ref

    @cached_property
    def names(self) -> list[Ref]:
        """The names in its formula, in the order written, each at its time step."""
        return references(self.expression)

    @cached_property
    def expression(self) -> Expression:
        """What is computed, every name at its time step."""
        return self.pin(self.operation.template)

    def pin(self, template: Expression) -> Expression:
        """A template of this step, read at its time step."""
        return pinned(template, self.operation.frame, self.derivation.unrolled.last)

    def element_expression(self, row: int = 1, column: int = 1) -> Expression:
        """What an element is, between single numbers; row and column counted from 1."""
        if self.is_plain:
            return self.expression
        return element(self.expression, row, column, self.derivation.unrolled.shape)

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to pick elements from: all numbers of the lesson are single ones."""
        return not self.operation.shape and self.derivation.unrolled.all_scalar

    @property
    def places(self) -> list[tuple[int, int]]:
        """The row and column of each element, counted from 1, row by row."""
        rows, columns = self.operation.shape or (1, 1)
        return [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]

    @cached_property
    def by_hand_value(self) -> Value:
        """The value by hand."""
        return self.derivation.read(self.derivation.by_hand, self.ref)

    @property
    def by_hand(self) -> Array[str]:
        """The value by hand, written out."""
        return texts(self.by_hand_value, self.hand_text)

    def exact(self, digits: int = 20) -> Array[str]:
        """The exact value to this many significant digits, all of them right.

        Raises:
            ValueError: for none, or more than can be proved.
            TypeError: for what is no whole number.
        """
        need_count(digits, SHOWN_DIGITS.most, "digits are a whole number")
        return self.derivation.proved(
            lambda numbers: texts(self.derivation.read(numbers, self.ref), lambda entry: significant(entry, digits))
        )

    def __float__(self) -> float:
        """The exact value as the nearest double.

        Raises:
            ValueError: for a vector or matrix.
        """
        return float(self.exact(DOUBLE_DIGITS).only.partition(" ")[0])  # 0 ± 1e-4932 is 0 to a double

    @property
    def by_hand_fraction(self) -> Fraction:
        """The value by hand, of a single number, as a fraction.

        Raises:
            ValueError: for a vector or matrix.
        """
        return Fraction(self.by_hand.only)

    def hand_text(self, value: Real) -> str:
        """A value of the by-hand track as it is written down."""
        assert isinstance(value, fmpq), "by hand, all numbers are fractions"
        return by_hand_text(self.derivation.lesson.rounding, value)


def results(solution: Solution) -> Iterator[Result]:
    """All results, in the order in which they are shown."""
    for _, group in groupby(solution.operations, key=PHASE):
        for number, operation in enumerate(group, start=1):
            yield Result(solution, operation, number)


def result_for(solution: Solution, ref: Ref) -> Result | None:
    """The result with a name, where it isn't a number that the lesson gives; which of its phase isn't counted."""
    operation = solution.operation_for(ref)
    return None if operation is None else Result(solution, operation, 0)


def texts(value: Value, write_one: WriteReal) -> Array[str]:
    """A value with each entry written out."""
    return value.map(write_one) if isinstance(value, Array) else Array(SCALAR, (write_one(value),))
