"""Slopes with a jump, and parts of others: seen in derivations only.

`by_sign(t, p, z, n)` is p, z or n as t is positive, zero or negative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnn_tutor.equations.array import Array, entry_of
from rnn_tutor.equations.operations.function import BRANCHES, Closure, Function, NumberOperations
from rnn_tutor.equations.tree import Apply


class Choice(Function):
    """One of three branches, as a number is positive, zero or negative; what isn't taken needs no value."""

    chooses = True

    def closure(self, arithmetic: NumberOperations, node: Apply, arguments: list[Closure]) -> Closure:  # noqa: ARG002  # as every function takes them
        """Only the branches that are taken are computed."""
        test, positive, zero, negative = arguments
        sign = arithmetic.sign
        branches = {1: positive, 0: zero, -1: negative}

        def run(numbers: Any, step: int) -> Any:  # noqa: ANN401  # as `Closure`
            tested = test(numbers, step)
            if not isinstance(tested, Array):
                return branches[sign(tested)](numbers, step)
            signs = [sign(entry) for entry in tested.entries]
            results = {chosen: branches[chosen](numbers, step) for chosen in set(signs)}
            return Array(tested.shape, tuple(entry_of(results[chosen], place) for place, chosen in enumerate(signs)))

        return run


class Pi(Function):
    """π."""

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:  # noqa: ARG002  # as every function takes them
        """π, to the precision of the moment."""
        return arithmetic.pi


BY_SIGN = Choice(
    BRANCHES,
    BRANCHES,
    arity=4,
    internal=True,
    numpy="{np.where}({0} > 0, {1}, {np.where}({0} < 0, {3}, {2}))",
)
PI = Pi("pi", "π", arity=0, internal=True, library="pi", numpy="{np.pi}")
RELU_SLOPE = Function("relu_slope", "relu′", numpy="{own.relu_slope}", definition="by_sign(x, 1, 0, 0)", internal=True)
LEAKY_RELU_SLOPE = Function(
    "leaky_relu_slope",
    "leaky_relu′",
    arity=2,
    defaults=("0.01",),
    definition="by_sign(a, 1, b, b)",
    internal=True,
)
ELU_SLOPE = Function("elu_slope", "elu′", definition="by_sign(x, 1, 1, exp(x))", internal=True)
HUBER_SLOPE = Function("huber_slope", "huber′", definition="by_sign(1 - abs(x), x, x, sign(x))", internal=True)
HARD_SIGMOID_SLOPE = Function(
    "hard_sigmoid_slope",
    "hard_sigmoid′",
    arity=2,
    defaults=("1/6",),
    definition="b*is_between(a*b, -1/2, 1/2)",
    internal=True,
)
CLIP_SLOPE = Function("clip_slope", "clip′", arity=3, definition="by_sign(min(c - a, a - b), 1, 1, 0)", internal=True)
IS_BETWEEN = Function(
    "is_between",
    "is_between",
    arity=3,
    definition="by_sign(a - b, by_sign(c - a, 1, 0, 0), 0, 0)",
    internal=True,
)
IS_LARGER_THAN = Function(
    "is_larger_than", "is_larger_than", arity=2, definition="by_sign(a - b, 1, 0, 0)", internal=True
)
IS_LARGER = Function("is_larger", "is_larger", arity=2, definition="by_sign(a - b, 1, 1/2, 0)", internal=True)
NORMAL_CDF = Function(
    "normal_cdf", "Φ", definition="(1 + erf(x/sqrt(2)))/2", slopes=("normal_density(x)",), internal=True
)
NORMAL_DENSITY = Function("normal_density", "φ", definition="exp(-x**2/2)/sqrt(2*pi)", slopes=("-x*y",), internal=True)
CLIPPED = Function("clipped", "clip", arity=2, definition="by_sign(b - abs(a), a, a, b*sign(a))", internal=True)
SCALED_TO = Function("scaled_to", "scale", arity=3, definition="by_sign(b - c, a*c/b, a, a)", internal=True)
