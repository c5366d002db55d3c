"""Local derivatives: of a part of an equation that goes element by element, with respect to what it is made of.

SymPy finds them. It takes 300 ms to load, and is loaded when the first derivative is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from rnn_tutor.equations.algebra import literal, substitute
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    Expression,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    children,
)

ELEMENTWISE = (Negative, Sum, Product, Quotient, Power)


@dataclass(frozen=True)
class Occurrence:
    """What a block is made of, at one place in it, and the block's derivative with respect to that place alone."""

    operand: Expression
    derivative: Expression


def is_elementwise(node: Expression) -> bool:
    """Whether an operation goes element by element."""
    return isinstance(node, ELEMENTWISE) or (isinstance(node, Apply) and not FUNCTIONS[node.function].whole)


def local_derivatives(block: Expression, output: Expression, belongs: Callable[[Expression], bool]) -> list[Occurrence]:
    """The derivatives of a block, whose value is called `output`, in the order of its parts.

    `belongs` says of a part whether it is inside the block; what isn't is one of the things that it is made of.
    """
    from rnn_tutor.calculus.blocks import differentiated

    return [Occurrence(*found) for found in differentiated(block, output, belongs)]


def local_derivative(operation: Expression, place: int, output: Expression) -> Expression:
    """The derivative of one operation that goes element by element, with respect to its operand at a place from 0.

    `output` is what its value is called, or the operation itself. The derivative is an expression over the operands as
    they stand: with respect to b, a × b has the local derivative a. The operand is no number.
    """
    before = sum(1 for operand in children(operation)[:place] if not literal(operand))
    return local_derivatives(operation, output, lambda _: False)[before].derivative


@cache
def _slope_template(function: str, argument: int) -> Expression:
    names = FUNCTIONS[function].arguments
    return local_derivative(Apply(function, tuple(map(Name, names))), argument, Name("y"))


def slope(application: Apply, argument: int, output: Expression) -> Expression:
    """The derivative of an applied function with respect to one of its arguments, counted from 0.

    `output` is what its value is called, where it has a name.
    """
    values = dict(zip(FUNCTIONS[application.function].arguments, application.arguments, strict=True))
    return substitute(_slope_template(application.function, argument), values | {"y": output})
