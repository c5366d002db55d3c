"""Two derivations side by side: what they have in common, what each has alone, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import symbol, write

DIGITS = 25  # by which two exact values are told apart


@dataclass(frozen=True)
class StepPair:
    """The step that finds the same quantity, gradient or parameter in each of two derivations."""

    one: Step
    other: Step

    @property
    def same_formula(self) -> bool:
        """Whether both find it in the same way."""
        return self.one.formula == self.other.formula

    @cached_property
    def apart(self) -> Fraction | None:
        """How far the second is from the first; of vectors, at the number where it is most. None for other sizes."""
        if self.one.operation.shape != self.other.operation.shape:
            return None
        numbers = zip(self.one.exact(DIGITS).entries, self.other.exact(DIGITS).entries, strict=True)
        return max((Fraction(second) - Fraction(first) for first, second in numbers), key=abs)


@dataclass(frozen=True)
class GivenDifference:
    """Something that lessons give, as each of two gives it; empty where one doesn't."""

    what: str
    one: object
    other: object

    @property
    def same(self) -> bool:
        """Whether they give the same."""
        return self.one == self.other


class SideBySide:
    """Two derivations, their steps paired by what they find."""

    def __init__(self, one: Derivation, other: Derivation) -> None:
        self.one = one
        self.other = other

    @cached_property
    def pairs(self) -> tuple[StepPair, ...]:
        """What both find, in the order of the first."""
        found = ((step, self.other.step_for(step.ref)) for step in self.one.steps)
        return tuple(StepPair(step, same) for step, same in found if same is not None)

    def of(self, *phases: Phase) -> list[StepPair]:
        """The pairs of some phases."""
        return [pair for pair in self.pairs if pair.one.phase in phases]

    def alone(self, *, in_other: bool) -> list[Step]:
        """The steps that only one of the two has."""
        mine, theirs = (self.other, self.one) if in_other else (self.one, self.other)
        return [step for step in mine.steps if theirs.step_for(step.ref) is None]

    @property
    def parting_formula(self) -> StepPair | None:
        """The first that is found in another way."""
        return next((pair for pair in self.pairs if not pair.same_formula), None)

    @property
    def parting_value(self) -> StepPair | None:
        """The first whose value differs."""
        return next((pair for pair in self.pairs if pair.apart != 0), None)

    def givens(self) -> Iterator[GivenDifference]:
        """What the two lessons give, thing by thing."""
        one, other = self.one.lesson, self.other.lesson
        equations = equations_of(one), equations_of(other)
        for name in dict.fromkeys([*equations[0], *equations[1]]):
            yield GivenDifference(f"{symbol(name)} =", equations[0].get(name, ""), equations[1].get(name, ""))
        for what, of in GIVENS.items():
            yield GivenDifference(what, of(one), of(other))
        values = {p.name: p.value for p in one.parameters}, {p.name: p.value for p in other.parameters}
        for name in dict.fromkeys([*values[0], *values[1]]):
            yield GivenDifference(symbol(name), values[0].get(name, ""), values[1].get(name, ""))


def equations_of(lesson: Lesson) -> dict[str, str]:
    """A network's equations in the field's notation, by what they define."""
    network = lesson.network
    return {e.name: write(e.expression) for e in network.all}


def training_of(lesson: Lesson) -> str:
    """How a lesson is trained, in a few words."""
    training = lesson.training
    parts = [training.optimizer, *(f"{name} {number_text(number)}" for name, number in training.settings)]
    for kind, limit in (("norm", training.clip_norm), ("value", training.clip_value)):
        parts += [f"clipped by {kind} to {number_text(limit)}"] if limit else []
    parts += [f"cut every {training.truncate} time steps"] if training.truncate else []
    return ", ".join(parts)


GIVENS: dict[str, Callable[[Lesson], object]] = {
    "inputs": lambda lesson: lesson.inputs,
    "given numbers": lambda lesson: lesson.given,
    "target": lambda lesson: lesson.targets,
    "initial values": lambda lesson: (*lesson.initial, *lesson.learned),
    "learning rate": lambda lesson: "none" if lesson.learning_rate is None else number_text(lesson.learning_rate),
    "update by": training_of,
}
