"""A value as it is shown: a number in its place, a vector or a matrix small and aligned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rnn_tutor.equations.array import Shape, place_label
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.media import signed
from rnn_tutor.screens.layout.page import NARROW, Page
from rnn_tutor.screens.layout.text_blocks import Block, column

MOST = 6  # rows or columns shown of a large matrix
FIRST, LAST = 3, 2
CORNERS = ((FIRST, LAST), (2, 1), (1, 1))  # columns on the left and on the right, as many as there is room for
MOST_LISTED = 8  # entries, each on a line of its own
MOST_IN_A_LINE = 9  # entries of a matrix that a line of text takes


class ShownArray(Protocol):
    """A value with its entries written out; they are asked for one by one, counted from 0."""

    @property
    def shape(self) -> Shape:
        """() for a number, else rows and columns."""

    def at(self, row: int, column: int, /) -> str:
        """An entry."""


@dataclass(frozen=True)
class WrittenOnDemand:
    """A value of which only those entries are written out that are shown."""

    shape: Shape
    at: Callable[[int, int], str]


def by_hand(step: Step) -> WrittenOnDemand:
    """A step's value by hand."""
    return WrittenOnDemand(step.operation.shape, lambda row, across: step.element(row + 1, across + 1).by_hand)


def exact(step: Step, digits: int) -> WrittenOnDemand:
    """A step's exact value to so many digits."""
    return WrittenOnDemand(step.operation.shape, lambda row, across: step.element(row + 1, across + 1).exact(digits))


def value_block(value: ShownArray, page: Page, width: int) -> Block:
    """A value: a matrix in rows and columns, its middle left out where it is large; entry by entry where it is wide."""
    if not value.shape:
        return number_block(value.at(0, 0), page, width)
    rows, columns = value.shape
    fewer = CORNERS if columns > MOST or rows * columns > MOST_LISTED else CORNERS[:1]
    for left, right in CORNERS[:1] if page.full else fewer:
        across = shown(columns, page, left, right)
        block = _matrix(value, shown(rows, page), across, page)
        if block.width <= width:
            return block
    return _listed(value, page, width)


def number_block(text: str, page: Page, width: int) -> Block:
    """A number, its digits continued on further rows where one row is not enough."""
    text = page.spell(signed(text))
    return column([text[start : start + width] for start in range(0, len(text), max(width, 1))])


def shown(count: int, page: Page, first: int = FIRST, last: int = LAST) -> list[int | None]:
    """The rows or columns that are shown, counted from 0; None where some are left out."""
    every: list[int | None] = [*range(count)]
    return every if page.full or count <= first + last + 1 else [*every[:first], None, *every[-last:]]


def _matrix(value: ShownArray, down: list[int | None], across: list[int | None], page: Page) -> Block:
    def cell(row: int | None, place: int | None) -> str:
        if row is None:
            return page.spell("⋮")
        return page.spell("⋯" if place is None else signed(value.at(row, place)))

    columns = [_aligned([cell(row, place) for row in down]) for place in across]
    edges = [("⎡", "⎤"), *[("⎢", "⎥")] * (len(down) - 2), ("⎣", "⎦")] if len(down) > 1 else [("[", "]")]
    body = [
        f"{left} {'  '.join(entries)} {right}"
        for (left, right), entries in zip(edges, zip(*columns, strict=True), strict=True)
    ]
    return column(body, baseline=(len(body) - 1) // 2)


def _listed(value: ShownArray, page: Page, width: int) -> Block:
    """Each entry on a line of its own, after its place."""
    rows, columns = value.shape
    places = [(row, across) for row in range(rows) for across in range(columns)]
    labels = [place_label(value.shape, row + 1, across + 1) for row, across in places]
    label = max(map(len, labels)) + 1
    texts: list[str] = []
    for number in range(len(places)) if len(places) <= MOST_LISTED else shown(len(places), page):
        if number is None:
            texts.append(page.spell("⋮"))
            continue
        first, *more = number_block(value.at(*places[number]), page, width - label).rows
        texts += [labels[number].ljust(label) + first, *(" " * label + part for part in more)]
    return column(texts)


def _aligned(entries: list[str]) -> list[str]:
    """Entries with their decimal points under each other."""
    before = max(len(entry.partition(".")[0]) for entry in entries)
    after = max(len(entry) - len(entry.partition(".")[0]) for entry in entries)
    return [
        " " * (before - len(entry.partition(".")[0]))
        + entry
        + " " * (after - len(entry) + len(entry.partition(".")[0]))
        for entry in entries
    ]


def inline(value: ShownArray, page: Page) -> str:
    """A value in a line of text; of a large one only the ends."""
    if not value.shape:
        return page.spell(signed(value.at(0, 0)))
    rows, columns = value.shape
    is_large = min(rows, columns) > 1 and rows * columns > MOST_IN_A_LINE
    ends_of = (1, 1) if is_large or page.width < NARROW else (FIRST, LAST)

    def entries(row: int) -> list[str]:
        places = shown(columns, page, *ends_of)
        return ["…" if place is None else signed(value.at(row, place)) for place in places]

    texts = ["…" if row is None else ", ".join(entries(row)) for row in shown(rows, page, *ends_of)]
    if columns > 1:
        texts = [text if text == "…" else f"[{text}]" for text in texts]
    return page.spell(f"[{', '.join(texts)}]")


def ends(parts: list[str]) -> list[str]:
    """A long list with its middle left out."""
    return parts if len(parts) <= MOST else [*parts[:FIRST], "…", *parts[-LAST:]]
