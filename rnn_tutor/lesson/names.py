"""Looking up the names of a network's equations: what each stands for, and at which time step it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.functions import CONSTANTS, WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.tokens import EquationError, plain_name, tokenize
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Name, Power, Ref, leaves
from rnn_tutor.lesson.document import Scalar
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.problems import Problem, nearest, shortened

LOSS = "Loss"
RESERVED = {"input", "target", "previous", LOSS, "dLoss", "activation", *CONSTANTS, *WRITABLE, *LOSSES}
NAME = re.compile(r"[^\W\d_]\w*")


@dataclass(frozen=True)
class WrittenEquation:
    """An equation as a file has it. `expression` is None where its text can't be read."""

    name: str
    section: Section
    text: str
    expression: Expression | None = None
    key: Scalar | None = None
    value: Scalar | None = None

    @property
    def read_before(self) -> set[str]:
        """The names that it reads at the time step before."""
        if self.expression is None:
            return set()
        return {leaf.name for leaf in leaves(self.expression) if isinstance(leaf, Name) and leaf.previous}


@dataclass
class Names:
    """The names of one network, and the problems found in looking them up.

    `suggested` are names that a remedy brought up: that nobody uses them is part of the same mistake.
    """

    file: str
    each_step: Sequence[str]
    output: Sequence[str]
    parameters: Iterable[str]
    parameters_known: bool = True
    loss_each_step: bool = False
    problems: list[Problem] = field(default_factory=list)
    suggested: set[str] = field(default_factory=set)
    needs: dict[str, set[str]] = field(default_factory=dict)

    def look_up(self, equation: WrittenEquation, expression: Expression) -> Expression:
        """The expression with each name looked up; one that can't be is a problem, and stays."""

        def change(part: Expression) -> Expression | None:
            match part:
                case Power(Name("e", False), exponent) if not self.is_defined("e"):
                    return Apply("exp", (replace(exponent, change),))
                case Name(name, False) if name in CONSTANTS:
                    return Apply(name, ())
                case Name():
                    return self.reference(part, equation)
                case _:
                    return None

        return replace(expression, change)

    def is_defined(self, name: str) -> bool:
        """Whether the lesson has a quantity or parameter of that name."""
        return name in self.each_step or name in self.output or name in self.parameters

    def reference(self, name: Name, equation: WrittenEquation) -> Ref | None:
        """What a name in an equation stands for; None where that is a problem."""
        if name.previous:
            return self.from_before(name, equation)
        if name.name in self.parameters:
            return Ref(Kind.PARAMETER, name.name)
        timed = equation.section is Section.EACH_STEP or (
            equation.section is Section.LOSS and self.loss_each_step
        )
        now = At.HERE if timed else At.LAST
        if name.name == "input":
            return Ref(Kind.INPUT, "input", now)
        if name.name == "target":
            return self.target(name, equation)
        if name.name in self.each_step:
            if equation.section is Section.EACH_STEP and not self.is_above(
                name.name, equation, self.each_step
            ):
                return self.too_early(name, equation, self.each_step)
            return Ref(Kind.QUANTITY, name.name, now)
        if name.name in self.output:
            return self.from_output(name, equation)
        return self.unknown(name, equation)

    def is_above(self, name: str, equation: WrittenEquation, section: Sequence[str]) -> bool:
        """Whether a quantity is defined before the equation in which it is read."""
        return section.index(name) < section.index(equation.name)

    def from_before(self, name: Name, equation: WrittenEquation) -> Ref | None:
        if equation.section is not Section.EACH_STEP:
            return self.report(
                name,
                equation,
                "previous(…) is for equations of each_step",
                f"write {name.name} for its last value",
            )
        if name.name in self.each_step:
            return Ref(Kind.QUANTITY, name.name, At.BEFORE)
        if name.name in self.parameters:
            return self.report(
                name,
                equation,
                f"{name.name} is a parameter, the same at each time step",
                f"write {name.name} alone",
            )
        if name.name in ("input", "target") or name.name in self.output:
            return self.report(
                name, equation, "previous(…) takes a quantity of each_step", self.some_quantity()
            )
        return self.unknown(name, equation, self.each_step)

    def some_quantity(self) -> str:
        return f"write previous({self.each_step[-1]})" if self.each_step else ""

    def target(self, name: Name, equation: WrittenEquation) -> Ref | None:
        if equation.section is not Section.LOSS:
            return self.report(name, equation, "the target is known to the loss only", "use it under `loss`")
        return Ref(Kind.TARGET, "target", At.HERE if self.loss_each_step else At.UNTIMED)

    def from_output(self, name: Name, equation: WrittenEquation) -> Ref | None:
        if equation.section is Section.EACH_STEP:
            return self.report(
                name,
                equation,
                f"{name.name} follows only after the last time step",
                f"move {name.name} under each_step",
            )
        if equation.section is Section.OUTPUT and not self.is_above(name.name, equation, self.output):
            return self.too_early(name, equation, self.output)
        return Ref(Kind.QUANTITY, name.name)

    def too_early(self, name: Name, equation: WrittenEquation, section: Sequence[str]) -> None:
        """A name that is used before it is defined, or in a circle."""
        before = section is self.each_step
        step = f"write previous({name.name}) for the step before"
        if name.name == equation.name:
            message, remedy = f"{name.name} is made from itself", step if before else ""
        elif equation.name in self.needed_by(name.name):
            message = f"{equation.name} needs {name.name}, which needs {equation.name} itself: a circle"
            remedy = step if before else "write one of them without the other"
        else:
            message = f"{name.name} is used before it is defined"
            remedy = f"move {name.name} up" + (f", or {step}" if before else "")
        return self.report(name, equation, message, remedy)

    def needed_by(self, name: str) -> set[str]:
        """All names from which a quantity follows within the same time step."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for needed in self.needs.get(waiting.pop(), set()) - found:
                found.add(needed)
                waiting.append(needed)
        return found

    def unknown(self, name: Name, equation: WrittenEquation, known: Iterable[str] | None = None) -> None:
        """A name that nobody has defined."""
        if not self.parameters_known:
            return None
        if known is None:
            known = [*self.each_step, *self.output, *self.parameters, "input", "target"]
        near = nearest(name.name, known)
        if near:
            self.suggested.add(near)
            remedy = f"did you mean '{near}'?"
        elif name.previous:
            remedy = self.some_quantity()
        elif name.name == "e":
            remedy = "write exp(1) for Euler's number"
        elif name.name in WRITABLE:
            remedy = f"write {name.name}(…) with what it is applied to"
        else:
            remedy = "define it above, or add it to the parameters"
        return self.report(name, equation, f"{shortened(name.name)} is not defined", remedy)

    def report(self, name: Name, equation: WrittenEquation, message: str, remedy: str) -> None:
        place = equation.value.place_of(name.offset) if equation.value else None
        self.problems.append(Problem(self.file, place, message, remedy))


def mentioned(equations: Iterable[WrittenEquation]) -> set[str]:
    """Every word of the equations, whether or not they can be read."""
    return {word for equation in equations for word in NAME.findall(plain_name(equation.text))}


def needed_now(expression: Expression) -> set[str]:
    """The names that an expression reads within its own time step."""
    return {leaf.name for leaf in leaves(expression) if isinstance(leaf, Name) and not leaf.previous}


def why_no_name(name: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with the name of a quantity or a parameter, and how to mend it."""
    try:
        tokens = tokenize(name)
    except EquationError:
        tokens = []
    remedy = "put a space after the colon" if ":" in name else "use letters, digits and _, a letter first"
    if [token.kind for token in tokens] != ["name", "end"] or not NAME.fullmatch(plain_name(name.strip())):
        return f"{shortened(name)} can't name a {kind}", remedy
    if len(name) > 40:
        return f"a name of {len(name)} characters", "40 are enough"
    if plain_name(name.strip()) in RESERVED:
        return f"'{name}' already has a meaning in equations", f"give the {kind} another name"
    return None
