"""The line above each screen."""

from __future__ import annotations

from functools import partial

from rich.cells import cell_len

from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank

LEAST_RULE = 3  # dashes between the text and the page's number


def heading(page: Page, *parts: str, sheet: str = "") -> Lines:
    """A line across the page with its text near the left edge: ── Step 9 of 17 · back through time ── page 12 of 42 ──.

    Where that is too wide, the page's number stands on the right of the line below; `sheet` says which part of a page
    this is that is taller than the terminal: 1 of 3.
    """
    text = page.spell(page.separator.join(part for part in parts if part))
    number = _number(page, sheet)
    beside = number if cell_len(text) + cell_len(number) + LEAST_RULE + 8 <= page.width else ""
    below = PageLine(number.rjust(page.width), "label") if number and not beside else blank()
    rows = first_lines(page, text, beside)
    again = partial(_again, page, parts)
    return [*(PageLine(bound=True, again=again).append_text(row) for row in rows), below]


def _number(page: Page, sheet: str) -> str:
    """The page's number and that of its sheet; on a very narrow page as much of it as fits."""
    part = f"({sheet})" if sheet else ""
    named = f"page {page.number}" if page.number else ""
    ways = (f"{named} {part}", f"{page.number} {part}", page.number or part)
    return next((way.strip() for way in ways if cell_len(way.strip()) <= page.width), "")


def _again(page: Page, parts: tuple[str, ...], sheet: str) -> Lines:
    return heading(page, *parts, sheet=sheet)


def first_lines(page: Page, text: str, number: str) -> Lines:
    """The text and, where there is room for it, the page's number, in a line drawn across the page."""
    if page.linear:
        return page.prose(f"{text}, {number}" if number else text, "heading", indent=0)
    if cell_len(text) + 4 > page.width:
        return page.prose(text, "heading", indent=0)
    lead = "── " if page.width >= cell_len(text) + 6 else ""
    line = page.draw(lead, "rule")
    line.append(text, "heading")
    rest = page.width - cell_len(lead) - cell_len(text) - 1
    if number:
        line.append_text(page.draw(" " + "─" * (rest - cell_len(number) - 4) + " ", "rule"))
        line.append(number, "label")
        line.append_text(page.draw(" ──", "rule"))
    else:
        line.append_text(page.draw(" " + "─" * rest, "rule"))
    return [line]
