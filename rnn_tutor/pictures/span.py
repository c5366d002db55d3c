"""Stretches of numbers that an axis shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

MARGIN = 0.1  # of a curve's height, left free above and below
ALMOST, UNEVEN = 0.999, 1e-9  # what rounding may leave of a number that is as large, or round, already


@dataclass(frozen=True)
class Span:
    """A stretch of an axis; on a `log` one equal ratios are equally long."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """How far along the stretch a value lies: 0 at its low end, 1 at its high one."""
        if self.log:
            value, low, high = (math.log(max(number, self.low)) for number in (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        return (value - low) / (high - low) if high > low else 0.5

    def at(self, share: float) -> float:
        """The value so far along the stretch."""
        if self.log:
            return math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        return self.low + share * (self.high - self.low)


def widened(span: Span) -> Span:
    """A stretch with some room at both ends."""
    room = (span.high - span.low) * MARGIN or 1.0
    return Span(span.low - room, span.high + room)


def to_round_numbers(span: Span) -> Span:
    """A stretch to the next round numbers at both ends: from 0.018 to 0.982, that is from 0 to 1."""
    height = span.high - span.low
    if not height:
        return widened(span)
    power = 10.0 ** math.floor(math.log10(height * MARGIN))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= height * MARGIN * ALMOST)
    return Span(math.floor(span.low / step + UNEVEN) * step, math.ceil(span.high / step - UNEVEN) * step)
