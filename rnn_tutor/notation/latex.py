r"""Layouts in LaTeX, as math mode takes it with amsmath: \frac{\partial \mathrm{Loss}}{\partial X_{3}} \times Y_{2}."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Function, Typeset
from rnn_tutor.notation.layout import Call, Delimiters, Layout, Numeral, Raised, Sign, Symbol, Transposed
from rnn_tutor.notation.numerals import parts_of
from rnn_tutor.notation.renderer import Renderer, bare_exponent

SIGNS = MappingProxyType(
    {
        Sign.NEGATIVE: "-",
        Sign.MINUS: " - ",
        Sign.PLUS: " + ",
        Sign.TIMES: r" \times ",
        Sign.ELEMENTWISE: r" \odot ",
        Sign.MATRIX: r" \cdot ",
        Sign.NOTHING: r"\,",
    }
)
SPECIAL = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
COMMANDS = ("tanh", "log", "sin", "cos", "max", "exp")  # functions that LaTeX has a name for
GREEK = MappingProxyType({"φ": "varphi", "ϕ": "phi", "ε": "varepsilon"})
COMMON = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")  # Greek letters that look Latin, and have no command of their own


def latex(layout: Layout) -> str:
    r"""A layout in LaTeX, for math mode.

    Names of a lesson are escaped, so that nothing in them is a command. Matrices and `\operatorname` need amsmath.

    >>> from rnn_tutor.equations.parser import parse
    >>> from rnn_tutor.notation.composition import STACKED, compose
    >>> latex(compose(parse("sigmoid(W*x)**2/2"), STACKED))
    '\\frac{{\\sigma\\left(W \\times x\\right)}^{2}}{2}'
    """
    return _LaTeX().render(layout)


def number_latex(text: str) -> str:
    r"""A number's text: -0.5 as it is, 1/3 as \frac{1}{3}, 5.87e299 with its power of ten."""
    number = parts_of(text)
    power = f"10^{{{number.power}}}"
    if number.around_zero:
        return rf"0 \pm {power}"
    digits = rf"\frac{{{number.digits}}}{{{number.over}}}" if number.over else number.digits
    minus = "-" * number.negative
    return rf"{minus}{digits} \times {power}" if number.power else f"{minus}{digits}"


def value_latex(value: Array[str]) -> str:
    """A value with its entries written out: a number, a column, a matrix."""
    if not value.shape:
        return number_latex(value.only)
    return _matrix(map(number_latex, row) for row in value.rows())


def escaped(text: str) -> str:
    """A text in which nothing is a command of LaTeX."""
    return "".join(SPECIAL.get(character, character) for character in text)


def _symbol(symbol: Symbol) -> str:
    if symbol.sequence:
        return f"{_symbol(replace(symbol, sequence=''))}^{{({symbol.sequence})}}"
    base, _, index = symbol.letters.partition("_")
    if not base or not index or "_" in index:
        base, index = symbol.letters, ""
    below = ",".join([*([_word(index)] if index else []), *([symbol.below] if symbol.below else [])])
    letters = rf"\hat{{{_word(base)}}}" if symbol.hat else _word(base)
    start = r"\partial " if symbol.differential else ""
    return f"{start}{letters}_{{{below}}}" if below else f"{start}{letters}"


def _word(text: str) -> str:
    """A letter as it is, a Greek one by its name, a longer word upright."""
    if len(text) > 1 or not text.isascii():
        return _greek(text) or (rf"\mathrm{{{escaped(text)}}}" if text.isascii() else rf"\text{{{escaped(text)}}}")
    return escaped(text)


def _greek(letter: str) -> str:
    """The command of a Greek letter; empty for any other."""
    name = unicodedata.name(letter, "") if len(letter) == 1 else ""
    if not name.startswith("GREEK ") or letter in COMMON:
        return ""
    last = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
    known = GREEK.get(letter, last)
    return f"\\{known.capitalize() if 'CAPITAL' in name else known}"


def _function(function: Function) -> str:
    notation = function.notation
    if notation in COMMANDS:
        return f"\\{notation}"
    if len(notation) == 1:
        return _word(notation)
    return rf"\operatorname{{{escaped(notation.rstrip('′'))}}}{chr(39) * notation.count('′')}"


def _matrix(rows: Iterable[Iterable[str]]) -> str:
    inside = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


class _LaTeX(Renderer[str]):
    def numeral(self, numeral: Numeral) -> str:
        return number_latex(number_text(numeral.number))

    def symbol(self, symbol: Symbol) -> str:
        return _symbol(symbol)

    def text(self, text: str) -> str:
        return text if text.isdigit() else rf"\text{{{escaped(text)}}}"

    def sign(self, sign: Sign) -> str:
        return SIGNS[sign]

    def left_out(self) -> str:
        return r"\cdots"

    def row(self, parts: list[str]) -> str:
        return "".join(parts)

    def bracket(self, inner: str, pair: Delimiters) -> str:
        return rf"\left({inner}\right)" if pair is Delimiters.ROUND else rf"\left\|{inner}\right\|"

    def column(self, elements: list[str]) -> str:
        return _matrix([element] for element in elements)

    def call(self, function: Function, arguments: list[str]) -> str:
        match function.form, arguments:
            case Typeset.POWER_OF_E, [argument]:
                return f"e^{{{argument}}}"
            case Typeset.ROOT, [argument]:
                return rf"\sqrt{{{argument}}}"
            case Typeset.BARS, [argument]:
                return rf"\left|{argument}\right|"
            case _, []:
                return _function(function)
            case _:
                return rf"{_function(function)}\left({', '.join(arguments)}\right)"

    def fraction(self, top: str, bottom: str, *, slash: bool) -> str:
        return f"{top}/{bottom}" if slash else rf"\frac{{{top}}}{{{bottom}}}"

    def raised(self, base: Layout, exponent: Layout) -> str:
        return f"{self.raisable(base)}^{{{self.render(bare_exponent(exponent))}}}"

    def lowered(self, base: str, below: str) -> str:
        return f"{base}_{{{below}}}"

    def transposed(self, base: Layout) -> str:
        return rf"{self.raisable(base)}^{{\top}}"

    def indexed(self, base: str, first: list[str], last: str | None) -> str:
        end = "" if last is None else rf" \ldots {last}"
        return f"{base}[{','.join(first)}{end}]"

    def raisable(self, base: Layout) -> str:
        """What gets an exponent, in braces where it has one already."""
        text = self.render(base)
        return f"{{{text}}}" if isinstance(base, Transposed | Raised | Numeral | Call) or "^" in text else text
