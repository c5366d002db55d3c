"""How large gradients are over time, and the scale on which they are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rnn_tutor.derivation.memory import carriers
from rnn_tutor.derivation.result import result_for
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.float_text import power_of_ten, short
from rnn_tutor.explain.journey import Journey, Size, journey

TITLE = "The gradient on its way back through time"
MOST_BARS = 20
LEAST = 0.3  # of a power of ten: how long the shortest bar is at least


@dataclass(frozen=True)
class Scale:
    """What bars are drawn on: a log scale from 10**low to 10**high, and a linear one from 0 to `largest`."""

    low: int
    high: int
    largest: Size

    def log_share(self, size: Size | None) -> float:
        """How long a bar is on the log scale, as a share of the longest."""
        return (log10(size) - self.low) / (self.high - self.low) if size else 0

    def linear_share(self, size: Size | None) -> float:
        """The same on the linear scale."""
        return float(Decimal(size) / Decimal(self.largest)) if size else 0

    def in_words(self) -> str:
        """Where the log scale begins and ends."""
        return f"from {power_of_ten(self.low)} to {power_of_ten(self.high)}"

    def explained(self, *, is_pair: bool) -> str:
        """How the bars are to be read; of a pair the second is on the linear scale."""
        which = "The bars on the left" if is_pair else "The bars"
        tenth = "each division by 10 makes a bar shorter by the same length"
        return f"{which} are on a log scale, {self.in_words()}: {tenth}."


def scale_of(journeys: Sequence[Journey]) -> Scale | None:
    """The one scale on which several gradients are drawn; None where all of them are 0."""
    found = [size for journey in journeys for size in journey.sizes if size]
    if not found:
        return None
    return Scale(math.floor(log10(min(found)) - LEAST), math.ceil(log10(max(found))), max(found))


def journeys(derivation: Solution) -> list[Journey]:
    """The gradients of what carries the network's memory, over time; none where there is but one time step."""
    lesson = derivation.lesson
    if lesson.time_steps == 1:
        return []
    found = []
    for name in carriers(lesson.network):
        sizes: list[Size | None] = [None] * lesson.time_steps
        for time in some_of(lesson.time_steps):
            sizes[time - 1] = size(derivation, name, time)
        is_array = bool(derivation.unrolled.shapes[name])
        found.append(journey(lesson, name, sizes, short, is_array=is_array))
    return found


def size(derivation: Solution, name: str, time: int) -> Decimal | None:
    """How large the gradient at a quantity is; None where nothing comes back."""
    found = result_for(derivation, Ref(Kind.GRADIENT, name, time))
    return None if found is None else sum((Decimal(text) ** 2 for text in found.exact(6).entries), Decimal(0)).sqrt()


def log10(size: Size) -> float:
    """The power of ten that a size is, also of one that is too small for a floating-point number."""
    return float(Decimal(size).log10())


def some_of(last: int) -> list[int]:
    """The time steps that have a bar, the last first."""
    if last <= MOST_BARS:
        return list(range(last, 0, -1))
    places = {round(1 + place * (last - 1) / (MOST_BARS - 1)) for place in range(MOST_BARS)}
    return sorted(places, reverse=True)
