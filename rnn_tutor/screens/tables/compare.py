"""Two lessons side by side: what they give, what comes of it, where they part, and how their gradients fare."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import counted
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.side_by_side import SideBySide, StepPair
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import name_of, symbol
from rnn_tutor.pictures.over_time import journeys, scale_of
from rnn_tutor.screens.layout.arrays import ends, exact, inline
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, table
from rnn_tutor.screens.pictures.over_time import bars_over_time, bars_side_by_side

DIGITS = 6
MOST_ROWS = 40  # of a table; of a longer one the first and the last rows are shown
ENDS = 15
PARTS = (
    ("Forward", (Phase.FORWARD, Phase.LOSS)),
    ("Gradients of the backward pass", (Phase.BACKWARD,)),
    ("Total gradients", (Phase.TOTAL,)),
    ("After the update", (Phase.UPDATE,)),
)


def compare_screen(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """The whole of it; `names` are what the two are called."""
    lines = [*heading(page, "Side by side", " | ".join(names)), *titles(both, names, page)]
    lines += [blank(), *given_lines(both, names, page), blank(), *parting_lines(both, names, page)]
    for title, phases in PARTS:
        pairs = [pair for pair in both.of(*phases) if pair.one.operation.kind is not Kind.STATE]
        if pairs:
            lines += [blank(), *page.prose(title, "title"), blank(), *pair_lines(pairs, names, page)]
    for name, derivation in zip(names, (both.one, both.other), strict=True):
        if derivation.lesson.network.loss is None:
            lines += [blank(), *page.prose(f"{name} has no gradients to compare: it has no loss.")]
    lines += alone_lines(both, names, page)
    return [*lines, *over_time_lines(both, names, page)]


def titles(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """Which is which."""
    derivations = (both.one, both.other)
    return [
        line
        for name, derivation in zip(names, derivations, strict=True)
        for line in page.prose(f"{name}: {derivation.lesson.title}", hanging=2)
    ]


def given_lines(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """What differs in what the lessons give; what doesn't, in a line."""
    givens = list(both.givens())
    same = [given.what.removesuffix(" =") for given in givens if given.same and given.one]
    differing = [given for given in givens if not given.same]
    rows = [[given.what, given_text(given.one, page), given_text(given.other, page)] for given in differing]
    lines = [*page.prose("The given numbers", "title"), blank()]
    if rows:
        lines += [*table([Column(""), *(Column(name) for name in names)], rows, page), blank()]
    return [*lines, *page.prose(f"The same in both: {', '.join(same) or 'nothing'}.", hanging=2)]


def given_text(value: object, page: Page) -> str:
    """Something that a lesson gives, in a cell of a table."""
    if isinstance(value, Array):
        return inline(value.map(number_text), page)
    if isinstance(value, tuple):
        return ", ".join(ends([given_text(part, page) for part in value])) or "none"
    return str(value) or "none"


def parting_lines(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """Where the two part: the first step that is found otherwise, and the first with another value."""
    formula, value = both.parting_formula, both.parting_value
    lines = page.prose("Where they differ", "title")
    if not both.pairs:
        return [*lines, *page.prose("They have no quantity in common.")]
    if formula is None:
        lines += page.prose("Each step that both have is computed by the same formula.")
    else:
        ways = "; ".join(
            f"{name}: {step.formula}" for name, step in zip(names, (formula.one, formula.other), strict=True)
        )
        lines += page.prose(f"The first formula that differs is that of {name_of(formula.one.ref)} ({ways}).")
    if value is None:
        return [*lines, *page.prose("No value differs.")]
    where, step = name_of(value.one.ref), value.one.identity
    return [*lines, *page.prose(f"The first value that differs is that of {where} (step {step} of {names[0]}).")]


def pair_lines(pairs: Sequence[StepPair], names: tuple[str, str], page: Page) -> Lines:
    """A table of what both find, with the distance from the first to the second."""
    columns = [Column(""), *(Column(name, "exact", point=True) for name in names), Column("apart", point=True)]
    rows = [pair_row(pair, page) for pair in pairs]
    if len(rows) > MOST_ROWS and not page.full:
        rows = [*rows[:ENDS], ["⋮"] * len(columns), *rows[-ENDS:]]
    return table(columns, rows, page)


def pair_row(pair: StepPair, page: Page) -> list[str]:
    """A quantity in both."""
    name = name_of(pair.one.ref) + (", total" if pair.one.operation.kind is Kind.TOTAL else "")
    values = [inline(exact(step, DIGITS), page) for step in (pair.one, pair.other)]
    return [name, *values, distance(pair.apart)]


def distance(apart: Fraction | None) -> str:
    """How far apart two values are."""
    if apart is None:
        return "other size"
    return short(Decimal(apart.numerator) / Decimal(apart.denominator)) if apart else "0"  # a float may be too small


def alone_lines(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """What only one of the two has, by name."""
    lines: Lines = []
    for name, in_other in zip(names, (False, True), strict=True):
        steps = both.alone(in_other=in_other)
        if steps:
            lines += [blank(), *page.prose(f"Only {name} has {listed(steps)}.", hanging=2)]
    return lines


def listed(steps: Sequence[Step]) -> str:
    """Steps by what they are about, each name once."""
    kinds = {Kind.QUANTITY: "the quantities", Kind.UPDATED: "the parameters"}
    parts = []
    for kind, word in kinds.items():
        found = dict.fromkeys(step.quantity for step in steps if step.operation.kind is kind)
        parts += [f"{word} {', '.join(found)}"] if found else []
    times = {step.time_step for step in steps if step.time_step is not None}
    rest = f"steps for {counted(len(times), 'time step')} of its own"
    return " and ".join(parts) or rest


def over_time_lines(both: SideBySide, names: tuple[str, str], page: Page) -> Lines:
    """Their gradients over time on one scale: side by side where the width allows, else one below the other."""
    one, other = journeys(both.one), journeys(both.other)
    scale = scale_of([*one, *other])
    if scale is None:
        return []
    lines: Lines = [blank(), *page.prose("The gradient on its way back through time", "title")]
    for pair in zip_longest(one, other):
        first, second = pair
        together = bars_side_by_side((first, second), names, page, scale) if first and second else []
        lines += [blank(), *together] if together else []
        for name, found in zip(names, pair, strict=True):
            if found is None:
                continue
            if together:
                lines += [blank(), *page.prose(f"{name}: {found.in_words()}", hanging=2)]
            else:
                bars = bars_over_time(found, page, scale)
                lines += [blank(), *page.prose(f"{name}: {symbol(found.name)}", "title"), blank(), *bars]
    scales = f"The gradient on its way back is drawn on one log scale for both, {scale.in_words()}."
    return [*lines, blank(), *page.prose(scales)]
