"""Numbers in JSON: an object of names, each with a number or lists of numbers; digits are kept as written."""

from __future__ import annotations

import codecs
import json
from typing import Any

from rnn_tutor.diagnosis.numbers import DECIMAL_COMMA, Unreadable

LARGEST = 50_000_000  # bytes, or characters
TOO_LARGE = ("this file is too large for a program's gradients", "give the numbers of one update")
LONGEST_SHOWN = 80  # characters of a name
BYTE_ORDER_MARK = "\ufeff"
REMEDY = '{"dW1": -0.1189, "dX3": -0.16365}'
LIKE = f"write it like {REMEDY}"


def decoded(content: bytes) -> str:
    """The text of a file: in UTF-8, or in UTF-16 as Windows' shells write it; a mark of the order of bytes is no text.

    Raises:
        Unreadable: for what is no text.
    """
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except ValueError as error:
        raise Unreadable("it can't be read (it is not UTF-8 text)") from error


def read_json(text: str) -> dict[str, Any]:
    """The names and numbers of a JSON object; an object in it is taken apart, its names joined by points.

    Raises:
        Unreadable: for what is no such object.
    """
    if len(text) > LARGEST:
        raise Unreadable(*TOO_LARGE)
    text = text.removeprefix(BYTE_ORDER_MARK)
    if not text.strip():
        raise Unreadable("there is nothing in it", f"write an object: {REMEDY}")
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=without_doubles)
    except json.JSONDecodeError as error:
        if (number := decimal_comma(error, text)) is not None:
            where = f"line {error.lineno}, column {error.colno}"
            remedy = f"write a point: {number.replace(',', '.')}"
            raise Unreadable(f"it is not JSON ({where}): {number} has a decimal comma", remedy) from error
        what = reason(error, text)
        raise Unreadable(f"it is not JSON (line {error.lineno}, column {error.colno}){what}", LIKE) from error
    except RecursionError as error:
        raise Unreadable("it is not JSON", LIKE) from error
    if not isinstance(found, dict):
        raise Unreadable("there are no names in it", f"write an object: {REMEDY}")
    return flat(found)


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object from its names and values.

    Raises:
        Unreadable: where a name is there twice: only one of the two would be looked at.
    """
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(f"{name[:LONGEST_SHOWN]} is given twice", "keep one of the two")
        found[name] = value
    return found


def decimal_comma(error: json.JSONDecodeError, text: str) -> str | None:
    """A number with a comma for a point, at which the reading stopped; None where it stopped at something else."""
    near = DECIMAL_COMMA.finditer(text, max(0, error.pos - LONGEST_SHOWN), error.pos + LONGEST_SHOWN)
    return next((one[0] for one in near if one.start() < error.pos < one.end()), None)


def reason(error: json.JSONDecodeError, text: str) -> str:
    """What keeps it from being JSON, where people often write it so; nothing where it isn't plain."""
    here, before = text[error.pos : error.pos + 1], text[: error.pos].rstrip()[-1:]
    if not here:
        return ": its end is missing"
    if before == "," and here in ("}", "]"):
        return ": there is a comma before the closing bracket"
    if here == "'" or error.msg.startswith("Expecting property name"):
        return ": names need double quotes"
    if here in (".", "+"):
        return ": a number begins with a digit, or with a minus and a digit"
    return {
        "Expecting ',' delimiter": ": a comma is missing before it",
        "Expecting ':' delimiter": ": a colon is missing before it",
        "Extra data": ": there is something after its end",
    }.get(error.msg, "")


def flat(nested: dict[str, Any], before: str = "") -> dict[str, Any]:
    """An object whose values are objects, as one; of {"gradients": {"W1": 1}} what is told of W1 is grad.W1."""
    found: dict[str, Any] = {}
    for name, value in nested.items():
        here = f"{before}{name}"
        if isinstance(value, dict):
            found |= flat(value, PREFIXES.get(str(name).lower(), f"{here}."))
        else:
            found[here] = value
    return found


PREFIXES = {"gradients": "grad.", "grads": "grad.", "grad": "grad.", "new": "new.", "forward": "", "values": ""}
