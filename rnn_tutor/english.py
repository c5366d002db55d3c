"""Small matters of English that many sentences share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

ON = frozenset({"day", "morning", "afternoon", "evening", "night", "date", "monday", "sunday", "weekend"})
IN = frozenset(
    {"second", "minute", "hour", "week", "month", "quarter", "season", "year", "decade", "century", "period", "round"}
)

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_the(unit: str) -> str:
    """The word before a time step: on the first day, in the first year, at the first step."""
    return "on" if unit in ON else "in" if unit in IN else "at"


def listed(names: Sequence[str], word: str = "and") -> str:
    """`a, b and c`."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def first_few(found: Sequence[T], most: int, called: Callable[[T], str] = str) -> str:
    """`a, b and 3 more`; only those that are shown are asked for what they are called."""
    shown = ", ".join(map(called, found[:most]))
    return shown if len(found) <= most else f"{shown} and {len(found) - most} more"


def in_words(number: int) -> str:
    """`two`; a number beyond twelve in figures."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def counted(number: int, noun: str) -> str:
    """`1 day`, `1,000 days`."""
    return f"{number:,} {noun}{plural(number)}"


def plural(number: int) -> str:
    """The ending of a noun of which there are so many."""
    return "s" * (number != 1)


def minus(text: str) -> str:
    """Numbers in a text, with the minus sign of mathematics in place of each hyphen."""
    return text.replace("-", "−")
