"""What makes a lesson a poor one: a finding, where in its file, and a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rnn_tutor.english import first_few
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.problems import Level

MOST_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """One finding. `where` are the keys that lead to its place in the lesson file, as far as they are there."""

    rule: str
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


def some(names: list[str]) -> str:
    """A few of the names that a message is about, and how many more there are."""
    return first_few(names, MOST_NAMED)


RULES: list[LessonRule] = []
"""Everything that makes a lesson a poor one."""


def rule(find: LessonRule) -> LessonRule:
    """Look for this in every lesson: a decorator."""
    RULES.append(find)
    return find
