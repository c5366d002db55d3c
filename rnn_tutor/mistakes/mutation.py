"""Changing one place of an expression, and putting it together again as one would write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.equations.algebra import add, multiply, negate, replace
from rnn_tutor.equations.tree import (
    ONE,
    Element,
    Expression,
    Negative,
    Number,
    Product,
    Ref,
    Sum,
    children,
    rebuild,
)
from rnn_tutor.notation.line import write

Rebuild: TypeAlias = Callable[[Expression], Expression]


def nodes(expression: Expression) -> Iterator[tuple[Rebuild, Expression]]:
    """Every part of an expression, with the function that puts another in its place."""

    def visit(node: Expression, place: Rebuild) -> Iterator[tuple[Rebuild, Expression]]:
        yield place, node
        parts = children(node)
        for index, part in enumerate(parts):

            def inner(new: Expression, index: int = index) -> Expression:
                return place(rebuilt(node, (*parts[:index], new, *parts[index + 1 :])))

            yield from visit(part, inner)

    yield from visit(expression, lambda new: new)


def rebuilt(node: Expression, parts: tuple[Expression, ...]) -> Expression:
    """The operation on other parts, with signs and numbers gathered."""
    match node:
        case Negative():
            return negate(*parts)
        case Product():
            return multiply(*parts)
        case Sum():
            return add(*parts)
        case _:
            return rebuild(node, parts)


def with_run_replaced(
    factors: tuple[Expression, ...], run: tuple[Expression, ...], new: Expression
) -> tuple[Expression, ...] | None:
    """The factors with one run of them replaced; None where the run isn't there."""
    for start in range(len(factors) - len(run) + 1):
        if factors[start : start + len(run)] == run:
            return (*factors[:start], new, *factors[start + len(run) :])
    return None


def operands(expression: Expression) -> list[Expression]:
    """The single numbers in an expression: written out, or names, or elements of names, that stand for one."""
    if isinstance(expression, Ref | Number) or (
        isinstance(expression, Element) and isinstance(expression.operand, Ref)
    ):
        return [expression]
    return [operand for part in children(expression) for operand in operands(part)]


def substituted(expression: Expression, old: Ref, new: Ref) -> Expression:
    """The expression with one reference for another."""
    return replace(expression, lambda part: new if part == old else None)


def substituted_all(expression: Expression, by: Mapping[Ref, Expression]) -> Expression:
    """The expression with something else for each of some references, all at once."""
    return replace(expression, lambda part: by.get(part) if isinstance(part, Ref) else None)


def left_out_factor(factor: Expression) -> tuple[Expression, str]:
    """What is left of a factor that is forgotten, and what to call it: of −2 the 2 is forgotten, and the sign stays."""
    if isinstance(factor, Number):
        return Number(Fraction(-1 if factor.value < 0 else 1)), write(Number(abs(factor.value)))
    text = write(factor)
    return ONE, f"({text})" if isinstance(factor, Sum) else text
