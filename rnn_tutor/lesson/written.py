"""Where each character of a YAML text stands in the file: behind quotes, escapes, folds and indentation."""

from __future__ import annotations

import re

ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\n])")
BLOCK_HEADER = re.compile(r"[|>][^\n]*\n")
PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")  # an anchor or a tag before the value: refused, but read past


def raw_places(written: str, text: str) -> list[int]:
    """For each character of the text, and its end, the index of its first character in what is written.

    Blanks and line ends are matched run by run, since YAML folds them.
    """
    if written == text:
        return list(range(len(text) + 1))
    properties = PROPERTIES.match(written)
    place = properties.end() if properties else 0
    quote = written[place : place + 1]
    if header := BLOCK_HEADER.match(written, place):
        place = header.end()
    elif quote in ("'", '"'):
        place += 1
    places: list[int] = []
    while len(places) < len(text):
        if text[len(places)].isspace() and _is_blank(written, place, quote):
            place = _match_blanks(written, place, text, places, quote)
        else:
            while _is_blank(written, place, quote):  # indentation before the first character
                place += 1
            places.append(min(place, max(len(written) - 1, 0)))
            place += _width(written, place, quote)
    places.append(min(place, len(written)))
    return places


def _is_blank(written: str, place: int, quote: str) -> bool:
    folded = quote == '"' and written.startswith("\\\n", place)
    return place < len(written) and (written[place].isspace() or folded)


def _match_blanks(written: str, place: int, text: str, places: list[int], quote: str) -> int:
    start = place
    while _is_blank(written, place, quote):
        place += 1
    while len(places) < len(text) and text[len(places)].isspace():
        places.append(min(start, place - 1))
        start += 1
    return place


def _width(written: str, place: int, quote: str) -> int:
    if quote == "'" and written.startswith("''", place):
        return 2
    if quote == '"' and (escape := ESCAPE.match(written, place)):
        return len(escape.group())
    return 1
