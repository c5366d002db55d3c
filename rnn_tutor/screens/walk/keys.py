"""What a person types at the prompt of a walk, and at `--from`: understood generously, refused kindly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rnn_tutor.derivation.operation import Phase

ADDRESS = re.compile(r"(?:(?P<epoch>\d+)\s*\.\s*)?(?P<name>[a-z]+)?[\s:]*(?P<number>\d+)?")


class WalkKey(Enum):
    """What can be asked for."""

    ON = "on"
    BACK = "back"
    CLOSED_FORM = "closed form"
    PICTURE = "picture"
    ELEMENT = "one element"
    FULL = "nothing left out"
    PHASE = "the next phase"
    ANSWER = "the answer to the question at the end"
    CONTINUE = "where the last walk was left"
    GO = "go to a step"
    ASK = "ask before showing, or no longer"
    HELP = "help"
    QUIT = "quit"
    UNKNOWN = "not a key"


WORDS = {
    "": WalkKey.ON,
    "n": WalkKey.ON,
    "next": WalkKey.ON,
    "b": WalkKey.BACK,
    "back": WalkKey.BACK,
    "p": WalkKey.PHASE,
    "phase": WalkKey.PHASE,
    "a": WalkKey.ANSWER,
    "answer": WalkKey.ANSWER,
    "c": WalkKey.CONTINUE,
    "continue": WalkKey.CONTINUE,
    "e": WalkKey.CLOSED_FORM,
    "exact": WalkKey.CLOSED_FORM,
    "v": WalkKey.PICTURE,
    "view": WalkKey.PICTURE,
    "picture": WalkKey.PICTURE,
    "x": WalkKey.ELEMENT,
    "f": WalkKey.FULL,
    "full": WalkKey.FULL,
    "g": WalkKey.GO,
    "go": WalkKey.GO,
    "goto": WalkKey.GO,
    "t": WalkKey.ASK,
    "try": WalkKey.ASK,
    "?": WalkKey.HELP,
    "h": WalkKey.HELP,
    "help": WalkKey.HELP,
    "q": WalkKey.QUIT,
    "quit": WalkKey.QUIT,
    "exit": WalkKey.QUIT,
}

WITH_MORE = (WalkKey.GO, WalkKey.ELEMENT, WalkKey.HELP)


@dataclass(frozen=True)
class Request:
    """A key, and what was typed after it."""

    key: WalkKey
    rest: str = ""


BEYOND = 10**9  # more steps than any lesson has; what is larger is read as this, and not named
LONGEST = 10  # digits of a number that is read


@dataclass(frozen=True)
class Address:
    """A stop on the walk: `name` is a phase or one of the other pages; without it the present phase is meant.

    `number` counts the steps of a phase, `epoch` the updates; without one the present epoch is meant.
    """

    name: str | None
    number: int | None
    epoch: int | None = None


def understood(typed: str) -> Request:
    """What a typed line asks for."""
    word, _, rest = " ".join(typed.split()).partition(" ")
    word = word.lower()
    if word in WORDS and (not rest or WORDS[word] in WITH_MORE):
        return Request(WORDS[word], rest)
    if typed.strip().startswith("?") and (asked := typed.strip("? \t\n")):
        return Request(WalkKey.HELP, asked)
    if glued := re.fullmatch(r"g(?:o|oto)?(\d.*)", typed.strip().lower()):
        return Request(WalkKey.GO, glued[1])
    if glued := re.fullmatch(r"x(\[?\s*\d.*)", typed.strip().lower()):
        return Request(WalkKey.ELEMENT, glued[1])
    return Request(WalkKey.UNKNOWN, typed.strip())


def address(text: str, other_pages: tuple[str, ...]) -> Address | None:
    """`9`, `backward:9`, `back 9`, `2.backward:9`, `start`; None where it can't be read."""
    found = ADDRESS.fullmatch(text.strip().lower())
    if found is None or not text.strip():
        return None
    number, epoch = (_counted(found[part]) for part in ("number", "epoch"))
    if found["name"] is None:
        return Address(None, number, epoch)
    names = [name for name in (*(phase.value for phase in Phase), *other_pages) if name.startswith(found["name"])]
    plural = found["name"].removesuffix("s")
    names = names or [name for name in (phase.value for phase in Phase) if name == plural]
    return Address(names[0], number, epoch) if names else None


def _counted(digits: str | None) -> int | None:
    """Digits as a number; all that is beyond any lesson is the same to us, and Python reads no 5,000 digits."""
    return min(int(digits.lstrip("0")[:LONGEST] or "0"), BEYOND) if digits else None
