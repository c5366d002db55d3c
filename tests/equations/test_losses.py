"""Every loss of the table: its value and its slope against SymPy, and on vectors against a difference quotient."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from rnn_tutor.calculus.pull_back import pull_back
from rnn_tutor.derivation.values import WorkingPrecision
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import SCALAR, Array, Shape
from rnn_tutor.equations.definitions import loss_expression
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.tree import ONE, Expression, Kind, Ref, TypedName
from rnn_tutor.numbers.compiler import value_of
from rnn_tutor.numbers.places import key_of
from rnn_tutor.numbers.real import Real, real
from rnn_tutor.numbers.value import Value, spread

BITS = 400
P, TARGET, LOSS = Ref(Kind.QUANTITY, "P"), Ref(Kind.TARGET, "target"), Ref(Kind.QUANTITY, "Loss")
t, p = sympy.symbols("t p", real=True)
error = t - p

MEANINGS: dict[str, Any] = {
    "squared_error": error**2,
    "half_squared_error": error**2 / 2,
    "absolute_error": sympy.Piecewise((error, error > 0), (-error, True)),
    "huber": sympy.Piecewise(
        (error**2 / 2, error**2 < 1), (sympy.Piecewise((error, error > 0), (-error, True)) - sympy.Rational(1, 2), True)
    ),
    "binary_cross_entropy": -t * sympy.log(p) - (1 - t) * sympy.log(1 - p),
}
SINGLE = {name: meaning for base, meaning in MEANINGS.items() for name in (base, f"mean_{base}")}

shares = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=200)
numbers = st.fractions(-3, 3, max_denominator=100)


def looked_up(name: str) -> Expression:
    refs: dict[str, Expression] = {"target": TARGET, "P": P}
    return replace(loss_expression(name, "P"), lambda part: refs[part.name] if isinstance(part, TypedName) else None)


def shape_for(size: int) -> Any:
    def of_ref(ref: Ref) -> Shape:
        return SCALAR if ref.name == "Loss" or size == 1 else (size, 1)

    return of_ref


def given_values(target: list[Fraction], prediction: list[Fraction], loss: Real | None = None) -> dict[Any, Value]:
    def as_value(values: list[Fraction]) -> Value:
        entries = tuple(real(value) for value in values)
        return entries[0] if len(entries) == 1 else Array((len(entries), 1), entries)

    values = {
        key_of(Kind.TARGET, "target", None): as_value(target),
        key_of(Kind.QUANTITY, "P", None): as_value(prediction),
    }
    return values if loss is None else values | {key_of(Kind.QUANTITY, "Loss", None): loss}


def loss_at(name: str, target: list[Fraction], prediction: list[Fraction]) -> Real:
    found = value_of(looked_up(name), given_values(target, prediction))
    assert not isinstance(found, Array)
    return found


def gradient_at(name: str, target: list[Fraction], prediction: list[Fraction]) -> list[Real]:
    size = len(target)
    received = pull_back(looked_up(name), LOSS, ONE, shape_for(size))[P]
    numbers = given_values(target, prediction, loss_at(name, target, prediction))
    found = spread(value_of(received, numbers), (size, 1))
    return list(found.entries) if isinstance(found, Array) else [found]


def in_mpmath(found: Real) -> Any:
    if isinstance(found, arb):
        return mpf(found.str(60, radius=False))
    return mpf(int(found.p)) / int(found.q)


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def drawn(data: st.DataObject, name: str, size: int) -> tuple[list[Fraction], list[Fraction]]:
    """Targets and predictions that the loss is made for, away from its corners."""
    of = shares if "binary" in name else numbers
    target, prediction = ([data.draw(of) for _ in range(size)] for _ in range(2))
    if name == "cross_entropy":
        target[0] = 1 - sum(target[1:], Fraction(0))
    assume(all(abs(a - b) not in (0, 1) for a, b in zip(target, prediction, strict=True)))
    return target, prediction


def test_every_loss_is_in_this_file() -> None:
    """Between single numbers; cross-entropy is about several."""
    assert set(LOSSES) - set(SINGLE) == {"cross_entropy"}


@pytest.mark.parametrize("name", SINGLE)
@settings(max_examples=15)
@given(data=st.data())
def test_between_single_numbers_it_is_what_sympy_says(name: str, data: st.DataObject) -> None:
    target, prediction = drawn(data, name, 1)
    at = {t: rational(target[0]), p: rational(prediction[0])}
    with WorkingPrecision(BITS), mp.workdps(50):
        loss = in_mpmath(loss_at(name, target, prediction))
        assert mp.almosteq(loss, mpf(str(SINGLE[name].subs(at).evalf(40))), 1e-35, 1e-38)
        slope = in_mpmath(gradient_at(name, target, prediction)[0])
        assert mp.almosteq(slope, mpf(str(sympy.diff(SINGLE[name], p).subs(at).evalf(40))), 1e-35, 1e-38)


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=10)
@given(data=st.data(), size=st.integers(2, 4))
def test_the_gradient_of_a_vector_is_the_difference_quotient(name: str, data: st.DataObject, size: int) -> None:
    target, prediction = drawn(data, name, size)
    h = Fraction(1, 10**20)
    with WorkingPrecision(BITS), mp.workdps(50):
        for place, found in enumerate(gradient_at(name, target, prediction)):
            up, down = (
                loss_at(name, target, [v + step * (i == place) for i, v in enumerate(prediction)]) for step in (h, -h)
            )
            quotient = in_mpmath((up - down) / (2 * fmpq(1, 10**20)))
            assert abs(in_mpmath(found) - quotient) < mpf(10) ** -30 * (1 + abs(quotient))


@pytest.mark.parametrize("name", [name for name in LOSSES if name.startswith("mean_")])
def test_a_mean_is_the_sum_over_the_number_of_elements(name: str) -> None:
    target, prediction = (
        [Fraction(1, 4), Fraction(1, 2), Fraction(9, 10)],
        [Fraction(1, 2), Fraction(1, 8), Fraction(1, 3)],
    )
    with WorkingPrecision(BITS):
        total, mean = loss_at(name.removeprefix("mean_"), target, prediction), loss_at(name, target, prediction)
        assert abs(in_mpmath(total / 3 - mean)) < 1e-40
