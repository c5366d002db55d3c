"""From an expression to its layout: what needs a bracket, which × is left out, where ⊙ stands, how signs are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Typeset
from rnn_tutor.equations.tree import (
    Apply,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    TypedName,
)
from rnn_tutor.notation.layout import (
    Bracket,
    Call,
    Fraction,
    Indexed,
    Layout,
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
from rnn_tutor.notation.name_layout import name_layout


@dataclass(frozen=True)
class Conventions:
    """What is agreed on before a formula is laid out.

    `juxtaposed` leaves out the × before a bracket, and `raised` the brackets of a whole exponent, as on paper.
    `is_array` tells which parts are vectors or matrices, whose element-by-element product is ⊙; None where that isn't
    known, and W · x may be a product of single numbers, or not. `is_matrix` tells which have a column in the place of
    an element. `name` lays out a name. `stacked` fractions have their tops above their bottoms, and no brackets around
    either; else they are written with a slash.
    """

    juxtaposed: bool = True
    raised: bool = True
    is_array: Callable[[Expression], bool] | None = None
    is_matrix: Callable[[Expression], bool] = lambda _: False
    name: Callable[[Ref], Layout] = name_layout
    stacked: bool = False


ON_PAPER = Conventions()
STACKED = Conventions(stacked=True)
ON_CALCULATOR = Conventions(juxtaposed=False, raised=False, is_array=lambda _: False)


def stacked(conventions: Conventions) -> Conventions:
    """The same with tops above bottoms."""
    return replace(conventions, stacked=True)


SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly a layout binds


def compose(expression: Expression, conventions: Conventions = ON_PAPER) -> Layout:
    """The layout of an expression."""
    return _Composer(conventions).at_least(expression, SUM)


def is_between_numbers(product: MatMul, conventions: Conventions) -> bool:
    """Whether a matrix product is known to be one of single numbers, which has no dot on a calculator."""
    is_array = conventions.is_array
    return is_array is not None and not any(map(is_array, (product.left, product.right)))


class _Composer:
    def __init__(self, conventions: Conventions, *, raised: bool = False) -> None:
        self.conventions = conventions
        self.stacked = conventions.stacked and not raised

    def at_least(self, node: Expression, level: int) -> Layout:
        """The node's layout, in brackets where it binds more loosely than `level` asks."""
        layout, binding = self.laid_out(node)
        return layout if binding >= level else Bracket(layout)

    def laid_out(self, node: Expression) -> tuple[Layout, int]:
        """The node's layout, and how tightly it binds."""
        match node:
            case Number() | TypedName() | Ref():
                return self.leaf(node)
            case Negative(operand):
                return Row((Operator(Sign.NEGATIVE), self.at_least(operand, PRODUCT))), SUM
            case Sum(terms):
                return self.sum(terms), SUM
            case Product(factors):
                return self.signed(self.product(factors))
            case Quotient(top, bottom):
                return self.quotient(top, bottom)
            case Power(base, exponent):
                return self.power(base, exponent), POWER
            case MatMul():
                return self.matrix_product(node)
            case Apply(function, arguments):
                return self.call(function, arguments)
            case Transpose() | Element() | Stack():
                return self.array(node), ATOM

    def leaf(self, node: Number | TypedName | Ref) -> tuple[Layout, int]:
        match node:
            case Number():
                return Numeral(node), _binding_of_number(node)
            case TypedName(name):
                return Symbol(name), ATOM
            case Ref():
                layout = self.conventions.name(node)
                return Name(node, layout), PRODUCT if _has_slash(layout) else ATOM

    def signed(self, layout: Layout) -> tuple[Layout, int]:
        """A product that begins with a minus needs a bracket wherever a term with a sign does."""
        return layout, SUM if begins_with_minus(layout) else PRODUCT

    def sum(self, terms: tuple[Expression, ...]) -> Row:
        parts = [self.first(terms[0])]
        for term in terms[1:]:
            sign, rest = self.sign_of(term)
            parts += [Operator(sign), self.at_least(rest, PRODUCT)]
        return Row(tuple(parts))

    def sign_of(self, term: Expression) -> tuple[Sign, Expression]:
        """A term after the first, with its minus drawn into the sign before it."""
        match term:
            case Negative(operand):
                return Sign.MINUS, operand
            case Number(value) if value < 0 and term.text is None:
                return Sign.MINUS, Number(-value)
            case Product((Number(value), *rest)) if value < 0 and self.conventions.juxtaposed:
                return Sign.MINUS, Product((Number(-value), *rest))
            case _:
                return Sign.PLUS, term

    def first(self, term: Expression) -> Layout:
        """The first term of a sum, or factor of a product, needs no bracket for its sign."""
        layout, binding = self.laid_out(term)
        signed = begins_with_minus(layout) and not isinstance(term, Sum)
        return layout if binding >= PRODUCT or signed else Bracket(layout)

    def product(self, factors: tuple[Expression, ...]) -> Row:
        head = factors[0]
        parts = [self.at_least(head, POWER) if isinstance(head, MatMul) else self.first(head)]
        for before, factor in pairwise(factors):
            layout = self.factor(factor)
            parts += [Operator(self.times(before, factor, layout)), layout]
        return Row(tuple(parts))

    def factor(self, factor: Expression) -> Layout:
        """A factor after the first; the slash of a name needs no bracket, and a stacked fraction has none."""
        if isinstance(factor, Ref) or (self.stacked and isinstance(factor, Quotient)):
            return self.laid_out(factor)[0]
        return self.at_least(factor, POWER)

    def times(self, before: Expression, factor: Expression, layout: Layout) -> Sign:
        is_array = self.conventions.is_array
        if is_array and is_array(before) and is_array(factor):
            return Sign.ELEMENTWISE
        plain = isinstance(before, Number) or (
            isinstance(before, Ref) and not _shows_slash(self.conventions.name(before))
        )
        if self.conventions.juxtaposed and plain and isinstance(layout, Bracket) and isinstance(factor, Sum):
            return Sign.NOTHING
        return Sign.TIMES

    def quotient(self, top: Expression, bottom: Expression) -> tuple[Layout, int]:
        if self.stacked:
            return Fraction(self.at_least(top, SUM), self.at_least(bottom, SUM)), PRODUCT
        head = self.at_least(top, ATOM) if isinstance(top, Ref) else self.first(top)
        return self.signed(Fraction(head, self.at_least(bottom, POWER), slash=True))

    def matrix_product(self, node: MatMul) -> tuple[Layout, int]:
        if is_between_numbers(node, self.conventions):
            return self.signed(self.product((node.left, node.right)))
        return Row((self.side(node.left), Operator(Sign.MATRIX), self.side(node.right))), PRODUCT

    def side(self, node: Expression) -> Layout:
        """A side of a matrix product: what is multiplied element by element goes into brackets."""
        return self.factor(node)

    def power(self, base: Expression, exponent: Expression) -> Layout:
        # A raised fraction stays on the line, as does one that is raised to a power.
        inner = _Composer(self.conventions, raised=True)
        whole = self.conventions.raised and isinstance(exponent, Number) and exponent.value.denominator == 1
        return Raised(inner.at_least(base, ATOM), inner.at_least(exponent, SUM if whole else ATOM))

    def array(self, node: Transpose | Element | Stack) -> Layout:
        match node:
            case Transpose(operand):
                return Transposed(self.at_least(operand, ATOM))
            case Element(operand, row, column):
                places = (row,) if column == 1 and not self.conventions.is_matrix(operand) else (row, column)
                return Indexed(self.at_least(operand, ATOM), tuple(Text(f"{place}") for place in places))
            case Stack(elements):
                return Stacked(tuple(self.at_least(element, SUM) for element in elements))

    def call(self, function: str, arguments: tuple[Expression, ...]) -> tuple[Layout, int]:
        form = FUNCTIONS[function].form
        if form is Typeset.FIRST_ALONE:
            return self.laid_out(arguments[0])
        if form is Typeset.STRETCH:
            operand, first, last = (self.at_least(argument, ATOM) for argument in arguments)
            return (Indexed(operand, (first,)) if first == last else Indexed(operand, (first,), last)), ATOM
        if form is Typeset.POWER_OF_E:
            composer = _Composer(self.conventions, raised=True)
            return Call(function, (composer.at_least(arguments[0], SUM),)), POWER if self.conventions.raised else ATOM
        return Call(function, tuple(self.at_least(argument, SUM) for argument in arguments)), ATOM


def _binding_of_number(number: Number) -> int:
    if number.value < 0:
        return SUM
    return PRODUCT if "/" in number_text(number) else ATOM


def begins_with_minus(layout: Layout) -> bool:
    """Whether the first thing on a line is a minus."""
    match layout:
        case Row((first, *_)):
            return begins_with_minus(first)
        case Fraction(top, _, slash):
            return slash and begins_with_minus(top)
        case Operator(sign):
            return sign is Sign.NEGATIVE
        case Numeral(number):
            return number_text(number).startswith("-")
        case _:
            return False


def _has_slash(layout: Layout) -> bool:
    """Whether a name has a slash that no bracket is around."""
    match layout:
        case Fraction():
            return True
        case Row(parts):
            return any(map(_has_slash, parts))
        case _:
            return False


def _shows_slash(layout: Layout) -> bool:
    """Whether a name has a slash, in a bracket or not."""
    match layout:
        case Lowered(Bracket(inner)):
            return _has_slash(inner)
        case _:
            return _has_slash(layout)
