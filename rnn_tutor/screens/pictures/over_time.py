"""Gradients over time as bars, with what there is to see in them."""

from __future__ import annotations

import math
from decimal import Decimal

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.explain.journey import Journey, Size
from rnn_tutor.notation.line import symbol
from rnn_tutor.screens.layout.float_text import power_of_ten, short
from rnn_tutor.screens.layout.page import NARROW, Lines, Page, blank
from rnn_tutor.screens.pictures.plot import bar

MOST_BARS = 20
LEAST = 0.3  # of a power of ten: how long the shortest bar is at least
LEAST_WIDTH = 3  # columns; a shorter bar says nothing


def bars_over_time(journey: Journey, page: Page) -> Lines:
    """|∂Loss/∂Xₜ| at each time step, the last on top, on a log scale; None where nothing comes back."""
    name, sizes, unit = journey.name, journey.sizes, journey.unit
    chosen = some_of(len(sizes))
    found = [size for size in sizes if size]
    if not found:
        return page.prose(journey.in_words())
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
    return [*lines, blank(), *page.prose(f"{journey.in_words()} {scale}{left_out}")]


def log10(size: Size) -> float:
    """The power of ten that a size is, also of one that is too small for a floating-point number."""
    return float(Decimal(size).log10())


def some_of(last: int) -> list[int]:
    """The time steps that have a bar, the last first."""
    if last <= MOST_BARS:
        return list(range(last, 0, -1))
    places = {round(1 + place * (last - 1) / (MOST_BARS - 1)) for place in range(MOST_BARS)}
    return sorted(places, reverse=True)
