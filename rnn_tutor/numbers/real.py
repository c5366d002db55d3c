"""Real numbers with a proof: exact fractions as long as possible, then balls that are known to hold the true value.

A `Real` is a FLINT fraction (`fmpq`) or a FLINT ball (`arb`, midpoint ± radius; Johansson, "Arb: efficient
arbitrary-precision midpoint-radius interval arithmetic", 2017). Arithmetic between the two is FLINT's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb, ctx, fmpq, fmpz

from rnn_tutor.equations.functions import ROWS
from rnn_tutor.equations.operations.elementary import EXP, LOG, SQRT
from rnn_tutor.equations.operations.function import Function
from rnn_tutor.limits import FRACTION_BITS, NUMBER_BITS, POWER

Real: TypeAlias = fmpq | arb

TAKEN_AS_EQUAL = 1 << 14  # bits: numbers that agree to so many (4,900 digits) are taken to be the same
HUGE = NUMBER_BITS.most  # in bits of the exponent; what is beyond can't be walked through
ASKED = (
    1 << 12
)  # as above, 1,200 digits: what is beyond can be shown, but no quiz asks it and no mistake is sought in it

# What an operation without a value comes to, as the end of a sentence.
TOO_LARGE = "a number too large to go on with"
TOO_NEAR_TO_ZERO = "a number too close to zero to go on with"
TOO_MANY_TO_TELL = "a number that 1,200 digits can't tell from zero, and the lesson is too long for more of them"
LOST = "a difference that is lost in 4,900 digits"
TOO_LARGE_A_POWER = "a power of e too large to go on with"
BY_ZERO = "a division by zero"
BY_A_ZERO_TO_ALL_DIGITS = "a division by a number that can't be distinguished from zero"
BROKEN_POWER = "a negative number to a power that isn't whole"
LOG_OF_ZERO = "the log of zero"
LOG_OF_A_ZERO_TO_ALL_DIGITS = "the log of a number that can't be distinguished from zero"
LOG_OF_NEGATIVE = "the log of a negative number"
ROOT_OF_NEGATIVE = "the square root of a negative number"


class DomainError(ArithmeticError):
    """An operation that has no value: `operation` says which, `operand` with what."""

    def __init__(self, operation: str, operand: Real) -> None:
        super().__init__(operation)
        self.operation = operation
        self.operand = operand


class Undecided(ArithmeticError):
    """The balls are too wide to tell the sign of a number; the same again with more bits will tell."""


def real(value: Fraction) -> fmpq:
    """An exact fraction as FLINT has it."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """A FLINT fraction as Python has it."""
    return Fraction(int(value.p), int(value.q))


def nearest_fraction(value: arb) -> fmpq:
    """The number with few bits that a ball can't be told from, once no more are spent on it: an integer, a half.

    Raises:
        Undecided: as long as more bits may tell.
    """
    _demand_last_precision()
    mantissa, exponent = value.mid().man_exp()
    places = ctx.prec // 4
    return real(Fraction(round(Fraction(int(mantissa)) * Fraction(2) ** (int(exponent) + places)), 2**places))


def _demand_last_precision() -> None:
    if ctx.prec < TAKEN_AS_EQUAL:
        raise Undecided


def sign(value: Real) -> int:
    """−1, 0 or 1; 0 also for what is only taken to be zero.

    Raises:
        Undecided: where a ball holds zero but isn't exactly zero, as long as more bits may tell.
        DomainError: where even then it may be anything: e^20000 + 1 − e^20000.
    """
    if value > 0:
        return 1
    if value < 0:
        return -1
    if not is_exact_zero(value):
        _demand_last_precision()
        if isinstance(value, arb) and not value.abs_upper() < 1:
            raise DomainError(LOST, value)
    return 0


def is_exact_zero(value: Real) -> bool:
    """Whether a number is known to be zero: a fraction, or a ball without a radius."""
    return value.is_zero() if isinstance(value, arb) else value == 0


def bounded(value: Real, bits: int = FRACTION_BITS.most) -> Real:
    """The value, as a ball once its fraction has grown longer than so many bits.

    Raises:
        DomainError: for a value beyond all reason: a network that explodes, or vanishes past 120,000 zeros.
    """
    if isinstance(value, fmpq):
        if value.p.bit_length() + value.q.bit_length() < bits:
            return value
        value = arb(value)
    size = abs(value)
    if not size < _LARGEST:
        raise DomainError(TOO_LARGE, value)
    if not size > _SMALLEST:
        if size < _SMALLEST and size > 0:
            raise DomainError(TOO_NEAR_TO_ZERO, value)
        if not size < 1:
            sign(value)  # known or refused here, where a step can be named
    return value


_LARGEST = arb(2) ** HUGE
_SMALLEST = arb(2) ** -HUGE


def total(numbers: Sequence[Real]) -> Real:
    """The sum of numbers; that of fractions at one common denominator, which isn't looked for at each of them."""
    fractions = [number for number in numbers if isinstance(number, fmpq)]
    if len(fractions) < len(numbers):
        return sum(numbers, fmpq(0))
    common = fmpz(1)
    for bottom in sorted((number.q for number in fractions), key=fmpz.bit_length, reverse=True):
        if common % bottom != 0:
            common = common.lcm(bottom)
    return fmpq(sum((number.p * (common // number.q) for number in fractions), fmpz(0)), common)


def divide(top: Real, bottom: Real) -> Real:
    """top / bottom; `DomainError` for a division by zero."""
    if sign(bottom) == 0:
        raise DomainError(BY_ZERO if is_exact_zero(bottom) else BY_A_ZERO_TO_ALL_DIGITS, bottom)
    return top / bottom


def power(base: Real, exponent: Real) -> Real:
    """base ** exponent; `DomainError` for zero to a negative power and a negative number to a broken one."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        whole = int(exponent.p)
        if abs(whole) > POWER.most:
            raise DomainError(f"a power above {POWER.most:,}", exponent)
        if whole < 0:
            return divide(fmpq(1), power(base, -exponent))
        if isinstance(base, fmpq) and (base.p.bit_length() + base.q.bit_length()) * whole > FRACTION_BITS.most:
            base = arb(base)
        return base**whole if isinstance(base, fmpq) else _whole_power(base, whole)
    if sign(base) < 0:
        raise DomainError(BROKEN_POWER, base)
    if sign(base) == 0:
        if sign(exponent) < 0:
            raise DomainError(BY_ZERO if is_exact_zero(base) else BY_A_ZERO_TO_ALL_DIGITS, base)
        return fmpq(0) if sign(exponent) else fmpq(1)
    return arb(base) ** arb(exponent)


def _whole_power(base: arb, whole: int) -> Real:
    """By squares; FLINT's own power has no value for a ball around zero."""
    result: Real = fmpq(1)
    square = base
    while whole:
        if whole % 2:
            result = result * square
        whole //= 2
        square = square * square if whole else square
    return result


def log(x: Real) -> Real:
    """The natural logarithm; `DomainError` for zero and below."""
    if sign(x) < 0:
        raise DomainError(LOG_OF_NEGATIVE, x)
    if sign(x) == 0:
        raise DomainError(LOG_OF_ZERO if is_exact_zero(x) else LOG_OF_A_ZERO_TO_ALL_DIGITS, x)
    return fmpq(0) if isinstance(x, fmpq) and x == 1 else arb(x).log()


def sqrt(x: Real) -> Real:
    """The square root, exact where the root is a fraction; `DomainError` below zero."""
    if sign(x) < 0:
        raise DomainError(ROOT_OF_NEGATIVE, x)
    if sign(x) == 0:
        return fmpq(0)
    if isinstance(x, fmpq):
        top, bottom = x.p.isqrt(), x.q.isqrt()
        if top * top == x.p and bottom * bottom == x.q:
            return fmpq(top, bottom)
    return arb(x).sqrt()


def exp(x: Real) -> Real:
    """e to the power x; `DomainError` beyond what can be walked through."""
    if isinstance(x, fmpq):
        if x == 0:
            return fmpq(1)
        x = arb(x)
    if x > HUGE:
        raise DomainError(TOO_LARGE_A_POWER, x)
    return x.exp()


def _by_balls(function: Function) -> Callable[[Real], Real]:
    """A function that FLINT's balls have: a fraction at zero where it is one there, and a ball elsewhere.

    sin, cos and tanh of other fractions are none, by the theorem of Lindemann and Weierstrass; of erf it isn't known.
    """
    of_ball: Callable[[arb], arb] = getattr(arb, function.library)
    found = of_ball(arb(0))
    whole = found.unique_fmpz() if found.is_exact() else None
    at_zero = None if whole is None else fmpq(whole)

    def value(x: Real) -> Real:
        return at_zero if at_zero is not None and isinstance(x, fmpq) and x == 0 else of_ball(arb(x))

    return value


WITH_CARE: dict[Function, Callable[[Real], Real]] = {EXP: exp, LOG: log, SQRT: sqrt}
"""Functions that don't have a value everywhere, or one too large to go on with, or that give fractions."""

PRIMITIVES: dict[str, Callable[[Real], Real]] = {
    function.name: WITH_CARE.get(function) or _by_balls(function) for function in ROWS if function.is_primitive
}
"""The functions of the table that have no definition in simpler ones."""
