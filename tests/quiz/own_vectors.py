"""A network with two hidden units, worked through by hand with numpy, and the slips people make between vectors.

Nothing here knows the program: X = W1·x + W2·Y' + B1, Y = tanh(X), P = W3·Y + B3 at the end, squared error.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.quiz.own_model import by_hand

Array = np.ndarray
rounded = np.vectorize(by_hand, otypes=[float])


@dataclass
class VectorNet:
    """Columns are 2×1 arrays."""

    inputs: list[Array]
    target: float
    p: dict[str, Array]
    rate: float
    v: dict[str, Array] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return len(self.inputs)

    def run(self) -> "VectorNet":
        p, v, last = self.p, self.v, self.last
        v["Y0"] = np.zeros((2, 1))
        for t in range(1, last + 1):
            v[f"X{t}"] = rounded(p["W1"] @ self.inputs[t - 1] + p["W2"] @ v[f"Y{t - 1}"] + p["B1"])
            v[f"Y{t}"] = rounded(np.tanh(v[f"X{t}"]))
        v["P"] = rounded(p["W3"] @ v[f"Y{last}"] + p["B3"])
        v["dP"] = rounded(-2 * (self.target - v["P"]))
        v[f"dY{last}"] = rounded(p["W3"].T @ v["dP"])
        for t in range(last, 0, -1):
            if t < last:
                v[f"dY{t}"] = rounded(p["W2"].T @ v[f"dX{t + 1}"])
            v[f"dX{t}"] = rounded(v[f"dY{t}"] * (1 - v[f"Y{t}"] ** 2))
        return self


@dataclass(frozen=True)
class SlippedVector:
    """A wrong vector or matrix, given at a step, and the ids by which it may be told."""

    phase: str
    quantity: str
    time: int | None
    kind: str
    value: Array
    ids: frozenset[str]

    def typed(self) -> str:
        """Row by row, to three digits."""
        rows = [[f"{entry:.3g}" for entry in row] for row in self.value]
        if self.value.shape[1] == 1:
            return f"[{', '.join(row[0] for row in rows)}]"
        return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def vector_slips(net: VectorNet) -> Iterator[SlippedVector]:
    for phase, quantity, time, kind, value, ids in _slips(net):
        yield SlippedVector(phase, quantity, time, kind, value, frozenset(ids.split("|")))


def _slips(net: VectorNet) -> Iterator[tuple[str, str, int | None, str, Array, str]]:
    p, v, last = net.p, net.v, net.last
    for t in range(2, last + 1):
        x, h = net.inputs[t - 1], v[f"Y{t - 1}"]
        yield "forward", "X", t, "recurrent product left out", p["W1"] @ x + p["B1"], "missing-term"
        yield "forward", "X", t, "bias left out", p["W1"] @ x + p["W2"] @ h, "missing-term"
        yield "forward", "X", t, "matrix turned", p["W1"] @ x + p["W2"].T @ h + p["B1"], "transposed"
        yield "forward", "X", t, "bias subtracted", p["W1"] @ x + p["W2"] @ h - p["B1"], "sign"
        yield "forward", "Y", t, "activation left out", v[f"X{t}"], "missing-activation"
        yield "forward", "Y", t, "sigmoid", 1 / (1 + np.exp(-v[f"X{t}"])), "other-activation"
    yield "backward", "Y", last, "upstream forgotten", p["W3"].T, "missing-factor"
    yield "backward", "Y", last, "sign", -p["W3"].T @ v["dP"], "sign"
    for t in range(last, 0, -1):
        up, y, a = v[f"dY{t}"], v[f"Y{t}"], v[f"X{t}"]
        yield "backward", "X", t, "slope left out", up, "missing-factor"
        yield "backward", "X", t, "output for slope", up * y, "activation-derivative"
        yield "backward", "X", t, "1 − y for slope", up * (1 - y), "activation-derivative"
        yield "backward", "X", t, "slope of sigmoid", up * y * (1 - y), "activation-derivative"
        yield "backward", "X", t, "slope at the pre-activation", up * (1 - a**2), "activation-derivative"
        yield "backward", "X", t, "slope twice", up * (1 - y**2) ** 2, "extra-factor"
        yield "backward", "X", t, "divided by the slope", up / (1 - y**2), "wrong-operation"
        yield "backward", "X", t, "sign", -up * (1 - y**2), "sign"
        if t < last:
            d = v[f"dX{t + 1}"]
            yield "backward", "Y", t, "matrix not turned", p["W2"] @ d, "transposed"
            yield "backward", "Y", t, "weight forgotten", d, "missing-factor"
            yield "backward", "Y", t, "gradient of Y for X", p["W2"].T @ v[f"dY{t + 1}"], "wrong-operand"
            yield "backward", "Y", t, "W1 for W2", p["W1"].T @ d, "wrong-operand"
        if t > 1:
            d, h = v[f"dX{t}"], v[f"Y{t - 1}"]
            yield "backward", "W2", t, "turned", h @ d.T, "transposed"
            yield "backward", "W2", t, "h_t for h_t−1", d @ y.T, "wrong-time-step"
            yield "backward", "W2", t, "X for Y", d @ v[f"X{t - 1}"].T, "wrong-operand"
            yield "backward", "W2", t, "sign", -d @ h.T, "sign"
            yield "backward", "W2", t, "gradient of Y for X", up @ h.T, "wrong-operand"


def random_vector_net(seed: int) -> VectorNet:
    chance = random.Random(seed)
    numbers = iter(n / 100 for n in chance.sample([*range(-95, -12), *range(13, 96)], 24))

    def array(rows: int, columns: int) -> Array:
        return np.array([[next(numbers) for _ in range(columns)] for _ in range(rows)])

    parameters = {"W1": array(2, 2), "W2": array(2, 2), "B1": array(2, 1), "W3": array(1, 2), "B3": array(1, 1)}
    return VectorNet([array(2, 1) for _ in range(3)], 1 + abs(next(numbers)), parameters, 0.1)
