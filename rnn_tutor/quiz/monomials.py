"""A formula taken apart into terms, and each term into its number and its factors, whose order doesn't matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.equations.tree import (
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    rebuild,
)


@dataclass(frozen=True)
class Monomial:
    """A number times factors, each to a whole power."""

    number: Fraction
    factors: tuple[tuple[Expression, int], ...]

    @property
    def counter(self) -> Counter[Expression]:
        """The powers by factor."""
        return Counter(dict(self.factors))


def terms_of(expression: Expression) -> list[Monomial]:
    """The terms of a sum; of anything else, the one that it is."""
    match expression:
        case Sum(terms):
            return [term for part in terms for term in terms_of(part)]
        case Negative(operand):
            return [Monomial(-term.number, term.factors) for term in terms_of(operand)]
        case _:
            number, factors = _product_of(expression, 1)
            return [Monomial(number, tuple(sorted(((f, p) for f, p in factors.items() if p), key=repr)))]


def _product_of(node: Expression, power: int) -> tuple[Fraction, Counter[Expression]]:
    """The number and the factors of a part, to a whole power."""
    match node:
        case Number(value) if value:
            return value**power, Counter()
        case Negative(operand):
            number, factors = _product_of(operand, power)
            return number * (-1) ** power, factors
        case Product(parts):
            return _together([_product_of(part, power) for part in parts])
        case MatMul(left, right):
            return _together([_product_of(left, power), _product_of(right, power)])
        case Quotient(top, bottom):
            return _together([_product_of(top, power), _product_of(bottom, -power)])
        case Power(base, Number(value)) if value.denominator == 1 and abs(value) <= 9:
            return _product_of(base, power * int(value))
        case Sum():
            return _of_sum(node, power)
        case Power(base, exponent):  # a factor as it stands; `canonical` of it would come back here
            return Fraction(1), Counter({Power(canonical(base), canonical(exponent)): power})
        case _:
            return Fraction(1), Counter({canonical(node): power})


def _together(parts: Sequence[tuple[Fraction, Counter[Expression]]]) -> tuple[Fraction, Counter[Expression]]:
    number, factors = Fraction(1), Counter[Expression]()
    for value, found in parts:
        number *= value
        for factor, power in found.items():
            factors[factor] += power
    return number, factors


def _of_sum(node: Sum, power: int) -> tuple[Fraction, Counter[Expression]]:
    """A bracket as one factor, its sign in front: (P − target) is −1 times (target − P)."""
    upright, turned = canonical(node), canonical(Negative(node))
    if _orientation(turned) < _orientation(upright):
        return Fraction((-1) ** power), Counter({turned: power})
    return Fraction(1), Counter({upright: power})


def _orientation(node: Expression) -> tuple[int, bool, str]:
    """By what the better of a bracket and its negative is chosen: few minus signs, and none before a number."""
    terms = node.terms if isinstance(node, Sum) else (node,)
    negative = [term for term in terms if isinstance(term, Negative)]
    return len(negative), any(isinstance(term.operand, Number) for term in negative), repr(node)


def canonical(node: Expression) -> Expression:
    """The same with the terms of its sums in one order, and no minus before a bracket."""
    match node:
        case Sum() | Negative():
            parts = sorted((as_expression(term) for term in terms_of(node)), key=_place)
            return parts[0] if len(parts) == 1 else Sum(tuple(parts))
        case Product() | Quotient() | Power(exponent=Number()):
            return as_expression(terms_of(node)[0])
        case _:
            parts_of = children(node)
            return rebuild(node, tuple(map(canonical, parts_of))) if parts_of else node


def _place(term: Expression) -> tuple[bool, bool, str]:
    """Where a term stands: numbers first, as in 1 − Y, and what is subtracted last."""
    return isinstance(term, Negative), not isinstance(term, Number), repr(term)


def as_expression(term: Monomial) -> Expression:
    """A term put together again."""
    factors = [f if p == 1 else Power(f, Number(Fraction(p))) for f, p in term.factors]
    size = [] if abs(term.number) == 1 and factors else [Number(abs(term.number))]
    whole = [*size, *factors]
    product = whole[0] if len(whole) == 1 else Product(tuple(whole))
    return Negative(product) if term.number < 0 else product
