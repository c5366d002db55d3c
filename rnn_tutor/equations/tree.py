"""Expressions as data: what an equation of a network says, as a tree.

A *template* is the expression of an equation as the lesson writes it once for all time steps; its `Ref`s are
relative (`previous(Y)` is `Y` one step before). Unrolling reads a template at a time step; nothing is copied.
Sums and products hold any number of terms, in the order in which they were written: a learner must find the
terms of the lesson again, in the lesson's order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias


class Kind(Enum):
    """What a name stands for."""

    __hash__ = object.__hash__  # members are singletons, and the numbers of a derivation are looked up by them

    QUANTITY = "quantity"
    PARAMETER = "parameter"
    INPUT = "input"
    TARGET = "target"
    GRADIENT = "gradient"  # of the loss, with respect to a quantity
    SHARE = "share"  # of a parameter's gradient, from one time step and one equation
    TOTAL = "total"  # a parameter's whole gradient
    UPDATED = "updated parameter"
    NORM = "norm of all gradients"
    CLIPPED = "clipped gradient"
    SETTING = "setting of the training"
    STATE = "state of the optimizer"
    STATE_BEFORE = "state of the optimizer, at the update before"
    RATE = "learning rate"


class At(Enum):
    """When a name is read, seen from the time step of the equation it stands in."""

    __hash__ = object.__hash__  # as above

    HERE = "this time step"
    BEFORE = "the time step before"
    AFTER = "the time step after"
    TWO_BEFORE = "two time steps before"
    TWO_AFTER = "two time steps after"
    LAST = "the last time step"
    UNTIMED = "no time step"


OFFSETS: dict[At | int, int] = {At.HERE: 0, At.BEFORE: -1, At.AFTER: 1, At.TWO_BEFORE: -2, At.TWO_AFTER: 2}
"""How many time steps away the reader's own a relative name is read."""
AT_OFFSET = {offset: at for at, offset in OFFSETS.items()}


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; `text` is how it was written (`0.670`), where that matters to the reader."""

    value: Fraction
    text: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name as typed, not looked up yet; `offset` is its place in the text, counted from 0.

    `previous` says that it stands in previous(…), `following` that it stands in next(…).
    """

    name: str
    previous: bool = False
    offset: int = field(default=0, compare=False)
    following: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A name looked up: of what kind it is, and at which time step it is read.

    `at` is relative to the reader's time step in a template, and an absolute time step (counted from 1) in what a
    learner types. `via` names, for a `SHARE`, the equation through which the parameter acts. `offset` is its place in
    the text of its equation, as for a `TypedName`.
    """

    kind: Kind
    name: str
    at: At | int = At.UNTIMED
    via: str = ""
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """−a."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    """a + b + …; a difference is a sum with a `Negative`."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """a × b × …, element by element where the factors are vectors or matrices."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """a / b, element by element."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """a ** b, element by element."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class MatMul:
    """a @ b: the matrix product."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Transpose:
    """aᵀ."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of the table in `functions.py`, applied."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a vector, h[i], or of a matrix, W[i, j]; counted from 1 as subscripts are on paper."""

    operand: Expression
    row: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Stack:
    """A vector written out: [a, b, …]."""

    elements: tuple[Expression, ...]


Expression: TypeAlias = (
    Number
    | TypedName
    | Ref
    | Negative
    | Sum
    | Product
    | Quotient
    | Power
    | MatMul
    | Transpose
    | Apply
    | Element
    | Stack
)

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


def children(expression: Expression) -> tuple[Expression, ...]:
    """The parts an expression is made of, in the order written."""
    return _PARTS[type(expression)](expression)


def rebuild(expression: Expression, parts: tuple[Expression, ...]) -> Expression:
    """The same operation on other parts (as many of them as `children` gave)."""
    return _REBUILT[type(expression)](expression, parts)


# By type, and not by one pattern after the other: every walk over an expression asks this of each part.
_PARTS: dict[type[Any], Callable[[Any], tuple[Expression, ...]]] = {
    Number: lambda _: (),
    TypedName: lambda _: (),
    Ref: lambda _: (),
    Negative: lambda e: (e.operand,),
    Sum: lambda e: e.terms,
    Product: lambda e: e.factors,
    Quotient: lambda e: (e.numerator, e.denominator),
    Power: lambda e: (e.base, e.exponent),
    MatMul: lambda e: (e.left, e.right),
    Transpose: lambda e: (e.operand,),
    Apply: lambda e: e.arguments,
    Element: lambda e: (e.operand,),
    Stack: lambda e: e.elements,
}
_REBUILT: dict[type[Any], Callable[[Any, tuple[Expression, ...]], Expression]] = {
    Number: lambda e, _: e,
    TypedName: lambda e, _: e,
    Ref: lambda e, _: e,
    Negative: lambda _, parts: Negative(*parts),
    Sum: lambda _, parts: Sum(parts),
    Product: lambda _, parts: Product(parts),
    Quotient: lambda _, parts: Quotient(*parts),
    Power: lambda _, parts: Power(*parts),
    MatMul: lambda _, parts: MatMul(*parts),
    Transpose: lambda _, parts: Transpose(*parts),
    Apply: lambda e, parts: Apply(e.function, parts),
    Element: lambda e, parts: Element(parts[0], e.row, e.column),
    Stack: lambda _, parts: Stack(parts),
}


def leaves(expression: Expression) -> list[Expression]:
    """The names and numbers of an expression, in the order written, repeats kept."""
    found: list[Expression] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        parts = children(node)
        if parts:
            waiting.extend(reversed(parts))
        else:
            found.append(node)
    return found


def references(expression: Expression) -> list[Ref]:
    """The looked-up names in an expression, each once, in the order written."""
    return list(dict.fromkeys(leaf for leaf in leaves(expression) if isinstance(leaf, Ref)))


def extent(expression: Expression) -> tuple[int, int]:
    """How many operations stand inside one another, and how many names, numbers and operations there are.

    A chain like 1/2/3/… nests without any parentheses.
    """
    depth, parts, level = 0, 0, [expression]
    while level:
        depth += 1
        parts += len(level)
        level = [part for whole in level for part in children(whole)]
    return depth, parts
