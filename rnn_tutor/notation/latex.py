r"""Layouts in LaTeX, as math mode takes it with amsmath: \frac{\partial \mathrm{Loss}}{\partial X_{3}} \times Y_{2}."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
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
from rnn_tutor.notation.numerals import parts_of

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
    match layout:
        case Name(_, written):
            return latex(written)
        case Row(parts):
            return "".join(map(latex, parts))
        case Numeral() | Text() | Symbol() | Operator() | LeftOut():
            return _leaf(layout)
        case Bracket() | Stacked() | Call():
            return _enclosed(layout)
        case Fraction(top, bottom, True):
            return f"{latex(top)}/{latex(bottom)}"
        case Fraction(top, bottom):
            return rf"\frac{{{latex(top)}}}{{{latex(bottom)}}}"
        case Raised() | Lowered() | Transposed() | Indexed():
            return _attached(layout)


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


def _leaf(layout: Numeral | Text | Symbol | Operator | LeftOut) -> str:
    match layout:
        case Numeral(number):
            return number_latex(number_text(number))
        case Text(text) if text.isdigit():
            return text
        case Text(text):
            return rf"\text{{{escaped(text)}}}"
        case Symbol():
            return _symbol(layout)
        case Operator(sign):
            return SIGNS[sign]
        case LeftOut():
            return r"\cdots"


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


def _enclosed(layout: Bracket | Stacked | Call) -> str:
    match layout:
        case Bracket(inner, Delimiters.ROUND):
            return rf"\left({latex(inner)}\right)"
        case Bracket(inner):
            return rf"\left\|{latex(inner)}\right\|"
        case Stacked(elements):
            return _matrix([latex(element)] for element in elements)
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.POWER_OF_E:
            return f"e^{{{latex(argument)}}}"
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.ROOT:
            return rf"\sqrt{{{latex(argument)}}}"
        case Call(function, (argument,)) if FUNCTIONS[function].form is Typeset.BARS:
            return rf"\left|{latex(argument)}\right|"
        case Call(function, arguments):
            inside = rf"\left({', '.join(map(latex, arguments))}\right)" if arguments else ""
            return _function(function) + inside


def _function(name: str) -> str:
    notation = FUNCTIONS[name].notation
    if notation in COMMANDS:
        return f"\\{notation}"
    if len(notation) == 1:
        return _word(notation)
    return rf"\operatorname{{{escaped(notation.rstrip('′'))}}}{chr(39) * notation.count('′')}"


def _attached(layout: Raised | Lowered | Transposed | Indexed) -> str:
    match layout:
        case Raised(base, Bracket(exponent, Delimiters.ROUND)) | Raised(base, exponent):
            return f"{_raisable(base)}^{{{latex(exponent)}}}"
        case Lowered(base, below):
            return f"{latex(base)}_{{{below}}}"
        case Transposed(base):
            return rf"{_raisable(base)}^{{\top}}"
        case Indexed(base, first, last):
            end = "" if last is None else rf" \ldots {latex(last)}"
            return f"{latex(base)}[{','.join(map(latex, first))}{end}]"


def _raisable(base: Layout) -> str:
    """What gets an exponent, in braces where it has one already."""
    text = latex(base)
    return f"{{{text}}}" if isinstance(base, Transposed | Raised | Numeral | Call) or "^" in text else text


def _matrix(rows: Iterable[Iterable[str]]) -> str:
    inside = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"
