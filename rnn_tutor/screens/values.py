"""A value as it is shown: a number in its place, a vector or a matrix small and aligned."""

from __future__ import annotations

from rnn_tutor.equations.array import Array
from rnn_tutor.screens.blocks import Block, column
from rnn_tutor.screens.formula import calculated
from rnn_tutor.screens.page import Page

MOST = 6  # rows or columns shown of a large matrix
FIRST, LAST = 3, 2


def value_block(value: Array[str], page: Page, width: int) -> Block:
    """A value in as many columns as there is room for; what is left out is marked by dots."""
    if not value.shape:
        return number_block(value.only, page, width)
    rows = [[page.spell(calculated(entry)) for entry in row] for row in value.rows()]
    most = MOST
    while True:
        block = _matrix(rows, page, most)
        if block.width <= width or most <= 1:
            return block
        most -= 1


def number_block(text: str, page: Page, width: int) -> Block:
    """A number, its digits continued on further rows where one row is not enough."""
    text = page.spell(calculated(text))
    return column([text[start : start + width] for start in range(0, len(text), max(width, 1))])


def _matrix(rows: list[list[str]], page: Page, most: int) -> Block:
    dots = [page.spell(mark) for mark in ("⋮", "⋯")]
    across = [_folded(row, dots[1], most) for row in rows]
    table = across if len(across) <= MOST else [*across[:FIRST], [dots[0]] * len(across[0]), *across[-LAST:]]
    columns = [_aligned(entries) for entries in zip(*table, strict=True)]
    edges = [("⎡", "⎤")] + [("⎢", "⎥")] * (len(table) - 2) + [("⎣", "⎦")] if len(table) > 1 else [("[", "]")]
    body = [
        f"{left} {'  '.join(entries)} {right}"
        for (left, right), entries in zip(edges, zip(*columns, strict=True), strict=True)
    ]
    return column(body, baseline=len(body) // 2)


def _folded(row: list[str], dots: str, most: int) -> list[str]:
    if len(row) <= most:
        return row
    return [*row[: max(most - 2, 1)], dots, *row[-1:]]


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
    return parts if len(parts) <= MOST else [*parts[:FIRST], "…", *parts[-1:]]
