"""Figures that are the right ones but for a slip of whoever set them: two digits exchanged, one wrong, a sign lost.

A slip of this kind is named only where the digits leave little to chance, and by the caller only where nothing else
explains the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.audit.last_place import Units
from rnn_tutor.equations.tree import Number
from rnn_tutor.mistakes.roundings import shifted_in_words
from rnn_tutor.numbers.digits import decimal, rounded_to
from rnn_tutor.numbers.real import real
from rnn_tutor.quiz.explanation import NamedMistake

SHIFTS = (1, 2, 3, -1, -2, -3)
FEW = 2  # significant digits, below which other digits say nothing
ENOUGH = 3  # significant digits of which one may be wrong, and the others still tell the number
LIKE_A_MISPRINT = frozenset({"sign", "decimal-shift"})
"""Mistakes of a learner that are as well slips of a printer."""


@dataclass(frozen=True)
class Misprint:
    """A likely misprint: what happened, and the figure that was meant; `line` is the arithmetic that gives it."""

    mistake: NamedMistake
    right: str
    line: str = ""


def misprint(printed: Number, value: Fraction) -> Misprint | None:
    """What slip in print makes the rounding of a value into a printed number, if one does."""
    units = Units.of(printed)
    shown, right = decimal(units.count, units.places), units.text(value)
    digits = significant_digits(right)
    if len(digits) < FEW:
        return _shifted(units, value)
    if right == f"-{shown}":
        return Misprint(NamedMistake("sign", "the sign is lost"), right)
    if len(shown) != len(right):
        return _shifted(units, value)
    different = [place for place, pair in enumerate(zip(shown, right, strict=True)) if pair[0] != pair[1]]
    if are_exchanged(shown, right, different):
        return Misprint(NamedMistake("digits-exchanged", "two digits are exchanged"), right)
    is_last = different[-1:] == [len(right) - 1]  # there, it is more likely a slip in calculating
    if len(different) == 1 and len(digits) >= ENOUGH and shown[different[0]].isdigit() and not is_last:
        return Misprint(NamedMistake("digit-wrong", "one digit is another"), right)
    return _shifted(units, value)


def misplaced_point(printed: Number, value: Fraction, text: str) -> Misprint | None:
    """The digits of a number as it is written down, with the point elsewhere: 0.060 for 0.006.

    A single digit tells so only of a zero too many or too few.
    """
    found = _shifted(Units.of(printed), value)
    if found:
        return Misprint(found.mistake, text)
    is_one_digit = len(significant_digits(printed.text or "")) == len(significant_digits(text)) == 1
    for power in (1, -1) if is_one_digit else ():
        if printed.value == value * Fraction(10) ** power:
            return Misprint(NamedMistake("decimal-shift", shifted_in_words(power)), text)
    return None


def significant_digits(text: str) -> str:
    """The digits of a number from the first that isn't zero."""
    return text.lstrip("-").replace(".", "").lstrip("0")


def are_exchanged(shown: str, right: str, different: list[int]) -> bool:
    """Whether two texts differ in neighbouring digits that have changed their places."""
    if len(different) != 2:
        return False
    first, second = different
    is_beside = not right[first + 1 : second].strip(".")
    return is_beside and (shown[first], shown[second]) == (right[second], right[first])


def _shifted(units: Units, value: Fraction) -> Misprint | None:
    """The decimal point in another place."""
    for power in SHIFTS:
        if units.is_rounding_of(value * Fraction(10) ** power) and abs(units.count) >= 10 ** (FEW - 1):
            places = max(units.places + power, 0)
            right = decimal(rounded_to(real(value), places), places)
            return Misprint(NamedMistake("decimal-shift", shifted_in_words(power)), right)
    return None
