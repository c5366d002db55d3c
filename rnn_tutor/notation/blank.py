"""Lines that are needed again with other names, or other numbers: written once, with gaps for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rnn_tutor.equations.tree import Number, Ref
from rnn_tutor.notation.layout import Layout, Name, Numeral, Text
from rnn_tutor.notation.line import LineToken, texts, tokens
from rnn_tutor.notation.media import Medium


@dataclass(frozen=True)
class Blank:
    """The text between the gaps, and which of the names or numbers stands in each gap."""

    between: tuple[str, ...]
    gaps: tuple[int, ...]

    def filled(self, given: Sequence[str]) -> str:
        """The line, with the texts of the names or numbers put in."""
        found = [self.between[0]]
        for gap, after in zip(self.gaps, self.between[1:], strict=True):
            found.append(given[gap])
            found.append(after)
        return "".join(found)


GAP = "\x00"  # no name or word holds one


class Gaps:
    """The gaps for the names of a text that is written of several lines, and so isn't known as tokens."""

    def __init__(self) -> None:
        self._places: dict[Ref, int] = {}

    @property
    def names(self) -> list[Ref]:
        """The names met so far, in the order of their gaps."""
        return list(self._places)

    def layout(self, ref: Ref) -> Layout:
        """What to write in place of a name."""
        return Text(f"{GAP}{self._places.setdefault(ref, len(self._places))}{GAP}")

    def blank(self, text: str) -> Blank:
        """The text with its gaps."""
        pieces = text.split(GAP)
        return Blank(tuple(pieces[::2]), tuple(map(int, pieces[1::2])))


def blank_for_names(layout: Layout, medium: Medium, names: Sequence[Ref]) -> Blank:
    """A line with a gap for each of the names."""
    places = {ref: place for place, ref in enumerate(names)}
    return _blank(layout, medium, lambda token: places.get(token.ref) if isinstance(token, Name) else None)


def blank_for_numbers(layout: Layout, medium: Medium, numbers: Sequence[Number]) -> Blank:
    """A line with a gap for each of the numbers: for these objects, not for others that are equal."""
    places = {id(number): place for place, number in enumerate(numbers)}
    return _blank(layout, medium, lambda token: places.get(id(token.number)) if isinstance(token, Numeral) else None)


def _blank(layout: Layout, medium: Medium, place_of: Callable[[LineToken], int | None]) -> Blank:
    between: list[list[LineToken]] = [[]]
    gaps: list[int] = []
    for token in tokens(layout, medium):
        place = place_of(token)
        if place is None:
            between[-1].append(token)
        else:
            gaps.append(place)
            between.append([])
    return Blank(tuple("".join(texts(part, medium)) for part in between), tuple(gaps))
