"""An activation as a curve, and where on it a step stands: the slope there is what the way back is multiplied by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnn_tutor.calculus.local import slope
from rnn_tutor.derivation.result import result_for
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.tree import Apply, Expression, Kind, Ref
from rnn_tutor.explain.step import Step
from rnn_tutor.numbers.compiler import compiled
from rnn_tutor.numbers.floating import FLOATING, as_floats
from rnn_tutor.numbers.places import key_of

X = Ref(Kind.INPUT, "x")


@dataclass(frozen=True)
class Point:
    """A point of the curve, and the slope there."""

    x: float
    y: float
    slope: float


@dataclass(frozen=True)
class ActivationCurve:
    """`outer` is `function` of `inner`, at their time steps; `points` has one for each of their numbers."""

    function: str
    inner: Ref
    outer: Ref
    points: tuple[Point, ...]
    curve: Callable[[float], float]


def curve_of(step: Step) -> ActivationCurve | None:
    """The activation that a step applies, or goes back through; None where it does neither."""
    derivation, operation = step.derivation, step.operation
    if operation.kind is Kind.QUANTITY:
        outer = step.ref
    elif operation.kind is Kind.GRADIENT and len(operation.paths) == 1:
        outer = derivation.unrolled.consumer(operation.time, operation.paths[0])
    else:
        return None
    applied = result_for(derivation, outer)
    match applied.expression if applied else None:
        case Apply(function, (Ref(Kind.QUANTITY) as inner,)) if function in ACTIVATIONS:
            pass
        case _:
            return None
    if operation.kind is Kind.GRADIENT and (inner.name, inner.at) != (operation.name, operation.time):
        return None
    curve = function_of(Apply(function, (X,)))
    steepness = function_of(slope(Apply(function, (X,)), 0, Apply(function, (X,))))
    value = as_floats(derivation.proved(lambda numbers: derivation.read(numbers, inner)))
    numbers: tuple[Any, ...] = value.entries if isinstance(value, Array) else (value,)
    return ActivationCurve(function, inner, outer, tuple(Point(x, curve(x), steepness(x)) for x in numbers), curve)


def function_of(expression: Expression) -> Callable[[float], float]:
    """An expression in x as a function of floating-point numbers."""
    evaluator = compiled(expression, arithmetic=FLOATING)
    key = key_of(X.kind, X.name, None)

    def function(x: float) -> float:
        found: Any = evaluator({key: x}, 0)  # type: ignore[dict-item]  # floats take the place of Real
        return float(found)

    return function
