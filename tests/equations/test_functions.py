"""Every function of the table: its value against SymPy, its slope against SymPy's `diff` and a difference quotient.

A new row is tested by being there: its slope has to be the slope of its own value.
"""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from rnn_tutor.calculus.local import slope
from rnn_tutor.calculus.pull_back import pull_back
from rnn_tutor.derivation.values import WorkingPrecision
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.definitions import pull
from rnn_tutor.equations.functions import ACTIVATIONS, FUNCTIONS, ROWS, WRITABLE
from rnn_tutor.equations.tree import ONE, Apply, Expression, Kind, Number, Ref, Stack, Transpose
from rnn_tutor.numbers.compiler import value_of
from rnn_tutor.numbers.places import key_of
from rnn_tutor.numbers.real import DomainError, Real
from rnn_tutor.numbers.value import Value

BITS = 400
HALF = sympy.Rational(1, 2)
x, a, b, c = sympy.symbols("x a b c", real=True)

# What each function is, for whoever has never seen the program.
MEANINGS: dict[str, Any] = {
    "sigmoid": 1 / (1 + sympy.exp(-x)),
    "tanh": sympy.tanh(x),
    "relu": sympy.Piecewise((x, x > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((a, a > 0), (a * b, True)),
    "identity": x,
    "softplus": sympy.log(1 + sympy.exp(x)),
    "elu": sympy.Piecewise((x, x > 0), (sympy.exp(x) - 1, True)),
    "gelu": x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "silu": x / (1 + sympy.exp(-x)),
    "exp": sympy.exp(x),
    "log": sympy.log(x),
    "sqrt": sympy.sqrt(x),
    "sin": sympy.sin(x),
    "cos": sympy.cos(x),
    "abs": sympy.Piecewise((x, x > 0), (-x, True)),
    "max": sympy.Piecewise((a, a > b), (b, True)),
    "sinh": sympy.sinh(x),
    "cosh": sympy.cosh(x),
    "arctan": sympy.atan(x),
    "logaddexp": sympy.log(sympy.exp(a) + sympy.exp(b)),
    "erf": sympy.erf(x),
    "huber": sympy.Piecewise(
        (x**2 / 2, abs(x) < 1), (sympy.Piecewise((x, x > 0), (-x, True)) - sympy.Rational(1, 2), True)
    ),
    "hard_sigmoid": sympy.Piecewise((0, a * b <= -HALF), (1, a * b >= HALF), (a * b + HALF, True)),
    "softsign": x / (1 + sympy.Piecewise((x, x > 0), (-x, True))),
    "min": sympy.Piecewise((b, a > b), (a, True)),
    "sign": sympy.Piecewise((1, x > 0), (-1, True)),
    "step": sympy.Piecewise((1, x > 0), (0, True)),
    "clip": sympy.Min(sympy.Max(a, b), c),
    "normal_cdf": (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "normal_density": sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
}

SLOPED = [row.name for row in ROWS if not row.whole and row.arity and not row.chooses]
PULLED = [row.name for row in ROWS if row.pulls and not row.internal]
CORNERS = {Fraction(-1), Fraction(0), Fraction(1)}
points = st.fractions(-4, 4, max_denominator=1000).filter(lambda value: value not in CORNERS)


def symbols_of(function: str) -> list[Any]:
    return [{"x": x, "a": a, "b": b, "c": c}[name] for name in FUNCTIONS[function].arguments]


def applied(function: str, values: list[Fraction]) -> Apply:
    return Apply(function, tuple(Number(value) for value in values))


def value(expression: Expression) -> Real:
    with WorkingPrecision(BITS):
        found = value_of(expression, {})
    assert not isinstance(found, Array)
    return found


def in_mpmath(found: Real) -> Any:
    if isinstance(found, fmpq):
        return mpf(int(found.p)) / int(found.q)
    return mpf(found.str(60, radius=False))


def slope_at(function: str, values: list[Fraction], argument: int) -> Real:
    application = applied(function, values)
    return value(slope(application, argument, application))


def draw_values(data: st.DataObject, function: str) -> list[Fraction]:
    """Arguments where the function has a value and is smooth."""
    values = [data.draw(points) for _ in FUNCTIONS[function].arguments]
    assume(len(set(values)) == len(values))
    try:
        value(applied(function, values))
    except DomainError:
        values = [abs(value) for value in values]
    return values


@pytest.mark.parametrize("function", SLOPED)
@settings(max_examples=8)
@given(data=st.data())
def test_a_slope_is_the_difference_quotient_of_the_value(function: str, data: st.DataObject) -> None:
    values = draw_values(data, function)
    h = Fraction(1, 10**20)
    for argument in range(len(values)):
        up, down = (
            value(applied(function, [v + step * (place == argument) for place, v in enumerate(values)]))
            for step in (h, -h)
        )
        with WorkingPrecision(BITS), mp.workdps(50):
            quotient = in_mpmath((up - down) / (2 * fmpq(1, 10**20)))
            assert abs(in_mpmath(slope_at(function, values, argument)) - quotient) < mpf(10) ** -30 * (
                1 + abs(quotient)
            )


@pytest.mark.parametrize("function", [name for name in MEANINGS if name in SLOPED])
@settings(max_examples=5)
@given(data=st.data())
def test_a_value_and_its_slope_are_those_of_sympy(function: str, data: st.DataObject) -> None:
    values = draw_values(data, function)
    at = {
        symbol: sympy.Rational(v.numerator, v.denominator)
        for symbol, v in zip(symbols_of(function), values, strict=True)
    }
    with mp.workdps(50):
        expected = MEANINGS[function].subs(at).evalf(40)
        assert mp.almosteq(in_mpmath(value(applied(function, values))), mpf(str(expected)), 1e-35)
        for argument, symbol in enumerate(symbols_of(function)):
            expected = sympy.diff(MEANINGS[function], symbol).subs(at).evalf(40)
            found = in_mpmath(slope_at(function, values, argument))
            assert mp.almosteq(found, mpf(str(expected)), 1e-35, 1e-38)


def test_every_writable_function_has_a_meaning_in_this_file() -> None:
    """Beyond the generic check, each function of the language was written down a second time, or works on vectors."""
    without = set(WRITABLE) - set(MEANINGS) - set(PULLED)
    assert without == {"concat", "mean", "transpose"}  # with rules of their own, which autograd checks in vectors
    assert set(ACTIVATIONS) <= set(MEANINGS)


@pytest.mark.parametrize(
    ("function", "at", "slopes"),
    [
        ("relu", ["0"], ["0"]),
        ("leaky_relu", ["0"], ["1/100"]),
        ("elu", ["0"], ["1"]),
        ("abs", ["0"], ["0"]),
        ("max", ["1/3", "1/3"], ["1/2", "1/2"]),
        ("max", ["-2", "-2"], ["1/2", "1/2"]),
        ("huber", ["1"], ["1"]),
        ("huber", ["-1"], ["-1"]),
        ("huber", ["0"], ["0"]),
        ("softplus", ["0"], ["1/2"]),
        ("sigmoid", ["0"], ["1/4"]),
        ("tanh", ["0"], ["1"]),
        ("gelu", ["0"], ["1/2"]),
        ("silu", ["0"], ["1/2"]),
    ],
)
def test_at_a_corner_the_slope_is_what_is_agreed(function: str, at: list[str], slopes: list[str]) -> None:
    values = [Fraction(text) for text in at]
    for argument, agreed in enumerate(slopes):
        assert in_mpmath(slope_at(function, values, argument)) == in_mpmath(fmpq(*Fraction(agreed).as_integer_ratio()))


@pytest.mark.parametrize(
    ("function", "at", "found"),
    [("max", ["1/3", "1/3"], "1/3"), ("huber", ["1"], "1/2"), ("huber", ["-1"], "1/2"), ("relu", ["0"], "0")],
)
def test_at_a_corner_the_value_has_no_gap(function: str, at: list[str], found: str) -> None:
    assert value(applied(function, [Fraction(text) for text in at])) == fmpq(*Fraction(found).as_integer_ratio())


# Functions of whole vectors: the gradient that they pass back.

G = Ref(Kind.GRADIENT, "y")


def column(values: list[Fraction]) -> Expression:
    return Stack(tuple(Number(value) for value in values))


def of_vectors(function: str, vectors: list[list[Fraction]]) -> Expression:
    columns = tuple(column(vector) for vector in vectors)
    return Transpose(*columns) if function == "transpose" else Apply(function, columns)


def entries(found: Value) -> tuple[Real, ...]:
    return found.entries if isinstance(found, Array) else (found,)


def weighed(function: str, vectors: list[list[Fraction]], gradient: list[Fraction]) -> Real:
    """Σ gᵢ·f(x)ᵢ."""
    with WorkingPrecision(BITS):
        found = entries(value_of(of_vectors(function, vectors), {}))
        total: Real = fmpq(0)
        for entry, factor in zip(found, gradient, strict=True):
            total = total + entry * fmpq(*factor.as_integer_ratio())
        return total


numbers = st.fractions(-3, 3, max_denominator=100)


@pytest.mark.parametrize("function", PULLED)
@settings(max_examples=15)
@given(data=st.data(), size=st.integers(2, 4))
def test_what_a_vector_receives_is_the_difference_quotient(function: str, data: st.DataObject, size: int) -> None:
    row = FUNCTIONS[function]
    vectors = [[data.draw(numbers) for _ in range(size)] for _ in row.arguments]
    if function == "cross_entropy":  # its targets are shares, which add up to 1
        vectors[0][0] = 1 - sum(vectors[0][1:], Fraction(0))
    with WorkingPrecision(BITS):
        length = len(entries(value_of(of_vectors(function, vectors), {})))
    gradient = [data.draw(numbers) for _ in range(length)]
    g = column(gradient) if length > 1 else Number(gradient[0])
    if function == "transpose":
        g = Transpose(g)
    application = Apply(function, tuple(column(vector) for vector in vectors))
    h = Fraction(1, 10**20)
    for argument, vector in enumerate(vectors):
        with WorkingPrecision(BITS):
            output = of_vectors(function, vectors)
            received = entries(value_of(pull(application, argument, output, g), {}))
        for place in range(size):
            up, down = (
                weighed(
                    function,
                    [
                        *vectors[:argument],
                        [v + step * (i == place) for i, v in enumerate(vector)],
                        *vectors[argument + 1 :],
                    ],
                    gradient,
                )
                for step in (h, -h)
            )
            if function == "cross_entropy" and argument == 0:
                continue  # a nudged target adds up to 1 no more
            with WorkingPrecision(BITS), mp.workdps(50):
                quotient = in_mpmath((up - down) / (2 * fmpq(1, 10**20)))
                found = received[place] if len(received) == size else received[0]  # one number holds for each element
                assert abs(in_mpmath(found) - quotient) < mpf(10) ** -30 * (1 + abs(quotient))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_says_how_it_is_computed_and_how_it_is_derived(row: Any) -> None:
    """Not both slopes and pulls; each as many as there are arguments; and a sentence for whoever asks why."""
    assert row.whole or not row.pulls
    assert not (row.slopes and row.pulls)
    given_for = row.slopes or row.pulls
    assert len(given_for) in (0, len(row.arguments))
    if row.activation:
        assert not row.whole
        assert row.why


def test_the_slope_of_a_function_reads_its_output_where_it_has_a_name() -> None:
    y = Ref(Kind.QUANTITY, "Y", 3)
    application = Apply("sigmoid", (Ref(Kind.QUANTITY, "X", 3),))
    with WorkingPrecision(BITS):
        found = value_of(slope(application, 0, y), {key_of(Kind.QUANTITY, "Y", 3): fmpq(1, 4)})
    assert found == fmpq(3, 16)


@pytest.mark.parametrize("name", ["sigmoid", "exp", "gelu"])
def test_a_value_that_is_no_fraction_is_known_by_a_ball(name: str) -> None:
    assert isinstance(value(applied(name, [Fraction(1, 3)])), arb)


KINKS = [
    # PyTorch's: function, arguments, its slope with respect to each
    ("relu", ["0"], ["0"]),
    ("leaky_relu", ["0"], ["1/100"]),
    ("leaky_relu", ["0", "1/5"], ["1/5", "0"]),
    ("leaky_relu", ["-2", "1/5"], ["1/5", "-2"]),
    ("leaky_relu", ["2", "1/5"], ["1", "0"]),
    ("abs", ["0"], ["0"]),
    ("sign", ["0"], ["0"]),
    ("step", ["0"], ["0"]),
    ("hard_sigmoid", ["3"], ["0"]),
    ("hard_sigmoid", ["-3"], ["0"]),
    ("hard_sigmoid", ["5/2", "1/5"], ["0", "0"]),
    ("hard_sigmoid", ["1"], ["1/6"]),
    ("clip", ["0", "0", "1"], ["1", "0", "0"]),
    ("clip", ["1", "0", "1"], ["1", "0", "0"]),
    ("clip", ["2", "0", "1"], ["0", "0", "1"]),
    ("max", ["2", "2"], ["1/2", "1/2"]),
    ("min", ["2", "2"], ["1/2", "1/2"]),
]


@pytest.mark.parametrize(("function", "arguments", "slopes"), KINKS)
def test_a_slope_at_a_kink_is_pytorchs(function: str, arguments: list[str], slopes: list[str]) -> None:
    values = [Fraction(text) for text in arguments]
    found = [slope_at(function, values, argument) for argument in range(len(slopes))]
    assert found == [fmpq(*Fraction(text).as_integer_ratio()) for text in slopes]


def test_the_document_has_the_kinks_of_all_functions() -> None:
    table = dict(re.findall(r"\| `(\w+)` \| (.+) at ", Path("docs/equations.md").read_text("utf-8")))
    assert table.keys() == {row.name for row in ROWS if row.kink}
    for row in ROWS:
        assert not row.kink or f"| `{row.name}` | {row.kink} |" in Path("docs/equations.md").read_text("utf-8")


def test_an_argument_that_is_left_out_is_not_written() -> None:
    received = pull_back(
        Apply("hard_sigmoid", (Ref(Kind.QUANTITY, "X", 1),)), Ref(Kind.QUANTITY, "Y", 1), ONE, lambda _: ()
    )
    assert list(received.values()) == [Apply("hard_sigmoid_slope", (Ref(Kind.QUANTITY, "X", 1),))]
