"""A value as it is shown: a number in its place, a vector or a matrix small and aligned."""

from __future__ import annotations

from typing import TypeVar

from rnn_tutor.equations.array import Array
from rnn_tutor.screens.blocks import Block, column
from rnn_tutor.screens.formula import calculated
from rnn_tutor.screens.page import Page

MOST = 6  # rows or columns shown of a large matrix
FIRST, LAST = 3, 2

T = TypeVar("T")


def value_block(value: Array[str], page: Page, width: int) -> Block:
    """A value: a matrix in rows and columns, its middle left out where it is large; entry by entry where it is wide."""
    if not value.shape:
        return number_block(value.only, page, width)
    rows = [[page.spell(calculated(entry)) for entry in row] for row in value.rows()]
    block = _matrix(rows, page)
    return block if block.width <= width else _listed(rows, page, width)


def number_block(text: str, page: Page, width: int) -> Block:
    """A number, its digits continued on further rows where one row is not enough."""
    text = page.spell(calculated(text))
    return column([text[start : start + width] for start in range(0, len(text), max(width, 1))])


def _matrix(rows: list[list[str]], page: Page) -> Block:
    across = [_shortened(row, page.spell("⋯")) for row in rows]
    table = _shortened(across, [page.spell("⋮")] * len(across[0]))
    columns = [_aligned(entries) for entries in zip(*table, strict=True)]
    edges = [("⎡", "⎤"), *[("⎢", "⎥")] * (len(table) - 2), ("⎣", "⎦")] if len(table) > 1 else [("[", "]")]
    body = [
        f"{left} {'  '.join(entries)} {right}"
        for (left, right), entries in zip(edges, zip(*columns, strict=True), strict=True)
    ]
    return column(body, baseline=(len(body) - 1) // 2)


def _listed(rows: list[list[str]], page: Page, width: int) -> Block:
    """Each entry on a line of its own, after its place."""
    places = [
        (f"[{row},{across}]" if len(entries) > 1 else f"[{row}]", entry)
        for row, entries in enumerate(rows, start=1)
        for across, entry in enumerate(entries, start=1)
    ]
    label = max(len(place) for place, _ in places) + 1
    texts: list[str] = []
    for place, entry in _shortened(places, (page.spell("⋮"), "")):
        parts = number_block(entry, page, width - label).rows if entry else ("",)
        texts += [f"{'' if number else place}".ljust(label) + part for number, part in enumerate(parts)]
    return column(texts)


def _shortened(parts: list[T], dots: T) -> list[T]:
    return parts if len(parts) <= MOST else [*parts[:FIRST], dots, *parts[-LAST:]]


def _aligned(entries: tuple[str, ...]) -> list[str]:
    """Entries with their decimal points under each other."""
    before = max(len(entry.partition(".")[0]) for entry in entries)
    after = max(len(entry) - len(entry.partition(".")[0]) for entry in entries)
    return [
        " " * (before - len(entry.partition(".")[0]))
        + entry
        + " " * (after - len(entry) + len(entry.partition(".")[0]))
        for entry in entries
    ]


def inline(value: Array[str], page: Page) -> str:
    """A value in a line of text; of a large one only the ends."""
    if not value.shape:
        return page.spell(calculated(value.only))
    rows = [", ".join(ends([calculated(entry) for entry in row])) for row in value.rows()]
    if value.shape[1] == 1:
        return page.spell(f"[{', '.join(ends(rows))}]")
    return page.spell(f"[{', '.join(ends([f'[{row}]' for row in rows]))}]")


def ends(parts: list[str]) -> list[str]:
    """A long list with its middle left out."""
    return _shortened(parts, "…")
