"""The one walk over a layout: every medium says what it makes of each part, and none asks what a part is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.function import Function
from rnn_tutor.notation.layout import (
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

T = TypeVar("T")


class Renderer(ABC, Generic[T]):
    """Writes layouts in one medium, each part as a `T`."""

    def render(self, layout: Layout) -> T:  # noqa: PLR0911  # one way for each kind of part
        """A layout in this medium."""
        match layout:
            case Name():
                return self.name(layout)
            case Numeral():
                return self.numeral(layout)
            case Symbol():
                return self.symbol(layout)
            case Text(text):
                return self.text(text)
            case Operator(sign):
                return self.sign(sign)
            case LeftOut():
                return self.left_out()
            case Row(parts):
                return self.row([self.render(part) for part in parts])
            case Bracket(inner, pair):
                return self.bracket(self.render(inner), pair)
            case Stacked(elements):
                return self.column([self.render(element) for element in elements])
            case Call(function, arguments):
                return self.call(FUNCTIONS[function], [self.render(argument) for argument in arguments])
            case Fraction(top, bottom, slash):
                return self.fraction(self.render(top), self.render(bottom), slash=slash)
            case Raised(base, exponent):
                return self.raised(base, exponent)
            case Lowered(base, below):
                return self.lowered(self.render(base), below)
            case Transposed(base):
                return self.transposed(base)
            case Indexed(base, first, last):
                places = [self.render(place) for place in first]
                return self.indexed(self.render(base), places, None if last is None else self.render(last))

    def name(self, name: Name) -> T:
        """A name of the network."""
        return self.render(name.written)

    @abstractmethod
    def numeral(self, numeral: Numeral) -> T:
        """A number."""

    @abstractmethod
    def symbol(self, symbol: Symbol) -> T:
        """A letter, with what stands around it."""

    @abstractmethod
    def text(self, text: str) -> T:
        """Words, or digits that are no number."""

    @abstractmethod
    def sign(self, sign: Sign) -> T:
        """A sign between two parts, or in front of one."""

    @abstractmethod
    def left_out(self) -> T:
        """The middle of a long sum."""

    @abstractmethod
    def row(self, parts: list[T]) -> T:
        """Parts from left to right."""

    @abstractmethod
    def bracket(self, inner: T, pair: Delimiters) -> T:
        """A part in brackets."""

    @abstractmethod
    def column(self, elements: list[T]) -> T:
        """A vector written out."""

    @abstractmethod
    def call(self, function: Function, arguments: list[T]) -> T:
        """A function with its arguments; a constant has none."""

    @abstractmethod
    def fraction(self, top: T, bottom: T, *, slash: bool) -> T:
        """One part over the other."""

    @abstractmethod
    def raised(self, base: Layout, exponent: Layout) -> T:
        """A base with an exponent."""

    @abstractmethod
    def lowered(self, base: T, below: str) -> T:
        """A part with a subscript of its own."""

    @abstractmethod
    def transposed(self, base: Layout) -> T:
        """A part with a ᵀ."""

    @abstractmethod
    def indexed(self, base: T, first: list[T], last: T | None) -> T:
        """A part with a place in it, or from one place to another."""


def bare_exponent(exponent: Layout) -> Layout:
    """An exponent that is raised by where it stands, and needs no brackets."""
    match exponent:
        case Bracket(inner, Delimiters.ROUND):
            return inner
        case _:
            return exponent
