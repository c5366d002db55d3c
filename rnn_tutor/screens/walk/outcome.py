"""After the update: whether it worked, and how far the two tracks of numbers are apart."""

from __future__ import annotations

from decimal import Decimal

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.outcome import SHOWN, Again, Outcome, apart, farthest_apart, outcome
from rnn_tutor.explain.outcome_parts import first_again
from rnn_tutor.explain.outcome_words import meaning
from rnn_tutor.explain.step import StepElement
from rnn_tutor.notation.line import name_of
from rnn_tutor.notation.media import signed
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import NARROW, Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, in_columns, named_rows

FIRST_OF_EACH = "Of each vector and matrix, the first element is shown."
FARTHEST = "Of each vector and matrix, the element with the largest difference is shown."
MOST_ROWS = 60  # of a table; of a longer one the first and the last rows are shown
ENDS = 12
SIGNIFICANT = 12  # digits of an exact number in a table: all of them are on the page of its step
SIGNIFICANT_WHERE_NARROW = 8
FEW_ZEROS = Decimal("0.00001")  # a difference below this is written with a power of ten: nobody counts zeros


def outcome_screen(derivation: Derivation, page: Page) -> Lines:
    """The forward pass with the new parameters, and the new loss beside the old one."""
    found = outcome(derivation, SIGNIFICANT)
    lines = [*heading(page, "Did it work?")]
    if found.problem:
        text = f"With the new parameters the forward pass can't be computed: {found.problem}."
        return [*lines, *page.prose(f"{text} The step was too long; a smaller learning rate helps.")]
    example = first_again(derivation, found)
    lines += page.prose(
        f"The forward pass again, with the new parameters{f': {example}, and so on.' if example else '.'}"
    )
    columns = [
        Column(""),
        Column("before", "label", point=True),
        Column("after", "hand", point=True),
        Column("after, exact", "exact", point=True),
    ]
    in_detail = page.full or sum(len(again.step.places) for again in found.quantities) <= MOST_ROWS
    rows = [row for again in found.quantities for row in again_rows(again, page, in_detail=in_detail)]
    loss = found.quantities[-1]
    return [
        *lines,
        blank(),
        *named_rows(columns, rows if page.full else shortened(rows, 4), page),
        *([] if in_detail or derivation.unrolled.all_scalar else [blank(), *page.prose(FIRST_OF_EACH)]),
        blank(),
        *page.prose(verdict(found, loss), "title"),
        blank(),
        *page.prose(meaning(derivation, found)),
    ]


def again_rows(again: Again, page: Page, *, in_detail: bool) -> list[list[str]]:
    """A quantity before and after the update: each of its elements, or the first."""
    rows = []
    for row, column in again.step.places if in_detail else again.step.places[:1]:
        element = again.step.element(row, column)
        after = (value.at(row - 1, column - 1) for value in (again.by_hand, again.exact))
        place = f"[{element.place}]" if element.place else ""
        numbers = (page.spell(signed(number)) for number in (element.by_hand, *after))
        rows.append([name_of(again.step.ref) + place, *numbers])
    return rows


def shortened(rows: list[list[str]], columns: int) -> list[list[str]]:
    """A long table with its middle left out."""
    if len(rows) <= MOST_ROWS:
        return rows
    return [*rows[:ENDS], ["⋮"] * columns, *rows[-ENDS:]]


def verdict(found: Outcome, loss: Again) -> str:
    """The new loss beside the old one, in words."""
    before, after = signed(loss.step.by_hand.only), signed(loss.by_hand.only)
    exact = f"(exact: {signed(loss.step.exact(SIGNIFICANT).only)} → {signed(loss.exact.only)})"
    if found.change < 0:
        return f"It worked: the loss fell from {before} to {after} {exact}."
    if found.change > 0:
        return f"It did not work: the loss rose from {before} to {after} {exact}."
    if found.amount != "0":
        return f"No change can be seen: the loss stayed at {before} {exact}."
    return f"Nothing changed: the loss stayed at {before} {exact}."


def comparison_screen(derivation: Derivation, page: Page) -> Lines:
    """Every quantity by hand and exact, how far they are apart, and why."""
    columns = [
        Column(""),
        Column("by hand", "hand", point=True),
        Column("exact", "exact", point=True),
        Column("difference", point=True),
    ]
    count = sum(len(step.places) for step in derivation.steps)
    in_detail = page.full or count <= MOST_ROWS
    rows = comparison_rows(derivation, page, MOST_ROWS, in_detail=in_detail)
    if not page.full and not in_columns(columns, rows, page):  # a row takes two lines then
        in_detail = count <= MOST_ROWS // 2
        rows = comparison_rows(derivation, page, MOST_ROWS // 2, in_detail=in_detail)
    rounding = derivation.lesson.rounding.describe()
    why = (
        f"Why the two differ: by hand, the result of each step is rounded to {rounding} before it is used again, so "
        f"its small error is carried on. The exact values are rounded only where they are shown."
    )
    one_of_many = not in_detail and any(step.operation.shape for step in derivation.steps)
    return [
        *heading(page, "By hand and exact"),
        *([*page.prose(FARTHEST), blank()] if one_of_many else []),
        *named_rows(columns, rows, page),
        blank(),
        *page.prose(why),
    ]


def comparison_rows(derivation: Derivation, page: Page, most: int, *, in_detail: bool) -> list[list[str]]:
    """The table, phase by phase: in detail every element, else of each step the one that is farthest off."""
    rows: list[list[str]] = []
    for steps in map(derivation.phase, Phase):
        rows += [[""] * 4] if rows else []
        if in_detail:
            rows += [comparison_row(step.element(*place), page) for step in steps for place in step.places]
        elif len(derivation.steps) <= most or len(steps) <= ENDS:
            rows += [comparison_row(farthest_apart(step), page) for step in steps]
        else:
            rows += [comparison_row(farthest_apart(step), page) for step in steps[:5]]
            rows.append(["⋮"] * 4)
            rows += [comparison_row(farthest_apart(step), page) for step in steps[-5:]]
    return rows


def comparison_row(element: StepElement, page: Page) -> list[str]:
    """A number on both tracks."""
    digits = SIGNIFICANT if page.width >= NARROW else SIGNIFICANT_WHERE_NARROW
    difference = apart(element)
    far_down = 0 < Decimal(difference.partition(" ")[0]) < FEW_ZEROS
    numbers = (element.by_hand, element.exact(digits), short(Decimal(difference), SHOWN) if far_down else difference)
    return [row_name(element), *(page.spell(signed(number)) for number in numbers)]


def row_name(element: StepElement) -> str:
    """The name of a number; a total is told from a share."""
    place = f"[{element.place}]" if element.place else ""
    total = ", total" if element.step.operation.kind is Kind.TOTAL else ""
    return f"{name_of(element.step.ref)}{place}{total}"
