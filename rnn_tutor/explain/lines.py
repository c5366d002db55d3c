"""The lines that a calculator takes: a formula with its numbers put in, then worked out operation by operation."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from flint import arb, fmpq

from rnn_tutor.derivation.values import START_BITS, WorkingPrecision, settled
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import LARGEST_PLAIN, decimal_text
from rnn_tutor.equations.tree import (
    ONE,
    ZERO,
    Apply,
    Element,
    Expression,
    Negative,
    Number,
    Ref,
    Sum,
    children,
    rebuild,
)
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.numbers.compiler import literal_value
from rnn_tutor.numbers.digits import by_hand, decimal, magnitude, rounded_to
from rnn_tutor.numbers.real import (
    TAKEN_AS_EQUAL,
    TOO_NEAR_TO_ZERO,
    DomainError,
    Real,
    Undecided,
    fraction,
    real,
    sign,
)
from rnn_tutor.numbers.rounding import Rounding

SHORT = 8  # digits up to which an intermediate result is written in full
DIGITS = (*range(5, 21), 40, 80, 160, 320)  # significant digits of one that is rounded, until the result comes out


def with_numbers(expression: Expression, number: Callable[[Expression], Number]) -> Expression:
    """The expression with each name replaced by its number, as a calculator has to be told it.

    Functions that exist in derivations only (relu′, Φ) are replaced by what they come to.
    """
    if isinstance(expression, Ref) or (isinstance(expression, Element) and isinstance(expression.operand, Ref)):
        return number(expression)
    parts = children(expression)
    if not parts:
        return expression
    node = rebuild(expression, tuple([with_numbers(part, number) for part in parts]))
    while isinstance(node, Apply) and FUNCTIONS[node.function].internal and node.arguments:
        node = _spelled_out(node)
    return node


def _spelled_out(node: Apply) -> Expression:
    if FUNCTIONS[node.function].chooses:
        test, positive, zero, negative = node.arguments
        return {1: positive, 0: zero, -1: negative}[settled(lambda: sign(literal_value(test)))]
    meaning = definition(node)
    assert meaning is not None, node.function
    return with_numbers(meaning, lambda _: ZERO)


class WorkedLine(NamedTuple):
    """A line on the way to a result, and how a calculator takes it."""

    expression: Expression
    text: str


def worked(expression: Expression, rule: Rounding, result: Real) -> list[WorkedLine]:
    """The lines between a formula with its numbers put in and its result by hand, one layer of operations at a time.

    Each is worked out from the one above it as that is written, with as many digits as it takes for that line too to
    round to the same result. Where no digits do (what cancels to nothing, rounded, leaves something), it is left out.
    """
    current = _opened(expression)
    lines = [] if current is expression else [current]
    with WorkingPrecision(2 * START_BITS):
        while not all(map(_is_literal, children(current))):
            try:
                current = _layer(current)
            except DomainError:
                break  # log(1 − σ(5000)): that 1 is one only to the digits that anybody would write
            line = _legible(current, rule, result)
            if line is not None:
                lines.append(line)
                current = line
    return [WorkedLine(line, calculator_line(line)) for line in lines]


def _opened(expression: Expression) -> Expression:
    """A function that has no key on a calculator, written in those that have: σ(x) as 1/(1 + exp(−x))."""
    if not is_opened(expression):
        return expression
    assert isinstance(expression, Apply)
    meaning = definition(expression)
    assert meaning is not None
    return _literal(with_numbers(meaning, lambda _: ONE))


def is_opened(expression: Expression) -> bool:
    """Whether an expression is a function that has no key on a calculator, and is written in those that have."""
    return (
        isinstance(expression, Apply)
        and not FUNCTIONS[expression.function].on_calculators
        and bool(FUNCTIONS[expression.function].definition)
    )


def _literal(expression: Expression) -> Expression:
    """Minus a number, as one negative number."""
    match expression:
        case Negative(Number(value) as number):
            text = number.text and (number.text[1:] if value < 0 else "-" + number.text)
            return Number(-value, text)
        case Number() | Ref():
            return expression
        case _:
            return rebuild(expression, tuple(_literal(part) for part in children(expression)))


def _layer(expression: Expression) -> Expression:
    """The expression with its innermost operations carried out."""
    parts = children(expression)
    if all(map(_is_literal, parts)):
        return expression if isinstance(expression, Number) else Number(_close(expression))
    done = tuple(part if _is_literal(part) else _layer(part) for part in parts)
    if isinstance(expression, Sum):
        return Sum((done[0], *(_subtracted(term) for term in done[1:])))
    return _signed(rebuild(expression, done))


def _is_literal(expression: Expression) -> bool:
    return isinstance(expression, Number) or (
        isinstance(expression, Negative) and isinstance(expression.operand, Number)
    )


def _signed(expression: Expression) -> Expression:
    """Minus a negative number, as a positive one."""
    match expression:
        case Negative(Number(value) as number) if value < 0:
            return _opposite(number)
        case _:
            return expression


def _subtracted(term: Expression) -> Expression:
    """A negative number in a sum, as a positive one taken away."""
    match _signed(term):
        case Number(value) as number if value < 0:
            return Negative(_opposite(number))
        case signed:
            return signed


def _opposite(number: Number) -> Number:
    """A negative number without its sign, in the same digits."""
    return Number(-number.value, number.text and number.text.removeprefix("-"))


def _close(expression: Expression) -> Fraction:
    """A value, as a fraction that agrees with it in more digits than are ever shown."""
    value = settled(partial(_well_known, expression), 2 * START_BITS)
    if isinstance(value, fmpq):
        return fraction(value)
    mantissa, exponent = value.mid().man_exp()
    if exponent < -TAKEN_AS_EQUAL:
        raise DomainError(TOO_NEAR_TO_ZERO, value)  # and a 0 in the place of e^−100,000,000 would not be true
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _well_known(expression: Expression) -> Real:
    value = literal_value(expression)
    # log(1 + e^−200) is a ball around zero until there are bits enough.
    if isinstance(value, arb) and sign(value) and value.rel_accuracy_bits() < START_BITS:
        raise Undecided
    return value


def _legible(expression: Expression, rule: Rounding, result: Real) -> Expression | None:
    """The line with its intermediate results rounded as far as the result allows; None where they can't be."""
    for digits in DIGITS:
        line = _rounded(expression, digits)
        if _result(line, rule) == result:
            return line
        if line == expression:
            break  # σ(5000) is 1 to the digits that were kept, and no more of them will tell
    return None


def _result(line: Expression, rule: Rounding) -> fmpq | None:
    """What a line comes to by hand; None where its rounded numbers give no value: 1/(1 − 1.0000)."""
    try:
        return settled(lambda: by_hand(rule, literal_value(line)))
    except DomainError:
        return None


def _rounded(expression: Expression, digits: int) -> Expression:
    if not isinstance(expression, Number):
        return rebuild(expression, tuple(_rounded(part, digits) for part in children(expression)))
    if expression.text is not None or expression.value == 0:
        return expression
    is_plain = abs(expression.value.numerator) < 10 ** (LARGEST_PLAIN + 1) * expression.value.denominator
    written = decimal_text(expression.value) if is_plain else None
    if written is not None and len(written.strip("-0.").replace(".", "")) <= SHORT:
        return Number(expression.value, written)
    value = real(expression.value)
    places = digits - 1 - magnitude(value)
    if is_plain:
        places = max(places, 0)
    whole = rounded_to(value, places)
    return Number(whole / Fraction(10) ** places, decimal(whole, places))
