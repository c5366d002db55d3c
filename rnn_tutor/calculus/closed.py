"""A formula whose names are numbers, worked out by SymPy and written down again as it stood.

SymPy gathers the fractions and does what is done between them. A name whose number is no fraction has its closed form
instead; that is a symbol to SymPy, one for each place where it stands, so that the lesson's terms stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.parameters import distribute

from rnn_tutor.calculus.sympy_functions import as_sympy, sympys_own
from rnn_tutor.calculus.written_back import Writer
from rnn_tutor.equations.tree import (
    Apply,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    TypedName,
    children,
    rebuild,
)


def worked_out(expression: Expression, meaning: Callable[[Expression], Expression]) -> Expression:
    """An expression over names, between single numbers and without functions that have a definition.

    `meaning` gives the closed form of what stands for a number.
    """
    reading = _Closing(meaning)
    with distribute(False):  # noqa: FBT003  # SymPy's own form
        found = reading.read(expression)
        return _InFront(reading.places, reading.known, reading.depths).write(found)


class _InFront(Writer):
    """Writes a number before the terms that are none, a negative one too."""

    def terms(self, terms: tuple[Any, ...]) -> list[Any]:
        """In the order of the lesson's names; numbers have none."""
        return sorted(terms, key=lambda term: self.order(term)[1:])


class _Closing:
    def __init__(self, meaning: Callable[[Expression], Expression]) -> None:
        self.meaning = meaning
        self.places: dict[Any, int] = {}
        self.known: dict[Any, Expression] = {}
        self.depths: dict[Any, int] = {}

    def read(self, node: Expression) -> Any:  # noqa: ANN401  # SymPy has no types
        """An operation on its parts; a number where it comes to a fraction."""
        if not isinstance(node, Negative | Sum | Product | Quotient | Power | Apply):
            return self.leaf(node)
        parts = [self.read(part) for part in children(node)]
        names = tuple(TypedName(str(place)) for place in range(len(parts)))
        by_name = dict(zip(names, parts, strict=True))
        found = as_sympy(rebuild(node, names), lambda name: by_name[name])  # type: ignore[index]  # nothing but names
        if isinstance(node, Apply | Power) and parts and all(part.is_Rational for part in parts):
            fraction = as_fraction(node, parts)
            return found if fraction is None else fraction
        return found

    def leaf(self, node: Expression) -> Any:  # noqa: ANN401  # SymPy has no types
        """A fraction, or a symbol for what has a closed form of another kind."""
        found = node if isinstance(node, Number) else self.meaning(node)
        if isinstance(found, Number):
            return sympy.Rational(found.value.numerator, found.value.denominator)
        symbol = sympy.Symbol(f"q{len(self.places)}")
        self.depths[symbol] = 0
        self.places[symbol] = len(self.places)
        self.known[symbol] = found
        return symbol


def as_fraction(node: Apply | Power, parts: list[Any]) -> Any:  # noqa: ANN401  # SymPy has no types
    """What SymPy makes of a function or a power of fractions, where that is one too; None elsewhere."""
    value = sympy.Pow(*parts) if isinstance(node, Power) else sympys_own(node.function)(*parts)
    return value if value.is_Rational else None
