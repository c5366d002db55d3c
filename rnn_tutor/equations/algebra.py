"""Building expressions as one writes them on paper: no `× 1`, no `+ 0`, numbers and signs in front.

These constructors are for what the program derives. What a lesson writes keeps the form its author gave it; only
what is structurally zero (the feedback on the first time step) is left out of it, in `without.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.tree import (
    ONE,
    ZERO,
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Stack,
    Sum,
    Transpose,
    TypedName,
    children,
    rebuild,
)


def add(*terms: Expression) -> Expression:
    """The sum of the terms, in their order, zeros left out."""
    kept: list[Expression] = []
    for term in terms:
        kept.extend(part for part in (term.terms if isinstance(term, Sum) else (term,)) if part != ZERO)
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def negate(operand: Expression) -> Expression:
    """−a, with no double minus."""
    match operand:
        case Number(value):
            return Number(-value)
        case Negative(inner):
            return inner
        case Product((Number(value), *rest)) if value < 0:
            return multiply(Number(-value), *rest)
        case _:
            return Negative(operand)


def multiply(*factors: Expression) -> Expression:
    """The product of the factors, in their order, with one number in front and the signs gathered."""
    coefficient = Fraction(1)
    kept: list[Expression] = []
    waiting = list(reversed(factors))
    while waiting:
        match waiting.pop():
            case Number(value):
                coefficient *= value
            case Negative(inner):
                coefficient = -coefficient
                waiting.append(inner)
            case Product(inner_factors):
                waiting.extend(reversed(inner_factors))
            case factor:
                kept.append(factor)
    if coefficient == 0:
        return ZERO
    if not kept:
        return Number(coefficient)
    # One slope over another reads best as a single fraction: target × (1/P) is target/P.
    for place, factor in enumerate(kept):
        if isinstance(factor, Quotient) and factor.numerator == ONE:
            others = kept[:place] + kept[place + 1 :]
            return divide(multiply(Number(coefficient), *others), factor.denominator)
    if abs(coefficient) != 1:
        return Product((Number(coefficient), *kept))
    product = kept[0] if len(kept) == 1 else Product(tuple(kept))
    return product if coefficient == 1 else Negative(product)


def divide(numerator: Expression, denominator: Expression) -> Expression:
    """a / b, with the division by 1 left out and the sign in front of the numerator."""
    match numerator, denominator:
        case Number(a), Number(b) if b != 0:
            return Number(a / b)
        case _, Number(b) if b == 1:
            return numerator
        case Number(a), _ if a == 0:
            return ZERO
        case Negative(inner), _:
            return Negative(Quotient(inner, denominator))
        case _:
            return Quotient(numerator, denominator)


def power(base: Expression, exponent: Expression) -> Expression:
    """a ** b, with the exponents 0 and 1 left out."""
    if exponent == ONE:
        return base
    if exponent == ZERO:
        return ONE
    return Power(base, exponent)


def matmul(left: Expression, right: Expression) -> Expression:
    """a @ b, with signs and scalar numbers in front."""
    match left, right:
        case Negative(a), b:
            return negate(matmul(a, b))
        case a, Negative(b):
            return negate(matmul(a, b))
        case (Number(value), _) | (_, Number(value)) if value == 0:
            return ZERO
        case Product((Number() as number, *rest)), b:
            return multiply(number, matmul(multiply(*rest), b))
        case _:
            return MatMul(left, right)


def transpose(operand: Expression) -> Expression:
    """aᵀ, with no double transpose."""
    return operand.operand if isinstance(operand, Transpose) else Transpose(operand)


def replace(expression: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with each part for which `change` gives another one replaced, from the outside in."""
    changed = change(expression)
    if changed is not None:
        return changed
    parts = children(expression)
    return rebuild(expression, tuple(replace(part, change) for part in parts)) if parts else expression


def substitute(expression: Expression, values: dict[str, Expression]) -> Expression:
    """The expression with plain names replaced: how a function's definition is applied to its arguments."""
    return replace(
        expression,
        lambda part: values.get(part.name) if isinstance(part, TypedName) and not part.previous else None,
    )


def zeros_of(shape: Shape) -> Expression:
    """A vector or matrix of zeros, written out."""
    rows, columns = (Stack((ZERO,) * size) for size in shape)
    return rows if shape[1] == 1 else MatMul(rows, Transpose(columns))


def literal(node: Expression) -> Fraction | None:
    """The value of a number, its negative or a quotient of two; None for anything else."""
    match node:
        case Number(value):
            return value
        case Negative(Number(value)):
            return -value
        case Quotient(Number(top), Number(bottom)) if bottom:
            return top / bottom
        case _:
            return None
