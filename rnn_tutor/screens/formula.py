"""Formulas as on paper: fractions stacked where the width allows, sums broken before a +, long ones folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply, Expression, Kind, Power, Quotient, Ref, children, rebuild
from rnn_tutor.equations.writing import PAPER, Style, name_of, subscript, superscript, symbol, write
from rnn_tutor.numbers.digits import with_reach
from rnn_tutor.screens.blocks import Block, beside, bracketed, fraction, line, lowered
from rnn_tutor.screens.page import Page, wrapped

FIRST_STAND_IN = 0xF0000  # private characters that stand for blocks while a formula is one line
STAND_IN = re.compile("([\U000f0000-\U000ffffd])/?")
TERMS = re.compile(r" (?=[+−] )")
FACTORS = re.compile(r" (?=[×⊙·/] )")
OPERATORS = re.compile(r" (?=[+−×⊙·/] )")
MOST_TERMS = 8
FIRST_TERMS, LAST_TERMS = 3, 2
OPENING, CLOSING = "([", ")]"
DIFFERENTIALS = (Kind.GRADIENT, Kind.TOTAL, Kind.SHARE)

CALCULATOR_NAMES = {row.name: row.notation for row in FUNCTIONS.values() if row.name != row.notation}


def formula(expression: Expression, page: Page, width: int, style: Style = PAPER) -> list[Block]:
    """A formula in rows no wider than `width`: stacked if that fits, else on the line."""
    stacked = _Typesetter(page, style)
    text = folded(stacked.one_line(expression), page)
    rows = broken(text, width, stacked.block)
    if rows is not None:
        return rows
    return line_of_numbers(write(expression, style), page, width)


def name_block(ref: Ref, page: Page) -> Block:
    """A name alone, a gradient as a stacked fraction."""
    typesetter = _Typesetter(page, PAPER)
    return typesetter.block(typesetter.one_line(ref))


def calculated(text: str) -> str:
    """A line as a calculator takes it, in the field's notation: −, σ, e^( and ²."""
    text = re.sub(r"(?<!\de)-", "−", with_reach(text))
    text = re.sub(r"\bexp\(", "e^(", text)
    for name, notation in CALCULATOR_NAMES.items():
        text = re.sub(rf"\b{name}(?=\()", notation, text)
    text = re.sub(r"\bpi\b", "π", text)
    return re.sub(r"\^(\d+)(?![\d.])", lambda found: superscript(int(found[1])), text)


def line_of_numbers(text: str, page: Page, width: int) -> list[Block]:
    """A line, broken before its operators, or between words where that does not do."""

    def block(part: str) -> Block:
        return line(page.spell(part))

    text = folded(text, page)
    rows = broken(text, width, block)
    if rows is not None:
        return rows
    terms = split(text, TERMS)
    rows = in_rows([in_parts(term, OPERATORS.split(term), block, width) for term in terms], width)
    if rows is not None:
        return rows
    return [line(part) for part in wrapped(page.spell(" ".join(terms)), width, hanging=2)]


def broken(text: str, width: int, block: Callable[[str], Block]) -> list[Block] | None:
    """A line in rows that fit: broken between terms, and within a term that is too wide between factors."""
    terms = split(text, TERMS)
    return in_rows([in_parts(term, split(term, FACTORS), block, width) for term in terms], width)


def in_parts(term: str, parts: list[str], block: Callable[[str], Block], width: int) -> list[Block]:
    """A term whole, or where it is too wide in its parts."""
    whole = block(term)
    return [whole] if whole.width <= width else [block(part) for part in parts]


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


def fold(terms: Sequence[str]) -> list[str]:
    """A long sum with its middle left out."""
    if len(terms) <= MOST_TERMS:
        return list(terms)
    return [*terms[:FIRST_TERMS], "+ …", *terms[-LAST_TERMS:]]


def folded(text: str, page: Page) -> str:
    """A line in which long sums have their middle left out, also those in brackets."""
    if page.full or text.count(" + ") + text.count(" − ") < MOST_TERMS:
        return text
    return " ".join(fold([_folded_inside(term, page) for term in split(text, TERMS)]))


def _folded_inside(term: str, page: Page) -> str:
    parts, start, depth = [], 0, 0
    for place, character in enumerate(term):
        depth += (character == "(") - (character == ")")
        if character == "(" and depth == 1:
            parts.append(term[start : place + 1])
            start = place + 1
        elif character == ")" and depth == 0:
            parts.append(folded(term[start:place], page))
            start = place
    return "".join([*parts, term[start:]])


def split(text: str, operators: re.Pattern[str]) -> list[str]:
    """The parts of a line, cut before the operators that stand in no bracket."""
    parts, start, counted, depth = [], 0, 0, 0
    for found in operators.finditer(text):
        between = text[counted : found.start()]
        depth += sum(map(between.count, OPENING)) - sum(map(between.count, CLOSING))
        counted = found.start()
        if depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


class _Typesetter:
    """Writes an expression on one line, in which each fraction is one character, and sets the fractions in again.

    So the rules for signs, brackets and products are those of the line, and are written once.
    """

    def __init__(self, page: Page, style: Style) -> None:
        self.page = page
        self.style = style
        self.blocks: list[Block] = []
        self.meant: dict[Ref, Expression] = {}

    def one_line(self, expression: Expression) -> str:
        is_array = self.style.is_array
        style = replace(
            self.style,
            leaf=self.leaf,
            is_array=is_array and (lambda part: is_array(self.restored(part))),
            is_matrix=lambda part: self.style.is_matrix(self.restored(part)),
        )
        return write(self.without_quotients(expression), style)

    def leaf(self, ref: Ref) -> str:
        if ref in self.meant:
            return ref.name + "/"
        if ref.kind not in DIFFERENTIALS:
            return name_of(ref)
        at = symbol(ref.name) if ref.kind is Kind.SHARE else symbol(ref.name, ref.at)
        slope = fraction(line(self.page.spell("∂Loss")), line(self.page.spell(f"∂{at}")))
        if ref.kind is Kind.SHARE and isinstance(ref.at, int):
            slope = lowered(bracketed(slope), self.page.spell(subscript(ref.at)))
        return self.stand_in(slope) + "/"

    def stand_in(self, block: Block) -> str:
        self.blocks.append(block)
        return chr(FIRST_STAND_IN + len(self.blocks) - 1)

    def without_quotients(self, expression: Expression) -> Expression:
        match expression:
            case Power() | Apply("exp", _):
                return expression  # a raised fraction stays on the line
            case Quotient(top, bottom):
                over, under = (self.block(self.one_line(part)) for part in (top, bottom))
                ref = Ref(Kind.QUANTITY, self.stand_in(fraction(over, under)))
                self.meant[ref] = expression
                return ref
        parts = children(expression)
        return rebuild(expression, tuple(map(self.without_quotients, parts))) if parts else expression

    def restored(self, expression: Expression) -> Expression:
        if isinstance(expression, Ref):
            return self.meant.get(expression, expression)
        parts = children(expression)
        return rebuild(expression, tuple(map(self.restored, parts))) if parts else expression

    def block(self, text: str) -> Block:
        levels: list[list[Block]] = [[]]
        for number, piece in enumerate(STAND_IN.split(text)):
            if number % 2:
                levels[-1].append(self.blocks[ord(piece) - FIRST_STAND_IN])
            else:
                self._set(piece, levels)
        return reduce(beside, levels[0], line(""))

    def _set(self, text: str, levels: list[list[Block]]) -> None:
        for part in re.split(r"([()])", self.page.spell(text)):
            if part == "(":
                levels.append([])
            elif part == ")":
                inner = levels.pop()
                levels[-1].append(bracketed(beside(line(""), *inner)))
            elif part:
                levels[-1].append(line(part))
