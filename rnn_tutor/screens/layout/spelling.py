"""The field's notation in plain ASCII: one table, for terminals and encodings that have no ∂ or ₃."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TextIO

from rnn_tutor.lesson.problems import printable

LETTERS = {
    "∂": "d",
    "σ": "sigmoid",
    "η": "rate",
    "Φ": "Phi",
    "φ": "phi",
    "π": "pi",
    "α": "alpha",
    "β": "beta",
    "ε": "epsilon",
    "λ": "lambda",
    "μ": "mu",
    "‖": "||",
    "√": "sqrt",
    "\u0302": "hat",
    "×": "*",
    "±": "+/-",
    "⊙": "*",
    "·": ".",
    "−": "-",
    "–": "-",
    "—": "--",
    "≈": "~",
    "…": "...",
    "⋯": "...",
    "⋮": ":",
    "′": "'",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "ᵀ": ".T",
    "→": "->",
    "←": "<-",
    "▼": "v",
    "▶": ">",
    "ₜ": "t",
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎", "0123456789+-()", strict=True)),
}

IN_TEXT = {**LETTERS, "₍": "_", "₎": ""}  # h1₍₂₎ as h1_2, as one types it

# One character for one: these change after a page is laid out.
BOXES = str.maketrans(dict(zip("─│┌┐└┘├┤┬┴┼━╰▼▶⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦", r"-|+++++++++-+v>/|\\|/[[[]]]", strict=True)))

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()")
POWER = re.compile(f"[{''.join(map(chr, RAISED))}]+")
SEQUENCE = re.compile("⁽([⁰¹²³⁴-⁹]+)⁾(?=([₀-₉]?))")  # h⁽²⁾₃ is typed h_seq2_3
# On paper Y₃(1 − Y₃) is a product; in ASCII it would read as a function's call.
PRODUCT = re.compile(r"(?<=[0-9₀-₉])\(")
INDEXED = re.compile(r"\)(?=[₀-₉])")

NOTATION = "∂₃×−σηᵀ²′⊙→…─│┌┬▼▶╰⎛⎠"
HANDLER = "rnn_tutor.nearest"


def ascii_notation(text: str) -> str:
    """∂Loss/∂X₃ × Y₂ as dLoss/dX3 * Y2; characters outside the notation stay as they are."""
    text = SEQUENCE.sub(lambda found: f"_seq{found[1].translate(RAISED)}" + "_" * bool(found[2]), text)
    text = INDEXED.sub(")_", PRODUCT.sub("*(", text))
    text = POWER.sub(lambda found: "^" + found.group().translate(RAISED), text)
    return "".join(IN_TEXT.get(character, character) for character in text)


def ascii_boxes(text: str) -> str:
    """The lines of boxes, arrows and tall brackets in ASCII; the length stays."""
    return text.translate(BOXES)


def nearest(character: str) -> str:
    """The ASCII letters nearest to a character that an encoding lacks: é as e."""
    known = LETTERS.get(character) or BOXES.get(ord(character))
    if known is None:
        base = unicodedata.normalize("NFKD", character)
        known = "".join(letter for letter in base if letter.isascii())
    return known or "?"


def encodable(text: str, encoding: str) -> bool:
    """Whether an encoding has all the characters of a text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def shown(text: str, encoding: str, *, notation: bool) -> str:
    """A text as it can be shown: nothing that a terminal would obey, nothing that the encoding lacks."""
    text = printable(text)
    if not notation:
        text = ascii_notation(text)
    if text.isascii() or encodable(text, encoding):
        return text
    return "".join(c if encodable(c, encoding) else nearest(c) for c in text)


def _replace(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return nearest(error.object[error.start])[:1], error.start + 1


def never_raise(stream: TextIO) -> None:
    """Let a stream write what is nearest to a character that its encoding lacks, one for one, instead of raising."""
    codecs.register_error(HANDLER, _replace)
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=HANDLER)
