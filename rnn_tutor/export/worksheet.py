"""What a worksheet has on it, for any medium: the network, its numbers, what is to be found, and the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.contents import ShownEquation, equations, given, sections
from rnn_tutor.export.notebook_view import inline, paper
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import line, write
from rnn_tutor.notation.name_layout import name_layout
from rnn_tutor.quiz.exercise import exercise
from rnn_tutor.quiz.likely import LikelyAnswer, likely_answers
from rnn_tutor.quiz.plan import asked_of, elements_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.untellable import untellable_slips

MOST_STEPS = 60  # on one sheet
MOST_SLIPS = 3  # of a number, in the key
SAMPLE = 5  # seeds from which one knows how many slips the numbers of a lesson always hide
TRIES = 20  # seeds that are looked at for one sheet, until its numbers tell slips apart


@dataclass(frozen=True)
class Exercise:
    """One number to find, with what the key says about it."""

    question: Question

    @property
    def title(self) -> str:
        """What is asked for, in words, and where it is in the walk."""
        return f"{self.question.step.title} ({self.question.step.identity})"

    @property
    def name(self) -> Layout:
        """What it is called."""
        return name_layout(self.question.step.ref)

    @property
    def label(self) -> str:
        """Which element it is; empty for a single number."""
        return self.question.element_label

    @property
    def formula(self) -> Layout:
        """The right formula."""
        return self.question.step.element(self.question.row, self.question.column).layout

    @property
    def numbers(self) -> Layout:
        """The numbers put in."""
        element = self.question.step.element(self.question.row, self.question.column)
        return compose(element.numeric, stacked(ON_CALCULATOR))

    @property
    def solution(self) -> str:
        """The name, the formula, the numbers and the lines between, on one line, as far as the last equals sign."""
        element = self.question.step.element(self.question.row, self.question.column)
        formula = write(element.expression, self.question.derivation.unrolled.paper)
        lines = [element.substituted, *(one.text for one in element.worked_lines)]
        return " = ".join([f"{line(self.name)}{self.label}", formula, *map(paper, lines), ""])

    @property
    def worked(self) -> list[Layout]:
        """The lines between those numbers and the result."""
        element = self.question.step.element(self.question.row, self.question.column)
        return [compose(one.expression, stacked(ON_CALCULATOR)) for one in element.worked_lines]

    @property
    def result(self) -> str:
        """The number by hand."""
        return self.question.by_hand_text

    @property
    def slips(self) -> tuple[LikelyAnswer, ...]:
        """What likely slips give."""
        return likely_answers(self.question, MOST_SLIPS)


@dataclass(frozen=True)
class Part:
    """The exercises of a phase; `left_out` steps of it are not asked."""

    heading: str
    exercises: tuple[Exercise, ...]
    left_out: int


@dataclass(frozen=True)
class Sheet:
    """One sheet; `seed` is that of its numbers, None for the lesson's own."""

    derivation: Derivation
    seed: int | None

    @property
    def lesson(self) -> Lesson:
        """The lesson."""
        return self.derivation.lesson

    @property
    def whose(self) -> str:
        """Which numbers these are."""
        return "the lesson's own numbers" if self.seed is None else f"numbers of seed {self.seed}"

    @property
    def how(self) -> str:
        """How to answer."""
        return (
            f"Find each number from those above it. Round each result to {self.lesson.rounding.describe_fully()}, "
            "and go on with the rounded one."
        )

    @property
    def equations(self) -> list[ShownEquation]:
        """The network."""
        return equations(self.derivation)

    @property
    def given(self) -> Iterator[tuple[str, str]]:
        """The names and numbers that it begins with, each on one line."""
        return ((line(name_layout(ref)), inline(value)) for ref, value in given(self.derivation))

    @property
    def parts(self) -> list[Part]:
        """What is to be found, in order."""
        return [
            Part(
                section.heading,
                tuple(Exercise(part) for step in section.steps for part in elements_of(asked_of(step))),
                section.left_out,
            )
            for section in sections(self.derivation, MOST_STEPS)
        ]


def sheets(derivation: Derivation, seed: int | None, count: int) -> list[Sheet]:
    """A sheet on the lesson's own numbers, or `count` different ones from a seed on."""
    if seed is None and count == 1:
        return [Sheet(derivation, None)]
    few = 1 + min(untellable(Sheet(exercise(derivation.lesson, one), one)) for one in range(1, 1 + SAMPLE))
    found: list[Sheet] = []
    following = seed or 1
    for _ in range(count):
        found.append(_telling(derivation.lesson, following, few))
        following = (found[-1].seed or 0) + 1
    return found


def _telling(lesson: Lesson, seed: int, few: int) -> Sheet:
    """The sheet of a seed, or of the first one after it whose numbers hide few slips; its seed gives it again."""
    first = Sheet(exercise(lesson, seed), seed)
    candidates = (first if one == seed else Sheet(exercise(lesson, one), one) for one in range(seed, seed + TRIES))
    return next((one for one in candidates if not _is_dull(one.derivation) and untellable(one, few + 1) <= few), first)


def untellable(sheet: Sheet, enough: int | None = None) -> int:
    """How many slips come to the right answer with these numbers, by the quiz's own check; counted up to `enough`."""
    found = 0
    asked = (one.question for part in sheet.parts for one in part.exercises)
    for question in islice(filter(lambda question: question.step.operation.phase is not Phase.LOSS, asked), MOST_STEPS):
        found += sum(1 for _ in untellable_slips(question))
        if enough is not None and found >= enough:
            break
    return found


def _is_dull(derivation: Derivation) -> bool:
    """Whether many of the numbers by hand are the same, or 0."""
    texts: Sequence[str] = [step.by_hand.only.lstrip("-") for step in derivation.steps if not step.operation.shape]
    seen = list(islice(texts, 400))
    return len(set(seen)) < 0.6 * len(seen) or seen.count("0") + seen.count("0.000") > len(seen) // 10


def slip_line(slip: LikelyAnswer) -> str:
    """What a likely slip gives, and which it is."""
    return f"{paper(slip.text)}: {slip.words}"
