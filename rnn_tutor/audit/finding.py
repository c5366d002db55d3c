"""What makes a lesson a poor one: a finding, where in its file, and a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from rnn_tutor.english import first_few
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.findings import FindingName
from rnn_tutor.lesson.problems import Level

MOST_NAMED = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """One finding. `where` are the keys that lead to its place in the lesson file, as far as they are there."""

    rule: FindingName
    where: tuple[str, ...]
    message: str
    remedy: str
    level: Level = "warning"


LessonRule: TypeAlias = Callable[[Derivation], Iterator[Finding]]


def equation_of(derivation: Derivation, name: str) -> tuple[str, ...]:
    """Where the equation of a quantity stands: written out in the lesson, else with the network that is named."""
    network = derivation.lesson.network
    if network.name:
        return ("network",)
    return ("equations", derivation.unrolled.equation(name).section.value, name)


def some(found: Sequence[T], called: Callable[[T], str] = str) -> str:
    """A few of those that a message is about, by their names, and how many more there are."""
    return first_few(found, MOST_NAMED, called)


RULES: list[LessonRule] = []
"""Everything that makes a lesson a poor one."""
ADVICE: list[LessonRule] = []
"""What could be better in a good lesson, for whoever asks for all there is to say."""


def rule(find: LessonRule) -> LessonRule:
    """Look for this in every lesson: a decorator."""
    RULES.append(find)
    return find


def advice(find: LessonRule) -> LessonRule:
    """Look for this where all there is to say is asked for: a decorator."""
    ADVICE.append(find)
    return find
