"""Gradients of random lessons, against dual numbers and difference quotients at 50 digits, and against autograd."""

import math
from contextlib import suppress
from typing import Any

import autograd
import autograd.numpy as np
import pytest
from autograd.extend import defvjp, primitive
from hypothesis import given, reject
from mpmath import mp, mpf

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from tests.derivation import independent
from tests.derivation.independent import Unclear, Undefined, World, difference_quotient, nudged, run
from tests.derivation.networks import Written, each_step_predicted, only, simple
from tests.derivation.random_lessons import lessons, lessons_both_ways, places, shares

DIGITS, MANY_DIGITS = 50, 600


def agree(found: str, truth: Any) -> bool:
    return bool(abs(mpf(found) - truth) <= abs(truth) * mpf(10) ** -25 + mpf(10) ** -38)


def every_nudge(written: Written) -> dict[tuple[Any, ...], Any]:
    """All gradients there are, from the lesson's texts."""
    found: dict[tuple[Any, ...], Any] = {}
    for place in places(written):
        found["gradient", *place] = nudged(written, place=place)
    for share in shares(written):
        found["share", *share] = nudged(written, share=share)
    for parameter in written.parameters:
        found["total", parameter, None] = nudged(written, of=parameter)
    return found


def truth_of(written: Written) -> dict[tuple[Any, ...], Any] | None:
    """All gradients, or None where one of them has no value. A random lesson that can't be judged is turned down."""
    try:
        return every_nudge(written)
    except Undefined:
        return None
    except Unclear:
        reject()


def derived(derivation: Derivation) -> dict[tuple[Any, ...], str]:
    """All gradients that the program shows."""
    found: dict[tuple[Any, ...], str] = {}
    for step in derivation.steps:
        text = only(step.exact(30).entries)
        match step.phase, step.operation.kind:
            case Phase.BACKWARD, Kind.GRADIENT:
                found["gradient", step.quantity, step.time_step] = text
            case Phase.BACKWARD, _:
                found["share", step.quantity, step.time_step, step.operation.via] = text
            case Phase.TOTAL, _:
                found["total", step.quantity, None] = text
            case _:
                pass
    return found


def disagreements(written: Written, digits: int) -> dict[tuple[Any, ...], Any]:
    """The gradients that are not what the independent way says, which calculates to so many digits."""
    with mp.workdps(digits):
        truth = truth_of(written)
        derivation = written.derivation()
        if truth is None:
            try:
                return {("no value",): derived(derivation)}
            except UndefinedValue:
                return {}
        found = derived(derivation)
        wrong: dict[tuple[Any, ...], Any] = {
            name: (text, str(truth[name])) for name, text in found.items() if not agree(text, truth[name])
        }
        # What isn't shown doesn't reach the loss, or is a term that the first time step hasn't got.
        return wrong | {name: str(truth[name]) for name in truth.keys() - found.keys() if truth[name] != 0}


def check(written: Written) -> None:
    """1 − σ(500) takes more than 50 digits to see; the independent way is given them where it disagrees."""
    if disagreements(written, DIGITS):
        assert disagreements(written, MANY_DIGITS) == {}


@given(written=lessons())
def test_every_gradient_of_a_random_lesson(written: Written) -> None:
    check(written)


@given(written=lessons_both_ways())
def test_every_gradient_of_a_random_lesson_of_both_directions(written: Written) -> None:
    check(written)


@given(written=lessons(max_steps=3))
def test_totals_of_a_random_lesson_are_difference_quotients(written: Written) -> None:
    def differs(parameter: str, digits: int) -> bool:
        with mp.workdps(digits):
            quotient = difference_quotient(written, parameter)
            total = mpf(found.get(("total", parameter, None), "0"))
            return bool(abs(total - quotient) > mpf(10) ** -20 * (1 + abs(quotient)))

    with mp.workdps(DIGITS):
        if truth_of(written) is None:
            reject()
    found = derived(written.derivation())
    for parameter in written.parameters:
        with suppress(Unclear, Undefined):  # a corner within the step of the quotient
            assert not differs(parameter, DIGITS) or not differs(parameter, MANY_DIGITS), parameter


@pytest.mark.parametrize(
    "loss",
    [
        "exp(target - P)",
        "sqrt(1 + (target - P)**2)",
        "sigmoid(P - target)",
        "(1 + (target - P)**2)**W3",
        "tanh(P - target)**2",
    ],
)
def test_a_slope_that_reads_the_output_of_a_loss_at_each_step(loss: str) -> None:
    """The output of a time step's term is that term, not the sum over the steps."""
    check(each_step_predicted(3, loss=loss))


@pytest.mark.parametrize(
    ("x", "loss"),
    [
        ("relu(input*W1 - 0.25) + 0*(W2 + B1)", "(target - P)**2"),
        ("abs(input*W1 - 0.25) + 0*(W2 + B1)", "(target - P)**2"),
        ("max(input*W1, 0.25) + 0*(W2 + B1)", "(target - P)**2"),
        ("elu(input*W1 - 0.25) + 0*(W2 + B1)", "(target - P)**2"),
        ("leaky_relu(input*W1 - 0.25) + 0*(W2 + B1)", "(target - P)**2"),
        ("leaky_relu(input*W1 - 0.25, W2) + 0*B1", "(target - P)**2"),
        ("huber(input*W1 + 0.75) + 0*(W2 + B1)", "(target - P)**2"),
    ],
)
def test_at_a_corner_the_convention_holds(x: str, loss: str) -> None:
    """input*W1 is 0.25 on the first day, exactly on the corner; the independent way says what is agreed there."""
    check(simple(1, each_step={"X": x, "Y": "X"}, loss=loss))


# A third way, in float64: HIPS autograd.


@primitive  # type: ignore[untyped-decorator]  # autograd has no types
def autograd_erf(x: Any) -> Any:
    return np.reshape([math.erf(entry) for entry in np.ravel(x)], np.shape(x))


defvjp(autograd_erf, lambda _, x: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-x * x))

AUTOGRAD: dict[str, Any] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "arctan": np.arctan,
    "logaddexp": np.logaddexp,
    "erf": autograd_erf,
    "sin": np.sin,
    "cos": np.cos,
    "abs": np.abs,
    "max": np.maximum,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "identity": lambda x: x,
    "relu": lambda x: np.where(x > 0, x, 0.0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "elu": lambda x: np.where(x > 0, x, np.exp(np.where(x > 0, 0.0, x)) - 1),
    "gelu": lambda x: x * (1 + autograd_erf(x / np.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "huber": lambda x: np.where(np.abs(x) < 1, x**2 / 2, np.abs(x) - 0.5),
    "squared_error": lambda target, prediction: (target - prediction) ** 2,
    "half_squared_error": lambda target, prediction: (target - prediction) ** 2 / 2,
}


def autograd_totals(written: Written) -> list[float]:
    names = list(written.parameters)
    start = np.array([float(independent.constant(written.parameters[name]).value) for name in names])

    def loss(parameters: Any) -> Any:
        def number(text: str) -> float:
            return float(independent.constant(text).value)

        world = World(number, AUTOGRAD, lambda name, _: parameters[names.index(name)], lambda _, value: value)
        return run(written, world)["Loss", None] + 0.0 * parameters[0]

    return list(autograd.grad(loss)(start))


@given(written=lessons(max_steps=4))
def test_totals_of_a_random_lesson_are_those_of_autograd(written: Written) -> None:
    with mp.workdps(DIGITS):
        if truth_of(written) is None:
            reject()
    found = derived(written.derivation())
    with np.errstate(all="ignore"):
        totals = autograd_totals(written)
    for name, total in zip(written.parameters, totals, strict=True):
        text = found.get(("total", name, None), "0")
        assert float(text) == pytest.approx(total, rel=1e-8, abs=1e-8)
