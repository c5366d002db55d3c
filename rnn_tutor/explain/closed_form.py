"""Closed forms: a value with nothing but numbers in it, as long as it is small enough to read.

Y₁ = 1/(1 + exp(−7/20)). What is a fraction is written as one; names are replaced by what they are made of, functions
by their definitions. The form doubles with every nested use, so it is given up beyond `MAX_LEAVES` numbers.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from rnn_tutor.derivation.result import result_for
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.algebra import add, multiply, negate
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    Element,
    Expression,
    Negative,
    Number,
    Product,
    Quotient,
    Ref,
    Sum,
    children,
    leaves,
    rebuild,
)
from rnn_tutor.numbers.compiler import literal_value
from rnn_tutor.numbers.real import fraction, sign

MAX_LEAVES = 60
LONGEST_FRACTION = 24  # digits in all


class TooLarge(Exception):
    """The closed form has outgrown what a person would read."""


class ClosedForms:
    """The closed forms of a derivation's numbers, each found once."""

    def __init__(self, derivation: Solution) -> None:
        self.derivation = derivation
        self._known: dict[tuple[Ref, int, int], Expression | None] = {}

    def make_room(self, most: int) -> None:
        """Let go of the closed forms, once they are more than that."""
        if len(self._known) > most:
            self._known.clear()

    def of(self, ref: Ref, row: int = 1, column: int = 1) -> Expression | None:
        """The closed form of a number, or of one element counted from 1; None where it is too large."""
        key = (ref, row, column)
        if key not in self._known:
            try:
                self._known[key] = self._expanded(ref, row, column)
            except (TooLarge, RecursionError):
                self._known[key] = None
        return self._known[key]

    def _expanded(self, ref: Ref, row: int, column: int) -> Expression:
        step = result_for(self.derivation, ref)
        if step is None and self.derivation.is_given(ref):
            return written_as_fraction(self.derivation.given_number(ref, row - 1, column - 1).value)
        value = self.derivation.proved(lambda numbers: self.derivation.read(numbers, ref))
        entry = value.at(row - 1, column - 1) if isinstance(value, Array) else value
        if isinstance(entry, fmpq):
            return written_as_fraction(fraction(entry))
        if step is None:
            raise TooLarge  # a number that an earlier epoch left
        if any(map(self._is_too_large, step.names)):
            raise TooLarge
        return self._closed(step.element_expression(row, column))

    def _is_too_large(self, ref: Ref) -> bool:
        return self._known.get((ref, 1, 1), ref) is None

    def _closed(self, expression: Expression) -> Expression:
        """The expression with every name replaced by its closed form, fractions worked out."""
        match expression:
            case Ref() | Element(Ref()):
                ref = expression if isinstance(expression, Ref) else expression.operand
                place = (1, 1) if isinstance(expression, Ref) else (expression.row, expression.column)
                assert isinstance(ref, Ref)
                found = self.of(ref, *place)
                if found is None:
                    raise TooLarge
                return found
            case Number(value):
                return written_as_fraction(value)
            case Apply(function, (test, positive, zero, negative)) if FUNCTIONS[function].chooses:
                chosen = self.derivation.proved(lambda _: sign(literal_value(self._closed(test))))
                return self._closed({1: positive, 0: zero, -1: negative}[chosen])
            case Apply(function, arguments) if FUNCTIONS[function].definition:
                # Its arguments first: how often they stand in the definition is nothing to them.
                meaning = definition(Apply(function, tuple(self._closed(argument) for argument in arguments)))
                assert meaning is not None
                return self._closed(meaning)
        closed = rebuild(expression, tuple(self._closed(part) for part in children(expression)))
        if len(leaves(closed)) > MAX_LEAVES:
            raise TooLarge
        return _worked_out(closed)


def _worked_out(expression: Expression) -> Expression:
    """The expression with its fractions worked out, and gathered in front of sums and products."""
    match expression:
        case Sum(terms):
            constant = sum((term.value for term in terms if isinstance(term, Number)), Fraction(0))
            return add(written_as_fraction(constant), *(t for t in terms if not isinstance(t, Number)))
        case Product(factors):
            return _in_fractions(multiply(*factors))
        case Negative(operand):
            return _in_fractions(negate(operand))
        case _:
            parts = children(expression)
    if not parts or not all(isinstance(part, Number) for part in parts):
        return expression
    value = literal_value(expression)
    return written_as_fraction(fraction(value)) if isinstance(value, fmpq) else expression


def _in_fractions(expression: Expression) -> Expression:
    """The number in front of a product or a quotient, as a fraction again: 3/(10(1 + e)), not 0.3/(1 + e)."""
    match expression:
        case Number(value):
            return written_as_fraction(value)
        case Negative(operand):
            return Negative(_in_fractions(operand))
        case Product((Number(value), *rest)):
            return Product((written_as_fraction(value), *rest))
        case Quotient(Number(value), bottom):
            return _quotient(value, [], bottom)
        case Quotient(Product((Number(value), *rest)), bottom):
            return _quotient(value, rest, bottom)
        case _:
            return expression


def _quotient(value: Fraction, rest: list[Expression], bottom: Expression) -> Expression:
    top = multiply(Number(Fraction(value.numerator)), *rest)
    return Quotient(top, multiply(Number(Fraction(value.denominator)), bottom))


def written_as_fraction(value: Fraction) -> Number:
    """A number as a closed form shows it: 7/20, not 0.35.

    Raises:
        TooLarge: where the fraction is too long to read.
    """
    text = str(value)
    if len(text) > LONGEST_FRACTION:
        raise TooLarge
    return Number(value, text)
