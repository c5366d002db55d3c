"""A printed number counted in units of its last place: 0.493 is 493 thousandths."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.equations.tree import Number
from rnn_tutor.numbers.digits import decimal, rounded_to
from rnn_tutor.numbers.real import real

TEN = Fraction(10)


@dataclass(frozen=True)
class Units:
    """`count` units of 10**−places; `places` is negative where the last digit stands before the point."""

    count: int
    places: int

    @classmethod
    def of(cls, printed: Number) -> Units:
        """The units of a number that has its digits as `text`."""
        mantissa, _, exponent = (printed.text or "").lower().partition("e")
        places = len(mantissa.partition(".")[2]) - int(exponent or 0)
        return cls(int(printed.value * TEN**places), places)

    def rounded(self, value: Fraction) -> int:
        """A value in these units, rounded half away from zero."""
        return rounded_to(real(value), self.places)

    def text(self, value: Fraction) -> str:
        """A value, rounded, with as many places."""
        return decimal(self.rounded(value), self.places)

    def is_rounding_of(self, value: Fraction) -> bool:
        """Whether a value, rounded, is this number."""
        return self.rounded(value) == self.count

    def is_next_to(self, value: Fraction) -> bool:
        """Whether a value, rounded, is one unit away from this number; 3 for 2 is no slip in a last place."""
        has_last_place = self.places > 0 or abs(self.count) >= 10
        return has_last_place and abs(self.rounded(value) - self.count) == 1

    def is_cut_off(self, value: Fraction) -> bool:
        """Whether this number is a value whose further digits were dropped, where they should have rounded it up."""
        return self.count == int(value * TEN**self.places) != self.rounded(value)
