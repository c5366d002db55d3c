"""Lines that are needed again with other names or numbers: written once, as a template for `str.format`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rnn_tutor.equations.tree import Number, Ref
from rnn_tutor.notation.layout import Layout, Name, Numeral, Text
from rnn_tutor.notation.line import LineToken, texts, tokens
from rnn_tutor.notation.media import Medium


class NameFields:
    """The fields for the names of a sentence, numbered as the names are met. No word or sign is a brace."""

    def __init__(self) -> None:
        self._places: dict[Ref, int] = {}

    @property
    def names(self) -> list[Ref]:
        """The names met so far, in the order of their fields."""
        return list(self._places)

    def layout(self, ref: Ref) -> Layout:
        """What to write in place of a name."""
        return Text(field(self._places.setdefault(ref, len(self._places))))


def field(place: int) -> str:
    """A field of a template."""
    return f"{{{place}}}"


def template_for_names(layout: Layout, medium: Medium, names: Sequence[Ref]) -> str:
    """A line with a field for each of the names."""
    places = {ref: place for place, ref in enumerate(names)}
    return _template(layout, medium, lambda token: places.get(token.ref) if isinstance(token, Name) else None)


def template_for_numbers(layout: Layout, medium: Medium, numbers: Sequence[Number]) -> str:
    """A line with a field for each of the numbers: for these objects, not for others that are equal."""
    places = {id(number): place for place, number in enumerate(numbers)}
    return _template(layout, medium, lambda token: places.get(id(token.number)) if isinstance(token, Numeral) else None)


def _template(layout: Layout, medium: Medium, place_of: Callable[[LineToken], int | None]) -> str:
    found = tokens(layout, medium)
    places = map(place_of, found)
    parts = zip(places, texts(found, medium), strict=True)
    return "".join(text if place is None else field(place) for place, text in parts)
