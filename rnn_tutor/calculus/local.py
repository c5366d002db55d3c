"""Local derivatives: of a part of an equation that goes element by element, with respect to what it is made of.

SymPy finds them. It takes 300 ms to load, and is loaded when the first derivative is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from rnn_tutor.equations.algebra import literal, substitute
from rnn_tutor.equations.definitions import argument_values
from rnn_tutor.equations.functions import FUNCTIONS
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
    leaves,
    rebuild,
)

ELEMENTWISE = (Negative, Sum, Product, Quotient, Power)
OUTPUT = "output"  # the name for an operation's own value
BLOCKS_KEPT = 1_000  # a network has some ten


@dataclass(frozen=True)
class Occurrence:
    """What a block is made of, at one place in it, and the block's derivative with respect to that place alone."""

    operand: Expression
    derivative: Expression


def is_operation(node: Expression) -> bool:
    """Whether an expression is made of others."""
    return bool(children(node))


def is_elementwise(node: Expression) -> bool:
    """Whether an operation goes element by element."""
    return isinstance(node, ELEMENTWISE) or (isinstance(node, Apply) and not FUNCTIONS[node.function].whole)


def local_derivatives(block: Expression, output: Expression, belongs: Callable[[Expression], bool]) -> list[Occurrence]:
    """The derivatives of a block, whose value is called `output`, in the order of its parts.

    `belongs` says of a part whether it is inside the block; what isn't is one of the things that it is made of.
    """
    operands: list[Expression] = []
    numbers: list[str | None] = []

    def bare(node: Expression) -> Expression:
        """The operations inside the block on names that stand for anything, one for each place."""
        if literal(node):
            numbers.extend(part.text for part in leaves(node) if isinstance(part, Number))
            return node
        if node is block or belongs(node):
            return rebuild(node, tuple(map(bare, children(node))))
        operands.append(node)
        return TypedName(str(len(operands) - 1))

    found = _of_bare_block(bare(block), tuple(numbers))
    stands_for = dict(zip(map(str, range(len(operands))), operands, strict=True)) | {OUTPUT: output}
    return [
        Occurrence(part, substitute(derivative, stands_for)) for part, derivative in zip(operands, found, strict=True)
    ]


@lru_cache(maxsize=BLOCKS_KEPT)
def _of_bare_block(block: Expression, numbers: tuple[str | None, ...]) -> tuple[Expression, ...]:  # noqa: ARG001  # how its numbers are written, which equality leaves out
    """The derivatives of a block whose names stand for anything: derived once, in whatever equation it is."""
    from rnn_tutor.calculus.blocks import differentiated  # SymPy takes 300 ms

    return tuple(derivative for _, derivative in differentiated(block, TypedName(OUTPUT), is_operation))


def local_derivative(operation: Expression, place: int, output: Expression) -> Expression:
    """The derivative of one operation that goes element by element, with respect to its operand at a place from 0.

    `output` is what its value is called, or the operation itself. The derivative is an expression over the operands as
    they stand: with respect to b, a × b has the local derivative a. The operand is no number.
    """
    operands = children(operation)
    names = tuple(part if literal(part) else TypedName(str(number)) for number, part in enumerate(operands))
    found = _of_bare(rebuild(operation, names), place)
    stands_for = {str(number): part for number, part in enumerate(operands)} | {OUTPUT: output}
    return substitute(found, stands_for)


@cache
def _of_bare(operation: Expression, place: int) -> Expression:
    """The local derivative of an operation on names that stand for anything: derived once, wherever it is done."""
    before = sum(1 for operand in children(operation)[:place] if not literal(operand))
    return local_derivatives(operation, TypedName(OUTPUT), lambda _: False)[before].derivative


def slope(application: Apply, argument: int, output: Expression) -> Expression:
    """The derivative of an applied function with respect to one of its arguments, counted from 0.

    `output` is what its value is called, where it has a name.
    """
    names = FUNCTIONS[application.function].arguments
    given = names[: len(application.arguments)]
    found = local_derivative(Apply(application.function, tuple(map(TypedName, given))), argument, TypedName(OUTPUT))
    return substitute(found, argument_values(application) | {OUTPUT: output})
