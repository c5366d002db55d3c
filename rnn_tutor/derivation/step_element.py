"""One element of a step's result, with the lines that lead to it: what `x 2,1` works out.

A weight between 64 units has 4,096 elements; those that nobody looks at are never written out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rnn_tutor.derivation.lines import WorkedLine, with_numbers, worked
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.tree import Expression
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.value import Value

if TYPE_CHECKING:
    from rnn_tutor.derivation.step import Step


@dataclass(frozen=True)
class StepElement:
    """The element of a step at a row and column counted from 1; a single number is at 1, 1."""

    step: Step = field(repr=False)
    row: int = 1
    column: int = 1

    @property
    def place(self) -> str:
        """`2` in a vector, `2,1` in a matrix, nothing for a single number."""
        shape = self.step.operation.shape
        if not shape:
            return ""
        return f"{self.row}" if shape[1] == 1 else f"{self.row},{self.column}"

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to pick elements from: all numbers of the lesson are single ones."""
        return not self.step.operation.shape and self.step.derivation.unrolled.all_scalar

    @cached_property
    def expression(self) -> Expression:
        """What the element is, between single numbers."""
        if self.is_plain:
            return self.step.expression
        return element(self.step.expression, self.row, self.column, self.step.derivation.unrolled.shape)

    @cached_property
    def numeric(self) -> Expression:
        """The expression with the numbers put in that the screen shows."""
        step = self.step
        if self.is_plain:
            return with_numbers(step.operation.template, lambda name: step.shown_number(step.pin(name)))
        return with_numbers(self.expression, step.shown_number)

    @property
    def layout(self) -> Layout:
        """The element's formula, between single numbers, laid out."""
        return compose(self.expression, stacked(self.step.derivation.unrolled.paper))

    @property
    def numbers_layout(self) -> Layout:
        """The formula with the numbers put in, laid out; × stands between them wherever numbers are multiplied."""
        return compose(self.numeric, stacked(ON_CALCULATOR))

    @cached_property
    def substituted(self) -> str:
        """The line as a calculator takes it."""
        line = self.step.derivation.written.line(self.step.operation, self.step.names, self.step.shown_number)
        return calculator_line(self.numeric) if line is None else line

    @property
    def worked(self) -> list[str]:
        """The lines between `substituted` and the result, as a calculator takes them."""
        return [line.text for line in self.worked_lines]

    @property
    def worked_lines(self) -> list[WorkedLine]:
        """The same, each with its expression."""
        derivation = self.step.derivation
        if derivation.written.of(self.step.operation.template).one_operation:
            return []
        known, line = derivation.worked_lines, self.substituted
        if line not in known:
            known[line] = worked(self.numeric, derivation.lesson.rounding, self.of(self.step.by_hand_value))
        return known[line]

    @property
    def by_hand(self) -> str:
        """The value by hand, written out."""
        return self.step.hand_text(self.of(self.step.by_hand_value))

    @property
    def closed_expression(self) -> Expression | None:
        """The value with nothing but numbers in it; None where that is too large to read."""
        return self.step.derivation.closed_forms.of(self.step.ref, self.row, self.column)

    def exact(self, digits: int = 20) -> str:
        """The exact value to this many significant digits, all of them right."""
        derivation, ref = self.step.derivation, self.step.ref
        return derivation.proved(lambda numbers: significant(self.of(derivation.read(numbers, ref)), digits))

    def of(self, value: Value) -> Real:
        """The element of a value."""
        return value.at(self.row - 1, self.column - 1) if isinstance(value, Array) else value
