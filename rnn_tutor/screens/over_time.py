"""Gradients over time as bars: whether they vanish on their way back, or explode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.floating import FLOATING
from rnn_tutor.screens.float_text import power_of_ten, short
from rnn_tutor.screens.page import NARROW, Lines, Page, blank
from rnn_tutor.screens.plot import bar

Size: TypeAlias = float | Decimal

MOST_BARS = 20
LEAST = 0.3  # of a power of ten: how long the shortest bar is at least
VANISHED, EXPLODED = 0.5, 1.5  # a factor per step back, from which on a gradient is said to vanish or to explode
STEADY = 0.97
LEAST_WIDTH = 3  # columns; a shorter bar says nothing


def bars_over_time(name: str, sizes: Sequence[Size | None], unit: str, page: Page, *, one_loss: bool) -> Lines:
    """|∂Loss/∂Xₜ| at each time step, the last on top, on a log scale; None where nothing comes back."""
    chosen = some_of(len(sizes))
    found = [size for size in sizes if size]
    if not found:
        return page.prose(in_words(name, sizes, unit, one_loss=one_loss))
    low, high = math.floor(log10(min(found)) - LEAST), math.ceil(log10(max(found)))
    gradient = "|∂Loss/∂{}|" if page.width >= NARROW else "{}"
    labels = [page.spell(gradient.format(symbol(name, time))) for time in chosen]
    texts = [page.spell(short(sizes[time - 1] or 0.0)) for time in chosen]
    indent, label = page.margin * 2, max(map(cell_len, labels))
    width = page.width - indent - label - 2 - max(map(cell_len, texts)) - 1
    lines: Lines = []
    for time, left, text in zip(chosen, labels, texts, strict=True):
        size = sizes[time - 1]
        if width < LEAST_WIDTH:
            lines += page.prose(f"{left}: {text}")
            continue
        share = (log10(size) - low) / (high - low) if size else 0
        drawn = bar(share, width, page)
        line = Text(" " * indent + left.rjust(label) + "  ", "label", end="")
        lines.append(line.append(drawn, "hand").append(f"{' ' if drawn else ''}{text}"))
    scale = f"The bars are on a log scale, from {power_of_ten(low)} to {power_of_ten(high)}."
    left_out = f" Not every {unit} is shown." if len(chosen) < len(sizes) else ""
    return [*lines, blank(), *page.prose(f"{in_words(name, sizes, unit, one_loss=one_loss)} {scale}{left_out}")]


def log10(size: Size) -> float:
    """The power of ten that a size is, also of one that is too small for a floating-point number."""
    return float(Decimal(size).log10())


def some_of(last: int) -> list[int]:
    """The time steps that have a bar, the last first."""
    if last <= MOST_BARS:
        return list(range(last, 0, -1))
    places = {round(1 + place * (last - 1) / (MOST_BARS - 1)) for place in range(MOST_BARS)}
    return sorted(places, reverse=True)


def in_words(name: str, sizes: Sequence[Size | None], unit: str, *, one_loss: bool) -> str:
    """What there is to see in the bars; with `one_loss`, at the end, what is missing was lost on the way."""
    reached = [(time, size) for time, size in enumerate(sizes, start=1) if size]
    if not reached:
        return f"No gradient comes back to {symbol(name)} on any {unit}: it is 0 everywhere."
    (first, early), (last, late) = reached[0], reached[-1]
    if first == last:
        return f"Only {unit} {last} has a gradient at {symbol(name)}: {short(late)}."
    factor = FLOATING.power(10.0, (log10(early) - log10(late)) / (last - first))
    between = f"On its way back from {symbol(name, last)} to {symbol(name, first)} the gradient"
    if not one_loss:
        return (
            f"{between} goes from {short(late)} to {short(early)}. The loss of each {unit} adds to it, so it needn't "
            f"fade even where much is lost on the way."
        )
    if STEADY < factor < 1 / STEADY:
        return f"{between} stays nearly as it is: {short(late)} at the one end, {short(early)} at the other."
    way = "grows" if factor > 1 else "shrinks"
    sentence = (
        f"{between} {way} from {short(late)} to {short(early)}, on average by the factor {short(factor, 2)} per {unit}"
    )
    what = ": it vanishes" if factor < VANISHED else ": it explodes" if factor > EXPLODED else ""
    return f"{sentence}{what}."
