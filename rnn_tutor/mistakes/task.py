"""What a rule of the library of mistakes looks at: a step, or one element of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tree import Expression, Kind, Number, Power, Ref, children
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.numbers.places import Key, key_of

BACKWARD_KINDS = (Kind.GRADIENT, Kind.SHARE)


@dataclass(frozen=True)
class Task:
    """A number, or a whole vector or matrix, that somebody works out.

    `row` and `column` pick one element, counted from 1; with `whole` all of them are asked for at once. `slipped` are
    the numbers for which they found something else earlier.
    """

    step: Step
    row: int = 1
    column: int = 1
    whole: bool = False
    slipped: frozenset[Ref] = frozenset()

    @property
    def derivation(self) -> Solution:
        """The derivation that the step belongs to."""
        return self.step.derivation

    @cached_property
    def expression(self) -> Expression:
        """The right expression: of the number asked for, or of the whole vector or matrix."""
        if self.whole:
            return self.step.expression
        written = self.step.element(self.row, self.column).expression
        return element(written, 1, 1, self.derivation.unrolled.shape)  # a matrix product of scalars is a product

    @property
    def phase(self) -> Phase:
        """The phase of the step asked for."""
        return self.step.phase

    @property
    def unit(self) -> str:
        """What the lesson calls a time step: day."""
        return self.derivation.lesson.time_step.lower()

    @cached_property
    def asked(self) -> Ref:
        """What is asked for."""
        return self.step.ref

    def known(self, ref: Ref) -> bool:
        """Whether there is such a number, other than the one asked for."""
        return ref != self.asked and key_for(ref) in self.derivation.by_hand

    def is_found_before(self, ref: Ref) -> bool:
        """Whether a gradient or share was found before the number asked for; other numbers may stand anywhere."""
        return ref.kind not in BACKWARD_KINDS or self.derivation.is_found_before(ref, self.asked)

    def part(self, expression: Expression) -> Expression:
        """What stands in an expression where the number asked for does; where all are asked for, all of it."""
        if self.whole:
            return expression
        return element(expression, self.row, self.column, self.derivation.unrolled.shape)

    def shape(self, ref: Ref) -> Shape:
        """The shape of what a name stands for; empty for a single number."""
        return self.derivation.unrolled.shape(ref)

    def fits(self, expression: Expression) -> bool:
        """Whether an expression between vectors has the shape of what is asked for."""
        try:
            return shape_of(expression, self.shape) == self.step.operation.shape
        except ShapeError:
            return False

    def goes_with(self, factor: Expression) -> bool:
        """Whether a factor can be multiplied, element by element, with what is asked for."""
        try:
            return shape_of(factor, self.shape) in ((), self.step.operation.shape)
        except ShapeError:
            return False

    def is_gradient(self) -> bool:
        """Whether a gradient is asked for, and not a share, a sum or a new value."""
        return self.step.operation.kind is Kind.GRADIENT

    @property
    def has_squared_loss(self) -> bool:
        """Whether the loss is made of squares."""
        loss = self.derivation.unrolled.network.loss
        return loss is not None and _has_square(loss.expression)

    @property
    def through_loss(self) -> bool:
        """Whether the gradient comes straight from the loss."""
        operation = self.step.operation
        consumers = [operation.via] if operation.kind is Kind.SHARE else [path.consumer for path in operation.paths]
        return LOSS in consumers


def _has_square(expression: Expression) -> bool:
    match expression:
        case Power(_, Number(value)) if value == 2:
            return True
        case _:
            return any(map(_has_square, children(expression)))


def key_for(ref: Ref) -> Key:
    """Where a reference's number is kept."""
    return key_of(ref.kind, ref.name, ref.at if isinstance(ref.at, int) else None, ref.via)
