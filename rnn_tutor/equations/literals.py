"""Numbers as a lesson writes them, exactly."""

from __future__ import annotations

import re
from fractions import Fraction

from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Expression, Negative, Number, Quotient

PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?( ?/ ?[0-9]+(\.[0-9]+)?)?")  # as any calculator takes it


def parse_number(text: str) -> Number:
    """An exact number as a lesson writes it: `0.1`, `1e-3`, `-2`, `1/3`.

    Raises:
        EquationError: where the text is anything else.
    """
    expression = parse(text)
    value = _constant(expression)
    if value is None:
        raise EquationError("a number is expected here", 0, len(text), "write it like 0.1, -2, 1e-3 or 1/3")
    written = text.strip().replace("−", "-")
    return Number(value, written if PLAIN_NUMBER.fullmatch(written) else None)


def _constant(expression: Expression) -> Fraction | None:
    """The value of a number, its negative, or a quotient of such; None for any other expression."""
    match expression:
        case Number(value):
            return value
        case Negative(operand):
            inner = _constant(operand)
            return None if inner is None else -inner
        case Quotient(numerator, denominator):
            top, bottom = _constant(numerator), _constant(denominator)
            return None if top is None or not bottom else top / bottom
        case _:
            return None
