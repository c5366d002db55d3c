"""Numbers as a computer keeps them, IEEE 754 double or single precision: each operation rounded as it is carried out.

The operations between single-precision numbers are carried out in double precision and rounded: for + − × / and the
square root that is what single-precision hardware gives (Figueroa, "When is double rounding innocuous?", 1995).
Functions come from the machine's library, which is right to within about one unit in the last place.
"""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Self, TypeAlias

from flint import fmpq

from rnn_tutor.equations.array import Array
from rnn_tutor.numbers.arithmetic import Arithmetic
from rnn_tutor.numbers.floating import FLOATING, PRIMITIVES, nearest_float
from rnn_tutor.numbers.real import DomainError, real
from rnn_tutor.numbers.value import Value

DOUBLE, SINGLE = 53, 24
"""The bits of a number's digits."""
FIGURES = {DOUBLE: 17, SINGLE: 9}
"""So many significant figures tell any two numbers apart."""
NO_NUMBER = "a result that is too large for this precision, or not a number"

Operand: TypeAlias = "Machine | float | int"


class Machine(float):
    """A double-precision number whose sums are summed one after the other: `sum` of floats proper compensates."""

    def __add__(self, other: Operand) -> Machine:
        return type(self)(float(self) + float(other))

    def __sub__(self, other: Operand) -> Machine:
        return type(self)(float(self) - float(other))

    def __mul__(self, other: Operand) -> Machine:
        return type(self)(float(self) * float(other))

    def __truediv__(self, other: Operand) -> Machine:
        return type(self)(float(self) / float(other))

    def __neg__(self) -> Machine:
        return type(self)(-float(self))

    def __abs__(self) -> Machine:
        return type(self)(abs(float(self)))

    def __radd__(self, other: Operand) -> Machine:
        return type(self)(float(other) + float(self))

    def __rsub__(self, other: Operand) -> Machine:
        return type(self)(float(other) - float(self))

    def __rmul__(self, other: Operand) -> Machine:
        return type(self)(float(other) * float(self))


class Single(Machine):
    """A single-precision number."""

    def __new__(cls, value: float = 0.0) -> Self:
        """The nearest one."""
        return super().__new__(cls, single(float(value)))


def single(value: float) -> float:
    """The single-precision number nearest to a double."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


@cache
def machine_arithmetic(bits: int) -> Arithmetic:
    """The arithmetic of a precision, each function rounded to it as well.

    Functions that have a definition are carried out by it, one operation after the other, as the lines show them.
    """
    kind: type[Machine] = Single if bits == SINGLE else Machine

    def rounded(function: Any) -> Any:  # noqa: ANN401  # of one number, or of two
        return lambda *numbers: kind(function(*map(float, numbers)))

    return replace(
        FLOATING,
        constant=lambda number: kind(float(number)),
        primitives={name: rounded(function) for name, function in PRIMITIVES.items()},
        of_arrays={},
        meanings={},
        square=None,
        divide=rounded(FLOATING.divide),
        power=rounded(FLOATING.power),
        pi=lambda: kind(math.pi),
    )


def as_machine(value: Value, bits: int) -> Any:  # noqa: ANN401  # machine numbers take the place of Real
    """An exact value as the nearest numbers of a precision."""
    constant = machine_arithmetic(bits).constant
    if isinstance(value, Array):
        return value.map(lambda entry: constant(_fraction(entry)))
    return constant(_fraction(value))


def _fraction(entry: object) -> Fraction:
    assert isinstance(entry, fmpq), "what the by-hand track keeps are fractions"
    return Fraction(int(entry.p), int(entry.q))


def as_exact(value: float | Array[float]) -> Value:
    """Machine numbers as what they are exactly.

    Raises:
        DomainError: where a number is infinite, or none.
    """
    return value.map(_exact) if isinstance(value, Array) else _exact(value)


def _exact(value: float) -> fmpq:
    if not math.isfinite(value):
        raise DomainError(NO_NUMBER, fmpq(0))
    return fmpq(*float(value).as_integer_ratio())


def nearest(value: Fraction, bits: int) -> fmpq:
    """The number of a precision that is nearest to a fraction, exactly; what is beyond all of them stays as it is."""
    number = nearest_float(value)
    found = number if bits == DOUBLE else single(number)
    return _exact(found) if math.isfinite(found) else real(value)


def shortest(value: fmpq, bits: int) -> str:
    """The shortest decimal that reads back as a number of a precision: 0.1, 1e-9, 0.30000000000000004.

    Of a number that is beyond doubles, as many digits as tell two of them apart.
    """
    top, bottom = int(value.p), int(value.q)
    number = nearest_float(Fraction(top, bottom))
    if not math.isfinite(number):
        return plain(f"{Decimal(top) / Decimal(bottom):.{FIGURES[bits] - 1}e}")
    return plain(repr(number)) if bits == DOUBLE else shortest_single(number)


def shortest_single(number: float) -> str:
    """The shortest decimal that reads back as a single-precision number."""
    texts = (f"{number:.{digits}g}" for digits in range(1, FIGURES[SINGLE] + 1))
    return plain(next((text for text in texts if single(float(text)) == number), repr(number)))


def plain(text: str) -> str:
    """A float's text as the lines write it: 1e-7 for 1e-07, 2 for 2.0."""
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
