"""A lesson's equations, unrolled over time: which quantity exists when, what it is made of, and of what shape."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from rnn_tutor.derivation.operation import GradientPath, Operation, Phase
from rnn_tutor.derivation.pinned import pinned
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import SCALAR, Shape, normal
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.shapes import makes_vectors, shape_of
from rnn_tutor.equations.tree import (
    AT_OFFSET,
    Apply,
    At,
    Expression,
    Kind,
    Number,
    Quotient,
    Ref,
    Sum,
    leaves,
    references,
)
from rnn_tutor.equations.without import without, without_terms
from rnn_tutor.lesson.fitting import fitted
from rnn_tutor.lesson.lesson import Equation, Lesson, Section
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.lesson.passes import Pass
from rnn_tutor.notation.composition import ON_PAPER, Conventions

ACCOUNTS = frozenset({Kind.STATE, Kind.STATE_BEFORE})
OF_TRAINING = frozenset({Kind.SETTING, Kind.RATE, Kind.NORM})


@dataclass(frozen=True)
class Absent:
    """What there isn't yet where a state begins: in place of some names zeros are written, and terms are left out."""

    names: tuple[Ref, ...]
    as_zeros: tuple[Ref, ...]
    has_terms_left_out: bool


class UnrolledNetwork:
    """The network of a lesson over its time steps.

    A term that is structurally zero at the first time step (`previous(Y)`, unless the lesson gives Y a start) is left
    out there, and so is one at the last (`next(Y)`). Each equation therefore has a few templates at most: the first
    time step's, the last's, and that of those between.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.network = lesson.network
        self.last = lesson.time_steps
        self._parameters: dict[int, tuple[Expression, list[Ref]]] = {}
        self.learned = {self.start_of(name): Ref(Kind.PARAMETER, own) for name, own in lesson.learned}
        started = {self.start_of(name) for name, _ in (*lesson.initial, *lesson.learned)}
        names = [equation.name for equation in self.network.each_step]
        self.zeros = tuple(
            ref
            for at in (At.BEFORE, At.AFTER)
            for ref in (Ref(Kind.QUANTITY, name, at) for name in names)
            if ref not in started
        )

    def start_of(self, name: str) -> Ref:
        """How the state of a quantity is read where it begins: before the first time step, or after the last."""
        return Ref(Kind.QUANTITY, name, At.AFTER if name in self.network.from_the_end else At.BEFORE)

    def is_at_edge(self, at: At | int, equation: Equation, time: int | None) -> bool:
        """Whether a reference of an equation lies before the first time step, or after the last."""
        return (at is At.BEFORE and time == 1) or (at is At.AFTER and time == self.last_of(equation))

    def template(self, equation: Equation, time: int | None) -> Expression:
        """The equation as it holds at a time step."""
        edges: tuple[At, ...] = ()
        if equation.section is Section.EACH_STEP:
            edges = tuple(at for at in self._moved[equation.name] if self.is_at_edge(at, equation, time))
        return self._templates[equation.name][edges]

    def templates(self, equation: Equation) -> tuple[Expression, ...]:
        """The equation as it holds at time steps, the first of them first."""
        return tuple(self._templates[equation.name].values())

    @cached_property
    def _moved(self) -> dict[str, tuple[At, ...]]:
        """The other time steps at which each equation reads quantities."""
        read = {e.name: {ref.at for ref in self.quantities_in(e)} for e in self.network.all}
        return {name: tuple(at for at in (At.BEFORE, At.AFTER) if at in found) for name, found in read.items()}

    @cached_property
    def _templates(self) -> dict[str, dict[tuple[At, ...], Expression]]:
        """Each equation's templates, by what lies beyond the edge: nothing where all that is read is there."""
        found: dict[str, dict[tuple[At, ...], Expression]] = {}
        for equation in self.network.all:
            moved = self._moved[equation.name]
            edges = [edge for count in range(len(moved), 0, -1) for edge in combinations(moved, count)]
            at_edges = {edge: self._plain(self._at_edge(equation.expression, edge)) for edge in edges}
            found[equation.name] = {**at_edges, (): self._plain(self._summand(equation))}
        return found

    def _at_edge(self, expression: Expression, edges: tuple[At, ...]) -> Expression:
        """An expression where names lie beyond an edge: such a state may be a parameter, given, or zero."""
        started = replace(
            expression,
            lambda part: self.learned.get(part) if isinstance(part, Ref) and part.at in edges else None,
        )
        return without(started, [ref for ref in self.zeros if ref.at in edges], self.shape)

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
        given |= {
            name: arrays[0].shape for name, arrays in (*lesson.streams.items(), ("target", lesson.targets)) if arrays
        }
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

    def in_pass(self, one: Pass, time: int) -> tuple[Equation, ...]:
        """The equations of a time step that are computed in a pass over the time steps."""
        if len(self.network.passes) == 1:
            return self.at(time)
        return tuple(e for e in self.at(time) if e.name in one.names)

    def last_of(self, equation: Equation) -> int:
        """The last time step that has a quantity."""
        return self.last if equation.last is None else equation.last

    def seen_at_end(self, equation: Equation) -> At | int:
        """How a quantity is read after the last time step.

        By its time step where its sequence ends early, or where it was found last at another: running backwards.
        """
        if self.ends_at(equation) == self.last:
            return At.LAST
        return self.ends_at(equation)

    def ends_at(self, equation: Equation) -> int:
        """The time step at which a quantity is found last."""
        return 1 if equation.name in self.network.ends_at_first else self.last_of(equation)

    @cached_property
    def has_fixed_times(self) -> bool:
        """Whether what comes after the last time step reads quantities by their time steps."""
        after = (*self.network.output, *([self.network.loss] if self.network.loss else []))
        return any(isinstance(ref.at, int) for equation in after for ref in references(equation.expression))

    def forward(self) -> list[Operation]:
        """The forward pass and the loss, in order."""
        operations = [
            self._operation(equation, time, self.template(equation, time), time)
            for one in self.network.passes
            for time in one.times(self.last)
            for equation in self.in_pass(one, time)
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
        return Ref(Kind.QUANTITY, path.consumer, time + path.offset)

    def use(self, name: str, time: int | None, path: GradientPath) -> tuple[Equation, int | None, Ref]:
        """Where a quantity acts on a path: in which equation, at which time step, and as which name in its template."""
        equation, own = self.equation(path.consumer), self.equation(name)
        if path.offset and time is not None:
            return equation, time + path.offset, Ref(Kind.QUANTITY, name, AT_OFFSET[-path.offset])
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
        if operation.time is None:
            return None
        equation = self.equation(operation.name)
        expression = equation.expression
        names = [
            ref
            for ref in references(expression)
            if ref in self.zeros and self.is_at_edge(ref.at, equation, operation.time)
        ]
        if not names:
            return None
        left = [*leaves(without_terms(expression, names, self.shape))]
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
