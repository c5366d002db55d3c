"""Names and what is to be said of each: beside one another where there is room, else one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from rnn_tutor.screens.layout.page import Lines, Page

LEAST_ROOM = 20  # columns beside the names


def named(rows: Sequence[tuple[str, str]], page: Page, style: str) -> Lines:
    """Each name in a style, and its words behind it."""
    width = max(cell_len(page.spell(name)) for name, _ in rows)
    hanging = page.margin * 2 + width + 3
    lines: Lines = []
    for name, words in rows:
        if page.width - hanging < LEAST_ROOM:
            lines += page.prose(name, style, indent=page.margin)
            lines += page.prose(words, indent=page.margin + 2)
            continue
        first, *more = page.prose(words, indent=hanging)
        line = page.text(" " * (page.margin * 2) + name.ljust(width) + "   ", style)
        line.append_text(page.text(first.plain.lstrip()))
        lines += [line, *more]
    return lines
