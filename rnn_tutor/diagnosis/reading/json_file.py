"""Numbers in JSON: an object of names, each with a number or lists of numbers; digits are kept as written."""

from __future__ import annotations

import codecs
import json
from typing import Any

from rnn_tutor.diagnosis.numbers import Unreadable

LARGEST = 50_000_000  # bytes, or characters
TOO_LARGE = ("this file is too large for a program's gradients", "give the numbers of one update")
BYTE_ORDER_MARK = "\ufeff"
REMEDY = '{"dW1": -0.1189, "dX3": -0.16365}'


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
    try:
        found = json.loads(text.removeprefix(BYTE_ORDER_MARK), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"it is not JSON{place}", f"write it like {REMEDY}") from error
    if not isinstance(found, dict):
        raise Unreadable("there are no names in it", f"write an object: {REMEDY}")
    return flat(found)


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
