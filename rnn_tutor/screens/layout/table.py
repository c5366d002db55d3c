"""Tables that reflow: in columns where they fit, else each row as a small paragraph. Nothing is ever cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank, wrapped
from rnn_tutor.screens.layout.text_blocks import padded

WHOLE = re.compile(r"[−-]?\d*")
BETWEEN = 3  # cells between two columns
INDENT = 2
LEAST_CELL = 12  # cells for a value beside its title; with fewer it goes below


@dataclass(frozen=True)
class Column:
    """A column; numbers stand on the right, or with `point` their decimal points under each other."""

    title: str
    style: str = ""
    right: bool = False
    point: bool = False
    title_style: str = "label"


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page) -> Lines:
    """The rows under the titles of their columns, or one under the other where that is too wide."""
    return in_columns(columns, rows, page) or stacked(columns, rows, page)


def in_columns(columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page) -> Lines:
    """The rows under the titles of their columns, an empty row as a space; nothing where that is too wide.

    Nothing on a linear page either: there each number has its title beside it.
    """
    if page.linear:
        return []
    titles = [page.spell(column.title) for column in columns]
    cells = [[page.spell(cell) for cell in row] for row in rows]
    for number, column in enumerate(columns):
        if column.point:
            aligned = on_the_point([row[number] for row in cells])
            for row, cell in zip(cells, aligned, strict=True):
                row[number] = cell
    widths = [max(map(cell_len, column)) for column in zip(titles, *cells, strict=True)]
    if page.margin * 2 + sum(widths) + BETWEEN * (len(widths) - 1) > page.width:
        return []
    head: Lines = [row_line(titles, columns, widths, page, header=True)] if any(titles) else []
    return [*head, *(row_line(row, columns, widths, page, head=head) if any(row) else blank() for row in cells)]


def named_rows(columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page) -> Lines:
    """Like `table`; where that is too wide, the numbers stay in columns, each row's name on a line above them."""
    return in_columns(columns, rows, page) or under_names(columns, rows, page) or stacked(columns, rows, page)


def under_names(columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page) -> Lines:
    """Each row's first cell on a line of its own, the others under it in columns; nothing where that is too wide."""
    numbers = in_columns(columns[1:], [row[1:] for row in rows], replace(page, width=page.width - INDENT))
    if not numbers:
        return []
    header, *below = [Text(" " * INDENT, end="").append_text(line) for line in numbers]
    head: Lines = [PageLine(bound=True).append_text(header)]
    lines = [*head]
    for row, line in zip(rows, below, strict=True):
        is_gap = len(set(row)) == 1
        names = page.prose(row[0], columns[0].style, indent=page.margin * 2) if any(row) else []
        lines += [PageLine(head=head, bound=not is_gap).append_text(name) for name in names] or [blank()]
        lines += [] if is_gap else [line]
    return lines


def row_line(
    row: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    page: Page,
    *,
    header: bool = False,
    head: Lines | None = None,
) -> PageLine:
    """One row in columns, under its `head`; the header itself stays with what is below it."""
    line = PageLine(" " * (page.margin * 2), head=head, bound=header)
    for number, (cell, column, width) in enumerate(zip(row, columns, widths, strict=True)):
        space = " " * (width - cell_len(cell))
        on_right = column.right and not column.point
        line.append(" " * BETWEEN if number else "")
        line.append(space + cell if on_right else cell + space, column.title_style if header else column.style)
    return line


def stacked(columns: Sequence[Column], rows: Sequence[Sequence[str]], page: Page) -> Lines:
    """Each row as a small paragraph: its first cell, then the others with their titles before or above them."""
    lines: Lines = []
    label = max(cell_len(page.spell(column.title)) for column in columns[1:])
    above = page.width - label - 4 < LEAST_CELL
    left = INDENT if above or not label else label + 2 * INDENT
    for row in filter(any, rows):
        if lines:
            lines.append(blank())
        lines += page.prose(row[0], columns[0].style, indent=page.margin)
        for column, cell in zip(columns[1:], row[1:], strict=True):
            title = " " * INDENT + padded(page.spell(column.title), left - 2 * INDENT) + " " * INDENT
            if above:
                lines.append(page.text(title.rstrip(), "label"))
                title = ""
            for part in wrapped(page.spell(cell), page.width - left):
                line = Text((title if label else "").ljust(left), "label", end="")
                lines.append(line.append(part, column.style or "default"))
                title = ""
    return lines


def on_the_point(cells: Sequence[str]) -> list[str]:
    """Numbers with their decimal points under each other."""
    whole = [len(WHOLE.match(cell)[0]) for cell in cells]  # type: ignore[index]  # it matches the empty text too
    return [" " * (max(whole) - before) + cell for before, cell in zip(whole, cells, strict=True)]
