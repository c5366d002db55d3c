"""A text as it was typed, said in plainer words, with the place in the first for each character of the second."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rnn_tutor.equations.tokens import EquationError


@dataclass(frozen=True)
class Typed:
    """A text; `places` has for each of its characters, and its end, the offset in what was typed."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Typed:
        """What was typed, as it is."""
        return cls(text, tuple(range(len(text) + 1)))

    def part(self, start: int, end: int) -> Typed:
        """The text from one offset to another."""
        return Typed(self.text[start:end], self.places[start : end + 1])

    def replaced(self, start: int, end: int, new: str) -> Typed:
        """The text with something else from one offset to another."""
        old = self.places[start : end + 1]
        inside = tuple(old[min(place, len(old) - 1)] for place in range(len(new)))
        return Typed(self.text[:start] + new + self.text[end:], self.places[:start] + inside + self.places[end:])

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Typed:
        """The text with something else for each match of a pattern, as `re.sub` has it."""
        found = self
        for match in reversed([*pattern.finditer(self.text)]):
            written = match.expand(new) if isinstance(new, str) else new(match)
            if written != match.group():
                found = found.replaced(match.start(), match.end(), written)
        return found

    def split(self, character: str) -> list[Typed]:
        """The parts between occurrences of a character."""
        ends = [place for place, one in enumerate(self.text) if one == character] + [len(self.text)]
        starts = [0, *(end + 1 for end in ends)]
        return [self.part(start, end) for start, end in zip(starts, ends, strict=False)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing but space is there."""
        return not self.text.strip()

    def error(self, error: EquationError) -> EquationError:
        """An error in this text, at its place in what was typed."""
        start = min(error.offset, len(self.text))
        end = min(start + error.length, len(self.text))
        length = max(self.places[end] - self.places[start], 1)
        return EquationError(error.message, self.places[start], length, error.remedy)


def closing(text: str, opening: int) -> int | None:
    """The offset of the bracket that closes the one at an offset; None where none does."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    waiting: list[str] = []
    for place in range(opening, len(text)):
        character = text[place]
        if character in pairs:
            waiting.append(pairs[character])
        elif waiting and character == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place
    return None
