"""A part of an equation that goes element by element, as one SymPy expression, and SymPy's derivatives of it.

Each *occurrence* of a name is a symbol of its own, and what the occurrences come to is gathered afterwards. So nothing
that SymPy does by itself can make a contribution vanish (W·u − W·u), or turn u/u into 1 before it is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy
from sympy.core.parameters import distribute

from rnn_tutor.calculus.sympy_functions import as_sympy
from rnn_tutor.calculus.written_back import Writer
from rnn_tutor.equations.algebra import literal
from rnn_tutor.equations.tree import Apply, Expression, Power, TypedName, children, rebuild


def differentiated(
    block: Expression, output: Expression, belongs: Callable[[Expression], bool]
) -> Iterator[tuple[Expression, Expression]]:
    """What a block is made of, in order, each with the block's derivative with respect to it at that one place."""
    reading = _Reading(belongs)
    with distribute(False):  # noqa: FBT003  # SymPy's own form
        expression = reading.inside(block, 0)
        if isinstance(block, Apply | Power):
            reading.known[expression] = output
        writer = Writer(reading.places, reading.known, reading.depths)
        for symbol, operand in reading.operands.items():
            yield operand, writer.write(_derivative(expression, symbol))


def _derivative(expression: Any, symbol: Any) -> Any:  # noqa: ANN401  # SymPy has no types
    """SymPy's derivative.

    Of a sum or a product only the parts that hold the symbol are handed to SymPy, which would differentiate every part
    for each symbol: of a product of two hundred that takes half a minute.
    """
    if not expression.is_Add and not expression.is_Mul:
        return sympy.diff(expression, symbol)
    rest, holding = expression.as_independent(symbol, as_Add=expression.is_Add)
    several = holding.func is expression.func
    derivative = sympy.diff(holding, symbol) if several else _derivative(holding, symbol)
    return derivative if expression.is_Add else rest * derivative


class _Reading:
    """A block as a SymPy expression, with a symbol for each thing that it is made of."""

    def __init__(self, belongs: Callable[[Expression], bool]) -> None:
        self.belongs = belongs
        self.operands: dict[Any, Expression] = {}
        self.places: dict[Any, int] = {}
        self.known: dict[Any, Expression] = {}
        self.depths: dict[Any, int] = {}

    def inside(self, node: Expression, depth: int) -> Any:  # noqa: ANN401  # SymPy has no types
        """The operation on its parts; how it stands in the equation is kept, and so is each part of it."""
        parts = [self.part(part, depth + 1) for part in children(node)]
        names = tuple(TypedName(str(place)) for place in range(len(parts)))
        meanings = dict(zip(names, parts, strict=True))
        found = as_sympy(rebuild(node, names), lambda name: meanings[name])  # type: ignore[index]  # nothing but names
        if not found.is_Number and not found.is_Symbol:
            self.known.setdefault(found, node)
            self.depths.setdefault(found, depth)
        return found

    def part(self, node: Expression, depth: int) -> Any:  # noqa: ANN401  # SymPy has no types
        """A part of the block, or a symbol for what is not inside it."""
        if value := literal(node):
            return sympy.Rational(value.numerator, value.denominator)
        if self.belongs(node):
            return self.inside(node, depth)
        symbol = sympy.Symbol(f"q{len(self.places)}")
        self.places[symbol] = len(self.places)
        self.depths[symbol] = depth
        self.known[symbol] = self.operands[symbol] = node
        return symbol
