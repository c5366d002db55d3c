"""The rule by which a person rounds who computes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, log10

from flint import fmpq, fmpz

from rnn_tutor.english import counted

TEN = fmpz(10)
LOG10_OF_2 = log10(2)
PRECISIONS = {53: "double", 24: "single"}
TRILLION = 12  # digits before the point


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round half away from zero, to `decimals` places or to `significant` figures.

    With decimals, a value too small to show (below 0.001 at 3 decimals) keeps one significant figure instead, and one
    of a trillion or more keeps as many figures as one just below that: 15 at 3 decimals, and not the 300 of an
    exploded gradient. Exactly one of the two is set.

    With `binary`, nothing is rounded as a person would: the numbers are a computer's, with so many bits, and
    `significant` figures tell them apart.
    """

    decimals: int | None = 3
    significant: int | None = None
    binary: int | None = None

    def places(self, magnitude: int) -> int:
        """How many decimal places a number keeps whose first significant digit stands at 10**magnitude."""
        if self.significant is not None:
            return self.significant - 1 - magnitude
        assert self.decimals is not None
        return max(self.decimals - max(magnitude + 1 - TRILLION, 0), -magnitude)

    def keeps_one_digit(self, value: Fraction | fmpq) -> bool:
        """Whether a number that was rounded so is too small for the decimals, and has kept but its first digit."""
        return self.decimals is not None and 0 < abs(value) * 10**self.decimals < 1

    def digits_of(self, value: fmpq) -> int:
        """How many significant digits a number that was rounded so is written with: none, one, or two where more."""
        if value == 0:
            return 0
        first = first_digit(value)
        if self.binary is None:
            return min(self.places(first) + first + 1, 2)
        return 1 if (value / fmpq(10) ** first).q == 1 else 2

    def describe_fully(self) -> str:
        """The rule in words, with what becomes of numbers too small for it."""
        if self.decimals is None:
            return self.describe()
        return f"{self.describe()}, or to its first digit if it is smaller than {Decimal(10) ** -self.decimals} in size"

    def describe_edges(self) -> str:
        """In sentences with an example each: what becomes of numbers too small for the rule, and of halves."""
        if self.binary is not None:
            return ""
        if self.significant is not None:
            last = Decimal(10) ** (1 - self.significant)
            return f"Halves are rounded away from 0: {1 + last / 2:f} becomes {1 + last:f}."
        assert self.decimals is not None, "one of the two rules"
        last = Decimal(10) ** -self.decimals
        return (
            f"A number smaller than {last:f} in size keeps its first digit that isn't 0: {last * 48 / 100:f} becomes "
            f"{last / 2:f}. Halves are rounded away from 0: {last * 25 / 2:f} becomes {last * 13:f}."
        )

    def describe(self) -> str:
        """The rule in a few words."""
        if self.binary is not None:
            return f"{PRECISIONS[self.binary]} precision"
        if self.significant is not None:
            return f"{self.significant} significant figures"
        assert self.decimals is not None, "one of the two rules"
        return counted(self.decimals, "decimal")


def first_digit(value: fmpq) -> int:
    """The power of ten of a number's first significant digit: 2 for 123, −4 for 0.0007. The number is not zero."""
    top, bottom = abs(value.p), value.q
    # By their lengths, top / bottom lies above 2**(bits - 1) and below 2**(bits + 1): at most one power of ten between.
    bits = top.bit_length() - bottom.bit_length()
    above = floor((bits - 1) * LOG10_OF_2) + 1
    reached = top >= bottom * TEN**above if above >= 0 else top * TEN**-above >= bottom
    return above if reached else above - 1
