"""Numbers that move: a + bε, with balls for a and b, as power series of FLINT's up to the first power of ε.

What is moved by ε carries along how much it moves (Wengert, "A simple automatic derivative evaluation program", 1964;
Johansson, "Arb", 2017). Numbers that nothing moves stay fractions and balls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from flint import arb, arb_series, ctx, fmpq

from rnn_tutor.numbers.evaluate import Arithmetic
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
        return PRIMITIVES["log"](x)
    _told_from_zero(x)
    return x.log()


def _sqrt(x: Moving) -> Moving:
    if not isinstance(x, arb_series):
        return PRIMITIVES["sqrt"](x)
    _told_from_zero(x)
    return x.sqrt()


def _tanh(x: Moving) -> Moving:
    return 1 - 2 / ((2 * x).exp() + 1) if isinstance(x, arb_series) else PRIMITIVES["tanh"](x)


def _by_name(name: str) -> Callable[[Moving], Moving]:
    """A function that FLINT's series have themselves."""
    return lambda x: getattr(x, name)() if isinstance(x, arb_series) else PRIMITIVES[name](x)


def _sinh(x: Moving) -> Moving:
    return (x.exp() - (-x).exp()) / 2 if isinstance(x, arb_series) else PRIMITIVES["sinh"](x)


def _cosh(x: Moving) -> Moving:
    return (x.exp() + (-x).exp()) / 2 if isinstance(x, arb_series) else PRIMITIVES["cosh"](x)


def _arctan(x: Moving) -> Moving:
    return x.atan() if isinstance(x, arb_series) else PRIMITIVES["arctan"](x)


_OWN: dict[str, Callable[[Moving], Moving]] = {
    "log": _log,
    "sqrt": _sqrt,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "arctan": _arctan,
}

SERIES = Arithmetic(
    constant=real,
    primitives={name: _OWN.get(name) or _by_name(name) for name in PRIMITIVES},
    divide=_divide,
    power=_power,
    sign=_sign,
    pi=arb.pi,
)
"""Exact numbers, some of which move."""
