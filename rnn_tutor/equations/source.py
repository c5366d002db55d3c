"""Expressions as a lesson writes them: `W1 @ input + previous(h)`. What is written can be read again by the parser."""

from __future__ import annotations

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.operations.function import Typeset
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Element,
    Expression,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    TypedName,
)

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
LONGEST = 40  # of an expression that a message quotes


def source(expression: Expression) -> str:
    """The expression in the equation language."""
    return _source(expression, SUM)


def quoted(expression: Expression) -> str:
    """An expression as messages quote it."""
    text = source(expression)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _source(node: Expression, level: int) -> str:
    """The text, in parentheses where it binds more loosely than `level` asks."""
    text, binding = _line(node)
    return text if binding >= level else f"({text})"


def _line(node: Expression) -> tuple[str, int]:
    match node:
        case Number(value):
            text = number_text(node)
            return text, SIGN if value < 0 else PRODUCT if "/" in text else ATOM
        case TypedName() | Ref():
            return _moved(node), ATOM
        case Negative(operand):
            return "-" + _source(operand, POWER), SIGN
        case Sum(terms):
            return _sum(terms), SUM
        case Product(factors):
            return "*".join([_source(factors[0], PRODUCT), *(_source(factor, SIGN) for factor in factors[1:])]), PRODUCT
        case Quotient(top, bottom):
            return f"{_source(top, PRODUCT)}/{_source(bottom, SIGN)}", PRODUCT
        case MatMul(left, right):
            return f"{_source(left, PRODUCT)} @ {_source(right, SIGN)}", PRODUCT
        case Power(base, exponent):
            return f"{_source(base, ATOM)}**{_source(exponent, SIGN)}", POWER
        case Transpose(operand):
            return f"transpose({source(operand)})", ATOM
        case Apply():
            return _call(node), ATOM
        case Element(operand, row, column):
            return f"{_indexed(operand)}[{row if column == 1 else f'{row}, {column}'}]", ATOM
        case Stack(elements):
            return f"[{_listed(elements)}]", ATOM


def _moved(node: TypedName | Ref) -> str:
    """A name, in previous(…) or next(…) where it is read there."""
    before = node.previous if isinstance(node, TypedName) else node.at is At.BEFORE
    after = node.following if isinstance(node, TypedName) else node.at is At.AFTER
    return f"previous({node.name})" if before else f"next({node.name})" if after else node.name


def _call(node: Apply) -> str:
    function = FUNCTIONS[node.function]
    first = _indexed if function.form is Typeset.STRETCH else source
    return function.source(tuple((source if place else first)(part) for place, part in enumerate(node.arguments)))


def _indexed(operand: Expression) -> str:
    """What stands before square brackets: pi in brackets of its own, as no function takes square ones."""
    text = _source(operand, ATOM)
    return f"({text})" if isinstance(operand, Apply) and not operand.arguments else text


def _sum(terms: tuple[Expression, ...]) -> str:
    line = _source(terms[0], PRODUCT)
    for term in terms[1:]:
        if isinstance(term, Negative):
            line += f" - {_source(term.operand, PRODUCT)}"
        else:
            line += f" + {_source(term, PRODUCT)}"
    return line


def _listed(parts: tuple[Expression, ...]) -> str:
    return ", ".join(source(part) for part in parts)
