"""A loss that adds up over time steps, part by part: each time step's numbers, and what they come to."""

from __future__ import annotations

from typing import NamedTuple

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.algebra import literal
from rnn_tutor.equations.tree import ONE, ZERO, Expression, Negative, Product, Ref, Sum, references
from rnn_tutor.explain.step import StepElement


class LossPart(NamedTuple):
    """One term of the loss with its numbers put in, and its value as the last line before the result has it.

    `time` is the time step that the term reads. Of a sum in `numeric`, terms that are 0 times something are left out,
    and so is a factor of 1; `shortened` says where that is so.
    """

    time: int
    numeric: Expression
    value: Expression
    shortened: bool


def loss_parts(element: StepElement) -> list[LossPart]:
    """The terms of a loss, each with its value.

    It has none where there is not one term for each time step, or where no line says what each comes to.
    """
    formula, numeric, lines = element.expression, element.numeric, element.worked_lines
    if element.step.phase is not Phase.LOSS or not isinstance(numeric, Sum) or not lines:
        return []
    last = lines[-1].expression
    if not isinstance(formula, Sum) or not isinstance(last, Sum) or not all(map(_is_known, last.terms)):
        return []
    times = [_time(references(term)) for term in formula.terms]
    if None in times or len(set(times)) < len(times):
        return []
    rows = zip(times, numeric.terms, last.terms, strict=True)
    return [_part(time, term, value) for time, term, value in rows if time is not None]


def _part(time: int, term: Expression, value: Expression) -> LossPart:
    short = _without_nothing(term)
    kept = term if literal(short) is not None else short
    return LossPart(time, kept, value, kept != term)


def _is_known(term: Expression) -> bool:
    return literal(term) is not None


def _time(refs: list[Ref]) -> int | None:
    times = {ref.at for ref in refs}
    only = times.pop() if len(times) == 1 else None
    return only if isinstance(only, int) else None


def _without_nothing(expression: Expression) -> Expression:
    """The same value, without what is 0 times something in a sum, and without × 1."""
    match expression:
        case Negative(operand):
            short = _without_nothing(operand)
            return ZERO if short == ZERO else Negative(short)
        case Sum(terms):
            kept = [short for term in terms if (short := _without_nothing(term)) != ZERO]
            return Sum(tuple(kept)) if len(kept) > 1 else kept[0] if kept else ZERO
        case Product(factors):
            if any(literal(factor) == 0 for factor in factors):
                return ZERO
            others = [factor for factor in factors if literal(factor) != 1]
            return Product(tuple(others)) if len(others) > 1 else others[0] if others else ONE
        case _:
            return expression
