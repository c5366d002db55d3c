"""However an expression is worked out, compiled or directly, with its shapes known or not: it comes to the same."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp, mpf

from rnn_tutor.derivation.values import WorkingPrecision, settled
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import SCALAR, Array, Shape
from rnn_tutor.equations.tree import Expression, Kind, Number, Product, Ref, Sum
from rnn_tutor.numbers.compiler import compiled, literal_value
from rnn_tutor.numbers.places import Numbers, key_of
from rnn_tutor.numbers.real import DomainError, Real, Undecided, real
from rnn_tutor.numbers.value import Value
from tests.equations.strategies import NAMES, expressions, value_of

KNOWN: Numbers = {
    key_of(Kind.PARAMETER, "W1", None): real(NAMES["W1"]),
    key_of(Kind.QUANTITY, "X", 2): real(NAMES["X2"]),
    key_of(Kind.QUANTITY, "P", None): real(NAMES["P"]),
}


def scalar(_: Ref) -> Shape:
    return SCALAR


def put_in(expression: Expression) -> Expression:
    """The expression with numbers for its names."""

    def number(part: Expression) -> Expression | None:
        if not isinstance(part, Ref):
            return None
        return Number(NAMES[f"{part.name}{part.at}" if isinstance(part.at, int) else part.name])

    return replace(expression, number)


WAYS: dict[str, Callable[[Expression], Value]] = {
    "compiled": lambda expression: compiled(expression, 3)(KNOWN, 1),
    "shapes known": lambda expression: compiled(expression, 3, scalar)(KNOWN, 1),
    "directly": lambda expression: literal_value(put_in(expression)),
}


def holds(found: Value, truth: mpf) -> bool:
    """Whether the true value lies within what was found, but for the last of the 50 digits to which it is known."""
    assert not isinstance(found, Array)
    ball = arb(found)
    middle, radius = (
        mpf(str(part).strip("[]").split(" ")[0]) for part in (ball.mid().str(45, radius=False), ball.rad())
    )
    return bool(abs(middle - truth) <= radius + mpf(10) ** -30 * (1 + abs(truth)))


@pytest.mark.parametrize("way", WAYS)
@given(expression=expressions)
def test_an_expression_comes_to_its_value(way: str, expression: Expression) -> None:
    with mp.workdps(50):
        try:
            truth = value_of(expression)
        except (ZeroDivisionError, OverflowError):
            return
        try:
            with WorkingPrecision(256):
                found = WAYS[way](expression)
        except Undecided:
            assume(False)  # what two large numbers leave of one another, at no fixed precision
        assert holds(found, truth)


@given(expression=expressions)
def test_where_one_has_no_value_none_has(expression: Expression) -> None:
    said = []
    for work_out in WAYS.values():
        try:
            settled(lambda work_out=work_out: work_out(expression))  # type: ignore[misc]  # mypy can't infer a lambda's default
        except (DomainError, Undecided) as error:
            said.append(str(error))
        else:
            said.append("a value")
    assert len(set(said)) == 1


numbers = st.fractions(-3, 3, max_denominator=20)


@given(st.lists(numbers, min_size=9, max_size=30), st.integers(0, 8), numbers)
def test_a_long_sum_of_names_and_others(values: list[Fraction], at: int, factor: Fraction) -> None:
    """Totals over time steps: many names side by side; here with something else among them, too."""
    known: Numbers = {key_of(Kind.SHARE, "W", time, "X"): real(value) for time, value in enumerate(values)}
    terms: list[Expression] = [Ref(Kind.SHARE, "W", time, "X") for time in range(len(values))]

    def total(summed: list[Expression]) -> Real | Array[Real]:
        return compiled(Sum(tuple(summed)), 30, scalar)(known, 0)

    assert total(terms) == real(sum(values, Fraction(0)))
    scaled = [*terms[:at], Product((Number(factor), terms[at])), *terms[at + 1 :]]
    assert total(scaled) == real(sum(values, Fraction(0)) + (factor - 1) * values[at])


@given(st.lists(numbers, min_size=2, max_size=4), numbers)
def test_a_name_that_is_a_vector_is_met_as_one(values: list[Fraction], factor: Fraction) -> None:
    shape = (len(values), 1)
    vector, number = Ref(Kind.QUANTITY, "h"), Ref(Kind.PARAMETER, "W1")
    known: Numbers = {
        key_of(Kind.QUANTITY, "h", None): Array(shape, tuple(map(real, values))),
        key_of(Kind.PARAMETER, "W1", None): real(factor),
    }

    def of_ref(ref: Ref) -> Shape:
        return shape if ref == vector else SCALAR

    expression = Sum((Product((number, vector)), number))
    found = compiled(expression, 1, of_ref)(known, 1)
    assert isinstance(found, Array)
    assert found.entries == tuple(real(factor * value + factor) for value in values)
