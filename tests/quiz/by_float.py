"""Three small networks worked through in plain floats, by hand-written formulas: nothing here knows the program."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Series = dict[int, float]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def sigmoid_slope(x: float) -> float:
    return sigmoid(x) * (1 - sigmoid(x))


def tanh_slope(x: float) -> float:
    return 1 - math.tanh(x) ** 2


def relu(x: float) -> float:
    return max(x, 0.0)


def relu_slope(x: float) -> float:
    return 1.0 if x > 0 else 0.0


@dataclass
class Worked:
    """Every number of a network, by name and time step; `d` holds gradients, `share` each time step's part."""

    inputs: Series
    targets: Series
    p: dict[str, float]
    rate: float
    X: Series = field(default_factory=dict)
    Y: Series = field(default_factory=dict)
    Z: Series = field(default_factory=dict)
    P: Series = field(default_factory=dict)
    d: dict[str, Series] = field(default_factory=dict)
    share: dict[str, Series] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return len(self.inputs)

    def total(self, name: str) -> float:
        return sum(self.share[name].values())

    def new(self, name: str) -> float:
        return self.p[name] - self.rate * self.total(name)


def counted(values: Sequence[float]) -> Series:
    return dict(enumerate(values, start=1))


def simple(
    inputs: Sequence[float],
    target: float,
    p: dict[str, float],
    rate: float,
    activation: Callable[[float], float] = sigmoid,
    slope: Callable[[float], float] = sigmoid_slope,
) -> Worked:
    """X = input*W1 + Y'*W2 + B1, Y = activation(X); after the last step P = Y*W3 + B3; Loss = (target - P)²."""
    w = Worked(counted(inputs), {len(inputs): target}, p, rate)
    last = w.last
    for t in range(1, last + 1):
        w.X[t] = w.inputs[t] * p["W1"] + w.Y.get(t - 1, 0.0) * p["W2"] + p["B1"]
        w.Y[t] = activation(w.X[t])
    w.P[last] = w.Y[last] * p["W3"] + p["B3"]
    dP = -2 * (target - w.P[last])
    dY: Series = {last: dP * p["W3"]}
    dX: Series = {}
    for t in range(last, 0, -1):
        dX[t] = dY[t] * slope(w.X[t])
        if t > 1:
            dY[t - 1] = dX[t] * p["W2"]
    w.d = {"P": {last: dP}, "Y": dY, "X": dX}
    steps = range(1, last + 1)
    w.share = {
        "W1": {t: dX[t] * w.inputs[t] for t in steps},
        "W2": {t: dX[t] * w.Y[t - 1] for t in steps if t > 1},
        "B1": {t: dX[t] for t in steps},
        "W3": {last: dP * w.Y[last]},
        "B3": {last: dP},
    }
    return w


def each_step(inputs: Sequence[float], targets: Sequence[float], p: dict[str, float], rate: float) -> Worked:
    """The same with a prediction P = Y*W3 + B3 and a loss at every step."""
    w = Worked(counted(inputs), counted(targets), p, rate)
    steps = range(1, w.last + 1)
    for t in steps:
        w.X[t] = w.inputs[t] * p["W1"] + w.Y.get(t - 1, 0.0) * p["W2"] + p["B1"]
        w.Y[t] = sigmoid(w.X[t])
        w.P[t] = w.Y[t] * p["W3"] + p["B3"]
    dP = {t: -2 * (w.targets[t] - w.P[t]) for t in steps}
    dX: Series = {}
    dY: Series = {}
    for t in reversed(steps):
        dY[t] = dP[t] * p["W3"] + dX.get(t + 1, 0.0) * p["W2"]
        dX[t] = dY[t] * sigmoid_slope(w.X[t])
    w.d = {"P": dP, "Y": dY, "X": dX}
    w.share = {
        "W1": {t: dX[t] * w.inputs[t] for t in steps},
        "W2": {t: dX[t] * w.Y[t - 1] for t in steps if t > 1},
        "B1": dX,
        "W3": {t: dP[t] * w.Y[t] for t in steps},
        "B3": dP,
    }
    return w


def two_hidden(inputs: Sequence[float], target: float, p: dict[str, float], rate: float) -> Worked:
    """X = input*W1 + Y'*W2 + B1, Y = σ(X), Z = tanh(Y*V + Z'*U + C); after the last step P = Z*W3 + B3."""
    w = Worked(counted(inputs), {len(inputs): target}, p, rate)
    last = w.last
    steps = range(1, last + 1)
    for t in steps:
        w.X[t] = w.inputs[t] * p["W1"] + w.Y.get(t - 1, 0.0) * p["W2"] + p["B1"]
        w.Y[t] = sigmoid(w.X[t])
        w.Z[t] = math.tanh(w.Y[t] * p["V"] + w.Z.get(t - 1, 0.0) * p["U"] + p["C"])
    w.P[last] = w.Z[last] * p["W3"] + p["B3"]
    dP = -2 * (target - w.P[last])
    dZ: Series = {last: dP * p["W3"]}
    dY: Series = {}
    dX: Series = {}
    for t in reversed(steps):
        if t < last:
            dZ[t] = dZ[t + 1] * (1 - w.Z[t + 1] ** 2) * p["U"]
        dY[t] = dZ[t] * (1 - w.Z[t] ** 2) * p["V"] + dX.get(t + 1, 0.0) * p["W2"]
        dX[t] = dY[t] * sigmoid_slope(w.X[t])
    w.d = {"P": {last: dP}, "Z": dZ, "Y": dY, "X": dX}
    inside = {t: dZ[t] * (1 - w.Z[t] ** 2) for t in steps}
    w.share = {
        "V": {t: inside[t] * w.Y[t] for t in steps},
        "U": {t: inside[t] * w.Z[t - 1] for t in steps if t > 1},
        "C": inside,
        "W1": {t: dX[t] * w.inputs[t] for t in steps},
        "W2": {t: dX[t] * w.Y[t - 1] for t in steps if t > 1},
        "B1": dX,
        "W3": {last: dP * w.Z[last]},
        "B3": {last: dP},
    }
    return w
