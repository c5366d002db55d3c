"""What is wrong in a lesson file: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from rnn_tutor.lesson.lesson import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, said in one line: `file:line:column: message; remedy`.

    `file` is the name that the user typed; `place` is None where the file as a whole can't be read.
    """

    file: str
    place: Place | None
    message: str
    remedy: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.place.line}:{self.place.column}" if self.place else self.file
        what = f"{self.message}; {self.remedy}" if self.remedy else self.message
        return printable(f"{where}: {what}")


class LessonError(ValueError):
    """A lesson that can't be used: all its problems, in the order in which they stand in the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.place or Place(0, 0), p.message))
        )
        super().__init__("\n".join(map(str, self.problems)))


def printable(text: str) -> str:
    """The text on one line, with what a terminal would obey instead of show written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shortened(text: str, longest: int = 40) -> str:
    """A user's text as it is quoted in a message."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= longest else f"'{flat[:longest]}…'"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for a name that isn't known: the one that is nearest, or nothing."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name nearest to a word, capitals aside; empty where none is near."""
    by_small = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold()[:80], by_small, n=1)
    return by_small[near[0]] if near else ""
