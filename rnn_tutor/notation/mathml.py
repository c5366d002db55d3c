"""Layouts in MathML, as browsers draw it without a script: what is to be read is text, never a command."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from types import MappingProxyType

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Function, Typeset
from rnn_tutor.notation.layout import Delimiters, Layout, Numeral, Sign, Symbol
from rnn_tutor.notation.media import raised_sequence
from rnn_tutor.notation.numerals import parts_of
from rnn_tutor.notation.renderer import Renderer, bare_exponent

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
    return _math(_MathML().render(layout), display=display)


def value_mathml(value: Array[str], *, display: bool = False) -> str:
    """A value with its entries written out, as a `<math>` element: a number, a column, a matrix."""
    if not value.shape:
        return _math(_number(value.only), display=display)
    return _math(_matrix(map(_number, row) for row in value.rows()), display=display)


def _math(inner: str, *, display: bool) -> str:
    return f'<math display="block">{inner}</math>' if display else f"<math>{inner}</math>"


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


def _between(opening: str, inner: str, closing: str) -> str:
    """What stands in brackets, which grow with a fraction alone: others would be of all heights on one line."""
    stays = "" if "<mfrac>" in inner else ' stretchy="false"'
    return f"<mrow><mo{stays}>{opening}</mo>{inner}<mo{stays}>{closing}</mo></mrow>"


def _matrix(rows: Iterable[Iterable[str]]) -> str:
    inside = "".join(f"<mtr>{''.join(f'<mtd>{entry}</mtd>' for entry in row)}</mtr>" for row in rows)
    return f"<mrow><mo>[</mo><mtable>{inside}</mtable><mo>]</mo></mrow>"


class _MathML(Renderer[str]):
    def numeral(self, numeral: Numeral) -> str:
        return _number(number_text(numeral.number))

    def symbol(self, symbol: Symbol) -> str:
        return _symbol(symbol)

    def text(self, text: str) -> str:
        return f"<mn>{text}</mn>" if text.isdigit() else f"<mtext>{escape(text)}</mtext>"

    def sign(self, sign: Sign) -> str:
        return SIGNS[sign]

    def left_out(self) -> str:
        return "<mo>⋯</mo>"

    def row(self, parts: list[str]) -> str:
        return f"<mrow>{''.join(parts)}</mrow>"

    def bracket(self, inner: str, pair: Delimiters) -> str:
        opening, closing = "()" if pair is Delimiters.ROUND else "‖‖"
        return _between(opening, inner, closing)

    def column(self, elements: list[str]) -> str:
        return _matrix([element] for element in elements)

    def call(self, function: Function, arguments: list[str]) -> str:
        name = f"<mi>{escape(function.notation)}</mi>"
        match function.form, arguments:
            case Typeset.POWER_OF_E, [argument]:
                return f"<msup><mi>e</mi>{argument}</msup>"
            case Typeset.ROOT, [argument]:
                return f"<msqrt>{argument}</msqrt>"
            case Typeset.BARS, [argument]:
                return _between("|", argument, "|")
            case _, []:
                return name
            case _:
                return f"<mrow>{name}{APPLIED}{_between('(', COMMA.join(arguments), ')')}</mrow>"

    def fraction(self, top: str, bottom: str, *, slash: bool) -> str:
        return f"<mrow>{top}<mo>/</mo>{bottom}</mrow>" if slash else f"<mfrac>{top}{bottom}</mfrac>"

    def raised(self, base: Layout, exponent: Layout) -> str:
        return f"<msup>{self.render(base)}{self.render(bare_exponent(exponent))}</msup>"

    def lowered(self, base: str, below: str) -> str:
        return f"<msub>{base}{_below(below)}</msub>"

    def transposed(self, base: Layout) -> str:
        return f"<msup>{self.render(base)}<mo>⊤</mo></msup>"

    def indexed(self, base: str, first: list[str], last: str | None) -> str:
        end = "" if last is None else f"<mo>…</mo>{last}"
        return f"<mrow>{base}{_between('[', COMMA.join(first) + end, ']')}</mrow>"
