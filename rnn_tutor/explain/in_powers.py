"""A function that has a key on some calculators only, worked out in powers of e for those that haven't: tanh."""

from __future__ import annotations

from rnn_tutor.equations.algebra import substitute
from rnn_tutor.equations.definitions import argument_values, row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply, Expression
from rnn_tutor.explain.lines import worked
from rnn_tutor.explain.step import StepElement


def in_powers(element: StepElement) -> list[Expression]:
    """The lines from the powers of e to the result; none where an element is no such function of one number."""
    applied = element.numeric
    if not isinstance(applied, Apply) or not (powers := FUNCTIONS[applied.function].in_powers):
        return []
    written = substitute(row_expression(powers), argument_values(applied))
    result = element.of(element.step.by_hand_value)
    lines = worked(written, element.step.derivation.lesson.rounding, result)
    return [written, *(one.expression for one in lines)]
