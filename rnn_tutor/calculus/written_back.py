"""From SymPy back to an expression that is written down: factors and terms in the order of the lesson's own names.

What stands in an equation as it is, is written as it stands there: the base of a square, the output of σ.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rnn_tutor.calculus.sympy_functions import POWER
from rnn_tutor.equations.algebra import add, divide, literal, multiply, power
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import ONE, Apply, Expression, Number

Order = tuple[int, int, int, bool, int]
"""How deep in the equation it stands; the places of its first and last name; whether it has a bracket; its size."""


class Writer:
    """Writes SymPy expressions down.

    `places` has the order of the symbols, `known` what some expressions (symbols among them) are written as, `depths`
    inside how many operations these stand.
    """

    def __init__(self, places: dict[Any, int], known: dict[Any, Expression], depths: dict[Any, int]) -> None:
        self.places = places
        self.known = known
        self.depths = depths
        self._written: dict[Any, Expression] = {}
        self._orders: dict[Any, Order] = {}

    def write(self, node: Any) -> Expression:  # noqa: ANN401  # SymPy has no types
        """The expression, each part of it written once."""
        found = self.known.get(node) or self._written.get(node)
        if found is None:
            found = self._written[node] = self._operation(node)
        return found

    def _operation(self, node: Any) -> Expression:  # noqa: ANN401  # SymPy has no types
        if node.is_Rational:
            return Number(Fraction(int(node.p), int(node.q)))
        if node.is_Add:
            return add(*map(self.write, self.terms(node.args)))
        if node.is_Mul or node.is_Pow:
            return self._product(node)
        if node.is_Function:
            arguments = tuple(map(self.write, node.args))
            return power(*arguments) if type(node).__name__ == POWER else applied(type(node).__name__, arguments)
        if node.is_NumberSymbol:
            return Apply(str(node), ())
        raise TypeError(f"{type(node).__name__} is not written down")

    def _product(self, node: Any) -> Expression:  # noqa: ANN401  # SymPy has no types
        """A product, what is divided by below one line."""
        top: list[Expression] = []
        bottom: list[Expression] = []
        coefficient = Fraction(1)
        for factor in sorted(node.args if node.is_Mul else (node,), key=self.order):
            if factor.is_Rational:
                coefficient = Fraction(int(factor.p), int(factor.q))
                continue
            base, exponent = factor.as_base_exp()
            if factor in self.known or not exponent.is_Integer:
                top.append(self.write(factor))
            elif exponent < 0:
                bottom.append(power(self.write(base), Number(Fraction(-int(exponent)))))
            else:
                top.append(power(self.write(base), Number(Fraction(int(exponent)))))
        if not bottom:
            return multiply(Number(coefficient), *top)
        numerator = multiply(Number(Fraction(coefficient.numerator)), *top) if top or coefficient != 1 else ONE
        return divide(numerator, multiply(Number(Fraction(coefficient.denominator)), *bottom))

    def terms(self, terms: tuple[Any, ...]) -> list[Any]:
        """Terms in order; a negative number after them, as in x − 1."""
        return sorted(terms, key=lambda term: (bool(term.is_Rational and term < 0), self.order(term)[1:]))

    def order(self, node: Any) -> Order:  # noqa: ANN401  # SymPy has no types
        """What comes first: numbers; what stands further out, as the chain rule comes to it; then in reading order."""
        found = self._orders.get(node)
        if found is None:
            found = self._orders[node] = self._order(node)
        return found

    def _order(self, node: Any) -> Order:  # noqa: ANN401  # SymPy has no types
        if node in self.places:
            place = self.places[node]
            return self.depths[node], place, place, False, 1
        parts = [self.order(part) for part in node.args]
        named = [part for part in parts if part[1] >= 0]
        depth = self.depths.get(node, min((part[0] for part in named), default=-1))
        first = min((part[1] for part in named), default=-1)
        last = max((part[2] for part in named), default=-1)
        return depth, first, last, node.is_Add or any(part[3] for part in parts), 1 + sum(part[4] for part in parts)


def applied(function: str, arguments: tuple[Expression, ...]) -> Apply:
    """A function applied; what its last arguments are anyway, where they are left out, is left out."""
    row = FUNCTIONS[function]
    for place in range(len(arguments) - 1, row.fewest - 1, -1):
        default = row_expression(row.defaults[place - row.fewest])
        if literal(arguments[place]) != literal(default):
            break
        arguments = arguments[:place]
    return Apply(function, arguments)
