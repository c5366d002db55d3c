"""One step of a derivation, as it is shown: formula, numbers put in, result by hand, exact digits, and why.

Everything is made when it is looked at: a lesson of a thousand time steps has five thousand steps, and a person reads a
few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from flint import fmpq

from rnn_tutor.derivation import words
from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.step_element import StepElement
from rnn_tutor.derivation.unroll import pinned
from rnn_tutor.derivation.words_met import words_met
from rnn_tutor.equations.array import SCALAR, Array
from rnn_tutor.equations.tree import Element, Expression, Kind, Number, Ref
from rnn_tutor.notation.composition import compose, stacked
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.notation.names import name_layout
from rnn_tutor.numbers.digits import by_hand_text, significant
from rnn_tutor.numbers.real import Real, fraction
from rnn_tutor.numbers.value import Value

if TYPE_CHECKING:
    from rnn_tutor.derivation.derivation import Derivation
    from rnn_tutor.derivation.ways import PassedWay
    from rnn_tutor.glossary.terms import Term

T = TypeVar("T")

GIVEN = frozenset({Kind.PARAMETER, Kind.INPUT, Kind.TARGET, Kind.RATE, Kind.SETTING})


@dataclass(frozen=True)
class Step:
    """A step; `number` counts within its phase from 1.

    A value's texts are arrays of the value's shape: `step.by_hand.only` is that of a single number, `.nested()` gives a
    vector as a list and a matrix as a list of rows. `by_hand` is rounded by the lesson's rule; every digit of
    `exact(n)` is right, the last one rounded.
    """

    derivation: Derivation = field(repr=False, compare=False)
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
        return self.derivation.written.names(self.operation)

    @cached_property
    def expression(self) -> Expression:
        """What is computed, every name at its time step."""
        return self.pin(self.operation.template)

    def pin(self, template: Expression) -> Expression:
        """A template of this step, read at its time step."""
        return pinned(template, self.operation.frame, self.derivation.unrolled.last)

    @property
    def formula(self) -> str:
        """The formula in the field's notation: ∂Loss/∂X₃ × Y₂."""
        return self.derivation.written.formula(self.operation, self.names)

    @property
    def layout(self) -> Layout:
        """The formula as it is laid out, with fractions stacked: what `latex` and `mathml` write."""
        return compose(self.expression, stacked(self.derivation.unrolled.paper))

    @property
    def name_layout(self) -> Layout:
        """The name of the result, laid out: ∂Loss/∂X₃ as a fraction."""
        return name_layout(self.ref)

    @property
    def latex(self) -> str:
        r"""The formula in LaTeX's math mode: `\frac{\partial \mathrm{Loss}}{\partial X_{3}} \times Y_{2}`.

        `notation.latex.latex(step.name_layout)` is that of its name, `value_latex(step.by_hand)` that of its value, and
        `step.element().numbers_layout` lays out the line with the numbers put in.
        """
        from rnn_tutor.notation.latex import latex  # no screen needs it

        return latex(self.layout)

    @property
    def mathml(self) -> str:
        """The formula as a `<math>` element; the other parts likewise, from `notation.mathml`."""
        from rnn_tutor.notation.mathml import mathml  # no screen needs it

        return mathml(self.layout)

    @property
    def title(self) -> str:
        """What the step finds, in words."""
        return words.title(self)

    @property
    def why(self) -> str:
        """Why this rule applies here, in a sentence."""
        return words.why(self)

    @property
    def said_here(self) -> str:
        """`why`, for a reader who comes from the steps before it; empty where all was said there."""
        return words.said_here(self)

    @property
    def words_met(self) -> tuple[Term, ...]:
        """The words of the field that a reader of the derivation meets here for the first time."""
        return words_met(self)

    def ways(self, digits: int = 20) -> tuple[PassedWay, ...] | None:
        """The ways by which a backward step's name reaches the loss, each operation passed with its local derivative.

        The sum over the ways of the consumer's gradient times the product of the links is the step's value. None for
        steps of the other phases, and where vectors take part.
        """
        return self.derivation.actions.ways.passed(self, digits)

    # The numbers.

    @cached_property
    def by_hand_value(self) -> Value:
        """The value by hand."""
        return self.derivation.read(self.derivation.by_hand, self.ref)

    @property
    def by_hand(self) -> Array[str]:
        """The value by hand, written out."""
        if not self.operation.shape:
            return Array.scalar(self.shown_number(self.ref).text or "")
        return texts(self.by_hand_value, self.hand_text)

    def exact(self, digits: int = 20) -> Array[str]:
        """The exact value to this many significant digits, all of them right."""
        return self.derivation.proved(
            lambda numbers: texts(self.derivation.read(numbers, self.ref), lambda entry: significant(entry, digits))
        )

    def hand_text(self, value: Real) -> str:
        """A value of the by-hand track as it is written down."""
        assert isinstance(value, fmpq), "by hand, all numbers are fractions"
        return by_hand_text(self.derivation.lesson.rounding, value)

    # The lines.

    def element(self, row: int = 1, column: int = 1) -> StepElement:
        """The element at a row and column counted from 1, with the lines that lead to it; a scalar has one."""
        place = row, column
        if place not in self._elements:
            self._elements[place] = StepElement(self, row, column)
        return self._elements[place]

    @cached_property
    def _elements(self) -> dict[tuple[int, int], StepElement]:
        return {}

    @property
    def places(self) -> list[tuple[int, int]]:
        """The row and column of each element, counted from 1, row by row."""
        rows, columns = self.operation.shape or (1, 1)
        return [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]

    def _of_each(self, read: Callable[[StepElement], T]) -> Array[T]:
        if not self.operation.shape:
            return Array.scalar(read(self.element()))
        return Array(self.operation.shape, tuple(read(self.element(*place)) for place in self.places))

    @property
    def substituted(self) -> Array[str]:
        """Each element's line as a calculator takes it."""
        return self._of_each(lambda element: element.substituted)

    @property
    def worked(self) -> Array[list[str]]:
        """The lines between `substituted` and the result, for each element."""
        return self._of_each(lambda element: element.worked)

    @property
    def closed_expressions(self) -> Array[Expression | None]:
        """Each element's value with nothing but numbers in it; None where that is too large to read."""
        forms = self.derivation.closed_forms
        return Array(self.operation.shape, tuple(forms.of(self.ref, *place) for place in self.places))

    @property
    def closed_form(self) -> Array[str | None]:
        """Each element's closed form as a line, as a calculator takes it."""
        return self.closed_expressions.map(lambda form: None if form is None else calculator_line(form))

    def shown_number(self, name: Expression) -> Number:
        """The number by hand that stands for a name: as the lesson wrote it, or as an earlier step rounded it."""
        shown = self.derivation.shown_numbers
        number = shown.get(name)
        if number is None:
            number = shown[name] = self._found_number(name)
        return number

    def _found_number(self, name: Expression) -> Number:
        row, column = (name.row, name.column) if isinstance(name, Element) else (1, 1)
        ref = name.operand if isinstance(name, Element) else name
        assert isinstance(ref, Ref)
        if self.derivation.is_given(ref):
            return self.derivation.given_number(ref, row - 1, column - 1)
        value = self.derivation.read(self.derivation.by_hand, ref)
        entry = value.at(row - 1, column - 1) if isinstance(value, Array) else value
        assert isinstance(entry, fmpq), "by hand, all numbers are fractions"
        return Number(fraction(entry), self.hand_text(entry))

    def _repr_html_(self) -> str:
        """For notebooks."""
        from rnn_tutor.export.notebook import step_html

        return step_html(self)

    def _repr_markdown_(self) -> str:
        """For notebooks."""
        from rnn_tutor.export.notebook import step_markdown

        return step_markdown(self)


def texts(value: Value, write_one: words.WriteReal) -> Array[str]:
    """A value with each entry written out."""
    return value.map(write_one) if isinstance(value, Array) else Array(SCALAR, (write_one(value),))
