"""What is written can be read again, and means the same: on paper, and on a calculator."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, reject
from mpmath import mp

from rnn_tutor.equations.algebra import add, divide, multiply, negate, power
from rnn_tutor.equations.dialect import Dialect
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tree import (
    ONE,
    ZERO,
    Apply,
    At,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
)
from rnn_tutor.notation.composition import ON_CALCULATOR
from rnn_tutor.notation.layout import Layout, Text
from rnn_tutor.notation.line import calculator_line, name_of, symbol, write
from rnn_tutor.notation.media import CALCULATOR
from tests.derivation.calculator import enter, plain
from tests.equations.strategies import NAMES, expressions, value_of

READ_PAPER = Dialect(max_length=5000, implied_products=True)
READ_LINES = Dialect(max_length=5000)


def same(found: Any, expected: Any) -> bool:
    return bool(mp.almosteq(found, expected, 1e-30, 1e-30))


def expected_value(expression: Expression) -> Any:
    try:
        return value_of(expression)
    except (ZeroDivisionError, OverflowError):
        reject()


@given(expression=expressions)
def test_what_stands_on_paper_reads_as_what_it_means(expression: Expression) -> None:
    with mp.workdps(40):
        expected = expected_value(expression)
        assert same(value_of(parse(write(expression), READ_PAPER)), expected)


@given(expression=expressions)
def test_a_calculator_line_reads_as_what_it_means(expression: Expression) -> None:
    def with_number(name: Ref) -> Layout:
        value = NAMES[f"{name.name}{name.at}" if isinstance(name.at, int) else name.name]
        return Text(f"({value.numerator}/{value.denominator})")

    conventions = replace(ON_CALCULATOR, name=with_number)
    with mp.workdps(40):
        expected = expected_value(expression)
        line = write(expression, conventions, CALCULATOR)
        assert same(value_of(parse(line, READ_LINES)), expected)
        assert same(plain(enter(line)), expected)


@given(left=expressions, right=expressions)
def test_the_constructors_keep_the_value(left: Expression, right: Expression) -> None:
    with mp.workdps(40):
        a, b = expected_value(left), expected_value(right)
        pairs = [
            (add(left, right), a + b),
            (negate(left), -a),
            (multiply(left, right), a * b),
            (multiply(Number(Fraction(-2)), left, negate(right)), 2 * a * b),
            (power(left, Number(Fraction(2))), a * a),
        ]
        if b:
            pairs.append((divide(left, right), a / b))
            pairs.append((multiply(left, divide(ONE, right)), a / b))
        for expression, expected in pairs:
            try:
                assert same(value_of(expression), expected), expression
            except OverflowError:
                reject()


X = Ref(Kind.QUANTITY, "X", 3)
Y = Ref(Kind.QUANTITY, "Y", 3)
P = Ref(Kind.QUANTITY, "P")
TARGET = Ref(Kind.TARGET, "target")
GRADIENT_X = Ref(Kind.GRADIENT, "X", 3)
GRADIENT_P = Ref(Kind.GRADIENT, "P")
W2 = Ref(Kind.PARAMETER, "W2")
TWO = Number(Fraction(2))
MISS = Sum((TARGET, Negative(P)))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (multiply(Number(Fraction(-2)), MISS), "−2(target − P)"),
        (multiply(GRADIENT_X, Y), "∂Loss/∂X₃ × Y₃"),
        (multiply(GRADIENT_X, Y, Sum((ONE, Negative(Y)))), "∂Loss/∂X₃ × Y₃(1 − Y₃)"),
        (multiply(GRADIENT_X, Sum((ONE, Negative(Power(Y, TWO))))), "∂Loss/∂X₃ × (1 − Y₃²)"),
        (multiply(GRADIENT_P, negate(W2)), "−∂Loss/∂P × W₂"),
        (divide(GRADIENT_P, Y), "(∂Loss/∂P)/Y₃"),
        (divide(MISS, Y), "(target − P)/Y₃"),
        (Power(MISS, TWO), "(target − P)²"),
        (Power(Y, Number(Fraction(-1))), "Y₃⁻¹"),
        (Power(Y, Number(Fraction(1, 2))), "Y₃^0.5"),
        (Power(Power(Y, TWO), TWO), "(Y₃²)²"),
        (Negative(Power(Y, TWO)), "−Y₃²"),
        (Power(Negative(Y), TWO), "(−Y₃)²"),
        (Sum((Y, Negative(Sum((X, P))))), "Y₃ − (X₃ + P)"),
        (Sum((Y, Number(Fraction(-2)))), "Y₃ − 2"),
        (Product((Y, Quotient(X, P))), "Y₃ × (X₃/P)"),
        (Quotient(Y, Product((X, P))), "Y₃/(X₃ × P)"),
        (Quotient(Quotient(Y, X), P), "Y₃/X₃/P"),
        (Quotient(Y, Quotient(X, P)), "Y₃/(X₃/P)"),
        (Apply("sigmoid", (X,)), "σ(X₃)"),
        (Apply("exp", (Negative(X),)), "e^(−X₃)"),
        (Apply("max", (X, Y)), "max(X₃, Y₃)"),
        (Number(Fraction(1, 3)), "1/3"),
        (Number(Fraction(-1, 8)), "−0.125"),
        (Number(Fraction(67, 100), "0.670"), "0.670"),
    ],
)
def test_the_field_writes_it_so(expression: Expression, text: str) -> None:
    assert write(expression) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Product((Number(Fraction(-164, 1000), "-0.164"), Number(Fraction(685, 1000), "0.685"))), "-0.164 × 0.685"),
        (Product((TWO, Number(Fraction(-1, 2)))), "2 × (-0.5)"),
        (Sum((TWO, Number(Fraction(-1, 2), "-0.500"))), "2 + (-0.500)"),
        (Negative(Number(Fraction(-1, 2))), "-(-0.5)"),
        (Power(Number(Fraction(-1, 2)), TWO), "(-0.5)^2"),
        (Apply("sigmoid", (Number(Fraction(7, 20)),)), "sigmoid(0.35)"),
        (Product((TWO, Number(Fraction(1, 3)))), "2 × (1/3)"),
        (Quotient(ONE, Sum((ONE, Apply("exp", (Number(Fraction(-7, 20)),))))), "1/(1 + exp(-0.35))"),
    ],
)
def test_a_calculator_is_told_so(expression: Expression, text: str) -> None:
    assert calculator_line(expression) == text


@pytest.mark.parametrize(
    ("name", "at", "text"),
    [
        ("X", 3, "X₃"),
        ("X", 12, "X₁₂"),
        ("h1", 2, "h1₍₂₎"),
        ("W1", At.UNTIMED, "W₁"),
        ("B", At.UNTIMED, "B"),
        ("X", At.HERE, "Xₜ"),
        ("Y", At.BEFORE, "Yₜ₋₁"),
        ("X", At.AFTER, "Xₜ₊₁"),
        ("W12", At.UNTIMED, "W₁₂"),
    ],
)
def test_a_name_with_its_time_step(name: str, at: At | int, text: str) -> None:
    assert symbol(name, at) == text


def test_what_a_name_stands_for_is_written_as_the_field_does() -> None:
    assert name_of(Ref(Kind.TOTAL, "W1")) == "∂Loss/∂W₁"
    assert name_of(Ref(Kind.SHARE, "W1", 3, "X")) == "(∂Loss/∂W₁)₃"
    assert name_of(Ref(Kind.SHARE, "W3", At.UNTIMED, "P")) == "∂Loss/∂W₃"
    assert name_of(Ref(Kind.RATE, "learning_rate")) == "η"


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (add(X, ZERO, Y), Sum((X, Y))),
        (add(), ZERO),
        (add(ZERO), ZERO),
        (add(X), X),
        (add(Sum((X, Y)), P), Sum((X, Y, P))),
        (multiply(), ONE),
        (multiply(ONE, X), X),
        (multiply(X, ZERO), ZERO),
        (multiply(X, TWO), Product((TWO, X))),
        (multiply(negate(X), negate(Y)), Product((X, Y))),
        (multiply(negate(X), Y), Negative(Product((X, Y)))),
        (multiply(Product((X, Y)), P), Product((X, Y, P))),
        (multiply(TARGET, Quotient(ONE, P)), Quotient(TARGET, P)),
        (multiply(Number(Fraction(1, 2)), TWO, X), X),
        (negate(negate(X)), X),
        (negate(Number(Fraction(3))), Number(Fraction(-3))),
        (negate(Product((Number(Fraction(-2)), X))), Product((TWO, X))),
        (divide(X, ONE), X),
        (divide(ZERO, X), ZERO),
        (divide(negate(X), Y), Negative(Quotient(X, Y))),
        (power(X, ONE), X),
        (power(X, ZERO), ONE),
    ],
)
def test_built_as_one_writes_it_on_paper(built: Expression, expected: Expression) -> None:
    assert built == expected
