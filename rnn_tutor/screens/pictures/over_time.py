"""Gradients over time as bars, with what there is to see in them."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.journey import Journey, Size
from rnn_tutor.notation.line import symbol
from rnn_tutor.pictures.over_time import Scale, scale_of, some_of
from rnn_tutor.screens.layout.page import NARROW, Lines, Page, PageLine, blank, together
from rnn_tutor.screens.layout.text_blocks import padded
from rnn_tutor.screens.pictures.plot import bar

LEAST_WIDTH = 3  # columns; a shorter bar says nothing
LEAST_PAIR = 8  # columns of each of two bars side by side
BETWEEN = 2  # columns between two bars
LOG, LINEAR = "log scale", "linear scale"
LINEAR_CELL = {True: "▒", False: "="}


def bars_over_time(journey: Journey, page: Page, scale: Scale | None = None) -> Lines:
    """|∂Loss/∂Xₜ| at each time step, the last on top; on a log scale, and where there is room on a linear one beside.

    Without a `scale` the gradient has one of its own. On a linear page each has its number and nothing drawn.
    """
    name, sizes, unit = journey.name, journey.sizes, journey.unit
    chosen = some_of(len(sizes))
    scale = scale or scale_of([journey])
    if scale is None or not any(sizes):
        return page.prose(journey.in_words())
    left_out = f" Not every {unit} is shown." if len(chosen) < len(sizes) else ""
    is_wide = page.width >= NARROW
    labels = [page.spell(journey.label(time) if is_wide else symbol(name, time)) for time in chosen]
    texts = [page.spell(short(sizes[time - 1] or 0.0)) for time in chosen]
    if page.linear:
        each = [line for pair in zip(labels, texts, strict=True) for line in page.prose(": ".join(pair))]
        return [*each, blank(), *page.prose(f"{journey.in_words()}{left_out}")]
    indent, label = page.margin * 2, max(map(cell_len, labels))
    width = page.width - indent - label - BETWEEN - max(map(cell_len, texts)) - 1
    half = (width - BETWEEN) // 2
    is_pair = half >= max(LEAST_PAIR, len(LINEAR))
    lines: Lines = []
    if is_pair:
        head = Text(" " * (indent + label + BETWEEN) + LOG.ljust(half + BETWEEN) + LINEAR, "label", end="")
        lines.append(PageLine(bound=True).append_text(head))
    for time, left, text in zip(chosen, labels, texts, strict=True):
        size = sizes[time - 1]
        if width < LEAST_WIDTH:
            lines += page.prose(f"{left}: {text}")
            continue
        line = Text(" " * indent + left.rjust(label) + " " * BETWEEN, "label", end="")
        if is_pair:
            line.append(padded(bar(scale.log_share(size), half, page), half + BETWEEN), "hand")
            drawn = LINEAR_CELL[page.boxes] * round(scale.linear_share(size) * half)
        else:
            drawn = bar(scale.log_share(size), width, page)
        lines.append(line.append(drawn, "hand").append(f"{' ' if drawn else ''}{text}"))
    explained = scale.explained(is_pair=is_pair)
    return [*together(lines), blank(), *page.prose(f"{journey.in_words()} {explained}{left_out}")]


def bars_side_by_side(pair: tuple[Journey, Journey], names: tuple[str, str], page: Page, scale: Scale) -> Lines:
    """Two gradients over time on one log scale, beside each other; nothing where that is too wide."""
    times = some_of(max(len(journey.sizes) for journey in pair))
    unit = pair[0].unit if pair[0].unit == pair[1].unit else "step"
    labels = [f"{unit} {time}" for time in times]
    indent, label = page.margin * 2, max(map(cell_len, labels))
    texts = [[text_at(journey, time, page) for time in times] for journey in pair]
    heads = [page.spell(f"{name}: {symbol(journey.name)}") for name, journey in zip(names, pair, strict=True)]
    number = max(cell_len(text) for column in texts for text in column)
    width = (page.width - indent - label - 2 * BETWEEN) // 2 - number - 1
    if page.linear or page.width < NARROW or width < LEAST_PAIR or max(map(cell_len, heads)) > width + number + 1:
        return []
    column = width + number + 1 + BETWEEN
    start = " " * (indent + label + BETWEEN)
    lines: Lines = [PageLine(start + padded(heads[0], column) + heads[1], "label", bound=True)]
    for place, time in enumerate(times):
        line = Text(" " * indent + labels[place].rjust(label) + " " * BETWEEN, "label", end="")
        for journey, found in zip(pair, texts, strict=True):
            drawn = bar(scale.log_share(size_at(journey, time)), width, page)
            cell = f"{' ' if drawn else ''}{found[place]}"
            line.append(drawn, "hand").append(padded(cell, column - cell_len(drawn)))
        lines.append(line)
    return lines


def size_at(journey: Journey, time: int) -> Size | None:
    """The size at a time step; None where the sequence is shorter."""
    return journey.sizes[time - 1] if time <= len(journey.sizes) else None


def text_at(journey: Journey, time: int, page: Page) -> str:
    """The same as text."""
    return page.spell(short(size_at(journey, time) or 0.0)) if time <= len(journey.sizes) else ""
