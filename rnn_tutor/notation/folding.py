"""Long lines: the terms of a sum, the factors of a term, and the middle of a long sum left out."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rnn_tutor.notation.layout import (
    FACTOR_SIGNS,
    TERM_SIGNS,
    Bracket,
    Call,
    Fraction,
    Layout,
    LeftOut,
    Operator,
    Raised,
    Row,
    Sign,
    Stacked,
    Text,
    Transposed,
)

MOST_TERMS = 8
FIRST_TERMS, LAST_TERMS = 3, 2


def flat(layout: Layout) -> Iterator[Layout]:
    """What stands on one line in no bracket, from left to right."""
    match layout:
        case Row(parts):
            for part in parts:
                yield from flat(part)
        case Fraction(top, bottom, True):
            yield from flat(top)
            yield Text("/")
            yield bottom
        case _:
            yield layout


def terms(layout: Layout) -> list[Row]:
    """The terms of a sum, each after the first with its sign in front; anything else is one term."""
    return _cut(layout, TERM_SIGNS)


def factors(term: Layout) -> list[Row]:
    """The factors of a term, each after the first with its sign in front."""
    return _cut(term, FACTOR_SIGNS)


def _cut(layout: Layout, signs: Container[Sign]) -> list[Row]:
    parts: list[list[Layout]] = [[]]
    for part in flat(layout):
        if parts[-1] and isinstance(part, Operator) and part.sign in signs:
            parts.append([])
        parts[-1].append(part)
    return [Row(tuple(part)) for part in parts]


def folded(layout: Layout) -> Layout:
    """A layout in which long sums have their middle left out, also those in brackets."""
    match layout:
        case Row(parts):
            return _fold(Row(tuple(map(folded, parts))))
        case Bracket(inner, pair):
            return Bracket(folded(inner), pair)
        case Call(function, arguments):
            return Call(function, tuple(map(folded, arguments)))
        case Stacked(elements):
            return Stacked(tuple(map(folded, elements)))
        case Raised(base, exponent):
            return Raised(folded(base), folded(exponent))
        case Transposed(base):
            return Transposed(folded(base))
        case Fraction(top, bottom, True):
            return Fraction(folded(top), folded(bottom), slash=True)
        case _:
            return layout


def _fold(row: Row) -> Row:
    if sum(isinstance(part, Operator) and part.sign in TERM_SIGNS for part in row.parts) < MOST_TERMS:
        return row
    found = terms(row)
    left_out = Row((Operator(Sign.PLUS), LeftOut()))
    return Row((*found[:FIRST_TERMS], left_out, *found[-LAST_TERMS:]))
