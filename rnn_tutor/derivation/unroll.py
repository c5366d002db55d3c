"""A lesson's equations, unrolled over time: which quantity exists when, what it is made of, and of what shape."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from fractions import Fraction
from functools import cached_property

from rnn_tutor.derivation.operation import GradientPath, Operation, Phase
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import SCALAR, Shape, normal
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Expression,
    Kind,
    Number,
    Quotient,
    Ref,
    Stack,
    Sum,
    children,
    leaves,
    references,
)
from rnn_tutor.equations.without import without, without_terms
from rnn_tutor.lesson.fitting import fitted
from rnn_tutor.lesson.lesson import Equation, Lesson, Section
from rnn_tutor.notation.composition import ON_PAPER, Conventions

LOSS = "Loss"
ACCOUNTS = frozenset({Kind.STATE, Kind.STATE_BEFORE})
OF_TRAINING = frozenset({Kind.SETTING, Kind.RATE, Kind.NORM})
OFFSETS = {At.HERE: 0, At.BEFORE: -1, At.AFTER: 1}


@dataclass(frozen=True)
class Absent:
    """What there isn't yet at the first time step: in place of some names zeros are written, and terms are left out."""

    names: tuple[Ref, ...]
    as_zeros: tuple[Ref, ...]
    has_terms_left_out: bool


def pinned(expression: Expression, step: int, last: int) -> Expression:
    """A template read at a time step: its relative references become absolute ones."""
    if isinstance(expression, Ref):
        return pinned_ref(expression, step, last)
    return replace(expression, lambda part: pinned_ref(part, step, last) if isinstance(part, Ref) else None)


def pinned_ref(ref: Ref, step: int, last: int) -> Ref:
    """A reference read at a time step, its own time step absolute."""
    if isinstance(ref.at, int) or ref.at is At.UNTIMED:
        return ref
    return Ref(ref.kind, ref.name, last if ref.at is At.LAST else step + OFFSETS[ref.at], ref.via)


def makes_vectors(expression: Expression) -> bool:
    """Whether an expression puts numbers together: all(h), [a, b], concat(a, b)."""
    is_one = isinstance(expression, Stack) or (isinstance(expression, Apply) and FUNCTIONS[expression.function].joins)
    return is_one or any(map(makes_vectors, children(expression)))


class UnrolledNetwork:
    """The network of a lesson over its time steps.

    A term that is structurally zero at the first time step (`previous(Y)`, unless the lesson gives Y a start) is left
    out there. Each equation therefore has two templates at most: the first time step's, and the later ones'.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.network = lesson.network
        self.last = lesson.time_steps
        self._parameters: dict[int, tuple[Expression, list[Ref]]] = {}
        self.learned = {Ref(Kind.QUANTITY, name, At.BEFORE): Ref(Kind.PARAMETER, own) for name, own in lesson.learned}
        started = {name for name, _ in (*lesson.initial, *lesson.learned)}
        self.zeros = tuple(
            Ref(Kind.QUANTITY, equation.name, At.BEFORE)
            for equation in self.network.each_step
            if equation.name not in started
        )

    def template(self, equation: Equation, time: int | None) -> Expression:
        """The equation as it holds at a time step."""
        is_first = time == 1 and equation.section is Section.EACH_STEP
        first, later = self._templates[equation.name]
        return first if is_first else later

    def templates(self, equation: Equation) -> tuple[Expression, Expression]:
        """The equation as it holds at the first time step, and as it holds later."""
        return self._templates[equation.name]

    @cached_property
    def _templates(self) -> dict[str, tuple[Expression, Expression]]:
        """Each equation's template at the first time step, and at the later ones."""
        equations = self.network.all
        return {
            e.name: (
                self._plain(without(self._started(e.expression), self.zeros, self.shape)),
                self._plain(self._summand(e)),
            )
            for e in equations
        }

    def _started(self, expression: Expression) -> Expression:
        """An expression at the first time step, where an initial state may be a parameter."""
        return replace(expression, lambda part: self.learned.get(part) if isinstance(part, Ref) else None)

    def _summand(self, equation: Equation) -> Expression:
        """An equation, or what it adds to the loss where that is a mean over the time steps."""
        if equation.section is Section.LOSS and self.network.mean_over_steps and self.last > 1:
            return Quotient(equation.expression, Number(Fraction(self.last)))
        return equation.expression

    def _plain(self, expression: Expression) -> Expression:
        """The expression without the sums and means of a single number."""

        def idle(part: Expression) -> Expression | None:
            match part:
                case Apply(function, (operand,)) if FUNCTIONS[function].idle and not shape_of(operand, self.shape):
                    return self._plain(operand)
                case _:
                    return None

        return replace(expression, idle)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The shape of every quantity, parameter, `input` and `target`."""
        lesson = self.lesson
        given = {p.name: p.value.shape for p in lesson.parameters}
        given |= {name: data[0].shape for name, data in (("input", lesson.inputs), ("target", lesson.targets)) if data}
        starts = {name: value.shape for name, value in lesson.initial}
        starts |= {name: given[own] for name, own in lesson.learned}
        found = fitted(self.network, given, starts)
        assert not found.misfits, found.misfits[0].message  # the loader has looked
        return {name: normal(shape) for name, shape in found.shapes.items()}

    def shape(self, ref: Ref) -> Shape:
        """The shape of what a reference stands for: a gradient has its quantity's.

        An optimizer keeps accounts of the shape of their parameter. The other numbers of the training are scalars,
        whatever else a lesson calls by their names.
        """
        if ref.kind in OF_TRAINING:
            return SCALAR
        return self.shapes.get(ref.via if ref.kind in ACCOUNTS else ref.name, SCALAR)

    def at(self, time: int) -> tuple[Equation, ...]:
        """The equations of a time step; a sequence that has ended has none there."""
        return tuple(e for e in self.network.each_step if e.last is None or time <= e.last)

    def last_of(self, equation: Equation) -> int:
        """The last time step that has a quantity."""
        return self.last if equation.last is None else equation.last

    def seen_at_end(self, equation: Equation) -> At | int:
        """How a quantity is read after the last time step: by its time step, where its sequence ends early."""
        return At.LAST if equation.last is None else equation.last

    @cached_property
    def has_fixed_times(self) -> bool:
        """Whether what comes after the last time step reads quantities by their time steps."""
        after = (*self.network.output, *([self.network.loss] if self.network.loss else []))
        return any(isinstance(ref.at, int) for equation in after for ref in references(equation.expression))

    def forward(self) -> list[Operation]:
        """The forward pass and the loss, in order."""
        operations = [
            self._operation(equation, time, self.template(equation, time), time)
            for time in range(1, self.last + 1)
            for equation in self.at(time)
        ]
        operations += [self._operation(e, None, self.template(e, None), self.last) for e in self.network.output]
        return [*operations, *([self._loss(self.network.loss)] if self.network.loss else [])]

    def _operation(self, equation: Equation, time: int | None, template: Expression, frame: int) -> Operation:
        return Operation(Phase.FORWARD, Kind.QUANTITY, equation.name, time, template, frame, self.shapes[equation.name])

    def _loss(self, loss: Equation) -> Operation:
        template = self._plain(loss.expression)
        if self.network.loss_each_step and self.last > 1:
            template = Sum(tuple(pinned(template, time, self.last) for time in range(1, self.last + 1)))
            if self.network.mean_over_steps:
                template = Quotient(template, Number(Fraction(self.last)))
        return Operation(Phase.LOSS, Kind.QUANTITY, LOSS, None, template, self.last, SCALAR)

    def is_array(self, part: Expression) -> bool:
        """Whether an expression's value is a vector or a matrix."""
        return not self.all_scalar and bool(shape_of(part, self.shape))

    def is_matrix(self, part: Expression) -> bool:
        """Whether an expression's value has more than one column."""
        return not self.all_scalar and shape_of(part, self.shape)[1:] > (1,)

    @cached_property
    def paper(self) -> Conventions:
        """How the network's formulas are written: × between numbers, ⊙ between vectors element by element."""
        return replace_fields(ON_PAPER, is_array=self.is_array, is_matrix=self.is_matrix)

    @cached_property
    def all_scalar(self) -> bool:
        """Whether the lesson has no vectors and no matrices, and makes none out of its numbers."""
        return not any(self.shapes.values()) and not any(makes_vectors(e.expression) for e in self.network.all)

    def equation(self, name: str) -> Equation:
        """The equation that defines a quantity, or the loss."""
        return self._equations[name]

    @cached_property
    def _equations(self) -> dict[str, Equation]:
        network = self.network
        return {equation.name: equation for equation in network.all}

    def equation_at(self, name: str, time: int | None) -> Expression:
        """What a quantity is made of at a time step, every name at its own."""
        return pinned(self.template(self.equation(name), time), self.last if time is None else time, self.last)

    def consumer(self, time: int | None, path: GradientPath) -> Ref:
        """The quantity through which a path leads on from a quantity of this time step."""
        if self.equation(path.consumer).section is not Section.EACH_STEP or time is None:
            return Ref(Kind.QUANTITY, path.consumer)
        return Ref(Kind.QUANTITY, path.consumer, time + path.later)

    def use(self, name: str, time: int | None, path: GradientPath) -> tuple[Equation, int | None, Ref]:
        """Where a quantity acts on a path: in which equation, at which time step, and as which name in its template."""
        equation, own = self.equation(path.consumer), self.equation(name)
        if path.later and time is not None:
            return equation, time + 1, Ref(Kind.QUANTITY, name, At.BEFORE)
        if own.section is not Section.EACH_STEP:
            return equation, time, Ref(Kind.QUANTITY, name)
        sees_each = equation.section is Section.EACH_STEP or (
            equation.section is Section.LOSS and self.network.loss_each_step
        )
        fixed = Ref(Kind.QUANTITY, name, time if time is not None else At.LAST)
        if not sees_each and fixed in references(equation.expression):
            return equation, time, fixed
        return equation, time, Ref(Kind.QUANTITY, name, At.HERE if sees_each else At.LAST)

    def absent(self, operation: Operation) -> Absent | None:
        """What an equation feeds back and there isn't at the first time step; None where nothing is missing."""
        if operation.time != 1:
            return None
        expression = self.equation(operation.name).expression
        names = [ref for ref in references(expression) if ref in self.zeros]
        if not names:
            return None
        left = [*leaves(without_terms(expression, self.zeros, self.shape))]
        as_zeros = tuple(ref for ref in names if ref in left)
        has_terms_left_out = any(left.count(ref) < [*leaves(expression)].count(ref) for ref in names)
        return Absent(tuple(names), as_zeros, has_terms_left_out)

    def quantities_in(self, equation: Equation) -> list[Ref]:
        """The quantities that an equation reads, in the order written."""
        return [ref for ref in references(equation.expression) if ref.kind is Kind.QUANTITY]

    def parameters_in(self, template: Expression) -> list[Ref]:
        """The parameters of an equation, in the order written."""
        found = self._parameters.get(id(template))
        if found is None:
            names = [ref for ref in references(template) if ref.kind is Kind.PARAMETER]
            found = self._parameters[id(template)] = (template, names)
        return found[1]
