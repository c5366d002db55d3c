"""Backpropagation through time, in the order of the design's contract.

The quantities are taken in reverse order. For each: its own gradient, the sum over its consumers of what each passes
back; then the share of each parameter in its equation, in the order written. Then the shares are summed and the
parameters updated. Local derivatives are derived once per equation and used at every time step (Werbos,
"Backpropagation through time: what it does and how to do it", 1990).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from rnn_tutor.calculus.pull_back import TooLong, pull_back
from rnn_tutor.derivation.operation import Derived, GradientPath, Operation, Phase
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.algebra import add, replace
from rnn_tutor.equations.tree import AT_OFFSET, OFFSETS, ONE, At, Expression, Kind, Ref, references
from rnn_tutor.lesson.lesson import Equation, Place, Section
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.lesson.problems import LessonError, Problem
from rnn_tutor.limits import ALL_GRADIENT_PARTS, GRADIENT_PARTS
from rnn_tutor.notation.line import symbol

TIME_OF_SECTION = {Section.EACH_STEP: At.HERE, Section.OUTPUT: At.UNTIMED, Section.LOSS: At.UNTIMED}

SHORT_ENOUGH = 200
"""Operations of a gradient's formula that are few at any number of time steps."""

Situation: TypeAlias = tuple[int, bool, bool, bool, bool, tuple[frozenset[str], ...], int]
"""What the operations of a time step depend on: the pass over the time steps, whether it is the first, or the last, or
cut off from the one after or before, which quantities of it and of its neighbours have a gradient so far, and where
sequences end one by one the time step itself."""


def seen_from(expression: Expression, offset: int) -> Expression:
    """A template of another time step, so many steps on, as it reads from this one."""

    def shift(part: Expression) -> Expression | None:
        if isinstance(part, Ref) and part.at in OFFSETS:
            return Ref(part.kind, part.name, AT_OFFSET[OFFSETS[part.at] + offset], part.via)
        return None

    return replace(expression, shift)


class BackwardPass:
    """The backward operations of an unrolled network."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self.network = unrolled.network
        self.reached: dict[int | None, set[str]] = {None: {LOSS}}
        self._situations: dict[Situation, tuple[list[Operation], set[str]]] = {}
        # By the identity of templates, which the unrolled network makes once: comparing trees would take longer.
        self._received: dict[tuple[str, int], dict[Ref, Expression]] = {}
        self._passed_on: dict[tuple[str, int, Ref], Derived] = {}
        self._names_in: dict[int, frozenset[Ref]] = {}
        self._paths_made: dict[tuple[int, int], GradientPath] = {}
        self._merged: dict[tuple[int, ...], Derived] = {}

    def received(self, equation: Equation, template: Expression) -> dict[Ref, Expression]:
        """What each name in an equation receives through it."""
        key = (equation.name, id(template))
        if key not in self._received:
            self._received[key] = self._pulled(equation, template)
        return self._received[key]

    def _pulled(self, equation: Equation, template: Expression) -> dict[Ref, Expression]:
        at = TIME_OF_SECTION[equation.section]
        upstream = ONE if equation.section is Section.LOSS else Ref(Kind.GRADIENT, equation.name, at)
        output: Expression = Ref(Kind.QUANTITY, equation.name, at)
        if equation.section is Section.LOSS and self.network.loss_each_step:
            output = template  # Loss is the sum over the time steps; the term of one of them has no name
        lesson = self.unrolled.lesson
        uses = lesson.training.epochs * (self.unrolled.last if at is At.HERE or output is template else 1)
        most = min(GRADIENT_PARTS.most, max(ALL_GRADIENT_PARTS.most // uses, SHORT_ENOUGH))
        try:
            return pull_back(template, output, upstream, self.unrolled.shape, most)
        except TooLong:
            message = f"the gradients of what is in {symbol(equation.name)} grow too long to be written out"
            remedy = "give parts of its equation names of their own"
            raise LessonError(
                [Problem(str(lesson.file or lesson.name), equation.place or Place(1, 1), message, remedy)]
            ) from None

    def passed_on(self, equation: Equation, template: Expression, ref: Ref) -> Derived:
        """What one name in an equation receives, derived when asked for."""
        key = (equation.name, id(template), ref)
        if key not in self._passed_on:
            self._passed_on[key] = Derived(lambda: self.received(equation, template)[ref])
        return self._passed_on[key]

    def operations(self) -> Iterator[Operation]:
        """Every gradient and every share, in order."""
        last = self.unrolled.last
        yield from self._loss_shares()
        for equation in reversed(self.network.output):
            yield from self._quantity(equation, None, last)
        passes = self.network.passes
        for number in range(len(passes) - 1, -1, -1):
            for time in reversed(passes[number].times(last)):
                yield from self._time_step(number, time)

    def _time_step(self, number: int, time: int) -> Iterator[Operation]:
        """The operations of one time step, of the quantities computed in one pass.

        Those of an earlier one over again, where it was in the same situation.
        """
        last = self.unrolled.last
        reached = tuple(frozenset(self.reached.get(at, ())) for at in (time - 1, time, time + 1))
        own = time if self.unrolled.has_fixed_times else 0
        situation = (number, time == 1, time == last, self.is_cut(time), self.is_cut(time - 1), reached, own)
        if situation not in self._situations:
            equations = self.unrolled.in_pass(self.network.passes[number], time)
            found = [op for equation in reversed(equations) for op in self._quantity(equation, time, time)]
            self._situations[situation] = found, self.reached.get(time, set())
            yield from found
            return
        found, self.reached[time] = self._situations[situation][0], set(self._situations[situation][1])
        for phase, kind, name, _, source, _, shape, via, paths, cut in found:
            yield Operation(phase, kind, name, time, source, time, shape, via, paths, cut)

    def _quantity(self, equation: Equation, time: int | None, frame: int) -> Iterator[Operation]:
        found = tuple(self._paths(equation, time))
        if not found:
            return
        cut = tuple(path for path in found if time and self.is_cut_between(time, time + path.offset))
        paths = tuple(path for path in found if path not in cut)
        name, shape = equation.name, self.unrolled.shapes[equation.name]
        source = self.merged(paths)
        yield Operation(Phase.BACKWARD, Kind.GRADIENT, name, time, source, frame, shape, paths=paths, cut=cut)
        if not paths:
            return
        self.reached.setdefault(time, set()).add(name)
        yield from self._shares(equation, self.unrolled.template(equation, time), time, frame)

    def is_cut(self, time: int) -> bool:
        """Whether gradients are cut between a time step and the next: truncated backpropagation through time.

        The windows are counted from the last time step (Williams and Peng, 1990).
        """
        span = self.unrolled.lesson.training.truncate
        return span is not None and 0 < time < self.unrolled.last and (self.unrolled.last - time) % span == 0

    def is_cut_between(self, time: int, other: int) -> bool:
        """Whether gradients are cut between two neighbouring time steps, whichever way they go."""
        return time != other and self.is_cut(min(time, other))

    def merged(self, paths: tuple[GradientPath, ...]) -> Derived:
        """The sum over the paths."""
        key = tuple(id(path) for path in paths)
        if key not in self._merged:
            self._merged[key] = Derived(lambda: add(*(path.expression for path in paths)))
        return self._merged[key]

    def _shares(self, equation: Equation, template: Expression, time: int | None, frame: int) -> Iterator[Operation]:
        for parameter in self.unrolled.parameters_in(template):
            yield Operation(
                Phase.BACKWARD,
                Kind.SHARE,
                parameter.name,
                time,
                self.passed_on(equation, template, parameter),
                frame,
                self.unrolled.shapes[parameter.name],
                via=equation.name,
            )

    def _loss_shares(self) -> Iterator[Operation]:
        """A parameter may stand in the loss itself (a penalty on large weights)."""
        loss = self.network.loss
        if loss is None:
            return
        times = range(self.unrolled.last, 0, -1) if self.network.loss_each_step else [None]
        for time in times:
            yield from self._shares(loss, self.unrolled.template(loss, None), time, time or self.unrolled.last)

    def _paths(self, equation: Equation, time: int | None) -> Iterator[GradientPath]:
        """The consumers of a quantity that lead on to the loss: of this time step first, then of its neighbours."""
        name, last = equation.name, self.unrolled.last
        if equation.section is Section.EACH_STEP:
            yield from self._through(self.network.each_step, Ref(Kind.QUANTITY, name, At.HERE), time)
        if equation.section is Section.OUTPUT or time == last:
            at = At.UNTIMED if equation.section is Section.OUTPUT else At.LAST
            yield from self._through(self.network.output, Ref(Kind.QUANTITY, name, at), None)
        loss_at = At.UNTIMED if equation.section is Section.OUTPUT else At.HERE
        losses = (self.network.loss,) if self.network.loss else ()
        if self.network.loss_each_step or equation.section is Section.OUTPUT:
            yield from self._through(losses, Ref(Kind.QUANTITY, name, loss_at), None)
        elif time == last:
            yield from self._through(losses, Ref(Kind.QUANTITY, name, At.LAST), None)
        if self.unrolled.has_fixed_times and time is not None:
            yield from self._through((*self.network.output, *losses), Ref(Kind.QUANTITY, name, time), None)
        for offset, at in ((1, At.BEFORE), (-1, At.AFTER)):
            if time is not None and 1 <= time + offset <= last:
                ref = Ref(Kind.QUANTITY, name, at)
                yield from self._through(self.network.each_step, ref, time + offset, offset)

    def _through(
        self, equations: tuple[Equation, ...], ref: Ref, time: int | None, offset: int = 0
    ) -> Iterator[GradientPath]:
        for equation in equations:
            if equation.name not in self.reached.get(time, ()):
                continue
            template = self.unrolled.template(equation, time)
            if ref in self._names(template):
                yield self._path(equation.name, self.passed_on(equation, template, ref), offset)

    def _names(self, template: Expression) -> frozenset[Ref]:
        """The names in a template, which each receive a gradient through it."""
        if id(template) not in self._names_in:
            self._names_in[id(template)] = frozenset(references(template))
        return self._names_in[id(template)]

    def _path(self, consumer: str, passed_on: Derived, offset: int) -> GradientPath:
        key = (id(passed_on), offset)
        if key not in self._paths_made:
            seen = Derived(lambda: seen_from(passed_on.expression, offset)) if offset else passed_on
            self._paths_made[key] = GradientPath(consumer, offset, seen)
        return self._paths_made[key]
