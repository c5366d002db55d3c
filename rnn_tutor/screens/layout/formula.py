"""Formulas in a terminal: fractions stacked where the width allows, sums broken before a +, long ones folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from rnn_tutor.equations.tree import Expression, Ref
from rnn_tutor.notation.composition import ON_CALCULATOR, ON_PAPER, Conventions, compose, stacked
from rnn_tutor.notation.folding import factors, flat, folded, terms
from rnn_tutor.notation.layout import (
    BINARY_SIGNS,
    Bracket,
    Call,
    Delimiters,
    Fraction,
    Indexed,
    Layout,
    Lowered,
    Name,
    Operator,
    Raised,
    Row,
    Text,
    Transposed,
)
from rnn_tutor.notation.line import pieces
from rnn_tutor.notation.media import subscript
from rnn_tutor.notation.name_layout import name_layout
from rnn_tutor.screens.layout.page import Page, wrapped
from rnn_tutor.screens.layout.text_blocks import Block, beside, bracketed, fraction, line, lowered


def formula(expression: Expression, page: Page, width: int, conventions: Conventions = ON_PAPER) -> list[Block]:
    """A formula in rows no wider than `width`: stacked if that fits, else on the line."""
    layout = shortened(compose(expression, stacked(conventions)), page)
    rows = broken(layout, width, lambda part: block(part, page))
    return line_rows(compose(expression, conventions), page, width) if rows is None else rows


def number_rows(expression: Expression, page: Page, width: int) -> list[Block]:
    """A line with numbers put in, in the field's notation."""
    return line_rows(compose(expression, ON_CALCULATOR), page, width)


def name_block(ref: Ref, page: Page) -> Block:
    """A name alone, a gradient as a stacked fraction."""
    return block(Name(ref, name_layout(ref)), page)


def shortened(layout: Layout, page: Page) -> Layout:
    """A formula with the middle of long sums left out, where the page leaves anything out."""
    return layout if page.full else folded(layout)


def line_rows(layout: Layout, page: Page, width: int) -> list[Block]:
    """A line, broken before its signs, or between words where that does not do."""
    layout = shortened(layout, page)
    rows = broken(layout, width, lambda part: line(page.formula(part)))
    if rows is not None:
        return rows
    rows = in_rows([_cut_anywhere(term, page, width) for term in terms(layout)], width)
    if rows is not None:
        return rows
    return [line(part) for part in wrapped(page.formula(layout), width, hanging=2)]


def _cut_anywhere(term: Layout, page: Page, width: int) -> list[Block]:
    """A term whole, or where it is too wide cut before each of its signs, also in brackets."""
    whole = line(page.formula(term))
    if whole.width <= width:
        return [whole]
    return [line(page.letters(piece)) for piece in pieces(term, page.medium, BINARY_SIGNS)]


def broken(layout: Layout, width: int, block_of: Callable[[Layout], Block]) -> list[Block] | None:
    """A formula in rows that fit: broken between terms, and within a term that is too wide between factors."""

    def in_parts(term: Layout) -> list[Block]:
        whole = block_of(term)
        return [whole] if whole.width <= width else list(map(block_of, factors(term)))

    return in_rows(list(map(in_parts, terms(layout))), width)


def in_rows(terms: Sequence[Sequence[Block]], width: int) -> list[Block] | None:
    """Terms in rows, as many to a row as fit; one that is in parts has its rows to itself.

    Nothing where a part alone is too wide.
    """
    rows: list[Block] = []
    open_row = False
    for parts in terms:
        for number, part in enumerate(parts):
            if part.width > width:
                return None
            joins = number > 0 or (open_row and len(parts) == 1)
            if joins and rows[-1].width + 1 + part.width <= width:
                rows[-1] = beside(rows[-1], line(" "), part)
            else:
                rows.append(part)
        open_row = len(parts) == 1
    return rows


def block(layout: Layout, page: Page) -> Block:
    """A layout in two dimensions, or in a line where the page is read one line after the other."""
    if page.linear:
        return line(page.formula(layout))
    return reduce(beside, _blocks(layout, page), line(""))


def _blocks(layout: Layout, page: Page) -> list[Block]:
    """What stands in a row, from left to right."""
    match layout:
        case Row():
            parts = list(flat(layout))
            return [found for number, part in enumerate(parts) for found in _part(part, page, first=not number)]
        case Name(_, Fraction() | Lowered() as written):
            return _blocks(written, page)
        case Fraction(top, bottom, False):
            return [fraction(block(top, page), block(bottom, page))]
        case Fraction(top, bottom):
            return [*_blocks(top, page), line("/"), *_blocks(bottom, page)]
        case Bracket(inner, Delimiters.ROUND):
            return [bracketed(block(inner, page))]
        case Call(function, arguments) if arguments:
            return [line(page.formula(Call(function, ()))), bracketed(block(listed(arguments), page))]
        case Lowered(base, below):
            return [lowered(block(base, page), subscript(below) if page.notation else below)]
        case Raised(base) | Transposed(base) | Indexed(base):
            return [*_blocks(base, page), *_attached(layout, page)]
        case _:
            return [line(page.formula(layout))]


def _part(part: Layout, page: Page, *, first: bool) -> list[Block]:
    """A part of a row; before a sign between two parts there is a space."""
    spaced = not first and isinstance(part, Operator) and part.sign in BINARY_SIGNS
    return [*([line(" ")] if spaced else []), *_blocks(part, page)]


def _attached(layout: Raised | Transposed | Indexed, page: Page) -> list[Block]:
    """What is written behind a base."""
    nothing = Text("")
    match layout:
        case Raised(_, Bracket() as exponent):
            return [line("^"), *_blocks(exponent, page)]
        case Raised(_, exponent):
            return [line(page.formula(Raised(nothing, exponent)))]
        case Transposed():
            return [line(page.formula(Transposed(nothing)))]
        case Indexed(_, first, last):
            return [line(page.formula(Indexed(nothing, first, last)))]


def listed(parts: Sequence[Layout]) -> Row:
    """Parts with commas between them."""
    first, *others = parts
    return Row((first, *(found for part in others for found in (Text(", "), part))))
