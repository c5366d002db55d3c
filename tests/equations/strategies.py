"""Random expressions, and what they come to, computed by walking the tree."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from mpmath import mp, mpf

from rnn_tutor.equations.tree import (
    Apply,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
    TypedName,
)

NAMES = {"W1": Fraction(3, 10), "X2": Fraction(-7, 10), "P": Fraction(5, 4)}
FUNCTIONS = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "exp": mp.exp,
    "sin": mp.sin,
}


def _several(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(parts, min_size=2, max_size=4).map(tuple)


numbers = st.fractions(-3, 3, max_denominator=40).map(Number) | st.integers(0, 300).map(
    lambda n: Number(Fraction(n, 100), f"{n / 100}")
)
names = st.sampled_from([Ref(Kind.PARAMETER, "W1"), Ref(Kind.QUANTITY, "X", 2), Ref(Kind.QUANTITY, "P")])


def _larger(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        parts.map(Negative),
        _several(parts).map(Sum),
        _several(parts).map(Product),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, st.integers(2, 3).map(lambda n: Number(Fraction(n)))),
        st.builds(Power, parts, st.integers(1, 2).map(lambda n: Negative(Number(Fraction(n))))),
        st.builds(lambda name, part: Apply(name, (part,)), st.sampled_from(sorted(FUNCTIONS)), parts),
    )


expressions: st.SearchStrategy[Expression] = st.recursive(numbers | names, _larger, max_leaves=8)


def value_of(expression: Expression) -> Any:
    """The value at the numbers of NAMES, to the precision that is set.

    Raises:
        ZeroDivisionError: where there is none.
        OverflowError: where it is beyond comparing.
    """
    found = _value_of(expression)
    if abs(found) > 10**15:
        raise OverflowError
    return found


def _value_of(expression: Expression) -> Any:
    match expression:
        case Number(value):
            return mpf(value.numerator) / value.denominator
        case Ref(_, name, at):
            return _value_of(Number(NAMES[f"{name}{at}" if isinstance(at, int) else name]))
        case TypedName(name):
            return _value_of(Number(NAMES[name])) if name in NAMES else +mp.e
        case Negative(operand):
            return -value_of(operand)
        case Sum(terms):
            return mp.fsum(value_of(term) for term in terms)
        case Product(factors):
            return mp.fprod(value_of(factor) for factor in factors)
        case Quotient(top, bottom):
            return value_of(top) / value_of(bottom)
        case Power(base, exponent):
            return value_of(base) ** value_of(exponent)
        case Apply(function, (argument,)):
            return FUNCTIONS[function](value_of(argument))
        case _:
            raise AssertionError(expression)
