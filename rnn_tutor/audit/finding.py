"""What makes a lesson a poor one: a finding, where in its file, and a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.lesson.problems import Level


@dataclass(frozen=True)
class Finding:
    """One finding. `where` are the keys that lead to its place in the lesson file, as far as they are there."""

    rule: str
    where: tuple[str, ...]
    message: str
    remedy: str
    level: Level = "warning"


Rule: TypeAlias = Callable[[Derivation], Iterator[Finding]]


def equation_of(derivation: Derivation, name: str) -> tuple[str, ...]:
    """Where the equation of a quantity stands: written out in the lesson, else with the network that is named."""
    network = derivation.lesson.network
    if network.name:
        return ("network",)
    return ("equations", derivation.unrolled.equation(name).section.value, name)


def listed(names: list[str], most: int = 3) -> str:
    """A few names, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
