"""What is wrong in a lesson file: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rnn_tutor.lesson.place import Place

Level: TypeAlias = Literal["error", "warning", "note"]

MOST = 100
START = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, said in one line: `file:line:column: message; remedy`.

    `file` is the name that the user typed; `place` is None where the file as a whole can't be read. `rule` is what
    `rnn-tutor check` calls a finding about a lesson that can be used.
    """

    file: str
    place: Place | None
    message: str
    remedy: str = ""
    level: Level = "error"
    rule: str = ""

    def __str__(self) -> str:
        return printable(f"{self.where}: {self.what}")

    @property
    def where(self) -> str:
        """The file, and the place in it: lesson.yaml:7:8."""
        return f"{self.file}:{self.place.line}:{self.place.column}" if self.place else self.file

    @property
    def what(self) -> str:
        """What is wrong, and how to mend it."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class LessonError(ValueError):
    """A lesson that can't be used: its problems, in the order in which they stand in the file.

    All of them, up to `MOST`: a file full of the same mistake is summed up at the end.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.place or START))
        self.problems = tuple(found[:MOST])
        if len(found) > MOST:
            message = "there are more mistakes from here on"
            self.problems += (Problem(found[MOST].file, found[MOST].place, message, "fix those above first"),)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as its problems."""
        return LessonError, (self.problems,)


def printable(text: str) -> str:
    """The text on one line, with what a terminal would obey instead of show written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shortened(text: str, longest: int = 40) -> str:
    """A user's text as it is quoted in a message."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= longest else f"'{flat[:longest]}…'"


EMPTY = "this is empty"


def missing(key: str) -> str:
    """What is said where a lesson lacks a key."""
    return f"the key '{key}' is missing"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for a name that isn't known: the one that is nearest, or nothing."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.65) -> str:
    """The known name nearest to a word; empty where none is near."""
    from difflib import get_close_matches  # here, so that listing lessons doesn't wait for it

    names = list(known)
    same = [name for name in names if name.casefold() == word.casefold()]
    near = same or get_close_matches(word[:80], names, n=1, cutoff=cutoff)
    return near[0] if near else ""
