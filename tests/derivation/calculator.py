"""A pocket calculator for tests, written from the contract alone: it takes a line as it is printed, and rounds by hand.

Decimal numbers with a plain `-`, `+ - × / ^ ( )` and function names; a minus in front binds less than a power, powers
to the right. Fractions are kept as long as there are some, so that a tie is a tie.
"""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
TOKEN = re.compile(r" *(?:([0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)|([a-z_]+)|([-+×/^(),]))")


class Unreadable(ValueError):
    """A line with something on it that a calculator has no key for."""


def enter(line: str, digits: int = 40) -> Any:
    """What the calculator shows: a fraction, or a number to so many digits.

    Raises:
        Unreadable: for a line with something on it that has no key.
        ZeroDivisionError: where an operation has no value.
    """
    with mp.workdps(digits):
        return _Entry(line).result()


class _Entry:
    def __init__(self, line: str) -> None:
        self.tokens: list[str] = []
        place = 0
        while place < len(line.rstrip()):
            found = TOKEN.match(line, place)
            if not found:
                raise Unreadable(line[place:])
            self.tokens.append(found.group().strip())
            place = found.end()
        self.place = 0

    def result(self) -> Any:
        value = self.sum()
        if self.here:
            raise Unreadable(self.here)
        return value

    @property
    def here(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.here
        if token not in wanted:
            return ""
        self.place += 1
        return token

    def sum(self) -> Any:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = combine(value, other if sign == "+" else -other, lambda a, b: a + b)
        return value

    def product(self) -> Any:
        value = self.signed()
        while sign := self.take("×", "/"):
            other = self.power()
            value = combine(value, other, (lambda a, b: a * b) if sign == "×" else (lambda a, b: a / b))
        return value

    def signed(self) -> Any:
        return -self.power() if self.take("-") else self.power()

    def power(self) -> Any:
        base = self.item()
        if not self.take("^"):
            return base
        exponent = self.signed()
        if isinstance(exponent, Fraction) and exponent.denominator == 1:
            return base ** int(exponent) if exponent else ONE
        return combine(base, exponent, lambda a, b: plain(a) ** plain(b))

    def item(self) -> Any:
        token = self.here
        self.place += 1
        if token == "(":
            value = self.sum()
            self.expect(")")
            return value
        if token == "pi":
            return +mp.pi
        if re.fullmatch("[a-z_]+", token):
            self.expect("(")
            arguments = [self.sum()]
            while self.take(","):
                arguments.append(self.sum())
            self.expect(")")
            return KEYS[token](*arguments)
        if not re.match("[0-9]", token):
            raise Unreadable(token or "the end")
        return Fraction(token)

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise Unreadable(self.here)


def plain(value: Any) -> Any:
    return mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def combine(a: Any, b: Any, operation: Callable[[Any, Any], Any]) -> Any:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        found = operation(a, b)
        return found if isinstance(found, Fraction | mpf) else Fraction(found)
    found = operation(plain(a), plain(b))
    return found or ZERO  # nothing, times anything, is exactly nothing


def transcendental(function: Callable[[Any], Any], at: int, exactly: Fraction) -> Callable[[Any], Any]:
    """A key whose only fraction among the fractions is known."""

    def key(x: Any) -> Any:
        return exactly if x == at else function(plain(x))

    return key


def root(x: Any) -> Any:
    found = mp.sqrt(plain(x))
    if isinstance(x, Fraction):
        near = Fraction(round(found * x.denominator), x.denominator)
        if near * near == x:
            return near
    return found


def logarithm(x: Any) -> Any:
    if x <= 0:
        raise ZeroDivisionError
    return mp.log(x)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-plain(x)))


KEYS: dict[str, Callable[..., Any]] = {
    "exp": transcendental(mp.exp, 0, ONE),
    "log": transcendental(logarithm, 1, ZERO),
    "sqrt": root,
    "sin": transcendental(mp.sin, 0, ZERO),
    "cos": transcendental(mp.cos, 0, ONE),
    "tanh": transcendental(mp.tanh, 0, ZERO),
    "sinh": transcendental(mp.sinh, 0, ZERO),
    "cosh": transcendental(mp.cosh, 0, ONE),
    "arctan": transcendental(mp.atan, 0, ZERO),
    "logaddexp": lambda a, b: mp.log(mp.exp(plain(a)) + mp.exp(plain(b))),
    "erf": transcendental(mp.erf, 0, ZERO),
    "abs": abs,
    "max": lambda a, b: a if plain(a) >= plain(b) else b,
    "min": lambda a, b: a if plain(a) <= plain(b) else b,
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "step": lambda x: ONE if x > 0 else ZERO,
    "clip": lambda x, low, high: low if x < low else min(x, high),
    "softsign": lambda x: x / (1 + abs(x)),
    "hard_sigmoid": lambda x, slope=Fraction(1, 6): min(max(x * slope + HALF, ZERO), ONE),
    "sigmoid": transcendental(sigmoid, 0, HALF),
    "identity": lambda x: x,
    "relu": lambda x: x if x > 0 else ZERO,
    "leaky_relu": lambda x, slope=Fraction(1, 100): x if x > 0 else x * slope,
    "softplus": lambda x: mp.log(1 + mp.exp(plain(x))),
    "elu": lambda x: x if x >= 0 else mp.exp(plain(x)) - 1,
    "gelu": transcendental(lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2, 0, ZERO),
    "silu": transcendental(lambda x: x * sigmoid(x), 0, ZERO),
    "huber": lambda x: x * x / 2 if abs(x) <= 1 else abs(x) - HALF,
}


# Rounding by hand.


def exactly(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    sign, mantissa, exponent, _ = value._mpf_
    size = int(mantissa) * Fraction(2) ** int(exponent)
    return -size if sign else size


def leading(value: Fraction) -> int:
    """The place of the first digit: 0 for 7.2, −4 for 0.00072."""
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    place = int(bits * math.log10(2))
    while abs(value) >= Fraction(10) ** (place + 1):
        place += 1
    while abs(value) < Fraction(10) ** place:
        place -= 1
    return place


def rounded_by_hand(value: Any, rounding: Any) -> Fraction:
    """To so many decimals, half away from zero, or {significant: n}.

    Below the last decimal one significant figure is kept, and from a trillion on as many as that has with its decimals.
    """
    number = exactly(value)
    if number == 0:
        return number
    if isinstance(rounding, dict):
        places = rounding["significant"] - 1 - leading(number)
    elif abs(number) < Fraction(1, 10**rounding):
        places = -leading(number)
    elif abs(number) >= 10**12:
        places = 11 + rounding - leading(number)
    else:
        places = rounding
    scale = Fraction(10**places) if places >= 0 else Fraction(1, 10**-places)
    whole = int(abs(number) * scale + Fraction(1, 2))
    return (whole if number > 0 else -whole) / scale
