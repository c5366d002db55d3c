"""One step of a derivation, as it is shown: formula, numbers put in, result by hand, exact digits, and why.

Everything is made when it is looked at: a lesson of a thousand time steps has five thousand steps, and a person reads a
few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import getitem
from typing import Any, TypeVar

from rnn_tutor.derivation.result import Result
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Expression, Number, Ref
from rnn_tutor.explain import words
from rnn_tutor.explain.lines import WorkedLine, with_numbers, worked
from rnn_tutor.explain.shown import as_html, as_latex, as_markdown
from rnn_tutor.explain.ways import PassedWay
from rnn_tutor.explain.words_met import words_met
from rnn_tutor.explain.writing import Writing
from rnn_tutor.glossary.terms import Term
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.latex import latex
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.notation.mathml import mathml
from rnn_tutor.notation.name_layout import name_layout
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.value import Value

T = TypeVar("T")


@dataclass(frozen=True)
class Step(Result):
    """A result with what is shown of it: its formula, its lines, its words, element by element.

    What is written of a value is an array of the value's shape; a gradient has that of what it is the gradient of.

    >>> from rnn_tutor import derive, load_lesson
    >>> step = derive(load_lesson("two-hidden-units"))["Y.t3"]
    >>> step.formula, step.by_hand.shape, step.by_hand.nested()
    ('tanh(X₃)', (2, 1), ['0.904', '0.092'])
    >>> step.element(2).substituted
    'tanh(0.092)'
    """

    writing: Writing = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as its place in a derivation."""
        return getitem, (self.derivation, self.identity)

    def __repr__(self) -> str:
        return f"<Step {self.identity} of {self.derivation.lesson.name}: {self.quantity}>"

    @cached_property
    def names(self) -> list[Ref]:
        """The names in its formula, in the order written, each at its time step."""
        return self.writing.templates.names(self.operation)

    @property
    def formula(self) -> str:
        """The formula in the field's notation: ∂Loss/∂X₃ × Y₂."""
        return self.writing.templates.formula(self.operation, self.names)

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
        return latex(self.layout)

    @property
    def mathml(self) -> str:
        """The formula as a `<math>` element; the other parts likewise, from `notation.mathml`."""
        return mathml(self.layout)

    @property
    def sympy(self) -> Any:  # noqa: ANN401  # SymPy has no types
        """The formula as a SymPy expression, over symbols that are called what one types for them: dX3*Y2.

        A vector's or matrix's is a matrix of those of its elements, which are called h2[1] and W[2, 1].
        """
        return self.writing.in_sympy.formula(self)

    @property
    def sympy_value(self) -> Any:  # noqa: ANN401  # SymPy has no types
        """The value with nothing but numbers in it, as long as it is small.

        Raises:
            ValueError: where it would have thousands of parts; `derivation.sympy_system()` has it in pairs.
        """
        return self.writing.in_sympy.value(self)

    @property
    def sympy_text(self) -> str | None:
        """The formula as a text that SymPy reads; None of a vector or matrix."""
        return self.writing.in_sympy.text(self)

    @property
    def title(self) -> str:
        """What the step finds, in words."""
        return words.title(self)

    @property
    def why(self) -> str:
        """Why this rule applies here, in a sentence."""
        return words.why(self, self.writing.actions)

    @property
    def first_reason(self) -> str:
        """What `why` begins with: what is said first, and whole."""
        return words.first_reason(self, self.writing.actions)

    @property
    def explained_here(self) -> str:
        """`why`, for a reader who comes from the steps before it; empty where all was said there."""
        return words.explained_here(self, self.writing.actions, self.writing.first_mention)

    def functions_met(self, topic: str) -> list[str]:
        """The functions of which what they do (`words.DOES`), or their slope, is explained here for the first time."""
        return words.functions_met(self, self.writing.actions, self.writing.first_mention, topic)

    @property
    def words_met(self) -> tuple[Term, ...]:
        """The words of the field that a reader of the derivation meets here for the first time."""
        return words_met(self, self.writing.first_met)

    def ways(self, digits: int = 20) -> tuple[PassedWay, ...] | None:
        """The ways by which a backward step's name reaches the loss, each operation passed with its local derivative.

        The sum over the ways of the consumer's gradient times the product of the links is the step's value. None for
        steps of the other phases, and where vectors take part.
        """
        return self.writing.actions.ways.passed(self, digits)

    @property
    def by_hand(self) -> Array[str]:
        """The value by hand, written out."""
        return super().by_hand if self.operation.shape else Array.scalar(self.shown_number(self.ref).text or "")

    def element(self, row: int = 1, column: int = 1) -> StepElement:
        """The element at a row and column counted from 1, with the lines that lead to it; a scalar has one."""
        place = row, column
        if place not in self._elements:
            self._elements[place] = StepElement(self, row, column)
        return self._elements[place]

    @cached_property
    def _elements(self) -> dict[tuple[int, int], StepElement]:
        return {}

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
        forms = self.writing.closed_forms
        return Array(self.operation.shape, tuple(forms.of(self.ref, *place) for place in self.places))

    @property
    def closed_form(self) -> Array[str | None]:
        """Each element's closed form as a line, as a calculator takes it."""
        if not self.operation.shape:
            form = self.writing.closed_forms.of(self.ref)
            return Array.scalar(None if form is None else calculator_line(form))
        return self.closed_expressions.map(lambda form: None if form is None else calculator_line(form))

    def shown_number(self, name: Expression) -> Number:
        """The number by hand that stands for a name: as the lesson wrote it, or as an earlier step rounded it."""
        return self.writing.number(name)

    def _repr_html_(self) -> str | None:
        """For notebooks."""
        return as_html(self)

    def _repr_latex_(self) -> str | None:
        """For notebooks, and whatever else typesets."""
        return as_latex(self)

    def _repr_markdown_(self) -> str | None:
        """For notebooks."""
        return as_markdown(self)


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

    @cached_property
    def expression(self) -> Expression:
        """What the element is, between single numbers."""
        return self.step.element_expression(self.row, self.column)

    @cached_property
    def numeric(self) -> Expression:
        """The expression with the numbers put in that the screen shows."""
        step = self.step
        if step.is_plain:
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
        line = self.step.writing.templates.line(self.step.operation, self.step.names, self.step.shown_number)
        return calculator_line(self.numeric) if line is None else line

    @property
    def worked(self) -> list[str]:
        """The lines between `substituted` and the result, as a calculator takes them."""
        return [line.text for line in self.worked_lines]

    @property
    def worked_lines(self) -> list[WorkedLine]:
        """The same, each with its expression."""
        writing = self.step.writing
        if writing.templates.of(self.step.operation.template).one_operation:
            return []
        known, line = writing.worked_lines, self.substituted
        if line not in known:
            rounding = self.step.derivation.lesson.rounding
            known[line] = worked(self.numeric, rounding, self.of(self.step.by_hand_value))
        return known[line]

    @property
    def by_hand(self) -> str:
        """The value by hand, written out."""
        return self.step.hand_text(self.of(self.step.by_hand_value))

    @property
    def closed_expression(self) -> Expression | None:
        """The value with nothing but numbers in it; None where that is too large to read."""
        return self.step.writing.closed_forms.of(self.step.ref, self.row, self.column)

    def exact(self, digits: int = 20) -> str:
        """The exact value to this many significant digits, all of them right."""
        derivation, ref = self.step.derivation, self.step.ref
        return derivation.proved(lambda numbers: significant(self.of(derivation.read(numbers, ref)), digits))

    def of(self, value: Value) -> Real:
        """The element of a value."""
        return value.at(self.row - 1, self.column - 1) if isinstance(value, Array) else value
