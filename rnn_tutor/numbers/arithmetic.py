"""What numbers an expression is evaluated in, as a small set of operations; the compiler knows no other difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, reduce
from operator import add, mul
from typing import Any

from flint import arb

from rnn_tutor.equations.operations.function import Closure
from rnn_tutor.equations.tree import Expression, Power, Product, Quotient, Sum
from rnn_tutor.numbers.matrices import exact_product
from rnn_tutor.numbers.real import PRIMITIVES, divide, power, real, sign, total
from rnn_tutor.numbers.value import matrix_product


def in_a_row(numbers: Sequence[Any]) -> Any:  # noqa: ANN401  # of whatever arithmetic
    """The sum of numbers, from left to right."""
    return reduce(add, numbers)


@dataclass(frozen=True)
class Arithmetic:
    """One kind of numbers: exact ones with a proof, floating-point ones, numbers that move; all know + − and ×.

    `primitives` are the functions of single numbers that it computes without their definitions, `of_arrays` those of
    whole vectors, by their names; `meanings` the definitions of others, compiled when first used. `total` adds
    up many single numbers, from left to right where they are rounded. A `square` is a number times itself, where that
    is the same as its second power.
    """

    constant: Callable[[Fraction], Any]
    primitives: Mapping[str, Callable[[Any], Any]]
    divide: Callable[[Any, Any], Any]
    power: Callable[[Any, Any], Any]
    sign: Callable[[Any], int]
    pi: Callable[[], Any]
    product: Callable[[Any, Any], Any] = matrix_product
    total: Callable[[Sequence[Any]], Any] = in_a_row
    square: Callable[[Any], Any] | None = None
    of_arrays: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    meanings: dict[str, Closure] = field(default_factory=dict, compare=False)

    @cached_property
    def between(self) -> Mapping[type[Expression], Callable[[Any, Any], Any]]:
        """What is done between two numbers, by the operation; with more, from left to right."""
        return {Sum: add, Product: mul, Quotient: self.divide, Power: self.power}


EXACT = Arithmetic(real, PRIMITIVES, divide, power, sign, arb.pi, exact_product, total)
"""Fractions as long as possible, then balls."""
