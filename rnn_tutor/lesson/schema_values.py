"""What may stand behind a key of a lesson file: kinds of values, each with its part of the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
)
from pydantic_core import core_schema

from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.reading import (
    read_figure,
    read_flag,
    read_formula,
    read_line,
    read_number,
    read_text,
    read_version,
    read_whole,
    same_width,
)

NUMBER_PATTERN = r"^\s*[-+−]?\s*([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?(\s*/\s*0*[1-9][0-9]*)?\s*$"
NAME = re.compile(r"[^\W\d]\w*")
LINE = {"type": "string", "minLength": 1, "maxLength": 200}
FIGURE_PATTERN = r"^\s*[-+−]?\s*([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+−]?[0-9]+)?\s*$"


@dataclass(frozen=True, eq=False)
class Read:
    """How what stands behind a key is read, and what the JSON Schema says of it.

    Pydantic's own `PlainValidator` would work out a schema for the type as well, each time that it is used.
    """

    reader: Callable[[object], object]
    described: dict[str, Any]

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.reader)

    def __get_pydantic_json_schema__(self, _: core_schema.CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.described)


def whole(low: int, high: int) -> Read:
    """A whole number within bounds."""
    return Read(partial(read_whole, low=low, high=high), {"type": "integer", "minimum": low, "maximum": high})


def text_or_list(value: object) -> str:
    """The tag of a union's branch, as `kind_of` gives it."""
    return "<list>" if isinstance(value, list) else "<text>"


def keys_or_list(value: object) -> str:
    """The tag of a union's branch, as `kind_of` gives it."""
    return "<list>" if isinstance(value, list) else "<keys>"


def kind_of(value: object) -> str:
    """The tag of a union's branch; in angle brackets, so that no key of a file is mistaken for it."""
    if isinstance(value, dict):
        return "<keys>"
    if isinstance(value, list):
        return "<matrix>" if any(isinstance(entry, list) for entry in value) else "<vector>"
    return "<number>"


def start_of(value: object) -> str:
    """The tag of an initial state: numbers, or the name of a parameter."""
    return "<name>" if isinstance(value, str) and NAME.fullmatch(value.strip()) else kind_of(value)


def rounding_kind(value: object) -> str:
    """The tag of a rule for rounding: a number of decimals, keys, or a computer's precision by its name."""
    return "<word>" if isinstance(value, str) and NAME.fullmatch(value.strip()) else kind_of(value)


def wanted_kind(value: object) -> str:
    """The tag of a target, which may be nothing."""
    return "<nothing>" if value is None else kind_of(value)


def name_or_keys(value: object) -> str:
    """The tag of what may be a name alone, or a name with settings."""
    return "<keys>" if isinstance(value, dict) else "<name>"


ExactNumber: TypeAlias = Annotated[
    Number,
    Read(read_number, {"anyOf": [{"type": "number"}, {"type": "string", "pattern": NUMBER_PATTERN}]}),
]
SomeText: TypeAlias = Annotated[str, Read(read_text, {"type": "string", "minLength": 1})]
FreeText: TypeAlias = Annotated[str, Read(read_text, {"type": "string"})]
LineText: TypeAlias = Annotated[str, Read(read_line, LINE)]
ArithmeticText: TypeAlias = Annotated[str, Read(read_line, {**LINE, "pattern": "[=≈]"})]
FormulaText: TypeAlias = Annotated[str, Read(read_formula, {"anyOf": [{"type": "string"}, {"type": "number"}]})]
Version: TypeAlias = Annotated[int, Read(read_version, {"const": 1})]

Vector: TypeAlias = Annotated[list[ExactNumber], Field(min_length=1)]
Matrix: TypeAlias = Annotated[list[Vector], Field(min_length=1), AfterValidator(same_width)]
Values: TypeAlias = Annotated[
    Annotated[ExactNumber, Tag("<number>")] | Annotated[Vector, Tag("<vector>")] | Annotated[Matrix, Tag("<matrix>")],
    Discriminator(kind_of),
]
ParameterName: TypeAlias = Annotated[str, Read(read_line, {**LINE, "pattern": r"^\s*[^\d\s+\-−.]\S*\s*$"})]
InitialState: TypeAlias = Annotated[
    Annotated[ExactNumber, Tag("<number>")]
    | Annotated[Vector, Tag("<vector>")]
    | Annotated[Matrix, Tag("<matrix>")]
    | Annotated[ParameterName, Tag("<name>")],
    Discriminator(start_of),
]
TargetValue: TypeAlias = Annotated[
    Annotated[ExactNumber, Tag("<number>")]
    | Annotated[Vector, Tag("<vector>")]
    | Annotated[Matrix, Tag("<matrix>")]
    | Annotated[None, Tag("<nothing>")],
    Discriminator(wanted_kind),
]
Flag: TypeAlias = Annotated[bool, Read(read_flag, {"type": "boolean"})]
Features: TypeAlias = Values
"""What goes in at a time step: a number, several features, or a matrix with a row for each of a batch."""

PrintedNumber: TypeAlias = Annotated[
    Number,
    Read(read_figure, {"anyOf": [{"type": "number"}, {"type": "string", "pattern": FIGURE_PATTERN}]}),
]
PrintedVector: TypeAlias = Annotated[list[PrintedNumber], Field(min_length=1)]
PrintedNumbers: TypeAlias = Annotated[
    Annotated[PrintedNumber, Tag("<number>")]
    | Annotated[PrintedVector, Tag("<vector>")]
    | Annotated[list[PrintedVector], Field(min_length=1), AfterValidator(same_width), Tag("<matrix>")],
    Discriminator(kind_of),
]
