"""The letters of a line: on paper (−, ₃, σ), in ASCII (-, 3, sigmoid), and those a calculator takes (-, exp, ^)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.notation.layout import Sign, Symbol

SUBSCRIPTS = str.maketrans("0123456789+-()t", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₜ")
SUPERSCRIPTS = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
HAT = "\u0302"


@cache
def subscript(below: int | str) -> str:
    """12 as ₁₂."""
    return str(below).translate(SUBSCRIPTS)


def superscript(number: int) -> str:
    """−2 as ⁻²."""
    return str(number).translate(SUPERSCRIPTS)


def raised_sequence(symbol: Symbol) -> str:
    """⁽²⁾ behind a name of the second of several sequences; nothing where there is but one."""
    return f"({symbol.sequence})".translate(SUPERSCRIPTS) if symbol.sequence else ""


def signed(text: str, minus: str = "−") -> str:
    """A number written out, with another minus in front; that of an exponent stays: −3e-12.

    What is no number but 0e-4930, a zero to so many places, is 0 ± 1e-4930.
    """
    if text.startswith("0e"):
        text = f"0 ± 1{text[1:]}"
    return minus + text[1:] if text.startswith("-") else text


@dataclass(frozen=True)
class Medium:
    """The letters of a line; `power` raises a whole number, where there are letters for that."""

    minus: str
    signs: Mapping[Sign, str]
    function: Callable[[str], str]
    symbol: Callable[[Symbol], str]
    lowered: Callable[[str], str]
    number: Callable[[str], str]
    power: Callable[[int], str] | None = None
    exponential: str = "e^"
    transposed: str = "ᵀ"
    norm: str = "‖"
    ellipsis: str = "…"


def _signs(times: str, elementwise: str, matrix: str, minus: str, nothing: str = "") -> Mapping[Sign, str]:
    return MappingProxyType(
        {
            Sign.NEGATIVE: minus,
            Sign.MINUS: f"{minus} ",
            Sign.PLUS: "+ ",
            Sign.TIMES: f"{times} ",
            Sign.ELEMENTWISE: f"{elementwise} ",
            Sign.MATRIX: f"{matrix} ",
            Sign.NOTHING: nothing,
        }
    )


@cache
def _symbol_on_paper(symbol: Symbol) -> str:
    below = f"({symbol.below})" if symbol.runs_together else symbol.below
    letters = symbol.letters + HAT * symbol.hat + raised_sequence(symbol)
    return "∂" * symbol.differential + letters + subscript(below)


def _symbol_in_ascii(symbol: Symbol) -> str:
    if symbol.sequence:  # h⁽²⁾₃ as one types it: h_seq2_3
        letters = f"{symbol.letters}_seq{symbol.sequence}"
        return "d" * symbol.differential + letters + f"_{symbol.below}" * bool(symbol.below)
    letters = ASCII_LETTERS.get(symbol.letters, symbol.letters)
    return "d" * symbol.differential + letters + "hat" * symbol.hat + "_" * symbol.runs_together + symbol.below


def _function_in_ascii(name: str) -> str:
    notation = FUNCTIONS[name].notation
    return ASCII_LETTERS.get(notation, notation.replace("′", "'"))


ASCII_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "η": "rate",
        "μ": "mu",
        "α": "alpha",
        "β": "beta",
        "ε": "epsilon",
        "λ": "lambda",
        "σ": "sigmoid",
        "Φ": "Phi",
        "φ": "phi",
        "π": "pi",
    }
)

PAPER = Medium(
    minus="−",
    signs=_signs("×", "⊙", "·", "−"),
    function=lambda name: FUNCTIONS[name].notation,
    symbol=_symbol_on_paper,
    lowered=subscript,
    number=signed,
    power=superscript,
)
ASCII = Medium(
    minus="-",
    signs=_signs("*", "*", ".", "-", nothing="*"),
    function=_function_in_ascii,
    symbol=_symbol_in_ascii,
    lowered=lambda below: f"_{below}",
    number=lambda text: signed(text, "-").replace("±", "+/-"),
    transposed=".T",
    norm="||",
    ellipsis="...",
)
CALCULATOR = Medium(
    minus="-",
    signs=_signs("×", "×", "·", "-", nothing="× "),
    function=lambda name: name,
    symbol=_symbol_on_paper,
    lowered=subscript,
    number=lambda text: text,
    exponential="exp",
)
