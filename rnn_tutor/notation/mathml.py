"""Layouts in MathML, as browsers draw it without a script: what is to be read is text, never a command."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from types import MappingProxyType

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Typeset
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
from rnn_tutor.notation.media import raised_sequence
from rnn_tutor.notation.numerals import parts_of

SIGNS = MappingProxyType(
    {
        Sign.NEGATIVE: '<mo form="prefix">−</mo>',
        Sign.MINUS: "<mo>−</mo>",
        Sign.PLUS: "<mo>+</mo>",
        Sign.TIMES: "<mo>×</mo>",
        Sign.ELEMENTWISE: "<mo>⊙</mo>",
        Sign.MATRIX: "<mo>·</mo>",
        Sign.NOTHING: "<mo>\u2062</mo>",  # times, and not to be seen
    }
)
APPLIED = "<mo>\u2061</mo>"  # a function, and what it is applied to
COMMA = "<mo>,</mo>"


def mathml(layout: Layout, *, display: bool = False) -> str:
    """A layout as a `<math>` element; `display` sets it on a line of its own.

    >>> from rnn_tutor.equations.parser import parse
    >>> from rnn_tutor.notation.composition import STACKED, compose
    >>> mathml(compose(parse("1/2"), STACKED))
    '<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'
    """
    return _math(_element(layout), display=display)


def value_mathml(value: Array[str], *, display: bool = False) -> str:
    """A value with its entries written out, as a `<math>` element: a number, a column, a matrix."""
    if not value.shape:
        return _math(_number(value.only), display=display)
    return _math(_matrix(map(_number, row) for row in value.rows()), display=display)


def _math(inner: str, *, display: bool) -> str:
    return f'<math display="block">{inner}</math>' if display else f"<math>{inner}</math>"


def _element(layout: Layout) -> str:
    match layout:
        case Name(_, written):
            return _element(written)
        case Row(parts):
            return f"<mrow>{''.join(map(_element, parts))}</mrow>"
        case Numeral() | Text() | Symbol() | Operator() | LeftOut():
            return _leaf(layout)
        case Bracket() | Stacked() | Call():
            return _enclosed(layout)
        case Fraction(top, bottom, True):
            return f"<mrow>{_element(top)}<mo>/</mo>{_element(bottom)}</mrow>"
        case Fraction(top, bottom):
            return f"<mfrac>{_element(top)}{_element(bottom)}</mfrac>"
        case Raised() | Lowered() | Transposed() | Indexed():
            return _attached(layout)


def _leaf(layout: Numeral | Text | Symbol | Operator | LeftOut) -> str:
    match layout:
        case Numeral(number):
            return _number(number_text(number))
        case Text(text) if text.isdigit():
            return f"<mn>{text}</mn>"
        case Text(text):
            return f"<mtext>{escape(text)}</mtext>"
        case Symbol():
            return _symbol(layout)
        case Operator(sign):
            return SIGNS[sign]
        case LeftOut():
            return "<mo>⋯</mo>"


def _symbol(symbol: Symbol) -> str:
    letters = f"<mi>{escape(symbol.letters + raised_sequence(symbol))}</mi>"
    if symbol.hat:
        letters = f'<mover accent="true">{letters}<mo stretchy="false">^</mo></mover>'
    if symbol.below:
        letters = f"<msub>{letters}{_below(symbol.below)}</msub>"
    return f"<mrow><mi>∂</mi>{letters}</mrow>" if symbol.differential else letters


def _below(below: str) -> str:
    """A subscript: 3, t, or t − 1."""
    if below.isdigit():
        return f"<mn>{below}</mn>"
    letter, sign, step = below.partition("-" if "-" in below else "+")
    if not sign:
        return f"<mi>{escape(letter)}</mi>"
    return f"<mrow><mi>{escape(letter)}</mi><mo>{'−' if sign == '-' else '+'}</mo><mn>{step}</mn></mrow>"


def _number(text: str) -> str:
    number = parts_of(text)
    power = f"<msup><mn>10</mn>{_signed(number.power)}</msup>"
    if number.around_zero:
        return f"<mrow><mn>0</mn><mo>±</mo>{power}</mrow>"
    digits = f"<mn>{number.digits}</mn>"
    if number.over:
        digits = f"<mfrac>{digits}<mn>{number.over}</mn></mfrac>"
    if number.power:
        digits = f"{digits}<mo>×</mo>{power}"
    minus = SIGNS[Sign.NEGATIVE] if number.negative else ""
    return f"<mrow>{minus}{digits}</mrow>" if minus or number.power else digits


def _signed(whole: str) -> str:
    """A whole number with its sign."""
    if whole.startswith("-"):
        return f"<mrow>{SIGNS[Sign.NEGATIVE]}<mn>{whole[1:]}</mn></mrow>"
    return f"<mn>{whole}</mn>"


def _enclosed(layout: Bracket | Stacked | Call) -> str:
    match layout:
        case Bracket(inner, Delimiters.ROUND):
            return _between("(", _element(inner), ")")
        case Bracket(inner):
            return _between("‖", _element(inner), "‖")
        case Stacked(elements):
            return _matrix([_element(element)] for element in elements)
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.POWER_OF_E:
            return f"<msup><mi>e</mi>{_element(argument)}</msup>"
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.ROOT:
            return f"<msqrt>{_element(argument)}</msqrt>"
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.BARS:
            return _between("|", _element(argument), "|")
        case Call(function, arguments):
            name = f"<mi>{escape(FUNCTIONS[function].notation)}</mi>"
            if not arguments:
                return name
            return f"<mrow>{name}{APPLIED}{_between('(', COMMA.join(map(_element, arguments)), ')')}</mrow>"


def _between(opening: str, inner: str, closing: str) -> str:
    """What stands in brackets, which grow with a fraction alone: others would be of all heights on one line."""
    stays = "" if "<mfrac>" in inner else ' stretchy="false"'
    return f"<mrow><mo{stays}>{opening}</mo>{inner}<mo{stays}>{closing}</mo></mrow>"


def _attached(layout: Raised | Lowered | Transposed | Indexed) -> str:
    match layout:
        case Raised(base, Bracket(exponent, Delimiters.ROUND)) | Raised(base, exponent):
            return f"<msup>{_element(base)}{_element(exponent)}</msup>"
        case Lowered(base, below):
            return f"<msub>{_element(base)}{_below(below)}</msub>"
        case Transposed(base):
            return f"<msup>{_element(base)}<mo>⊤</mo></msup>"
        case Indexed(base, first, last):
            end = "" if last is None else f"<mo>…</mo>{_element(last)}"
            places = COMMA.join(map(_element, first)) + end
            return f"<mrow>{_element(base)}{_between('[', places, ']')}</mrow>"


def _matrix(rows: Iterable[Iterable[str]]) -> str:
    inside = "".join(f"<mtr>{''.join(f'<mtd>{entry}</mtd>' for entry in row)}</mtr>" for row in rows)
    return f"<mrow><mo>[</mo><mtable>{inside}</mtable><mo>]</mo></mrow>"
