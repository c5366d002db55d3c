"""Where each character of a YAML text stands in the file: behind quotes, escapes, folds and indentation."""

from __future__ import annotations

import re

ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\n])")
CONTINUED = re.compile(r"\\\n[ \t]*")  # a line end that is none, between double quotes
BLOCK_HEADER = re.compile(r"[|>][^\n]*\n")
PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")  # an anchor or a tag before the value: refused, but read past
BLANKS = re.compile(r"\s+")


def raw_places(written: str, text: str) -> list[int]:
    """For each character of the text, and its end, the index of its first character in what is written.

    Blanks and line ends are matched run by run, since YAML folds them.
    """
    properties = PROPERTIES.match(written)
    place = properties.end() if properties else 0
    quote = written[place : place + 1]
    header = BLOCK_HEADER.match(written, place)
    if header:
        place = header.end()
    elif quote in ("'", '"'):
        place += 1
    places: list[int] = []
    while len(places) < len(text):
        continued = CONTINUED.match(written, place) if quote == '"' else None
        blanks = BLANKS.match(written, place)
        if continued:
            place = continued.end()
        elif blanks:
            count = _blanks_read(blanks.group(), text, len(places), is_block=header is not None)
            places.extend(min(place + offset, blanks.end() - 1) for offset in range(count))
            place = blanks.end()
        else:
            places.append(min(place, max(len(written) - 1, 0)))
            place += _width(written, place, quote)
    places.append(min(place, len(written)))
    return places


def _blanks_read(blanks: str, text: str, start: int, *, is_block: bool) -> int:
    """How many blanks of the text, from `start`, a run of blanks in the file stands for."""
    following = BLANKS.match(text, start)
    there = len(following.group()) if following else 0
    if is_block:  # where the indentation ends need not be known: letters come next in both
        return there
    line_ends = blanks.count("\n")
    return min(there, max(line_ends - 1, 1) if line_ends else len(blanks))


def _width(written: str, place: int, quote: str) -> int:
    if quote == "'" and written.startswith("''", place):
        return 2
    if quote == '"' and (escape := ESCAPE.match(written, place)):
        return len(escape.group())
    return 1
