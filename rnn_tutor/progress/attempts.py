"""One attempt: what was asked, what was typed, what it was worth: plain data, for store and export."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from rnn_tutor.progress.skills import Skill

NAME_LIMIT: Final = 300  # characters of a lesson's, step's, quantity's or mistake's name: a lesson may be a path
GIVEN_LIMIT: Final = 500  # characters kept of what was typed: the quiz reads no answer as long as this
MISTAKES_LIMIT: Final = 20
COUNT_LIMIT: Final = 1_000_000_000
YEARS: Final = range(1970, 3000)
_TEXTS: Final = (
    ("id", NAME_LIMIT),
    ("session", NAME_LIMIT),
    ("lesson", NAME_LIMIT),
    ("step", NAME_LIMIT),
    ("quantity", NAME_LIMIT),
    ("given", GIVEN_LIMIT),
)
REPLACED: Final = "�"


class AnswerVerdict(StrEnum):
    """What an attempt was worth; its value is what is stored.

    The first four come from grading. `imprecise` (so far right, another digit please) and `unreadable` cost
    no attempt. `skipped` and `shown` are kept where nothing was typed: passed over, or the answer given away.
    """

    RIGHT = "right"
    WRONG = "wrong"
    IMPRECISE = "imprecise"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"
    SHOWN = "shown"


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A name nobody else has: 32 hexadecimal digits at random."""
    return os.urandom(16).hex()


def plain(text: str, limit: int) -> str:
    """`text` as a terminal, a JSON file and SQLite all bear it.

    At most `limit` characters; control characters, halves of surrogate pairs and marks that turn the
    direction of writing become a replacement character, so that no text from a file can redraw a screen.
    """
    if len(text) > limit:
        text = f"{text[: limit - 1]}…"
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or unicodedata.category(character) == "Zs" else REPLACED
        for character in text
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One answer to one step, or the step passed over.

    Texts are made plain and bounded, times brought to UTC, as the attempt is made: what is kept is read back.

    Attributes:
        session: the session it was given in.
        lesson: the lesson's name.
        step: phase and number within it, "backward:7".
        quantity: what the step asks for, "W2"; in the backward and total phases, what the gradient is of.
        time_step: the time step of the quantity, from 1; None where there is none.
        skill: what the step practises.
        given: what was typed; empty where nothing was.
        verdict: what it was worth.
        mistakes: the ids of the mistakes that explain it; two or more where they can't be told apart.
        number: which attempt at this step it was, from 1. `imprecise` and `unreadable` leave it where it is.
        hints: hint levels opened at this step before this attempt.
        seed: of the random numbers; None for the lesson's own.
        at: when it was given, in UTC.
        id: tells it from every other attempt, here and in exported files.

    Raises:
        ValueError: a name is empty, a count below its start, `at` without a time zone or not in 1970 to 2999.
    """

    session: str
    lesson: str
    step: str
    quantity: str
    time_step: int | None
    skill: Skill
    given: str
    verdict: AnswerVerdict
    mistakes: tuple[str, ...] = ()
    number: int = 1
    hints: int = 0
    seed: int | None = None
    at: datetime = field(default_factory=utc_now)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if not (self.id and self.session and self.lesson and self.step and self.quantity):
            raise ValueError("an attempt's id, session, lesson, step and quantity may not be empty")
        for name, limit in _TEXTS:
            text = getattr(self, name)
            if (bounded := plain(text, limit)) is not text:
                self._set(name, bounded)
        if self.mistakes:
            kept = tuple(plain(mistake, NAME_LIMIT) for mistake in self.mistakes if mistake)
            self._set("mistakes", kept[:MISTAKES_LIMIT])
        counts = ((self.number, 1), (self.hints, 0), (self.time_step or 0, 0))
        if not all(lowest <= count <= COUNT_LIMIT for count, lowest in counts):
            raise ValueError("an attempt's number counts from 1, its hints and its time_step from 0")
        if self.at.utcoffset() is None or self.at.year not in YEARS or self.at.astimezone(UTC).year not in YEARS:
            raise ValueError(f"an attempt's time needs a time zone, and a year from 1970 to 2999, unlike {self.at}")
        self._set("at", self.at.astimezone(UTC))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
