"""A number's text in its parts: sign, digits, power of ten; so that each medium writes them in its own way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A number as it is written.

    `over` are the digits under a fraction's line, where it is one; `power` the power of ten that it is multiplied by,
    or, of what can't be told from zero, the one that it is smaller than (`around_zero`).
    """

    negative: bool
    digits: str
    over: str = ""
    power: str = ""
    around_zero: bool = False


def parts_of(text: str) -> Written:
    """The parts of a number's text: -0.5, 1/3, 5.87e299, or 0e-4930, a zero to so many places."""
    negative, text = text.startswith("-"), text.lstrip("+-")
    mantissa, _, power = text.lower().partition("e")
    digits, _, over = mantissa.partition("/")
    return Written(negative, digits, over, power.lstrip("+"), around_zero=bool(power) and mantissa == "0")
