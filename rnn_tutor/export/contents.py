"""What any document on a lesson has in it: its equations, the numbers that it begins with, its steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import At, Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step

HEADINGS = {
    Phase.FORWARD: "Forward",
    Phase.LOSS: "The loss",
    Phase.BACKWARD: "Back through time",
    Phase.TOTAL: "The sums",
    Phase.UPDATE: "The update",
}


@dataclass(frozen=True)
class PhaseSection:
    """The steps of a phase; of many the first and the last, with how many are left out between them."""

    heading: str
    phase: Phase
    first: tuple[Step, ...]
    left_out: int = 0
    last: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those that are shown."""
        return (*self.first, *self.last)


def given(derivation: Derivation) -> Iterator[tuple[Ref, Array[str]]]:
    """The numbers that a lesson begins with, as it writes them."""
    lesson = derivation.lesson
    each_step = lesson.targets_are_timed
    targets = (
        Ref(Kind.TARGET, "target", time if each_step else At.UNTIMED) for time in range(1, len(lesson.targets) + 1)
    )
    for name, arrays in lesson.streams.items():
        yield from ((Ref(Kind.INPUT, name, time), array.map(number_text)) for time, array in enumerate(arrays, start=1))
    yield from ((ref, value.map(number_text)) for ref, value in zip(targets, lesson.targets, strict=True))
    yield from ((Ref(Kind.PARAMETER, p.name), p.value.map(number_text)) for p in lesson.parameters)
    yield from (
        (Ref(Kind.QUANTITY, name, lesson.starts[name]), value.map(number_text)) for name, value in lesson.initial
    )
    if lesson.learning_rate:
        yield Ref(Kind.RATE, "learning_rate"), Array.scalar(number_text(lesson.learning_rate))


def word_beside(derivation: Derivation, ref: Ref) -> str:
    """The word that an input or a target stands for, in brackets, as it is written behind its list; or nothing."""
    lesson = derivation.lesson
    values = {Kind.INPUT: lesson.inputs if ref.name == "input" else (), Kind.TARGET: lesson.targets}.get(ref.kind, ())
    value = values[ref.at - 1 if isinstance(ref.at, int) else 0] if values else None
    word = lesson.word_of(value) if value is not None else ""
    return f" ({word})" if word else ""


def how_numbers_are_meant(derivation: Derivation) -> str:
    """By hand and exact, in words."""
    return (
        f"Each number is found twice. By hand: each result rounded to {derivation.lesson.rounding.describe_fully()}, "
        "before it is used again. Exact: every digit is right, and … means that more follow."
    )


def sections(derivation: Derivation, most: int | None = None) -> list[PhaseSection]:
    """The phases of all epochs, in order; with `most`, as many steps in all at most, the ends of each phase."""
    groups = [
        (epoch.epoch, phase, tuple(steps))
        for epoch in derivation.epochs
        for phase, steps in groupby(epoch.steps, key=lambda step: step.phase)
    ]
    count = sum(len(steps) for _, _, steps in groups)
    share = None if most is None or count <= most else max(most // (2 * len(groups)), 1)
    several = derivation.lesson.training.epochs > 1
    found = []
    for epoch, phase, steps in groups:
        heading = HEADINGS[phase] + (f", epoch {epoch}" if several else "")
        if share is None or len(steps) <= 2 * share:
            found.append(PhaseSection(heading, phase, steps))
        else:
            found.append(PhaseSection(heading, phase, steps[:share], len(steps) - 2 * share, steps[-share:]))
    return found


def left_out_in_words(number: int) -> str:
    """`… 4,980 steps are left out here …`."""
    return f"… {number:,} step{'s are' if number != 1 else ' is'} left out here …"
