"""Expressions of nothing but numbers, worked out directly: what is read only once isn't worth compiling."""

from __future__ import annotations

from functools import reduce
from operator import add, mul

from rnn_tutor.equations.tree import Apply, Expression, Negative, Number, Power, Product, Quotient, Sum
from rnn_tutor.numbers.evaluate import value_of
from rnn_tutor.numbers.real import PRIMITIVES, Real, divide, power, real
from rnn_tutor.numbers.value import single


def literal_value(expression: Expression) -> Real:
    """The value of an expression between single numbers, in which no name stands.

    Raises:
        DomainError: where an operation has no value.
        Undecided: where more bits are needed.
    """
    match expression:
        case Number(value):
            return real(value)
        case Negative(operand):
            return -literal_value(operand)
        case Sum(terms):
            return reduce(add, map(literal_value, terms))
        case Product(factors):
            return reduce(mul, map(literal_value, factors))
        case Quotient(top, bottom):
            return divide(literal_value(top), literal_value(bottom))
        case Power(base, exponent):
            return power(literal_value(base), literal_value(exponent))
        case Apply(function, (argument,)) if function in PRIMITIVES:
            return PRIMITIVES[function](literal_value(argument))
        case _:
            return single(value_of(expression, {}))
