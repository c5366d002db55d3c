"""Operations between single numbers: what a compiler makes of them, where it knows that nothing is a vector."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from operator import add, mul
from typing import Any

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.operations.function import Closure
from rnn_tutor.equations.tree import OFFSETS, Expression, Negative, Number, Power, Product, Quotient, Ref, Sum
from rnn_tutor.numbers.arithmetic import Arithmetic
from rnn_tutor.numbers.places import Places
from rnn_tutor.numbers.value import together

NESTED = 8  # terms of a sum that are added inside one another; more, one after the other


class BetweenNumbers(ABC):
    """The part of a compiler that joins numbers.

    `arithmetic` are the operations themselves, `places` says where numbers lie.
    """

    def __init__(self, arithmetic: Arithmetic, places: Places) -> None:
        self.arithmetic = arithmetic
        self.places = places

    @abstractmethod
    def compile(self, node: Expression) -> Closure:
        """Any expression as a function of the numbers and the time step."""

    def between_numbers(self, node: Expression) -> Closure:
        """An operation that goes element by element, between single numbers."""
        match node:
            case Negative(operand):
                inner = self.compile(operand)
                return lambda v, t: -inner(v, t)
            case Sum(terms):
                return self.sum(terms)
            case Product(factors):
                return self.product(factors)
            case Quotient(top, bottom):
                return self.joined(self.arithmetic.divide, top, bottom)
            case Power(base, Number(value)) if value == 2 and (square := self.arithmetic.square):
                inner = self.compile(base)
                return lambda v, t: square(inner(v, t))
            case Power(base, exponent):
                return self.joined(self.arithmetic.power, base, exponent)
            case _:
                raise TypeError(f"{type(node).__name__} isn't between numbers")

    def joined(self, operation: Callable[[Any, Any], Any], a: Expression, b: Expression) -> Closure:
        """An operation between two numbers."""
        first, second = self.compile(a), self.compile(b)
        return lambda v, t: operation(first(v, t), second(v, t))

    def sum(self, terms: tuple[Expression, ...]) -> Closure:
        """A sum of numbers, from left to right."""
        if len(terms) > NESTED:
            return self.long_sum(terms)
        head, *rest = terms
        total = self.compile(head)
        for term in rest:
            total = self.minus(total, term.operand) if isinstance(term, Negative) else self.plus(total, term)
        return total

    def plus(self, first: Closure, term: Expression) -> Closure:
        """A number and one more."""
        second = self.compile(term)
        return lambda v, t: first(v, t) + second(v, t)

    def minus(self, first: Closure, term: Expression) -> Closure:
        """A number less another."""
        second = self.compile(term)
        return lambda v, t: first(v, t) - second(v, t)

    def long_sum(self, terms: tuple[Expression, ...]) -> Closure:
        """A sum of many numbers: those of a time step each."""
        places = [self.places.fixed(term) for term in terms if isinstance(term, Ref) and term.at not in OFFSETS]
        if len(places) < len(terms):
            return self.folded(terms, add)
        total = self.arithmetic.total
        return lambda v, _: total([v[place] for place in places])

    def product(self, factors: tuple[Expression, ...]) -> Closure:
        """A product of numbers, from left to right."""
        match factors:
            case (Ref() as a, Ref() as b) if (
                a.at in OFFSETS and b.at in OFFSETS and (both := self.places.product(a, b))
            ):
                return both
        evaluators = [self.compile(factor) for factor in factors]
        if len(evaluators) == 2:
            first, second = evaluators
            return lambda v, t: first(v, t) * second(v, t)
        if len(evaluators) == 3:
            first, second, third = evaluators
            return lambda v, t: first(v, t) * second(v, t) * third(v, t)
        return self.folded(factors, mul)

    def folded(self, parts: tuple[Expression, ...], operation: Callable[[Any, Any], Any]) -> Closure:
        """An operation between two parts, and what comes of it with the next, from left to right."""
        evaluators = [self.compile(part) for part in parts]
        head, *rest = evaluators

        def run(numbers: Any, step: int) -> Any:  # noqa: ANN401  # as `Closure`
            value = head(numbers, step)
            for part in rest:
                other = part(numbers, step)
                if isinstance(value, Array) or isinstance(other, Array):
                    value = together(operation, value, other)
                else:
                    value = operation(value, other)
            return value

        return run
