"""Ordinary floating-point numbers, for training: a thousand updates make a curve to look at, not digits to prove."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.functions import ROWS
from rnn_tutor.equations.operations.activations import RELU, SIGMOID, SOFTPLUS
from rnn_tutor.equations.operations.elementary import COS, COSH, EXP, LOG, SIN, SINH, SQRT
from rnn_tutor.equations.operations.reductions import LOG_SOFTMAX, SOFTMAX
from rnn_tutor.equations.operations.slopes import RELU_SLOPE
from rnn_tutor.numbers.arithmetic import Arithmetic
from rnn_tutor.numbers.real import (
    BROKEN_POWER,
    BY_ZERO,
    LOG_OF_NEGATIVE,
    LOG_OF_ZERO,
    ROOT_OF_NEGATIVE,
    DomainError,
    Real,
    real,
)
from rnn_tutor.numbers.value import Value

FloatValue: TypeAlias = "float | Array[float]"

LARGEST_POWER = 710  # e to a larger one is no double-precision number any more


def nearest_float(number: Fraction | Real) -> float:
    """The nearest floating-point number; infinity for what is beyond them, as IEEE 754 rounds it."""
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, 1 if number > 0 else -1)


def _undefined(operation: str, operand: float) -> DomainError:
    return DomainError(operation, real(Fraction(operand) if math.isfinite(operand) else Fraction(0)))


def _divide(top: float, bottom: float) -> float:
    if bottom == 0:
        raise _undefined(BY_ZERO, bottom)
    return top / bottom


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        raise _undefined(BY_ZERO, base)
    if base < 0 and math.isfinite(exponent) and exponent != int(exponent):
        raise _undefined(BROKEN_POWER, base)
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf


def _log(x: float) -> float:
    if x <= 0:
        raise _undefined(LOG_OF_ZERO if x == 0 else LOG_OF_NEGATIVE, x)
    return math.log(x)


def _sqrt(x: float) -> float:
    if x < 0:
        raise _undefined(ROOT_OF_NEGATIVE, x)
    return math.sqrt(x)


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _sinh(x: float) -> float:
    return math.sinh(x) if abs(x) < LARGEST_POWER else math.copysign(math.inf, x)


def _cosh(x: float) -> float:
    return math.cosh(x) if abs(x) < LARGEST_POWER else math.inf


def _sin(x: float) -> float:
    return math.sin(x) if math.isfinite(x) else math.nan


def _cos(x: float) -> float:
    return math.cos(x) if math.isfinite(x) else math.nan


def _sigmoid(x: float) -> float:
    return 1 / (1 + _exp(-x))


def _softplus(x: float) -> float:
    """log(1 + eˣ), also where eˣ is too large for a floating-point number."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _relu(x: float) -> float:
    return x if x > 0 else 0.0


def _relu_slope(x: float) -> float:
    return 1.0 if x > 0 else 0.0


def softmax(x: FloatValue) -> FloatValue:
    """eˣ over its sum; the largest x is taken away from each first, which changes nothing but keeps eˣ small."""
    if not isinstance(x, Array):
        return 1.0
    top = max(x.entries)
    powers = [math.exp(entry - top) for entry in x.entries]
    total = sum(powers)
    return Array(x.shape, tuple(power / total for power in powers))


def log_softmax(x: FloatValue) -> FloatValue:
    """The logarithm of softmax, also where that is too small for a floating-point number."""
    if not isinstance(x, Array):
        return 0.0
    top = max(x.entries)
    rest = math.log(sum(math.exp(entry - top) for entry in x.entries))
    return Array(x.shape, tuple(entry - top - rest for entry in x.entries))


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


WITH_CARE = {EXP: _exp, LOG: _log, SQRT: _sqrt, SIN: _sin, COS: _cos, SINH: _sinh, COSH: _cosh}
"""What `math` refuses to compute, where floating-point numbers have infinity, or none has a value."""

OWN = {SIGMOID: _sigmoid, SOFTPLUS: _softplus, RELU: _relu, RELU_SLOPE: _relu_slope}
"""Not by their definitions: for speed, and where eˣ alone would be too large."""

PRIMITIVES = {row.name: WITH_CARE.get(row) or getattr(math, row.library) for row in ROWS if row.is_primitive}

FLOATING = Arithmetic(
    constant=nearest_float,
    primitives=PRIMITIVES | {row.name: function for row, function in OWN.items()},
    of_arrays={SOFTMAX.name: softmax, LOG_SOFTMAX.name: log_softmax},
    divide=_divide,
    power=_power,
    square=lambda x: x * x,
    sign=_sign,
    pi=lambda: math.pi,
)
"""IEEE double precision: 15 to 17 significant digits, infinity where a number grows too large.

What comes of infinity and has no value is no number (nan); it raises only where ordinary numbers have no value either.
"""


def as_floats(value: Value) -> Value:
    """An exact value as the nearest floating-point numbers."""
    return value.map(nearest_float) if isinstance(value, Array) else nearest_float(value)  # type: ignore[return-value, arg-type]  # floats take the place of Real in training
