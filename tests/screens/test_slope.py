"""Where a slope comes from: each form is the slope, and it is told where the slope is met first, and nowhere else."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import diff, mp, mpf

from rnn_tutor.equations.algebra import substitute
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply, Kind, TypedName
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.slope import slope_lines
from rnn_tutor.screens.walk.walk import Walk
from tests.derivation.calculator import enter, plain
from tests.screens.given import derivation_of

DERIVED = [name for name, row in FUNCTIONS.items() if row.derived]
OWN = {"sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "tanh": mp.tanh}
WHY = "Why {} has this slope"


@pytest.mark.parametrize("function", DERIVED)
@given(st.integers(-300, 300))
def test_each_form_is_the_slope(function: str, hundredths: int) -> None:
    """Against a difference quotient of mpmath's, of a function of its own."""
    with mp.workdps(40):
        x = mpf(hundredths) / 100
        slope = diff(OWN[function], x)
        for form in FUNCTIONS[function].derived:
            output = Apply(function, (TypedName("x"),))
            typed = calculator_line(substitute(row_expression(form), {"y": output}))
            found = enter(re.sub(r"\bx\b", f"({hundredths / 100:.2f})", typed), 40)
            assert abs(plain(found) - slope) < mpf(10) ** -15


@cache
def pages(lesson: str) -> dict[str, str]:
    walk = Walk(derivation_of(lesson))
    page = Page(80)
    return {
        stop.address: " ".join(" ".join(line.plain.split()) for line in walk.page(stop, page)) for stop in walk.stops
    }


@pytest.mark.parametrize(
    ("lesson", "notation"), [("one-neuron", "σ"), ("stock-example", "σ"), ("lstm", "σ"), ("lstm", "tanh")]
)
def test_it_is_told_once_where_a_gradient_goes_through_the_function_first(lesson: str, notation: str) -> None:
    told = [address for address, text in pages(lesson).items() if WHY.format(notation) in text]
    through = [
        step.identity
        for step in derivation_of(lesson).steps
        if step.operation.kind is Kind.GRADIENT and f"slope of {notation} is found" in step.why
    ]
    assert told == through[:1]


def test_a_slope_of_one_or_nothing_needs_no_derivation() -> None:
    assert slope_lines("relu", Page(80)) == []
