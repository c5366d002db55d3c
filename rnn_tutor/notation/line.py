"""Layouts on one line: on paper (−2(target − P)), in ASCII (-2*(target - P)), for a calculator (-2 × (1.2 - 0.736)).

A line is found as a list of tokens first: texts, and the places where it may be broken. So a line that is too long is
broken, and one that is needed again is filled in, without looking for anything in a text.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Function, Typeset
from rnn_tutor.equations.tree import At, Expression, Ref
from rnn_tutor.notation.composition import ON_CALCULATOR, ON_PAPER, Conventions, compose
from rnn_tutor.notation.layout import BINARY_SIGNS, Delimiters, Layout, Name, Numeral, Sign, Symbol
from rnn_tutor.notation.media import CALCULATOR, PAPER, Medium
from rnn_tutor.notation.name_layout import name_layout, state_symbol, symbol_layout
from rnn_tutor.notation.renderer import Renderer


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
    """What stands on a line, from left to right; no line begins with a break."""
    found = _Line(medium).render(layout)
    return found[1:] if found and isinstance(found[0], Break) else found


class _Line(Renderer[list[LineToken]]):
    def __init__(self, medium: Medium) -> None:
        self.medium = medium

    def name(self, name: Name) -> list[LineToken]:
        return [name]

    def numeral(self, numeral: Numeral) -> list[LineToken]:
        return [numeral]

    def symbol(self, symbol: Symbol) -> list[LineToken]:
        return [self.medium.symbol(symbol)]

    def text(self, text: str) -> list[LineToken]:
        return [text]

    def sign(self, sign: Sign) -> list[LineToken]:
        text = self.medium.signs[sign]
        return [Break(sign, 0), text] if sign in BINARY_SIGNS else [text]

    def left_out(self) -> list[LineToken]:
        return [self.medium.ellipsis]

    def row(self, parts: list[list[LineToken]]) -> list[LineToken]:
        return [token for part in parts for token in part]

    def bracket(self, inner: list[LineToken], pair: Delimiters) -> list[LineToken]:
        if pair is Delimiters.ROUND:
            return _between(OPENING, [inner], CLOSING)
        return _between(self.medium.norm, [inner], self.medium.norm)

    def column(self, elements: list[list[LineToken]]) -> list[LineToken]:
        return _between("[", elements, "]")

    def call(self, function: Function, arguments: list[list[LineToken]]) -> list[LineToken]:
        is_power = function.form is Typeset.POWER_OF_E
        called = self.medium.exponential if is_power else self.medium.function(function.name)
        return [called, *(_between(OPENING, arguments, CLOSING) if arguments else ())]

    def fraction(self, top: list[LineToken], bottom: list[LineToken], *, slash: bool) -> list[LineToken]:  # noqa: ARG002  # a line has no other
        return [*top, "/", *bottom]

    def raised(self, base: Layout, exponent: Layout) -> list[LineToken]:
        raised: list[LineToken]
        match exponent:
            case Numeral(number) if self.medium.power and number.value.denominator == 1:
                raised = [self.medium.power(int(number.value))]
            case _:
                raised = ["^", *self.render(exponent)]
        return [*self.render(base), *raised]

    def lowered(self, base: list[LineToken], below: str) -> list[LineToken]:
        return [*base, self.medium.lowered(below)]

    def transposed(self, base: Layout) -> list[LineToken]:
        return [*self.render(base), self.medium.transposed]

    def indexed(
        self, base: list[LineToken], first: list[list[LineToken]], last: list[LineToken] | None
    ) -> list[LineToken]:
        end = [] if last is None else [self.medium.ellipsis, *last]
        return [*base, "[", *_listed(first, ","), *end, "]"]


def _between(opening: LineToken, parts: list[list[LineToken]], closing: LineToken) -> list[LineToken]:
    """Parts in brackets: their breaks lie one bracket deeper."""
    inside = _listed(parts, ", ")
    deeper = (Break(token.sign, token.depth + 1) if isinstance(token, Break) else token for token in inside)
    return [opening, *deeper, closing]


def _listed(parts: list[list[LineToken]], between: str) -> list[LineToken]:
    return [token for number, part in enumerate(parts) for token in (*([between] if number else ()), *part)]


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
