"""Closed forms: a value with nothing but numbers in it, as long as it is small enough to read.

Y₁ = 1/(1 + exp(−7/20)). What is a fraction is written as one; names are replaced by what they are made of, functions
by their definitions, and SymPy works out what is left. The form doubles with every nested use, so it is given up beyond
`MAX_LEAVES` numbers.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.result import Result, result_for
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.algebra import multiply, replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.elements import element
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
    references,
)
from rnn_tutor.numbers.compiler import literal_value
from rnn_tutor.numbers.real import fraction, sign

MAX_LEAVES = 60
LONGEST_FRACTION = 24  # digits in all
BITS_OF_A_DIGIT = 4  # at most


class TooLarge(Exception):
    """The closed form has outgrown what a person would read."""


class ClosedForms:
    """The closed forms of a derivation's numbers, each found once."""

    def __init__(self, derivation: Solution) -> None:
        self.derivation = derivation
        self._known: dict[tuple[Ref, int, int], Expression | None] = {}
        self._names_in: dict[int, tuple[Expression, list[Ref]]] = {}

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
        if any(map(self._is_too_large, self._names(step))):
            raise TooLarge
        return self._worked_out(element(step.expression, row, column, self.derivation.unrolled.shape))

    def _names(self, step: Result) -> list[Ref]:
        """The names in a step's formula, of which those in its template are found once."""
        operation = step.operation
        template = operation.template
        if id(template) not in self._names_in:
            self._names_in[id(template)] = template, references(template)
        last = self.derivation.unrolled.last
        return [pinned_ref(ref, operation.frame, last) for ref in self._names_in[id(template)][1]]

    def _is_too_large(self, ref: Ref) -> bool:
        return self._known.get((ref, 1, 1), ref) is None

    def _worked_out(self, expression: Expression) -> Expression:
        """The expression with every name replaced by its closed form, fractions gathered."""
        from rnn_tutor.calculus.closed import worked_out  # SymPy takes 300 ms

        closed = worked_out(self._opened(expression), self._meaning)
        if len(leaves(closed)) > MAX_LEAVES:
            raise TooLarge
        return _in_fractions(closed)

    def _meaning(self, name: Expression) -> Expression:
        """The closed form of what stands for a number."""
        ref = name.operand if isinstance(name, Element) else name
        assert isinstance(ref, Ref), name
        found = self.of(ref, name.row, name.column) if isinstance(name, Element) else self.of(ref)
        if found is None:
            raise TooLarge
        return found

    def _opened(self, expression: Expression) -> Expression:
        """The expression with its functions replaced by their definitions, as far as they have one."""
        match expression:
            case Ref() | Element(Ref()) | Number():
                return expression
            case Apply(function, (test, positive, zero, negative)) if FUNCTIONS[function].chooses:
                tested = replace(self._opened(test), self._put_in)
                chosen = self.derivation.proved(lambda _: sign(literal_value(tested)))
                return self._opened({1: positive, 0: zero, -1: negative}[chosen])
            case Apply(function, arguments) if FUNCTIONS[function].definition:
                # Its arguments first: how often they stand in the definition is nothing to them.
                meaning = definition(Apply(function, tuple(self._opened(argument) for argument in arguments)))
                assert meaning is not None
                return self._opened(meaning)
        opened = rebuild(expression, tuple(self._opened(part) for part in children(expression)))
        if len(leaves(opened)) > MAX_LEAVES:
            raise TooLarge
        return opened

    def _put_in(self, part: Expression) -> Expression | None:
        return self._meaning(part) if isinstance(part, Ref | Element) else None


def _in_fractions(expression: Expression) -> Expression:
    """Each number as a fraction; one in front of a quotient above and below: 3/(10(1 + e)), not 0.3/(1 + e)."""
    match expression:
        case Number(value, None):
            return written_as_fraction(value)
        case Sum((first, *others)):
            return Sum((_in_fractions(first), *(_subtracted(_in_fractions(term)) for term in others)))
        case Quotient(Number(value), bottom) if value.denominator != 1:
            return _quotient(value, [], _in_fractions(bottom))
        case Quotient(Product((Number(value), *rest)), bottom) if value.denominator != 1:
            return _quotient(value, list(map(_in_fractions, rest)), _in_fractions(bottom))
        case _:
            parts = tuple(map(_in_fractions, children(expression)))
            return rebuild(expression, parts) if parts else expression


def _subtracted(term: Expression) -> Expression:
    """What has a negative number in front, as what is taken away."""
    match term:
        case Number(value) if value < 0:
            return Negative(written_as_fraction(-value))
        case Product((Number(value), *rest)) if value == -1 and len(rest) == 1:
            return Negative(rest[0])
        case Product((Number() as number, *rest)) if number.value < 0:
            return Negative(Product((written_as_fraction(-number.value), *rest)))
        case Quotient(top, bottom):
            turned = _subtracted(top)
            return Negative(Quotient(turned.operand, bottom)) if isinstance(turned, Negative) else term
        case _:
            return term


def _quotient(value: Fraction, rest: list[Expression], bottom: Expression) -> Expression:
    top = multiply(Number(Fraction(value.numerator)), *rest)
    return Quotient(top, multiply(Number(Fraction(value.denominator)), bottom))


def written_as_fraction(value: Fraction) -> Number:
    """A number as a closed form shows it: 7/20, not 0.35.

    Raises:
        TooLarge: where the fraction is too long to read.
    """
    if value.numerator.bit_length() + value.denominator.bit_length() > BITS_OF_A_DIGIT * LONGEST_FRACTION:
        raise TooLarge  # one of thousands of digits has no text
    text = str(value)
    if len(text) > LONGEST_FRACTION:
        raise TooLarge
    return Number(value, text)
