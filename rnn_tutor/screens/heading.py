"""The line above each screen."""

from __future__ import annotations

from rich.cells import cell_len

from rnn_tutor.screens.page import Lines, Page, blank


def heading(page: Page, *parts: str) -> Lines:
    """A line across the page with its text near the left edge: ── Step 9 of 17 · back through time ──────."""
    text = page.spell(page.separator.join(part for part in parts if part))
    if cell_len(text) + 4 > page.width:
        return [*page.prose(text, "heading", indent=0), blank()]
    lead = "── " if page.width >= cell_len(text) + 6 else ""
    line = page.draw(lead, "rule")
    line.append(text, "heading")
    rest = page.width - cell_len(lead) - cell_len(text) - 1
    line.append_text(page.draw(" " + "─" * rest, "rule"))
    return [line, blank()]
