"""A sentence made once, with gaps for its names: at each time step only the names are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

GAP = re.compile(r"\x00(\d+)\x00")


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


def name_gap(place: int) -> str:
    """A gap for the name at a place in a list, counted from 0."""
    return f"\x00{place}\x00"


def with_gaps(text: str) -> Stencil:
    """The stencil of a text that has gaps in it."""
    pieces = GAP.split(text)
    return Stencil(tuple(pieces[::2]), tuple(map(int, pieces[1::2])))
