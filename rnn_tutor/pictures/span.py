"""Stretches of numbers that an axis shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

MARGIN = 0.1  # of a curve's height, left free above and below


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
