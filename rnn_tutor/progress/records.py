"""An attempt as it stands in an exported file, and what is wrong with one that came from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from rnn_tutor.progress.attempts import (
    COUNT_LIMIT,
    GIVEN_LIMIT,
    MISTAKES_LIMIT,
    NAME_LIMIT,
    YEARS,
    AnswerVerdict,
    Attempt,
    plain,
)
from rnn_tutor.progress.skills import Skill

Record: TypeAlias = dict[str, str | int | list[str] | None]


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """What is wrong with a file, where in it, and how to mend it; as text, "place: message"."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def record_from_attempt(attempt: Attempt) -> Record:
    """The attempt as a JSON object: the keys of FIELDS, in their order."""
    return {
        "at": attempt.at.isoformat(timespec="microseconds"),
        "lesson": attempt.lesson,
        "step": attempt.step,
        "quantity": attempt.quantity,
        "time_step": attempt.time_step,
        "skill": attempt.skill.value,
        "given": attempt.given,
        "verdict": attempt.verdict.value,
        "mistakes": list(attempt.mistakes),
        "number": attempt.number,
        "hints": attempt.hints,
        "seed": attempt.seed,
        "session": attempt.session,
        "id": attempt.id,
    }


def attempt_from_record(record: object, place: str) -> Attempt | list[RecordProblem]:
    """The attempt in a JSON object from a file of unknown origin, or everything that is wrong with it."""
    if not isinstance(record, dict):
        return [
            RecordProblem(
                place,
                f"An attempt is an object with the keys {', '.join(FIELDS)}, not {shown_value(record)}.",
            )
        ]
    problems = [
        RecordProblem(place, f'The key "{plain(str(key), 40)}" is unknown here; remove it.')
        for key in record
        if key not in FIELDS
    ]
    for key, (fits, wanted) in FIELDS.items():
        if key not in record:
            problems.append(RecordProblem(place, f'The key "{key}" is missing: it holds {wanted}.'))
        elif not fits(record[key]):
            problems.append(RecordProblem(f"{place}.{key}", f"{shown_value(record[key])} is not {wanted}."))
    if problems:
        return problems
    return Attempt(
        **{
            **record,
            "skill": Skill(record["skill"]),
            "verdict": AnswerVerdict(record["verdict"]),
            "mistakes": tuple(record["mistakes"]),
            "at": datetime.fromisoformat(record["at"]),
        }
    )


def shown_value(value: object) -> str:
    """A value from a JSON file in a message: short and fit to print."""
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return f'"{plain(value, 40)}"'
        case int() | float():
            return plain(str(value), 40)
        case list():
            return "a list"
    return "an object"


def is_time(value: object) -> bool:
    """Whether the value is a time with a time zone, in the years that an attempt may have."""
    if not isinstance(value, str):
        return False
    try:
        read = datetime.fromisoformat(value)
        return read.utcoffset() is not None and read.astimezone(UTC).year in YEARS
    except (ValueError, OverflowError):
        return False


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == plain(value, NAME_LIMIT)


def _is_given(value: object) -> bool:
    return isinstance(value, str) and value == plain(value, GIVEN_LIMIT)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MISTAKES_LIMIT and all(map(_is_name, value))


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(lowest: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and _is_integer(value) and lowest <= value <= COUNT_LIMIT


def _or_null(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or fits(value)


_NAME: Final = (_is_name, f"a name: 1 to {NAME_LIMIT} printable characters")

# Each key, whether a value fits, and what it should be, in words.
FIELDS: Final[dict[str, tuple[Callable[[object], bool], str]]] = {
    "at": (is_time, "a time such as 2024-03-01T10:15:00+00:00"),
    "lesson": _NAME,
    "step": _NAME,
    "quantity": _NAME,
    "time_step": (_or_null(_is_count(0)), "null or the number of a time step"),
    "skill": (lambda value: value in list(Skill), f"one of {', '.join(Skill)}"),
    "given": (_is_given, f"a text of at most {GIVEN_LIMIT} printable characters"),
    "verdict": (lambda value: value in list(AnswerVerdict), f"one of {', '.join(AnswerVerdict)}"),
    "mistakes": (_is_names, f"a list of at most {MISTAKES_LIMIT} names"),
    "number": (_is_count(1), f"a whole number from 1 to {COUNT_LIMIT}"),
    "hints": (_is_count(0), f"a whole number from 0 to {COUNT_LIMIT}"),
    "seed": (_or_null(_is_integer), "null or a whole number"),
    "session": _NAME,
    "id": _NAME,
}
