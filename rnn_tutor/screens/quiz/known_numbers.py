"""What is known when a question is asked: the numbers by hand, in a table that grows from step to step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import IntEnum
from fractions import Fraction
from functools import cached_property

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Element, Kind, Ref, children, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.numbers.digits import by_hand, by_hand_text
from rnn_tutor.numbers.real import real
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.quiz.interval import NumbersShown, OperandPlace
from rnn_tutor.quiz.own_numbers import value_at_hand
from rnn_tutor.quiz.plan import elements_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.arrays import ShownArray, WrittenOnDemand
from rnn_tutor.screens.layout.arrays import by_hand as by_hand_value

ALL_SHOWN = 5  # time steps, up to which a question shows all of them
NEAR = 1  # time steps before and after that of the question that are shown in a longer lesson
MOST_NUMBERS = 16  # of a vector or matrix that is shown whole
FAR_FROM: dict[Phase | None, set[Kind]] = {
    Phase.TOTAL: {Kind.PARAMETER, Kind.INPUT, Kind.TARGET, Kind.QUANTITY, Kind.GRADIENT},
    Phase.UPDATE: {Kind.INPUT, Kind.TARGET, Kind.QUANTITY, Kind.GRADIENT, Kind.SHARE},
}
"""What a question of these phases leaves aside: it is over by then."""
FORWARD = Phase.FORWARD


class Nearness(IntEnum):
    """How much of what is known is shown with a question, from the most to the least."""

    USUAL = 0
    SAME_STEPS = 1  # the time steps of the numbers that the question takes
    SAME_ROWS = 2  # those numbers, and their like at the same time steps
    NEEDED = 3  # those numbers alone


class Table:
    """The rows of numbers that a learner may see."""

    def __init__(self, quiz: Quiz, *, whole: bool = False, near: Nearness = Nearness.USUAL) -> None:
        self.quiz = quiz
        self.near = near
        self.derivation: Derivation = quiz.derivation
        self.lesson = quiz.derivation.lesson
        self.unit = self.lesson.time_step.lower()
        self.screen: NumbersShown = quiz.screen
        question = quiz.question
        self.whole = whole or question is None
        self.values: dict[Ref, ShownArray] = {}
        self.at = None if question is None else question.step.time_step
        self.phase = None if question is None else question.step.phase

    @cached_property
    def needed(self) -> set[Ref]:
        """The names in the question's formula; of a gradient's, all are near, and nothing waits for its derivative."""
        if self.phase is Phase.BACKWARD and self.near is Nearness.USUAL:
            return set()
        return set() if self.quiz.question is None else set(references(self.quiz.question.step.expression))

    def singled_out(self) -> list[OperandPlace]:
        """The numbers of large values that the question takes, in the order of the table; none where they are many.

        Those at the same place in other values stand with them: which to take is the question.
        """
        if self.quiz.question is None:
            return []
        large = {ref: value for ref, value in self.values.items() if is_large(value)}
        if not large:
            return []
        needed = [place for place in elements_needed(self.quiz.question) if place[0] in large]
        if not 0 < len(needed) <= MOST_NUMBERS:
            return []
        like = {(ref, *place) for ref, value in large.items() for place in like_places(self.quiz.question, value)}
        return sorted({*needed, *like}, key=lambda place: ([*large].index(place[0]), *place[1:]))

    def names(self) -> Iterator[tuple[str, list[Ref]]]:
        """Each row's label and its names; their values are kept."""
        last = self.lesson.time_steps
        steps = self.steps()
        yield "given", [*self.given()]
        for time in range(1, last + 1):
            yield f"{self.unit} {time}", [*self.given_at(time), *self.found(steps[FORWARD, time])]
        yield f"after {self.unit} {last}", self.found(steps[FORWARD, None])
        yield "back", self.found(steps[Phase.BACKWARD, None])
        for time in range(last, 0, -1):
            yield f"back, {self.unit} {time}", self.found(steps[Phase.BACKWARD, time])
        yield "total", self.found(steps[Phase.TOTAL, None])
        yield "new", self.found(steps[Phase.UPDATE, None])

    def steps(self) -> defaultdict[tuple[Phase, int | None], list[Step]]:
        """The known steps that are shown, by phase and time step; the loss belongs to the way forward."""
        found: defaultdict[tuple[Phase, int | None], list[Step]] = defaultdict(list)
        for step in self.quiz.known:
            if self.is_shown(step.ref):
                found[FORWARD if step.phase is Phase.LOSS else step.phase, step.time_step].append(step)
        return found

    def given(self) -> Iterator[Ref]:
        """The parameters, a target after the last step, and from the update on the learning rate."""
        refs = [Ref(Kind.PARAMETER, parameter.name) for parameter in self.lesson.parameters]
        if self.lesson.targets and not self.lesson.targets_are_timed:
            refs.append(Ref(Kind.TARGET, "target"))
        if self.phase is Phase.UPDATE or any(step.phase is Phase.UPDATE for step in self.quiz.known):
            refs.append(Ref(Kind.RATE, "learning_rate"))
            refs += [Ref(Kind.SETTING, name) for name, _ in self.lesson.training.settings]
            refs += [ref for ref in self.needed if ref.kind is Kind.STATE_BEFORE or ref.name == "t"]
        yield from self.given_numbers(refs)

    def given_at(self, time: int) -> Iterator[Ref]:
        """What the lesson gives at a time step, as far as it is shown."""
        starts = ((name, self.lesson.starts[name]) for name, _ in self.lesson.initial)
        refs = [
            Ref(Kind.QUANTITY, name, start)
            for name, start in starts
            if time == max(start - 1, 1) and (start or time == 1)
        ]
        refs += [Ref(Kind.INPUT, name, time) for name in self.lesson.streams]
        if self.lesson.targets and self.lesson.targets_are_timed:
            refs.append(Ref(Kind.TARGET, "target", time))
        yield from self.given_numbers(refs)

    def given_numbers(self, refs: list[Ref]) -> Iterator[Ref]:
        """Those of the lesson's numbers that are shown; their values are as they were written."""
        for ref in filter(self.is_shown, refs):

            def at(row: int, column: int, ref: Ref = ref) -> str:
                if self.derivation.is_given(ref):
                    return number_text(self.derivation.given_number(ref, row, column))
                value = self.derivation.read(self.derivation.by_hand, ref)  # an earlier epoch found it
                entry = value.at(row, column) if isinstance(value, Array) else value
                return by_hand_text(self.lesson.rounding, by_hand(self.lesson.rounding, entry))

            self.values[ref] = WrittenOnDemand(self.derivation.unrolled.shape(ref), at)
            yield ref

    def found(self, steps: list[Step]) -> list[Ref]:
        """The results of steps."""
        self.values |= {step.ref: self.shown(step) for step in steps}
        return [step.ref for step in steps]

    def shown(self, step: Step) -> WrittenOnDemand:
        """A step's result by hand, or the learner's own."""
        right = by_hand_value(step)

        def at(row: int, column: int) -> str:
            own = self.screen.own.get((step.ref, row + 1, column + 1))
            if own is not None:
                return written(own.value, self.lesson.rounding)
            if self.quiz.was_examined(step):
                element = step.element(row + 1, column + 1)
                return written(value_at_hand(element.expression, self.screen), self.lesson.rounding)
            return right.at(row, column)

        return WrittenOnDemand(step.operation.shape, at)

    def is_shown(self, ref: Ref) -> bool:
        """Whether a number is near enough to the question: not all is shown at once, unless it is asked for."""
        if self.whole or ref in self.needed:
            return True
        match self.near:
            case Nearness.USUAL:
                return self.is_near(ref)
            case Nearness.SAME_STEPS:
                return self.is_near(ref) and ref.at in {needed.at for needed in self.needed}
            case Nearness.SAME_ROWS:
                return self.is_near(ref) and (ref.kind, ref.at) in {(needed.kind, needed.at) for needed in self.needed}
            case Nearness.NEEDED:
                return False

    def is_near(self, ref: Ref) -> bool:
        """Whether a number belongs to the phase of the question, and to a time step near it."""
        if ref.kind in FAR_FROM.get(self.phase, ()):
            return False
        if self.lesson.time_steps <= ALL_SHOWN or not isinstance(ref.at, int):
            return True
        middle = self.at or self.lesson.time_steps
        return abs(ref.at - middle) <= NEAR and not (self.at is None and ref.kind is Kind.SHARE)


def written(value: Fraction, rule: Rounding) -> str:
    """A number, rounded by hand."""
    return by_hand_text(rule, by_hand(rule, real(value)))


def elements_needed(question: Question) -> list[OperandPlace]:
    """The elements of vectors and matrices that a question is made of."""
    found: list[OperandPlace] = []
    waiting = [part.expression for part in elements_of(question)]
    while waiting:
        match waiting.pop():
            case Element(Ref() as ref, row, column):
                found.append((ref, row, column))
            case other:
                waiting += children(other)
    return list(dict.fromkeys(found))


def like_places(question: Question, value: ShownArray) -> list[tuple[int, int]]:
    """The places in a value at which a number stands that could be taken for one of the question's."""
    if question.whole:
        return []
    rows, columns = question.step.operation.shape or (1, 1)
    if value.shape == (rows, columns):
        return [(question.row, question.column)]
    along = [(question.row, rows), (question.column, columns)]
    return [(place, 1) for place, count in along if value.shape == (count, 1)]


def is_large(value: ShownArray) -> bool:
    """Whether a value has too many numbers to be shown with all the others."""
    return bool(value.shape) and value.shape[0] * value.shape[1] > MOST_NUMBERS
