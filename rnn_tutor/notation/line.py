"""Layouts on one line: on paper (−2(target − P)), in ASCII (-2*(target - P)), for a calculator (-2 × (1.2 - 0.736)).

A line is found as a list of tokens first: texts, and the places where it may be broken. So a line that is too long is
broken, and one that is needed again is filled in, without looking for anything in a text.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Typeset
from rnn_tutor.equations.tree import At, Expression, Ref
from rnn_tutor.notation.composition import ON_CALCULATOR, ON_PAPER, Conventions, compose
from rnn_tutor.notation.layout import (
    BINARY_SIGNS,
    Bracket,
    Call,
    Delimiters,
    Fraction,
    Indexed,
    Layout,
    LeftOut,
    Lowered,
    Name,
    Numeral,
    Operator,
    Raised,
    Row,
    Sign,
    Stacked,
    Symbol,
    Text,
    Transposed,
)
from rnn_tutor.notation.media import CALCULATOR, PAPER, Medium
from rnn_tutor.notation.name_layout import name_layout, state_symbol, symbol_layout


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may be broken, before a sign; a space where it isn't. `depth` counts the open brackets."""

    sign: Sign
    depth: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening bracket."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing bracket."""


LineToken: TypeAlias = str | Name | Numeral | Break | Opening | Closing

OPENING, CLOSING = Opening(), Closing()


def line(layout: Layout, medium: Medium = PAPER) -> str:
    """A layout on one line."""
    return "".join(texts(tokens(layout, medium), medium))


def pieces(layout: Layout, medium: Medium, signs: Container[Sign] = tuple(Sign)) -> list[str]:
    """The same, cut before certain signs."""
    return ["".join(texts(piece, medium)) for piece in token_pieces(layout, medium, signs)]


def token_pieces(layout: Layout, medium: Medium, signs: Container[Sign]) -> list[list[LineToken]]:
    """What stands on a line, cut before certain signs."""
    found: list[list[LineToken]] = [[]]
    for token in tokens(layout, medium):
        if isinstance(token, Break) and token.sign in signs:
            found.append([])
        else:
            found[-1].append(token)
    return [piece for piece in found if piece]


def texts(found: Iterable[LineToken], medium: Medium) -> Iterator[str]:
    """What tokens look like."""
    for token in found:
        match token:
            case str():
                yield token
            case Name(_, written):
                yield line(written, medium)
            case Numeral(number):
                yield medium.number(number_text(number))
            case Break():
                yield " "
            case Opening():
                yield "("
            case Closing():
                yield ")"


def tokens(layout: Layout, medium: Medium) -> list[LineToken]:
    """What stands on a line, from left to right; a line that begins with a sign begins with a break."""
    writer = _Writer(medium)
    writer.write(layout)
    return writer.out


class _Writer:
    def __init__(self, medium: Medium) -> None:
        self.medium = medium
        self.out: list[LineToken] = []
        self.depth = 0

    def write(self, layout: Layout) -> None:
        match layout:
            case Name() | Numeral():
                self.out.append(layout)
            case Text() | Symbol() | Operator() | LeftOut():
                self.leaf(layout)
            case Row(parts):
                for part in parts:
                    self.write(part)
            case Bracket() | Stacked() | Call():
                self.enclosed(layout)
            case Fraction(top, bottom):
                self.write(top)
                self.out.append("/")
                self.write(bottom)
            case Raised() | Lowered() | Transposed() | Indexed():
                self.write(layout.base)
                self.attached(layout)

    def leaf(self, layout: Text | Symbol | Operator | LeftOut) -> None:
        match layout:
            case Text(text):
                self.out.append(text)
            case Symbol():
                self.out.append(self.medium.symbol(layout))
            case Operator(sign):
                if self.out and sign in BINARY_SIGNS:
                    self.out.append(Break(sign, self.depth))
                self.out.append(self.medium.signs[sign])
            case LeftOut():
                self.out.append(self.medium.ellipsis)

    def attached(self, layout: Raised | Lowered | Transposed | Indexed) -> None:
        """What is written behind a base."""
        match layout:
            case Raised(_, Numeral(number)) if self.medium.power and number.value.denominator == 1:
                self.out.append(self.medium.power(int(number.value)))
            case Raised(_, exponent):
                self.out.append("^")
                self.write(exponent)
            case Lowered(_, below):
                self.out.append(self.medium.lowered(below))
            case Transposed():
                self.out.append(self.medium.transposed)
            case Indexed(_, first, last):
                self.out.append("[")
                self.listed(first, ",")
                if last is not None:
                    self.out.append(self.medium.ellipsis)
                    self.write(last)
                self.out.append("]")

    def enclosed(self, layout: Bracket | Stacked | Call) -> None:
        """What stands in brackets."""
        match layout:
            case Bracket(inner, Delimiters.ROUND):
                self.between(OPENING, (inner,), CLOSING)
            case Bracket(inner):
                self.between(self.medium.norm, (inner,), self.medium.norm)
            case Stacked(elements):
                self.between("[", elements, "]")
            case Call(function, arguments):
                self.out.append(
                    self.medium.exponential
                    if FUNCTIONS[function].form is Typeset.POWER_OF_E
                    else self.medium.function(function)
                )
                if arguments:
                    self.between(OPENING, arguments, CLOSING)

    def between(self, opening: LineToken, parts: tuple[Layout, ...], closing: LineToken) -> None:
        self.out.append(opening)
        self.depth += 1
        self.listed(parts, ", ")
        self.depth -= 1
        self.out.append(closing)

    def listed(self, parts: tuple[Layout, ...], between: str) -> None:
        for number, part in enumerate(parts):
            if number:
                self.out.append(between)
            self.write(part)


@lru_cache(maxsize=1 << 14)
def symbol(name: str, at: At | int = At.UNTIMED) -> str:
    """A name with its time step, on paper: X₃, W₁."""
    return PAPER.symbol(symbol_layout(name, at))


@lru_cache(maxsize=1 << 14)
def name_of(ref: Ref) -> str:
    """A name in the field's notation: W₁, X₃, ∂Loss/∂X₃."""
    return line(name_layout(ref))


def write(expression: Expression, conventions: Conventions = ON_PAPER, medium: Medium = PAPER) -> str:
    """An expression on one line."""
    return line(compose(expression, conventions), medium)


def calculator_line(expression: Expression) -> str:
    """An expression as a calculator takes it: decimal points, + - × / ^ ( ), and functions by their names."""
    return line(compose(expression, ON_CALCULATOR), CALCULATOR)


def state_name(name: str) -> str:
    """What an optimizer keeps, on paper: m, v, m̂."""
    return PAPER.symbol(state_symbol(name))
