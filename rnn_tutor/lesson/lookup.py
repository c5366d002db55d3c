"""Looking up the names of a network's equations: what each stands for, and at which time step it is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.dialect import EQUATION
from rnn_tutor.equations.functions import BY_NOTATION, CONSTANTS
from rnn_tutor.equations.operations.elementary import EXP
from rnn_tutor.equations.operations.reductions import CROSS_ENTROPY
from rnn_tutor.equations.operations.structural import ROWS
from rnn_tutor.equations.tokens import EquationError, tokenize
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Power, Ref, TypedName
from rnn_tutor.lesson.known_names import Known, free_name
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.naming import RESERVED
from rnn_tutor.lesson.problems import MOST, Problem, nearest
from rnn_tutor.lesson.unknown_names import UnknownNames
from rnn_tutor.lesson.written_equation import WrittenEquation, is_moved


@dataclass
class Names:
    """The names of one network, and the problems found in looking them up.

    `unused` are parameters that no equation mentions. A remedy may bring one up: then it is `suggested`, and
    that nobody uses it is part of the same mistake. Where the parameters aren't known, any name may be one.
    """

    file: str
    equations: Sequence[WrittenEquation]
    parameters: Sequence[str]
    parameters_known: bool
    loss_each_step: bool
    loss_file: str
    time_steps: int
    has_inputs: bool = True
    has_target: bool = True
    given: Sequence[str] = ()
    problems: list[Problem] = field(default_factory=list)
    suggested: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.each_step = [e.name for e in self.equations if e.section is Section.EACH_STEP]
        self.output = [e.name for e in self.equations if e.section is Section.OUTPUT]
        self.needs = {e.name: e.names(moved=False) for e in self.equations}
        read = [e.words | e.names(moved=False) | e.names(moved=True) for e in self.equations]
        mentioned = set().union(*read)
        self.unused = [name for name in self.parameters if name not in mentioned]

    def look_up(self, equation: WrittenEquation, expression: Expression) -> Expression:
        """The expression with each name looked up; one that can't be is a problem, and stays."""

        def change(part: Expression) -> Expression | None:
            match part:
                case Power(TypedName("e", previous=False, following=False), exponent) if not self._is_defined("e"):
                    return EXP(replace(exponent, change))
                case Apply(CROSS_ENTROPY.name, (first, _)) if first != TypedName("target") and (
                    meaning := definition(part)
                ):
                    # Its slope, softmax − target, is that of a target that adds up to 1.
                    return replace(meaning, change)
                case TypedName(name, previous=False, following=False) if (
                    constant := BY_NOTATION.get(name, name)
                ) in CONSTANTS:
                    return Apply(constant, ())
                case Apply("all", (TypedName() as name,)):
                    return self._all(name, equation)
                case TypedName():
                    return self._reference(part, equation)
                case _:
                    return None

        return replace(expression, change)

    def _all(self, name: TypedName, equation: WrittenEquation) -> Expression | None:
        """What all(…) stands for: a quantity at every time step, a row for each."""
        if equation.section is Section.EACH_STEP or (equation.section is Section.LOSS and self.loss_each_step):
            error = _wrong(name, "all(…) can only be used after the last time step", "write it under output")
        elif name.name not in self.each_step:
            near = nearest(name.name, self.each_step)
            remedy = f"did you mean '{near}'?" if near else f"write it like all({self.each_step[-1]})"
            error = _wrong(name, "all(…) takes a quantity of each_step", remedy)
        else:
            at = [Ref(Kind.QUANTITY, name.name, time, offset=name.offset) for time in range(1, self.time_steps + 1)]
            return ROWS(*at)
        self._report(equation, error)
        return None

    def _at_step(self, name: TypedName, equation: WrittenEquation) -> Ref | None:
        """A quantity at a time step of its own, h.t2; None for any other name."""
        quantity, dot, step = name.name.partition(".t")
        if not dot:
            return None
        at_each = equation.section is Section.EACH_STEP or (equation.section is Section.LOSS and self.loss_each_step)
        if at_each:
            raise _wrong(
                name, "a single time step can be named only under output", f"write {quantity} for this time step"
            )
        if quantity not in self.each_step:
            raise UnknownNames(self).error(TypedName(quantity, offset=name.offset), equation.section)
        which, limit = ("first", 1) if int(step) < 1 else ("last", self.time_steps)
        if not 1 <= int(step) <= self.time_steps:
            raise _wrong(name, f"there is no time step {step}", f"the {which} one is {limit}")
        return Ref(Kind.QUANTITY, quantity, int(step))

    def look_over(self, equation: WrittenEquation) -> None:
        """Reports the unknown names of an equation that can't be read: they are mistakes of their own."""
        if equation.value is None or len(equation.value.text) > EQUATION.max_length:
            return
        try:
            tokens = tokenize(equation.value.text)
        except EquationError:
            return
        for token, after in pairwise(tokens):
            is_known = token.text in RESERVED | {"e"} or self._is_defined(token.text)
            is_name = token.kind == "name" and after.kind != "("
            if is_name and not is_known and self.parameters_known and not self._has_enough:
                self._report(
                    equation, UnknownNames(self).error(TypedName(token.text, offset=token.offset), equation.section)
                )

    def _is_defined(self, name: str) -> bool:
        return name in {*self.each_step, *self.output, *self.parameters, *self.given}

    @property
    def _has_enough(self) -> bool:
        return len(self.problems) > MOST

    def _reference(self, name: TypedName, equation: WrittenEquation) -> Ref | None:
        if self._has_enough:
            return None
        try:
            ref = self._moved(name, equation) if is_moved(name) else self._now(name, equation)
        except EquationError as error:
            self._report(equation, error)
            return None
        return dataclasses.replace(ref, offset=name.offset)

    def _now(self, name: TypedName, equation: WrittenEquation) -> Ref:
        """What a name stands for that is read at the equation's own time."""
        section = equation.section
        if (fixed := self._at_step(name, equation)) is not None:
            return fixed
        at_each_step = section is Section.EACH_STEP or (section is Section.LOSS and self.loss_each_step)
        now = At.HERE if at_each_step else At.LAST
        if name.name in self.parameters:
            return Ref(Kind.PARAMETER, name.name)
        if name.name == "input":
            if not self.has_inputs:
                raise _wrong(name, "there are no inputs", "add inputs: with one value per time step")
            return Ref(Kind.INPUT, "input", now)
        if name.name in self.given:
            return Ref(Kind.INPUT, name.name, now)
        if name.name == "target":
            if section is not Section.LOSS:
                raise _wrong(name, "only the loss can use the target", "use it under `loss`")
            if not self.has_target:
                raise _wrong(name, "there is no target", "add target: 1.2, or targets: with one value per time step")
            return Ref(Kind.TARGET, "target", At.HERE if at_each_step else At.UNTIMED)
        if name.name in self.each_step:
            if section is Section.EACH_STEP:
                self._check_above(name, equation, self.each_step)
            return Ref(Kind.QUANTITY, name.name, now)
        if name.name in self.output:
            if section is Section.EACH_STEP:
                message = f"{name.name} is computed only after the last time step"
                raise _wrong(name, message, f"move {name.name} under each_step")
            if section is Section.OUTPUT:
                self._check_above(name, equation, self.output)
            return Ref(Kind.QUANTITY, name.name)
        if not self.parameters_known:
            return Ref(Kind.PARAMETER, name.name)
        raise UnknownNames(self).error(name, equation.section)

    def _moved(self, name: TypedName, equation: WrittenEquation) -> Ref:
        """What previous(…) or next(…) stands for."""
        word, at = ("previous", At.BEFORE) if name.previous else ("next", At.AFTER)
        if equation.section is not Section.EACH_STEP:
            remedy = f"write {name.name} for its last value"
            raise _wrong(name, f"{word}(…) can only be used under each_step", remedy)
        if name.name in self.each_step:
            return Ref(Kind.QUANTITY, name.name, at)
        if name.name in self.parameters:
            message = f"{name.name} is a parameter, the same at each time step"
            raise _wrong(name, message, f"write {name.name} alone")
        if name.name in self.given:
            message = f"{name.name} is a given number, but {word}(…) takes a quantity"
            raise _wrong(name, message, f"give it an equation of its own, Z: {name.name}, and write {word}(Z)")
        if name.name in RESERVED or name.name in self.output:
            remedy = f"write it like {word}({self.each_step[-1]})"
            if name.name == "input":
                kept = free_name(Known(self.each_step, self.parameters))
                remedy = f"give it an equation of its own, {kept}: input, and write {word}({kept})"
            raise _wrong(name, f"{word}(…) takes a quantity of each_step", remedy)
        raise UnknownNames(self).error(name, equation.section)

    def _check_above(self, name: TypedName, equation: WrittenEquation, section: list[str]) -> None:
        """That a quantity is defined before the equation of the same section in which it is read."""
        if section.index(name.name) < section.index(equation.name):
            return
        before = f"write previous({name.name}) for the previous step" if section is self.each_step else ""
        if name.name == equation.name:
            raise _wrong(name, f"{name.name} is computed from itself", before or f"leave {name.name} out of it")
        if equation.name in self._all_needs(name.name):
            message = f"{equation.name} needs {name.name}, which needs {equation.name} itself: a circle"
            raise _wrong(name, message, before or "write one of them without the other")
        remedy = f"move {name.name} up" + (f", or {before}" if before else "")
        raise _wrong(name, f"{name.name} is used before it is defined", remedy)

    def _all_needs(self, name: str) -> set[str]:
        """All names from which a quantity follows within the same time step."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for needed in self.needs.get(waiting.pop(), set()) - found:
                found.add(needed)
                waiting.append(needed)
        return found

    def _report(self, equation: WrittenEquation, error: EquationError) -> None:
        place = equation.value.place_of(error.offset) if equation.value else None
        file = self.loss_file if equation.section is Section.LOSS else self.file
        self.problems.append(Problem(file, place, error.message, error.remedy))


def _wrong(name: TypedName, message: str, remedy: str) -> EquationError:
    return EquationError(message, name.offset, len(name.name), remedy)
