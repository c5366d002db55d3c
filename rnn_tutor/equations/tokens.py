"""From the text of an equation, or of a learner's answer, to tokens with their places.

What keyboards and books write is understood: `×`, `·`, the typographic minus, `²`, `σ`, `∂`, `Wᵀ` or `W.T`, subscripts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rnn_tutor.equations.elsewhere import SIGNS as SIGNS_ELSEWHERE

SIGNS = {
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∗": "*",
    "⊙": "*",
    "÷": "/",
    "∕": "/",
    "^": "**",
}
SUPERSCRIPTS = {digit: str(value) for value, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
DOTS = frozenset("·⋅.")  # the product of matrices, where a text may say so; in ASCII the screen has a point for it
SPACED_POINT = re.compile(r"\s\.\s")
TRANSPOSED = re.compile(r"ᵀ|\.T(?!\w)")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+−–]?[0-9]+)?")
AT_STEP = re.compile(r"\.t[0-9]{1,5}(?!\w)")  # h.t2, as figures are named
RAISED = frozenset((*SUPERSCRIPTS, "ᵀ"))
NAME_BODY = re.compile(r"[^\W]|[₀-₉_]")


class EquationError(ValueError):
    """An expression that can't be read: what is wrong, where (offset from 0, and how long), how to mend it.

    Where the remedy is sure, `instead` is what would stand in place of that part of the text.
    """

    def __init__(
        self, message: str, offset: int, length: int = 1, remedy: str = "", *, instead: str | None = None
    ) -> None:
        super().__init__(message)
        self.instead = instead
        self.message = message
        self.offset = offset
        self.length = length
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is number, name, power (a raised digit), transposed, end, or the sign itself."""

    kind: str
    text: str
    offset: int
    length: int


def tokenize(text: str) -> list[Token]:
    """The tokens of an expression, closed by one of kind `end`.

    Raises:
        EquationError: at the first character that has no meaning in an expression.
    """
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _token_at(text, place)
        tokens.append(token)
        place += token.length
    tokens.append(Token("end", "", len(text.rstrip()), 1))
    return tokens


def _token_at(text: str, place: int) -> Token:
    character = text[place]
    if number := NUMBER.match(text, place):
        written = number.group().replace("−", "-").replace("–", "-")
        return Token("number", written, place, len(number.group()))
    if text.startswith("**", place):
        return Token("**", "**", place, 2)
    if character in SIGNS:
        return Token(SIGNS[character], character, place, 1)
    if character in "+-*/@()[],=:":
        return Token(character, character, place, 1)
    if SPACED_POINT.match(text, place - 1):
        return Token(".", ".", place, 1)
    if transposed := TRANSPOSED.match(text, place):
        return Token("transposed", transposed.group(), place, len(transposed.group()))
    if character in SUPERSCRIPTS:
        end = place
        while end < len(text) and text[end] in SUPERSCRIPTS:
            end += 1
        return Token("power", "".join(SUPERSCRIPTS[c] for c in text[place:end]), place, end - place)
    if character in {"∂", "_"} or character.isalpha():
        end = place + 1
        while end < len(text) and NAME_BODY.match(text[end]) and text[end] not in RAISED:
            end += 1
        at_step = AT_STEP.match(text, end)
        name = plain_name(text[place:end]) + (at_step.group() if at_step else "")
        return Token("name", name, place, (at_step.end() if at_step else end) - place)
    if character in SIGNS_ELSEWHERE:
        message, remedy, instead = SIGNS_ELSEWHERE[character]
        raise EquationError(message, place, 1, remedy, instead=instead)
    raise EquationError(_stray(character), place, 1, "leave it out")


def plain_name(name: str) -> str:
    """A name with subscripts brought down to the line: `X₃` is `X3`."""
    return unicodedata.normalize("NFKC", name)


def _stray(character: str) -> str:
    if not character.isprintable():
        return f"a control character (U+{ord(character):04X}) has no meaning here"
    return f"{character!r} has no meaning in an equation"
