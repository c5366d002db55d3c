"""The rule by which a person rounds who computes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round half away from zero, to `decimals` places or to `significant` figures.

    With decimals, a value too small to show (below 0.001 at 3 decimals) keeps one significant figure instead.
    Exactly one of the two is set.
    """

    decimals: int | None = 3
    significant: int | None = None

    def places(self, magnitude: int) -> int:
        """How many decimal places a number keeps whose first significant digit stands at 10**magnitude."""
        if self.significant is not None:
            return self.significant - 1 - magnitude
        assert self.decimals is not None
        return max(self.decimals, -magnitude)

    def describe(self) -> str:
        """The rule in words."""
        if self.significant is not None:
            return f"{self.significant} significant figures"
        return f"{self.decimals} decimals"


def first_digit(value: Fraction) -> int:
    """The power of ten of a number's first significant digit: 2 for 123, −4 for 0.0007. The number is not zero."""
    top, bottom = abs(value.numerator), value.denominator
    guess = len(str(top)) - len(str(bottom))
    return guess if top * 10 ** max(-guess, 0) >= bottom * 10 ** max(guess, 0) else guess - 1


def round_half_away(value: Fraction, places: int) -> Fraction:
    """The multiple of 10**−places nearest to the value, the farther from zero of two equally near."""
    scale = Fraction(10) ** places
    rounded = int(abs(value) * scale + Fraction(1, 2)) / scale
    return -rounded if value < 0 else rounded


def round_by(rule: Rounding, value: Fraction) -> Fraction:
    """An exact value, rounded by hand."""
    return round_half_away(value, rule.places(first_digit(value))) if value else value
