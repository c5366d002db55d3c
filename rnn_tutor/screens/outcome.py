"""After the update: whether it worked, and how far the two tracks of numbers are apart."""

from __future__ import annotations

from collections.abc import Sequence

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.outcome import Again, Outcome, apart, outcome
from rnn_tutor.derivation.step import Step
from rnn_tutor.equations.tree import Kind
from rnn_tutor.equations.writing import name_of
from rnn_tutor.screens.formula import calculated
from rnn_tutor.screens.heading import heading
from rnn_tutor.screens.page import Lines, Page, blank
from rnn_tutor.screens.table import Column, table
from rnn_tutor.screens.values import inline

MOST_ROWS = 60  # of a table; of a longer one the first and the last rows are shown
ENDS = 12
SIGNIFICANT = 12  # digits of an exact number in a table: all of them are on the page of its step


def outcome_screen(derivation: Derivation, page: Page) -> Lines:
    """The forward pass with the new parameters, and the new loss beside the old one."""
    found = outcome(derivation, SIGNIFICANT)
    lines = [*heading(page, "Did it work?")]
    if found.problem:
        text = f"With the new parameters the forward pass can't be computed: {found.problem}."
        return [*lines, *page.prose(f"{text} The step was too long; a smaller learning rate helps.")]
    lines += page.prose("The forward pass again, with the new parameters:")
    columns = [
        Column(""),
        Column("before", "label", point=True),
        Column("after", "hand", point=True),
        Column("after, exact", "exact", point=True),
    ]
    rows = [again_row(again, page) for again in found.quantities]
    loss = found.quantities[-1]
    return [
        *lines,
        blank(),
        *table(columns, shortened(rows, 4), page),
        blank(),
        *page.prose(verdict(found, loss), "title"),
        blank(),
        *page.prose(meaning(found)),
    ]


def again_row(again: Again, page: Page) -> list[str]:
    """A quantity before and after the update."""
    values = (again.step.by_hand, again.by_hand, again.exact)
    return [name_of(again.step.ref), *(inline(value, page) for value in values)]


def shortened(rows: list[list[str]], columns: int) -> list[list[str]]:
    """A long table with its middle left out."""
    if len(rows) <= MOST_ROWS:
        return rows
    return [*rows[:ENDS], ["⋮"] * columns, *rows[-ENDS:]]


def verdict(found: Outcome, loss: Again) -> str:
    """The new loss beside the old one, in words."""
    before, after = calculated(loss.step.by_hand.only), calculated(loss.by_hand.only)
    exact = f"(exact: {calculated(loss.step.exact(SIGNIFICANT).only)} → {calculated(loss.exact.only)})"
    if found.change < 0:
        return f"It worked: the loss fell from {before} to {after} {exact}."
    if found.change > 0:
        return f"It did not work: the loss rose from {before} to {after} {exact}."
    return f"Nothing changed: the loss stayed at {before} {exact}."


def meaning(found: Outcome) -> str:
    """What to make of it."""
    if found.change < 0:
        return (
            f"It is {found.amount} smaller. Every parameter took one small step against its gradient; training is "
            f"this whole round, forward, back and update, over and over."
        )
    if found.change > 0:
        return (
            f"It is {found.amount} larger. The gradient points downhill only near where it was taken, and this step "
            f"went too far: try a smaller learning rate."
        )
    return "Where every gradient is zero, gradient descent does not move."


def comparison_screen(derivation: Derivation, page: Page) -> Lines:
    """Every quantity by hand and exact, how far they are apart, and why."""
    columns = [
        Column(""),
        Column("by hand", "hand", point=True),
        Column("exact", "exact", point=True),
        Column("apart", point=True),
    ]
    rows: list[list[str]] = []
    for phase in Phase:
        rows += [[""] * len(columns)] if rows else []
        rows += [comparison_row(step, page) for step in shown_steps(derivation.phase(phase), len(derivation.steps))]
    rounding = derivation.lesson.rounding.describe()
    why = (
        f"Why the two differ: by hand, every result is rounded to {rounding} before it is used again. Each rounding "
        f"leaves out a little, the next step starts from what was left, and what was left out travels on. The exact "
        f"track is rounded only where it is shown."
    )
    return [
        *heading(page, "By hand and exact"),
        *table(columns, rows, page),
        blank(),
        *page.prose(why),
    ]


def shown_steps(steps: Sequence[Step], of_all: int) -> list[Step | None]:
    """A phase's steps in a table of so many; None where some are left out."""
    if of_all <= MOST_ROWS or len(steps) <= ENDS:
        return list(steps)
    return [*steps[:5], None, *steps[-5:]]


def comparison_row(step: Step | None, page: Page) -> list[str]:
    """A quantity on both tracks."""
    if step is None:
        return ["⋮"] * 4
    values = (step.by_hand, step.exact(SIGNIFICANT), apart(step))
    return [row_name(step), *(inline(value, page) for value in values)]


def row_name(step: Step) -> str:
    """The name of a step's result; a total is told from a share."""
    if step.operation.kind is Kind.TOTAL:
        return f"{name_of(step.ref)}, in all"
    return name_of(step.ref)
