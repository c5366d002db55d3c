"""Expressions to numbers where the shapes are known: between single numbers nothing is asked about vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import OFFSETS, Apply, Expression, Negative, Power, Product, Quotient, Ref, Sum, children
from rnn_tutor.numbers.evaluate import EXACT, Arithmetic, Compiler, Evaluator

NESTED = 8  # terms of a sum that are added inside one another; more, one after the other

Closure: TypeAlias = Callable[[Any, int], Any]
"""Given the numbers, kept as the compiler keeps them, and the time step: a value in the compiler's arithmetic."""


def compiled(expression: Expression, last: int, shape: ShapeOf, arithmetic: Arithmetic = EXACT) -> Evaluator:
    """The template as a function of the exact numbers and the time step; `last` is the last time step.

    The function raises `DomainError` where an operation has no value and `Undecided` where more bits are needed.
    """
    return ShapedCompiler(last, arithmetic, shape).whole(expression)


class ShapedCompiler(Compiler):
    """Reads an expression into closures that know whether they meet numbers or vectors."""

    def __init__(self, last: int, arithmetic: Arithmetic, shape: ShapeOf) -> None:
        super().__init__(last, arithmetic)
        self.shape = shape

    def compile(self, node: Expression) -> Closure:
        """The expression as a function of the numbers and the time step."""
        return super().compile(node)

    def operation(self, node: Expression) -> Closure:
        """One operation, as a function of the numbers and the time step."""
        match node:
            case Negative(operand) if self._are_numbers(node):
                inner = self.compile(operand)
                return lambda v, t: -inner(v, t)
            case Sum(terms) if self._are_numbers(node):
                return self.sum(terms)
            case Product(factors) if self._are_numbers(node):
                return self.product(factors)
            case Quotient(top, bottom) if self._are_numbers(node):
                return self.between(self.arithmetic.divide, top, bottom)
            case Power(base, exponent) if self._are_numbers(node):
                return self.between(self.arithmetic.power, base, exponent)
            case Apply(function, (argument,)) if function in self.arithmetic.primitives and self._are_numbers(node):
                primitive, inner = self.arithmetic.primitives[function], self.compile(argument)
                return lambda v, t: primitive(inner(v, t))
            case _:
                return super().operation(node)

    def _are_numbers(self, node: Expression) -> bool:
        """Whether all that an operation takes is single numbers; then what it gives is one."""
        return not any(
            self.shape(part) if isinstance(part, Ref) else shape_of(part, self.shape) for part in children(node)
        )

    def sum(self, terms: tuple[Expression, ...]) -> Closure:
        """A sum of numbers, from left to right."""
        if len(terms) > NESTED:
            return self.long_sum(terms)
        head, *rest = terms
        total = self.compile(head)
        for term in rest:
            total = self.minus(total, term.operand) if isinstance(term, Negative) else self.plus(total, term)
        return total

    def long_sum(self, terms: tuple[Expression, ...]) -> Closure:
        """A sum of many numbers: those of a time step each."""
        places = [self.place(term) for term in terms if isinstance(term, Ref) and term.at not in OFFSETS]
        if len(places) < len(terms):
            return self.folded(terms, lambda a, b: a + b)
        first, *others = places

        def run(numbers: Any, _step: int) -> Any:  # noqa: ANN401  # as `Closure`
            total = numbers[first]
            for place in others:
                total = total + numbers[place]
            return total

        return run

    def between(self, operation: Callable[[Any, Any], Any], a: Expression, b: Expression) -> Closure:
        """An operation between two numbers."""
        first, second = self.compile(a), self.compile(b)
        return lambda v, t: operation(first(v, t), second(v, t))

    def plus(self, first: Closure, term: Expression) -> Closure:
        """A number and one more."""
        second = self.compile(term)
        return lambda v, t: first(v, t) + second(v, t)

    def minus(self, first: Closure, term: Expression) -> Closure:
        """A number less another."""
        second = self.compile(term)
        return lambda v, t: first(v, t) - second(v, t)

    def product(self, factors: tuple[Expression, ...]) -> Closure:
        """A product of numbers, from left to right."""
        evaluators = [self.compile(factor) for factor in factors]
        if len(evaluators) == 2:
            first, second = evaluators
            return lambda v, t: first(v, t) * second(v, t)
        if len(evaluators) == 3:
            first, second, third = evaluators
            return lambda v, t: first(v, t) * second(v, t) * third(v, t)
        return self.folded(factors, lambda a, b: a * b)
