"""The values of a lesson file, from text: exact numbers, whole numbers, words."""

from __future__ import annotations

import re
from typing import NoReturn, TypeAlias

from pydantic_core import PydanticCustomError

from rnn_tutor.english import counted
from rnn_tutor.equations.array import Array, normal
from rnn_tutor.equations.literals import parse_number
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.number_slips import NUMBER_EXAMPLES, QUOTE, misread_comma, no_number
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.limits import TEXT
from rnn_tutor.numbers.machine_float import DOUBLE, SINGLE

NOT_FINITE = re.compile(r"[-+−]?\.?(nan|inf|infinity|∞)", re.IGNORECASE)
Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"

NEWER = "for a newer rnn-tutor"
ZERO_BELOW = re.compile(r"/\s*[-+−]?\.?0[0.]*\s*$")
FIGURE = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
JOINERS = "\u200c\u200d"  # of letters in some scripts, and of emoji


def refuse(message: str, remedy: str = "", offset: int = 0, path: tuple[str | int, ...] = ()) -> NoReturn:
    """Ends the reading of a value; `path` leads from it to the part that is wrong, `offset` into its text."""
    raise PydanticCustomError(
        "lesson", "{message}", {"message": message, "remedy": remedy, "offset": offset, "path": path}
    )


def described(value: object) -> str:
    """A value as messages name it."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "keys with values"
        case list():
            return "a list"
        case _:
            return shortened(str(value))


def read_number(value: object) -> Number:
    """An exact number."""
    if not isinstance(value, str):
        refuse(f"a number is expected here, not {described(value)}", NUMBER_EXAMPLES)
    if NOT_FINITE.fullmatch(value):
        refuse(f"{shortened(value)} is not a number to calculate with", NUMBER_EXAMPLES)
    try:
        return parse_number(value)
    except EquationError as error:
        if ZERO_BELOW.search(value):
            refuse(f"{shortened(value)} divides by zero", NUMBER_EXAMPLES)
        if slip := misread_comma(value):
            refuse(*slip)
        if "comma" in error.message or "digits" in error.message:
            refuse(error.message, error.remedy, error.offset)
        refuse(*no_number(value))


def read_figure(value: object) -> Number:
    """A number as a source prints it; its digits are kept as `text`."""
    number = read_number(value)
    assert isinstance(value, str)
    text = value.strip().replace("−", "-").replace(" ", "").removeprefix("+")
    if not FIGURE.fullmatch(text):
        refuse(f"{shortened(value)} has no last digit", "write it as it is printed, like 0.670 or 7e-4")
    return Number(number.value, text)


def read_whole(value: object, low: int, high: int) -> int:
    """A whole number within bounds."""
    text = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        refuse(f"a whole number from {low} to {high} is expected here, not {described(value)}")
    return int(text)


def read_flag(value: object) -> bool:
    """True or false."""
    text = value.strip().casefold() if isinstance(value, str) else ""
    if text not in ("true", "false"):
        refuse(f"true or false is expected here, not {described(value)}")
    return text == "true"


def read_version(value: object) -> int:
    """The version of the format, which is 1."""
    text = value.strip() if isinstance(value, str) else ""
    if re.fullmatch("[0-9]+", text) and text.lstrip("0") not in ("", "1"):
        refuse(f"this lesson is written in format {text[:9]}, {NEWER}", "update rnn-tutor to read it")
    if text != "1":
        refuse(f"the format version is 1, not {described(value)}", "write format_version: 1")
    return 1


def read_text(value: object) -> str:
    """Words for people, without what a terminal would obey."""
    if not isinstance(value, str):
        remedy = "put the text in quotes" if isinstance(value, list | dict) else "write one after the colon"
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            remedy = f"write {value[0]}"
        refuse(f"a text is expected here, not {described(value)}", remedy)
    if len(value) > TEXT.most:
        refuse(f"this text is longer than {TEXT.most:,} characters", "shorten it")
    for offset, character in enumerate(value):
        if not (character.isprintable() or character.isspace() or character in JOINERS):
            refuse(f"a control character (U+{ord(character):04X})", "delete it", offset)
    return value.strip()


def read_line(value: object) -> str:
    """Words that fit on one line."""
    text = " ".join(read_text(value).split())
    if not text:
        refuse("a text is expected here, but there is none", "write one between the quotes")
    if len(text) > 200:
        refuse(f"this text has {len(text)} characters; at most 200 are allowed", "shorten it")
    return text


def read_formula(value: object) -> str:
    """The text of an equation; whether it is one is looked at later."""
    if not isinstance(value, str):
        refuse(f"an equation is expected here, not {described(value)}", "write it like input*W1 + B1")
    return value


def read_clip(value: object) -> object:
    """What says how gradients are clipped, left for its form to read; a number alone would not say which way."""
    if not isinstance(value, dict) or not value:
        given = shortened(value) if isinstance(value, str) else "1"
        refuse("gradients are clipped by norm or by value", f"write {{norm: {given.strip(QUOTE)}}}, or value instead")
    return value


OVER = ("mean", "sum")


def read_over(value: object) -> object:
    """How the losses of several time steps, or sequences, become one."""
    if value not in OVER:
        refuse(f"several losses are combined by their mean or their sum, not {described(value)}", "write mean or sum")
    return value


PRECISIONS = {"none": DOUBLE, "double": DOUBLE, "single": SINGLE}


def read_precision(value: object) -> object:
    """A computer's precision, by its name."""
    word = value.strip().casefold() if isinstance(value, str) else ""
    meant = OTHER_PRECISIONS.get(word, word)
    if meant not in PRECISIONS:
        remedy = "write a number of decimals like 3, {significant: 4}, or none, double, single"
        refuse(f"a rule for rounding is expected here, not {described(value)}", remedy)
    return meant


OTHER_PRECISIONS = {
    **dict.fromkeys(("float64", "f64", "fp64", "float"), "double"),
    **dict.fromkeys(("float32", "f32", "fp32"), "single"),
    "no": "none",
    "exact": "none",
    "full": "none",
    "off": "none",
    "machine": "double",
}
WANTED = ("inputs", "initial")


def read_wanted(value: object) -> object:
    """What else to find the gradients of."""
    if value not in WANTED:
        remedy = "write [inputs], [initial], or both; those of quantities and parameters are always found"
        refuse(f"`gradients` adds those of the inputs or of the initial state, not of {described(value)}", remedy)
    return value


def same_width(rows: list[list[Number]]) -> list[list[Number]]:
    """A matrix as it is, if it is one."""
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            counts = f"row {number + 1} has {counted(len(row), 'number')}, and row 1 has {len(rows[0])}"
            refuse(counts, "give all rows of a matrix the same length", path=(number,))
    return rows


def as_array(value: Number | list[Number] | list[list[Number]]) -> Array[Number]:
    """A number, a column vector, or a matrix by its rows; one row of one number is that number."""
    if isinstance(value, Number):
        return Array.scalar(value)
    rows = [[entry] if isinstance(entry, Number) else entry for entry in value]
    return Array(normal((len(rows), len(rows[0]))), tuple(entry for row in rows for entry in row))
