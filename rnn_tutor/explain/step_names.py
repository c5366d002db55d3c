"""What a lesson file calls the steps of its derivation: Y.t3 (or Y3), dX3, dW2.t3, total.W1, new.W3, backward:9."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import cached_property

from rnn_tutor.derivation.solution import Solution
from rnn_tutor.english import counted
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.functions import CONSTANTS
from rnn_tutor.equations.operations.elementary import EXP
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import ONE, Apply, At, Expression, Kind, Power, Ref, TypedName
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.problems import did_you_mean, shortened
from rnn_tutor.limits import TIME_STEPS
from rnn_tutor.notation.speller import (
    at_time,
    folded,
    gradient_of,
    in_answers,
    in_lessons,
    new_value_of,
    on_screens,
    spelled,
    timed,
)

EULER = "e"
LONGEST = len(str(TIME_STEPS.most))  # digits of a time step
TIMED = re.compile(r"(.*?)(?:[._]?t|_)?([0-9]+)")
DIGITS = re.compile(r"[0-9]+")
PLAIN = re.compile(r"[A-Za-z0-9_.:]*")
GRADIENTS = (Kind.TOTAL, Kind.GRADIENT, Kind.SHARE)
LIKE = "steps are called like Y.t3, dX3, dW2.t3, total.W1 or new.W3"


@dataclass(frozen=True)
class _Index:
    """Where steps stand in their derivation: by phase and number, by what they are of and when, and by kind."""

    by_number: dict[tuple[str, str], int]
    by_time: dict[str, dict[int | None, list[int]]]
    by_kind: dict[tuple[Kind, str], list[int]]

    @cached_property
    def has_other_spellings(self) -> bool:
        """Whether screens may write a name otherwise than with the letters it has in a lesson."""
        plain = all(name.isascii() and name.isalnum() and not name.endswith("hat") for name in self.by_time)
        return not plain or any(kind is Kind.NORM for kind, _ in self.by_kind)  # ‖∂Loss‖

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> _Index:
        """The index of a derivation's steps."""
        index = cls({}, {}, {})
        for place, step in enumerate(steps):
            operation = step.operation
            index.by_number[operation.phase.value, str(step.number)] = place
            index.by_time.setdefault(operation.name, {}).setdefault(operation.time, []).append(place)
            index.by_kind.setdefault((operation.kind, operation.name), []).append(place)
        return index


def _times_in(name: str) -> set[int]:
    return {int(digits) for run in DIGITS.findall(name) for digits in _parts(run)}


def _parts(run: str) -> Iterator[str]:
    """Every stretch of a run of digits: 12 is at time step 12, and W12 may be W1 at 2."""
    for begin in range(len(run)):
        for end in range(begin + 1, min(begin + LONGEST, len(run)) + 1):
            yield run[begin:end]


class StepNames:
    """The steps of a derivation's first epoch by their names, and the numbers that a line of arithmetic may name."""

    def __init__(self, derivation: Solution, steps: tuple[Step, ...]) -> None:
        self.derivation = derivation
        self._all_steps = steps
        shares = [step.operation for step in steps if step.operation.kind is Kind.SHARE]
        self._shares = Counter(share.name for share in shares)
        self._shares_at = Counter((share.name, share.time) for share in shares)
        self._told: dict[str, tuple[Step, ...]] = {}

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps by every name they have; of two that are called the same, the first."""
        found: dict[str, Step] = {}
        for step in self._all_steps:
            for name in self.names_of(step):
                found.setdefault(name, step)
        return found

    def step(self, name: str) -> Step | None:
        """The step of a name, however it is spelled; None where there is none."""
        wanted = spelled(name)
        if "steps" not in self.__dict__:  # spelling all names of a long lesson takes long, for the few that are asked
            for step in self._that_may_be_called(wanted):
                if wanted in self.names_of(step):
                    return step
            if PLAIN.fullmatch(wanted) or not self._index.has_other_spellings:
                return None
        return self.steps.get(wanted)

    def printed(self, name: str) -> Step | None:
        """The step whose number a source prints under a name, in its spelling or a program's: dw1, W1.grad, W1_new."""
        if (step := self.step(name)) is not None:
            return step
        inner, new = gradient_of(name), new_value_of(name)
        if inner is None:
            return self.step(f"new.{self._own(new, Kind.UPDATED)}") if new else None
        bare, time = at_time(inner) or (inner, None)
        for kinds, written, at in ((GRADIENTS, inner, ""), (GRADIENTS, bare, "" if time is None else f".t{time}")):
            if (own := self._own(written, *kinds)) and (step := self.step(f"d{own}{at}")) is not None:
                return step
        return None

    def _own(self, written: str, *kinds: Kind) -> str:
        """The one name among the steps of some kinds that is meant, without regard to case and underscores; or none."""
        names = {name for kind, name in self._index.by_kind if kind in kinds}
        meant = {written} & names or {name for name in names if folded(name) == folded(written)}
        return next(iter(meant)) if len(meant) == 1 else ""

    def _that_may_be_called(self, name: str) -> list[Step]:
        """The steps whose names are worth spelling, in their order: those whose number and time step the name holds.

        But for names as screens have them that differ from a lesson's: Y(2)1 for Y_seq2 at day 1, v̂(W1) for vhat.
        """
        phase, _, number = name.removeprefix(f"{self.derivation.epoch}.").partition(":")
        found = [self._index.by_number[phase, number]] if (phase, number) in self._index.by_number else []
        times = {None, *_times_in(name)}
        for quantity, at in self._index.by_time.items():
            if quantity in name:
                held = at if self.derivation.lesson.time_steps == 1 else times & at.keys()
                found += [place for time in held for place in at[time]]
        return [self._all_steps[place] for place in sorted(found)]

    def _near(self, name: str) -> Iterator[Step]:
        """Steps of which one may be meant: at the first and the last time step, and at those that the name holds."""
        times = {None, 1, self.derivation.lesson.time_steps, *_times_in(name)}
        places = [place for at in self._index.by_time.values() for time in times & at.keys() for place in at[time]]
        return (self._all_steps[place] for place in sorted(places))

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(self._all_steps)

    def all_steps(self, name: str) -> tuple[Step, ...]:
        """The step of a name, else all steps of a quantity (Y), of its gradients (dY), or about a parameter (W2)."""
        if name not in self._told:
            one = self.step(name)
            self._told[name] = (one,) if one else self._of_quantity(spelled(name))
        return self._told[name]

    def _of_quantity(self, name: str) -> tuple[Step, ...]:
        wanted = [(kind, name) for kind in (Kind.QUANTITY, Kind.SHARE, Kind.TOTAL, Kind.CLIPPED, Kind.UPDATED)]
        if name.startswith("d"):
            wanted.append((Kind.GRADIENT, name[1:]))
        places = [place for one in wanted for place in self._index.by_kind.get(one, ())]
        return tuple(self._all_steps[place] for place in sorted(places))

    def why_unknown(self, name: str) -> tuple[str, str]:
        """What is wrong with a name that no step has, and a remedy."""
        lesson = self.derivation.lesson
        message = f"no step is called {shortened(name)}"
        if (parameter := self._own(name, Kind.TOTAL)) and self.step(f"new.{parameter}"):
            return message, f"write d{parameter} for the gradient, new.{parameter} for the value after the update"
        timed = TIMED.fullmatch(spelled(name))
        if timed and any(self.step(f"{timed[1]}.t{time}") for time in (1, lesson.time_steps)):
            unit = lesson.time_step.lower()
            return message, f"the lesson has {counted(lesson.time_steps, unit)}"
        if self.step(f"{spelled(name)}.t1"):
            times = f"{spelled(name)}.t1 to {spelled(name)}.t{lesson.time_steps}"
            return message, f"say at which {lesson.time_step.lower()}: {times}"
        return message, did_you_mean(spelled(name), map(self.name_of, self._near(name))) or LIKE

    def looked_up(self, expression: Expression) -> Expression:
        """An expression with its names looked up: steps, parameters, input1, target, η, and Euler's e.

        Raises:
            EquationError: for a name that stands for nothing.
        """

        def found(part: Expression) -> Expression | None:
            match part:
                case Power(TypedName("e"), exponent) if EULER not in self.given:
                    return EXP(self.looked_up(exponent))
                case TypedName():
                    return self._ref(part)
                case _:
                    return None

        return replace(expression, found)

    def _ref(self, name: TypedName) -> Expression:
        spelling = spelled(name.name)
        if spelling in self.given:
            return self.given[spelling]
        if not name.previous and not name.following and (step := self.step(spelling)):
            return step.ref
        if name.name in CONSTANTS:
            return Apply(name.name, ())
        if name.name == EULER:
            return EXP(ONE)
        known = [*(known for step in self._near(spelling) for known in self.names_of(step)), *self.given]
        remedy = did_you_mean(name.name, known) or "write X3 for a quantity, dX3 for its gradient, or the numbers"
        raise EquationError(f"nothing here is called {shortened(name.name)}", name.offset, len(name.name), remedy)

    @cached_property
    def given(self) -> dict[str, Ref]:
        """What the lesson gives, by name."""
        lesson = self.derivation.lesson
        found = {parameter.name: Ref(Kind.PARAMETER, parameter.name) for parameter in lesson.parameters}
        streams = [(Kind.INPUT, name, len(arrays)) for name, arrays in lesson.streams.items()]
        for kind, name, count in (*streams, (Kind.TARGET, "target", len(lesson.targets))):
            untimed = kind is Kind.TARGET and not lesson.targets_are_timed
            for time in range(1, count + 1):
                ref = Ref(kind, name, At.UNTIMED if untimed else time)
                found |= dict.fromkeys([name] if untimed else timed(name, time), ref)
        return found | dict.fromkeys(("learning_rate", "η"), Ref(Kind.RATE, "learning_rate"))

    def name_of(self, step: Step) -> str:
        """The name of a step to recommend."""
        return next(iter(self.names_of(step)))

    def names_of(self, step: Step) -> Iterator[str]:
        """The names of a step, the one to recommend first."""
        operation = step.operation
        name, time = operation.name, operation.time
        if operation.kind is Kind.SHARE:
            yield from self._share_names(name, time, operation.via)
        else:
            yield from in_lessons(step.ref)
            yield from self._of_the_only_step(step)
        yield step.identity
        shares = self._shares[name] if time is None else self._shares_at[name, time]
        if operation.kind is not Kind.SHARE or shares == 1:
            yield from map(spelled, (*on_screens(step.ref), *in_answers(step.ref)))

    def _of_the_only_step(self, step: Step) -> Iterator[str]:
        """The name of what belongs to a time step without it, which needn't be said where there is but one."""
        if step.operation.time is not None and self.derivation.lesson.time_steps == 1:
            yield in_lessons(replace_fields(step.ref, at=At.UNTIMED))[0]

    def _share_names(self, name: str, time: int | None, via: str) -> Iterator[str]:
        """A share by its time step, and by the equation that it came through where there are several at that step."""
        if time is None:
            if self._shares[name] == 1:
                yield f"d{name}"
        elif self._shares_at[name, time] == 1:
            yield from timed(f"d{name}", time)
        yield f"d{name}.{via}" if time is None else f"d{name}.t{time}.{via}"
