"""Numbers by name, as they come from anywhere: each an array, or why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnn_tutor.diagnosis.numbers import GivenArray, Unreadable, flattened, given_array
from rnn_tutor.lesson.problems import printable

MOST_NAMES = 20_000
LONGEST_NAME = 80  # characters; a lesson has none as long


def named_arrays(given: Mapping[str, Any]) -> tuple[dict[str, GivenArray], dict[str, Unreadable]]:
    """The arrays by name; and by name what is no array of numbers, which matters where the name means something.

    A name under which there is nothing, or nothing but nulls, is left out.

    Raises:
        Unreadable: where there are too many names.
    """
    if len(given) > MOST_NAMES:
        raise Unreadable(f"more than {MOST_NAMES:,} names are given", "give the numbers of one update")
    arrays: dict[str, GivenArray] = {}
    unreadable: dict[str, Unreadable] = {}
    for name, nested in given.items():
        label = _label(str(name))
        try:
            if any(entry is not None for entry in flattened(nested)):
                arrays[label] = given_array(nested)
        except Unreadable as error:
            unreadable[label] = Unreadable(f"{label}: {error.message}", error.remedy)
    return arrays, unreadable


def _label(name: str) -> str:
    """A name as it may be shown."""
    shown = printable(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…")
    return shown if shown.strip() else f"'{shown}'"
