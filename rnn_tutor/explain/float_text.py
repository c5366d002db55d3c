"""Floating-point numbers in a line of text: a few digits, and a power of ten as people write it."""

from __future__ import annotations

from decimal import Decimal

from rnn_tutor.english import minus
from rnn_tutor.notation.media import superscript

LARGEST_POWER = 300  # of ten, up to which a number surely is a floating-point number, too


def short(number: float | Decimal, digits: int = 3) -> str:
    """A number with so many significant digits: 0.216, −12.5, 2.5 × 10⁻¹⁰; zero has no sign."""
    if isinstance(number, Decimal) and (not number or abs(number.adjusted()) < LARGEST_POWER):
        number = float(number)
    text = f"{number or 0.0:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    written = f"{mantissa} × 10{superscript(int(power))}" if exponent else text
    return minus(written)


def power_of_ten(exponent: int) -> str:
    """A power of ten; a small one as a decimal."""
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"10{superscript(exponent)}"
