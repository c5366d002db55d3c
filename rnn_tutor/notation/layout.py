"""A formula as it is laid out, before it is text: what stands beside, above, below and around what.

A layout is made once from an expression (`composition.py`), and every medium writes the same one: a line on paper, a
line in ASCII, a calculator's line (`line.py`), stacked fractions in a terminal, LaTeX, MathML. Brackets, signs, ⊙ and
left-out × are decided when it is made, so that no renderer has to look for them in a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from rnn_tutor.equations.tree import Number, Ref


class Sign(Enum):
    """What stands between the parts of a row, or in front of one."""

    __hash__ = object.__hash__  # members are singletons, and are looked up for every operator of a line

    NEGATIVE = "−a"
    MINUS = "a − b"
    PLUS = "a + b"
    TIMES = "a × b"
    ELEMENTWISE = "a ⊙ b"
    MATRIX = "a · b"
    NOTHING = "2(a + b)"


TERM_SIGNS = (Sign.PLUS, Sign.MINUS)
FACTOR_SIGNS = (Sign.TIMES, Sign.ELEMENTWISE, Sign.MATRIX)
BINARY_SIGNS = (*TERM_SIGNS, *FACTOR_SIGNS)  # those with a space on either side


class Delimiters(Enum):
    """What stands around a part."""

    ROUND = "()"
    NORM = "‖‖"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, as it was written or as a decimal."""

    number: Number


@dataclass(frozen=True, slots=True)
class Text:
    """Words: `new`, `clipped`."""

    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, or a word that stands for one, with its subscript: W₁, Xₜ₋₁, ∂X₃, m̂.

    `below` is the subscript in plain letters (`3`, `t-1`). A `differential` has a ∂ in front, a `hat` an arc
    above. `sequence` says of which of several sequences it is, as a number in digits: h⁽²⁾ for `2`.
    """

    letters: str
    below: str = ""
    differential: bool = False
    hat: bool = False
    sequence: str = ""

    @property
    def runs_together(self) -> bool:
        """Whether a digit of its own and the subscript would run together: h1 on day 2 is h1₍₂₎, or h1_2."""
        return self.letters[-1:].isdigit() and not self.sequence and self.below.isdigit()


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a network, and how it is written."""

    ref: Ref
    written: Layout


@dataclass(frozen=True, slots=True)
class Operator:
    """A sign between two parts, or a minus in front of one."""

    sign: Sign


@dataclass(frozen=True, slots=True)
class Row:
    """Parts from left to right; operators are parts too."""

    parts: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A part in brackets."""

    inner: Layout
    pair: Delimiters = Delimiters.ROUND


@dataclass(frozen=True, slots=True)
class Fraction:
    """One over the other; with a `slash` between them on a line, and wherever it was laid out for one."""

    top: Layout
    bottom: Layout
    slash: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """A base with an exponent."""

    base: Layout
    exponent: Layout


@dataclass(frozen=True, slots=True)
class Lowered:
    """A part with a subscript of its own: (∂Loss/∂W₁)₃."""

    base: Layout
    below: str


@dataclass(frozen=True, slots=True)
class Transposed:
    """A part with a ᵀ."""

    base: Layout


@dataclass(frozen=True, slots=True)
class Indexed:
    """A part with a place in it: h[2], W[1,2], or from one place to another, h[1…3]."""

    base: Layout
    first: tuple[Layout, ...]
    last: Layout | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the function table with its arguments in brackets; a constant (π) has none."""

    function: str
    arguments: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """A vector written out."""

    elements: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The middle of a long sum."""


Layout: TypeAlias = (
    Numeral
    | Text
    | Symbol
    | Name
    | Operator
    | Row
    | Bracket
    | Fraction
    | Raised
    | Lowered
    | Transposed
    | Indexed
    | Call
    | Stacked
    | LeftOut
)
