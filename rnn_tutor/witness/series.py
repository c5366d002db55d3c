"""Numbers that move: a + bε, with balls for a and b, as power series of FLINT's up to the first power of ε.

What is moved by ε carries along how much it moves (Wengert, "A simple automatic derivative evaluation program", 1964;
Johansson, "Arb", 2017). Numbers that nothing moves stay fractions and balls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from flint import arb, arb_series, ctx, fmpq

from rnn_tutor.equations.functions import ROWS
from rnn_tutor.equations.operations.activations import TANH
from rnn_tutor.equations.operations.elementary import COSH, LOG, SINH, SQRT
from rnn_tutor.equations.operations.function import Function
from rnn_tutor.numbers.arithmetic import Arithmetic
from rnn_tutor.numbers.real import PRIMITIVES, Undecided, divide, is_exact_zero, power, real, sign

Moving: TypeAlias = Any  # a Real, or a series of FLINT's, which has no types

POWERS_OF_EPSILON = 2  # ε to the 0 and to the 1; what has a higher power is dropped


class AtKink(ArithmeticError):
    """A number stands where a function has a corner or a jump, and is moved: there is no derivative there."""


class FirstPower:
    """Series are kept up to the first power of ε, for a while."""

    def __enter__(self) -> None:
        self.before: int = ctx.cap
        ctx.cap = POWERS_OF_EPSILON

    def __exit__(self, *_: object) -> None:
        ctx.cap = self.before


def moved(value: Moving) -> Moving:
    """A number + ε."""
    return arb_series([arb(value), 1])


def still(value: Moving) -> Moving:
    """A number without its ε."""
    return value[0] if isinstance(value, arb_series) else value


def slope_of(value: Moving) -> arb:
    """How much a number moves with ε.

    Raises:
        Undecided: where the ball is too wide to be of use.
    """
    found = value[1] if isinstance(value, arb_series) else arb(0)
    if not found.is_finite():
        raise Undecided
    return found


def _sign(value: Moving) -> int:
    if not isinstance(value, arb_series):
        return sign(value)
    constant = value[0]
    if constant > 0:
        return 1
    if constant < 0:
        return -1
    if not is_exact_zero(constant):
        raise Undecided
    if not is_exact_zero(value[1]):
        raise AtKink
    return 0


def _divide(top: Moving, bottom: Moving) -> Moving:
    if isinstance(bottom, arb_series):
        _told_from_zero(bottom)
        return top / bottom
    if isinstance(top, arb_series):
        sign(bottom)
        return top / bottom
    return divide(top, bottom)


def _told_from_zero(value: Moving) -> None:
    if value[0].contains(0):
        raise AtKink if is_exact_zero(value[0]) else Undecided


def _power(base: Moving, exponent: Moving) -> Moving:
    if not isinstance(base, arb_series) and not isinstance(exponent, arb_series):
        return power(base, exponent)
    if isinstance(exponent, fmpq) and exponent.q == 1:
        whole = int(exponent.p)
        return base**whole if whole >= 0 else _divide(fmpq(1), base**-whole)
    _told_from_zero(base if isinstance(base, arb_series) else arb_series([arb(base)]))
    return (_log(base) * exponent).exp()


def _log(x: Moving) -> Moving:
    if not isinstance(x, arb_series):
        return PRIMITIVES[LOG.name](x)
    _told_from_zero(x)
    return x.log()


def _sqrt(x: Moving) -> Moving:
    if not isinstance(x, arb_series):
        return PRIMITIVES[SQRT.name](x)
    _told_from_zero(x)
    return x.sqrt()


def _tanh(x: Moving) -> Moving:
    return 1 - _divide(fmpq(2), (2 * x).exp() + 1) if isinstance(x, arb_series) else PRIMITIVES[TANH.name](x)


def _by_series(function: Function) -> Callable[[Moving], Moving]:
    """A function that FLINT's series have themselves."""
    of_series, of_number = getattr(arb_series, function.library), PRIMITIVES[function.name]
    return lambda x: of_series(x) if isinstance(x, arb_series) else of_number(x)


def _sinh(x: Moving) -> Moving:
    return (x.exp() - (-x).exp()) / 2 if isinstance(x, arb_series) else PRIMITIVES[SINH.name](x)


def _cosh(x: Moving) -> Moving:
    return (x.exp() + (-x).exp()) / 2 if isinstance(x, arb_series) else PRIMITIVES[COSH.name](x)


WITH_CARE = {LOG: _log, SQRT: _sqrt, SINH: _sinh, COSH: _cosh, TANH: _tanh}
"""Where a series around zero has to be refused, and what FLINT's series don't have themselves."""

SERIES = Arithmetic(
    constant=real,
    primitives={row.name: WITH_CARE.get(row) or _by_series(row) for row in ROWS if row.is_primitive},
    divide=_divide,
    power=_power,
    sign=_sign,
    pi=arb.pi,
)
"""Exact numbers, some of which move."""
