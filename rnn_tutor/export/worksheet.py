"""What a worksheet has on it, for any medium: the network, its numbers, what is to be found, and the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.network_equations import NetworkEquation, network_equations
from rnn_tutor.export.contents import given, sections, word_beside
from rnn_tutor.export.notebook_view import inline, paper
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.composition import ON_CALCULATOR, compose, stacked
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import line, write
from rnn_tutor.notation.name_layout import name_layout
from rnn_tutor.quiz.exercise import exercise
from rnn_tutor.quiz.network_slips import Coincidence, NetworkSlips, SlipNumber
from rnn_tutor.quiz.plan import asked_of, elements_of
from rnn_tutor.quiz.question import Question, can_be_asked

MOST_STEPS = 60  # on one sheet
MOST_SLIPS = 3  # of a number, in the key
SAMPLE = 5  # seeds from which one knows which slips a network hides whatever its numbers are
TRIES = 20  # seeds that are looked at for one sheet, until its numbers tell slips apart


@dataclass(frozen=True)
class Exercise:
    """One number to find, with what the key says about it."""

    question: Question
    network: NetworkSlips

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
    def slips(self) -> tuple[SlipNumber, ...]:
        """What likely slips give."""
        return self.network.likeliest(self.question, MOST_SLIPS)


@dataclass(frozen=True)
class Part:
    """The exercises of a phase; `left_out` steps of it are not asked."""

    heading: str
    exercises: tuple[Exercise, ...]
    left_out: int


@dataclass(frozen=True)
class Sheet:
    """One sheet; `seed` is that of its numbers, None for the lesson's own; `network` has the slips of all sheets."""

    derivation: Derivation
    seed: int | None
    network: NetworkSlips

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
    def equations(self) -> list[NetworkEquation]:
        """The network."""
        return [*network_equations(self.derivation)]

    @property
    def given(self) -> Iterator[tuple[str, str]]:
        """The names and numbers that it begins with, each on one line."""
        found = given(self.derivation)
        return ((line(name_layout(ref)), inline(value) + word_beside(self.derivation, ref)) for ref, value in found)

    @property
    def parts(self) -> list[Part]:
        """What is to be found, in order."""
        return [
            Part(
                section.heading,
                tuple(
                    Exercise(part, self.network)
                    for step in filter(can_be_asked, section.steps)
                    for part in elements_of(asked_of(step))
                ),
                section.left_out,
            )
            for section in sections(self.derivation, MOST_STEPS)
        ]

    @property
    def questions(self) -> list[Question]:
        """The same without their headings."""
        return [one.question for part in self.parts for one in part.exercises]


def sheets(derivation: Derivation, seed: int | None, count: int) -> list[Sheet]:
    """A sheet on the lesson's own numbers, or `count` different ones from a seed on."""
    if seed is None and count == 1:
        return [Sheet(derivation, None, slips_of(derivation.lesson))]
    drawing = drawing_for(derivation.lesson)
    found: list[Sheet] = []
    following = seed or 1
    for _ in range(count):
        found.append(drawing.sheet(following))
        following = (found[-1].seed or 0) + 1
    return found


@lru_cache(maxsize=4)  # the sheets and their key are made one after the other
def slips_of(lesson: Lesson) -> NetworkSlips:  # noqa: ARG001 -- by which it is kept
    """The slips of a lesson's network."""
    return NetworkSlips()


@lru_cache(maxsize=4)
def drawing_for(lesson: Lesson) -> DrawnNumbers:
    """How numbers are drawn for a lesson's network."""
    return DrawnNumbers(lesson)


class DrawnNumbers:
    """Numbers for sheets: such that the likely slips can be told from each other, and all from what is right.

    `always` are the coincidences that this network has with any numbers, `few` the others that can't be avoided.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.network = slips_of(lesson)
        found = [self.network.coincidences(self.drawn(seed).questions) for seed in range(1, 1 + SAMPLE)]
        self.always = frozenset.intersection(*found)
        self.few = min(len(one - self.always) for one in found)

    def drawn(self, seed: int) -> Sheet:
        """The sheet of a seed, whatever its numbers are."""
        return Sheet(exercise(self.lesson, seed), seed, self.network)

    def sheet(self, seed: int) -> Sheet:
        """The sheet of a seed, or of the first one after it whose numbers will do; its seed gives it again."""
        first = self.drawn(seed)
        following = map(self.drawn, range(seed + 1, seed + TRIES))
        return next((one for one in chain([first], following) if self.will_do(one)), first)

    def will_do(self, sheet: Sheet) -> bool:
        """Whether a sheet has different numbers, which hide as few slips as can be."""
        return not _is_dull(sheet.derivation) and len(self.avoidable(sheet)) <= self.few

    def avoidable(self, sheet: Sheet) -> frozenset[Coincidence]:
        """The slips that these numbers hide, and others wouldn't."""
        return self.network.coincidences(sheet.questions) - self.always


def _is_dull(derivation: Derivation) -> bool:
    """Whether many of the numbers by hand are the same, or 0."""
    texts: Sequence[str] = [step.by_hand.only.lstrip("-") for step in derivation.steps if not step.operation.shape]
    seen = list(islice(texts, 400))
    return len(set(seen)) < 0.6 * len(seen) or seen.count("0") + seen.count("0.000") > len(seen) // 10


def slip_line(slip: SlipNumber) -> str:
    """What a likely slip gives, and which it is."""
    return f"{paper(slip.text)}: {slip.words}"
