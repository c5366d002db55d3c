"""What differs between the texts that are read as expressions: a lesson's equation, a learner's answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Expression
from rnn_tutor.limits import EQUATION_CHARACTERS

PREVIOUS, NEXT = "previous", "next"
MOVED = (PREVIOUS, NEXT)
"""What reads a name at another time step."""


@dataclass(frozen=True)
class FunctionDefinition:
    """A function of a dialect: the names of its arguments, and the expression over them."""

    arguments: tuple[str, ...]
    expression: Expression


@dataclass(frozen=True)
class Dialect:
    """What differs between a lesson's equation and a learner's answer.

    With `implied_products` a product may go without its sign, 2(P - target); with `matrix_dots`, `·` is the product of
    matrices, as the steps write it.

    `functions` are those that may be written, `aliases` further names of them (`activation` in a network).
    `formulas` are further functions, each an expression over its arguments (the losses, in a lesson's loss).
    They are written out where they are used.
    """

    max_length: int = EQUATION_CHARACTERS.most
    implied_products: bool = False
    matrix_dots: bool = False
    functions: Collection[str] = tuple(FUNCTIONS)
    formulas: Mapping[str, FunctionDefinition] = field(default_factory=lambda: MappingProxyType({}))
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


EQUATION = Dialect()
