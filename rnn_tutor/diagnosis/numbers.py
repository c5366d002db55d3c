"""A number that somebody found, with the digits that it was given with; and arrays of them, as they come."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from fractions import Fraction
from typing import Any, TypeAlias

from rnn_tutor.equations.array import Shape
from rnn_tutor.lesson.problems import printable

SPELLED = re.compile(r"\s*([+\-\u2212]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?\s*")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
DOUBLE_DIGITS = 12  # of a number that a program printed in double precision, at least
SINGLE_DIGITS = 7
DEEPEST = 32  # lists in lists: no array of numpy has more dimensions
MOST_NUMBERS = 200_000  # under one name
LARGEST_EXPONENT = 400
EXPONENT_DIGITS = 20  # with zeros in front; more are not looked at
TOO_MANY = (f"more than {MOST_NUMBERS:,} numbers are given", "leave it out, or give a part of it")
LONGEST = 5_000  # characters of a number; the exact ones have 1,000 digits at most
SHOWN = 40  # characters of a number that are written down again


class GivenPrecision(IntEnum):
    """What kind of numbers they are, by the digits that they come with."""

    HAND = 0
    SINGLE = 1
    DOUBLE = 2


@dataclass(frozen=True)
class GivenNumber:
    """One number.

    `value` is None for what is not a number (NaN, infinity), and where nothing is given, which has no `text` either.
    `unit` is what one more in its last digit would be worth; `digits` are those that count, without zeros in front.
    """

    value: Fraction | None
    unit: Fraction
    digits: int
    text: str
    single: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing is given here: a null in an array that is filled in by and by."""
        return not self.text


@dataclass(frozen=True)
class GivenArray:
    """Numbers row by row, in as many dimensions as they came; `shape` is () for one number alone."""

    shape: tuple[int, ...]
    entries: tuple[GivenNumber, ...]


MISSING = GivenNumber(None, Fraction(0), 0, "")
NOTHING = GivenArray((), (MISSING,))


class Unreadable(ValueError):
    """What was given can't be read as numbers: why, and how to mend it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = printable(message)
        self.remedy = remedy


def given_number(spelled: object, *, single: bool = False) -> GivenNumber:
    """A number from its text, or from a Python or numpy number.

    Raises:
        Unreadable: for what is none.
    """
    if spelled is None:
        return MISSING
    if isinstance(spelled, bool):
        raise Unreadable(f"{spelled} is not a number")
    if isinstance(spelled, Fraction) and spelled.denominator != 1:
        return GivenNumber(spelled, Fraction(0), DOUBLE_DIGITS, str(spelled))
    text = spelled if isinstance(spelled, str) else repr(spelled) if isinstance(spelled, float) else str(spelled)
    text = text.strip().replace("\u2212", "-")
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        return GivenNumber(None, Fraction(0), 0, text, single)
    if len(text) > LONGEST:
        raise Unreadable(f"{text[:SHOWN]}… has more than {LONGEST:,} characters", "leave out the digits at its end")
    parts = SPELLED.fullmatch(text)
    if parts is None or not (parts[2] or parts[3]):
        remedy = f"write a point: {text.replace(',', '.')}" if DECIMAL_COMMA.fullmatch(text[:SHOWN]) else ""
        raise Unreadable(f"{text[:SHOWN]!r} is not a number", remedy)
    if len((parts[4] or "").strip("+-")) > EXPONENT_DIGITS or abs(int(parts[4] or 0)) > LARGEST_EXPONENT:
        most = f"1e{LARGEST_EXPONENT} and 1e-{LARGEST_EXPONENT}"
        raise Unreadable(f"{text[:SHOWN]} is too large or too small to be compared", f"give numbers between {most}")
    try:
        value = Fraction(Decimal(text))
    except (InvalidOperation, ValueError) as error:
        raise Unreadable(f"{text[:SHOWN]!r} is not a number") from error
    unit = Fraction(10) ** (int(parts[4] or 0) - len(parts[3]))
    digits = len((parts[2] + parts[3]).lstrip("0"))
    return GivenNumber(value, unit, digits, text, single or (digits >= DOUBLE_DIGITS and is_widened(value)))


def is_widened(value: Fraction) -> bool:
    """Whether a double holds a single, as torch's `tolist()` makes of float32: seven digits, then digits of chance."""
    try:
        double = float(value)
        (single,) = struct.unpack("f", struct.pack("f", double))
    except OverflowError:
        return False
    return bool(single == double)


Nested: TypeAlias = Any
"""A number, or lists of numbers in lists; None where nothing is given."""


def given_array(nested: Nested, *, single: bool = False) -> GivenArray:
    """Numbers from lists in lists, an Array of the library, or anything that knows `tolist`.

    Raises:
        Unreadable: where rows are not equally long, something is not a number, or there are too many.
    """
    is_single = single or str(getattr(nested, "dtype", "")).endswith(("float32", "float16"))
    if hasattr(nested, "detach"):
        nested = nested.detach().cpu().numpy()
    if is_single and hasattr(nested, "astype"):
        nested = nested.astype("float32")
        spelled = [str(entry) for entry in nested.ravel()]
        return GivenArray(tuple(nested.shape), tuple(given_number(one, single=True) for one in spelled))
    if hasattr(nested, "nested") and hasattr(nested, "entries"):
        nested = nested.nested()
    if getattr(nested, "size", 0) > MOST_NUMBERS:
        raise Unreadable(*TOO_MANY)
    if hasattr(nested, "tolist"):
        nested = nested.tolist()
    nested = evened(nested)
    shape = shape_of(nested)
    if math.prod(shape) > MOST_NUMBERS:
        raise Unreadable(*TOO_MANY)
    return GivenArray(shape, tuple(given_number(one, single=is_single) for one in flattened(nested)))


def evened(nested: Nested) -> Nested:
    """Lists in which a number that stands beside lists stands for a whole one, as in numpy: the 0 of a sum's beginning.

    So does a None, which stands for nothing given.
    """
    if not isinstance(nested, list | tuple):
        return nested
    parts = [evened(part) for part in nested]
    pattern = next((part for part in parts if isinstance(part, list)), None)
    if pattern is None:
        return parts
    if len(parts) * sum(1 for _ in flattened(pattern)) > MOST_NUMBERS:
        raise Unreadable(*TOO_MANY)
    return [part if isinstance(part, list) else _filled(pattern, part) for part in parts]


def _filled(pattern: Nested, value: object) -> Nested:
    return [_filled(part, value) for part in pattern] if isinstance(pattern, list) else value


def shape_of(nested: Nested, level: int = 0) -> tuple[int, ...]:
    """How many lists of how many are in one another.

    Raises:
        Unreadable: where rows are not equally long, or lists nest without end.
    """
    if not isinstance(nested, list | tuple):
        return ()
    if level > DEEPEST:
        raise Unreadable(f"lists are nested deeper than {DEEPEST} levels", "give a number, a list, or a list of rows")
    shapes = {shape_of(part, level + 1) for part in nested}
    if len(shapes) > 1:
        raise Unreadable("the rows have different lengths", "give all rows the same length")
    return (len(nested), *(shapes.pop() if shapes else ()))


def flattened(nested: Nested, level: int = 0) -> Iterator[Any]:
    """The innermost entries, in order.

    Raises:
        Unreadable: where lists nest without end.
    """
    if level > DEEPEST:
        raise Unreadable(f"lists are nested deeper than {DEEPEST} levels", "give a number, a list, or a list of rows")
    if isinstance(nested, list | tuple):
        for part in nested:
            yield from flattened(part, level + 1)
    else:
        yield nested


def sliced(array: GivenArray, place: int) -> GivenArray:
    """The part of an array at a place along its first dimension."""
    size = math.prod(array.shape[1:])
    return GivenArray(array.shape[1:], array.entries[place * size : (place + 1) * size])


def moved_first(array: GivenArray, axis: int) -> GivenArray:
    """The array with one of its dimensions in front."""
    order = (axis, *(other for other in range(len(array.shape)) if other != axis))
    return permuted(array, order)


def permuted(array: GivenArray, order: Sequence[int]) -> GivenArray:
    """The array with its dimensions in another order."""
    strides = [math.prod(array.shape[axis + 1 :]) for axis in range(len(array.shape))]
    shape = tuple(array.shape[axis] for axis in order)
    entries = tuple(
        array.entries[sum(index * strides[axis] for index, axis in zip(indices, order, strict=True))]
        for indices in _indices(shape)
    )
    return GivenArray(shape, entries)


def _indices(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not shape:
        yield ()
        return
    for index in range(shape[0]):
        for rest in _indices(shape[1:]):
            yield (index, *rest)


def squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape without the dimensions of one."""
    return tuple(size for size in shape if size != 1)


def precision_of(numbers: Iterable[GivenNumber]) -> GivenPrecision:
    """What kind of numbers a file has: by the longest of them, and whether all have as many decimals."""
    found = [number for number in numbers if number.value is not None]
    longest = max((number.digits for number in found), default=0)
    if any(number.single for number in found):
        return GivenPrecision.SINGLE
    if longest >= DOUBLE_DIGITS:
        return GivenPrecision.DOUBLE
    return GivenPrecision.HAND if longest < SINGLE_DIGITS or fixed_unit(found) is not None else GivenPrecision.SINGLE


def fixed_unit(numbers: Iterable[GivenNumber]) -> Fraction | None:
    """The last decimal to which all numbers are printed, zeros at the end left out perhaps; None where it varies."""
    units = [number.unit for number in numbers if number.value is not None]
    smallest = min(units, default=Fraction(0))
    return smallest if smallest and 2 * units.count(smallest) > len(units) else None


def as_rows(shape: Shape) -> tuple[int, int]:
    """A shape of the library as rows and columns."""
    rows, columns = shape or (1, 1)
    return rows, columns
