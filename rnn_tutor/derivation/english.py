"""Small matters of English that many sentences share."""

from __future__ import annotations

from collections.abc import Sequence

ON = frozenset({"day", "morning", "afternoon", "evening", "night", "date", "monday", "sunday", "weekend"})
IN = frozenset(
    {"second", "minute", "hour", "week", "month", "quarter", "season", "year", "decade", "century", "period", "round"}
)


def in_the(unit: str) -> str:
    """The word before a time step: on the first day, in the first year, at the first step."""
    return "on" if unit in ON else "in" if unit in IN else "at"


def listed(names: Sequence[str], word: str = "and") -> str:
    """a, b and c."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
