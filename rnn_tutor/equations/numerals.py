"""Exact numbers as text: as they were written, else as a short decimal, else as a fraction."""

from __future__ import annotations

from fractions import Fraction

from rnn_tutor.equations.tree import Number

POWERS = tuple(10**places for places in range(13))  # a fraction over one of them is written as a decimal
LARGEST_PLAIN = 14  # the power of ten of the largest numbers written out; above that, 5.87e299


def number_text(number: Number) -> str:
    """A number as it was written, else as a short decimal, else as a fraction."""
    if number.text is not None:
        return number.text
    return decimal_text(number.value) or f"{number.value.numerator}/{number.value.denominator}"


def decimal_text(value: Fraction) -> str | None:
    """A number as a decimal, where it is a short one."""
    top, bottom = value.numerator, value.denominator
    places = next((places for places, power in enumerate(POWERS) if power % bottom == 0), None)
    if places is None:
        return None
    digits = abs(top) * (POWERS[places] // bottom)
    write_out = huge if abs(top) >= bottom * 10 ** (LARGEST_PLAIN + 1) else place_point
    return write_out(digits, places, negative=top < 0)


def place_point(digits: int, places: int, *, negative: bool = False) -> str:
    """The number digits × 10**−places, written out with `places` decimals."""
    text = str(digits).rjust(places + 1, "0") if places > 0 else str(digits * 10 ** max(-places, 0))
    if places > 0:
        text = f"{text[:-places]}.{text[-places:]}"
    return "-" + text if negative else text


def with_exponent(digits: int, places: int, *, negative: bool = False) -> str:
    """The number digits × 10**−places with a power of ten: 5.870e299."""
    text = str(digits)
    mantissa = f"{text[0]}.{text[1:]}" if len(text) > 1 else text
    return f"{'-' if negative else ''}{mantissa}e{len(text) - 1 - places}"


def huge(digits: int, places: int, *, negative: bool = False) -> str:
    """The same without zeros at the end: 5.87e299."""
    text = str(digits)
    kept = text.rstrip("0")
    return with_exponent(int(kept), places - (len(text) - len(kept)), negative=negative)
