"""A template written once, with gaps for its names: at each time step only the names, or the numbers, are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes
from fractions import Fraction

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import Expression, Number, Ref, references
from rnn_tutor.equations.writing import CALCULATOR, PAPER, Style, name_of, write

GAP = re.compile(r"(?:-\x01|\x00)(\d+)/?\x00")  # a negative number brings its own minus, apart from one before it


@dataclass(frozen=True)
class Stencil:
    """The text between the gaps, and which reference stands in each gap."""

    between: tuple[str, ...]
    gaps: tuple[int, ...]

    def filled(self, texts: Sequence[str]) -> str:
        """The line, with a text for each reference of the template in the order written."""
        pieces = [self.between[0]]
        for gap, after in zip(self.gaps, self.between[1:], strict=True):
            pieces.append(texts[gap])
            pieces.append(after)
        return "".join(pieces)


def formula_stencil(template: Expression, style: Style = PAPER) -> Stencil:
    """The formula, with gaps for the names; whether one needs a bracket depends on its kind, not on its time step."""
    refs = references(template)
    places = {ref: place for place, ref in enumerate(refs)}
    shapes = {ref: name_gap(place, fraction=_is_fraction(ref)) for ref, place in places.items()}
    return with_gaps(write(template, with_changes(style, leaf=lambda ref: shapes[ref])))


def name_gap(place: int, *, fraction: bool = False) -> str:
    """A gap for the name at a place in a list, counted from 0; with a slash in it where the name has one."""
    return f"\x00{place}/\x00" if fraction else f"\x00{place}\x00"


def _is_fraction(ref: Ref) -> bool:
    text = name_of(ref)
    return "/" in text and not text.startswith("(")


def numbers_stencil(template: Expression, signs: Sequence[str]) -> Stencil:
    """The line a calculator takes, with gaps for the numbers.

    `signs` says of each reference's number what decides about brackets: `-`, `/`, both, or neither.
    """
    gaps = {
        ref: _number_gap(place, sign) for place, (ref, sign) in enumerate(zip(references(template), signs, strict=True))
    }
    line = replace(template, lambda part: gaps[part] if isinstance(part, Ref) else None)
    return with_gaps(write(line, CALCULATOR))


def _number_gap(place: int, sign: str) -> Number:
    start = "-\x01" if "-" in sign else "\x00"
    end = "/\x00" if "/" in sign else "\x00"
    return Number(Fraction(-1 if "-" in sign else 1), f"{start}{place}{end}")


def with_gaps(text: str) -> Stencil:
    """The stencil of a text that has gaps in it."""
    pieces = GAP.split(text)
    return Stencil(tuple(pieces[::2]), tuple(map(int, pieces[1::2])))
