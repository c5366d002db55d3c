"""One step on a page: the formula, the numbers put in, the result by hand over the exact digits, and why."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from rnn_tutor.english import minus
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.explain.opening_words import explained_before
from rnn_tutor.explain.step import Step
from rnn_tutor.explain.words import DOES, SLOPE, when
from rnn_tutor.numbers.real import real
from rnn_tutor.numbers.value import single
from rnn_tutor.pictures.route import Route
from rnn_tutor.screens.layout.arrays import ShownArray, by_hand, exact
from rnn_tutor.screens.layout.formula import formula, name_block, number_rows
from rnn_tutor.screens.layout.grid import BY_HAND, EQUALS, EXACT, PRINTED, Grid
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank, nearly_together, together
from rnn_tutor.screens.layout.text_blocks import Block, beside, under
from rnn_tutor.screens.pictures.sparkline import sparkline
from rnn_tutor.screens.walk.chain import chain_rows, chain_terms
from rnn_tutor.screens.walk.element import number_lines
from rnn_tutor.screens.walk.margin import Margin
from rnn_tutor.screens.walk.phases import gradient_read, introduction, title, words_explained
from rnn_tutor.screens.walk.route_lines import route_lines
from rnn_tutor.screens.walk.slope import slope_lines
from rnn_tutor.screens.walk.word import explained


def step_screen(step: Step, count: int, route: Route, page: Page, digits: int, margin: Margin) -> Lines:
    """A step; `count` is how many its phase has."""
    start = introduction(step, count)
    return [
        *heading(page, epoch_of(step), f"Step {step.number} of {count}", title(step)),
        *([*page.prose(start), blank()] if start else []),
        *page.prose(subject(step), "title"),
        blank(),
        *nearly_together(derivation_lines(step, page)),
        blank(),
        *result_lines(step, page, digits, margin.printed(step)),
        blank(),
        *small_number_lines(step, page),
        *([*page.prose(read), blank()] if (read := gradient_read(step)) else []),
        *why_lines(step, page),
        *words_lines(step, page),
        *(line for function in step.functions_met(SLOPE) for line in slope_lines(function, page)),
        *margin.lines(step, page),
        *route_lines(route, step, page),
    ]


def small_number_lines(step: Step, page: Page) -> Lines:
    """Of a number that keeps one digit by hand, what it is to three digits."""
    if step.operation.shape:
        return []
    by_hand, exactly = single(step.by_hand_value), step.exact(3).only
    assert isinstance(by_hand, fmpq)
    if not step.derivation.lesson.rounding.keeps_one_digit(by_hand) or real(Fraction(exactly)) == by_hand:
        return []
    return [
        *page.prose(
            f"By hand, so small a number keeps one digit. The exact value, to three digits, is {minus(exactly)}."
        ),
        blank(),
    ]


def why_lines(step: Step, page: Page) -> Lines:
    """Why the rule applies here; under it, where an activation is met first, that as a row of bars."""
    said = step.explained_here
    if not said:
        return []
    drawn = [
        line
        for function in step.functions_met(DOES)[:1]
        if function in ACTIVATIONS
        for line in sparkline(function, page)
    ]
    return [*(together(page.prose(said)) if drawn else page.prose(said)), *drawn, blank()]


def words_lines(step: Step, page: Page) -> Lines:
    """The words that are met here first, each explained."""
    known = (*explained_before(step.derivation), *words_explained(step))
    return explained([term for term in step.words_met if term.name not in known], page)


def epoch_of(step: Step) -> str:
    """Which of the lesson's updates a step belongs to, where it has several."""
    epochs = step.derivation.lesson.training.epochs
    return f"Epoch {step.derivation.epoch} of {epochs}" if epochs > 1 else ""


def subject(step: Step) -> str:
    """Whose value or gradient, and from which day."""
    moment = when(step)
    return step.title if not moment or moment in step.title else f"{step.title}, {moment}"


def derivation_lines(step: Step, page: Page) -> Lines:
    """The name, the formula, and the numbers, with equals signs under each other."""
    name = name_block(step.ref, page)
    grid = Grid(name, page)
    first, *more = map(under, formula_groups(step, page, grid.room))
    if first == name:  # a sum of one that goes by the same name
        first, *more = map(under, [number_rows(step.element().numeric, page, grid.room)])
        return [*grid.rows(name, first)]
    lines = [*grid.rows(name, first)]
    for right in more:
        lines += [blank(), *grid.rows(None, right)]
    lines += [blank()] if max(name.height, first.height) > 1 else []
    return [*lines, *number_lines(step, page, grid)]


def formula_groups(step: Step, page: Page, room: int) -> list[list[Block]]:
    """The chain rule and the formula that comes of it, in one row where they fit."""
    rows = formula(step.expression, page, room, step.derivation.unrolled.paper)
    terms = chain_terms(step, page)
    chain = chain_rows(terms, room) if terms else []
    if not chain:
        return [rows]
    if len(chain) == len(rows) == 1 and chain[0].width + EQUALS.width + rows[0].width <= room:
        return [[beside(chain[0], EQUALS, rows[0])]]
    return [chain, rows]


def result_lines(step: Step, page: Page, digits: int, printed: Array[str] | None = None) -> Lines:
    """By hand over exact, and over what the lesson's source prints."""
    values: list[tuple[str, ShownArray, str]] = [
        (BY_HAND, by_hand(step), "hand"),
        (EXACT, exact(step, digits), "exact"),
    ]
    values += [(PRINTED, printed, "label")] if printed else []
    *lines, last = Grid(name_block(step.ref, page), page).results(values)
    return [*together(lines), last]
