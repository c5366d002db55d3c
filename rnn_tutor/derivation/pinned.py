"""Templates read at a time step: what they say of each time step, of one of them."""

from __future__ import annotations

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import (
    OFFSETS,
    At,
    Expression,
    Ref,
)


def pinned(expression: Expression, step: int, last: int) -> Expression:
    """A template read at a time step: its relative references become absolute ones."""
    if isinstance(expression, Ref):
        return pinned_ref(expression, step, last)
    return replace(expression, lambda part: pinned_ref(part, step, last) if isinstance(part, Ref) else None)


def pinned_ref(ref: Ref, step: int, last: int) -> Ref:
    """A reference read at a time step, its own time step absolute."""
    if isinstance(ref.at, int) or ref.at is At.UNTIMED:
        return ref
    return Ref(ref.kind, ref.name, last if ref.at is At.LAST else step + OFFSETS[ref.at], ref.via)
