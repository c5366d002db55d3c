"""A model of three networks of its own, with the slips that people make in them: nothing here knows the program.

Each number is worked through by hand, as somebody does who rounds every one to three decimals (below 0.001 to one
figure) and goes on from what they wrote down. A slip is worked out from the same rounded numbers, by a formula written
here; beside it stand the ids of the mistakes by which it may be told.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

Number = float
Floating = Callable[[float], float]


def places_of(value: float) -> int:
    """The decimals that a number keeps by hand: three, or below 0.001 as many as it takes for one figure."""
    return 3 if abs(value) >= 0.001 or not value else -math.floor(math.log10(abs(value)))


def by_hand(value: float) -> float:
    """A number as it is written down, half away from zero."""
    places = places_of(value)
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def exactly(value: float) -> float:
    return value


def single(value: float) -> float:
    return float(np.float32(value))


FUNCTIONS: dict[str, Floating] = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "tanh": math.tanh}
SLOPES: dict[str, Floating] = {"sigmoid": lambda y: y * (1 - y), "tanh": lambda y: 1 - y * y}


@dataclass
class Net:
    """An Elman network: X = input·W1 + Y'·W2 + B1, Y = f(X), P = Y·W3 + B3; squared error, at the end or each step."""

    activation: str
    each_step: bool
    inputs: list[float]
    targets: list[float]
    p: dict[str, float]
    rate: float
    rounded: Floating = by_hand
    v: dict[str, float] = field(default_factory=dict)  # every number found, by the name somebody types for it

    @property
    def last(self) -> int:
        return len(self.inputs)

    def f(self, x: float) -> float:
        return FUNCTIONS[self.activation](x)

    def slope(self, y: float) -> float:
        return SLOPES[self.activation](y)

    def keep(self, name: str, value: float) -> None:
        self.v[name] = self.rounded(value)

    def predictions(self) -> list[int]:
        return list(range(1, self.last + 1)) if self.each_step else [self.last]

    def y(self, t: int) -> float:
        return self.v[f"Y{t}"] if t else 0.0

    def prediction(self, t: int) -> str:
        return f"P{t}" if self.each_step else "P"

    def run(self) -> "Net":
        """Forward, backward, totals and updates, in the order in which they are asked."""
        p, v = self.p, self.v
        for t in range(1, self.last + 1):
            self.keep(f"X{t}", self.inputs[t - 1] * p["W1"] + self.y(t - 1) * p["W2"] + p["B1"])
            self.keep(f"Y{t}", self.f(v[f"X{t}"]))
            if t in self.predictions():
                self.keep(self.prediction(t), v[f"Y{t}"] * p["W3"] + p["B3"])
        for t in range(self.last, 0, -1):
            if t in self.predictions():
                self.keep(f"dP{t}", -2 * (self.target(t) - v[self.prediction(t)]))
                self.keep(f"dW3_{t}", v[f"dP{t}"] * v[f"Y{t}"])
                self.keep(f"dB3_{t}", v[f"dP{t}"])
            self.keep(f"dY{t}", self.now(t) + self.later(t))
            self.keep(f"dX{t}", v[f"dY{t}"] * self.slope(v[f"Y{t}"]))
            self.keep(f"dW1_{t}", v[f"dX{t}"] * self.inputs[t - 1])
            if t > 1:
                self.keep(f"dW2_{t}", v[f"dX{t}"] * v[f"Y{t - 1}"])
            self.keep(f"dB1_{t}", v[f"dX{t}"])
        for name in p:
            self.keep(f"d{name}", sum(self.shares(name)))
        for name in p:
            self.keep(f"new {name}", p[name] - self.rate * v[f"d{name}"])
        return self

    def target(self, t: int) -> float:
        return self.targets[t - 1] if self.each_step else self.targets[0]

    def now(self, t: int) -> float:
        return self.v[f"dP{t}"] * self.p["W3"] if t in self.predictions() else 0.0

    def later(self, t: int) -> float:
        return self.v[f"dX{t + 1}"] * self.p["W2"] if t < self.last else 0.0

    def shares(self, name: str) -> list[float]:
        return [self.v[key] for t in range(self.last, 0, -1) if (key := f"d{name}_{t}") in self.v]


@dataclass(frozen=True)
class Slipped:
    """A wrong number: the step it is given at (its quantity and time step), what kind of slip it is, its ids."""

    phase: str
    quantity: str
    time: int | None
    kind: str
    value: float
    ids: frozenset[str]


def slips(net: Net) -> Iterator[Slipped]:
    """Every slip of the catalogue, at every step where it can be made."""
    yield from forward_slips(net)
    yield from backward_slips(net)
    yield from total_slips(net)
    yield from update_slips(net)


def _slip(phase: str, quantity: str, time: int | None, kind: str, value: float, ids: str) -> Slipped:
    return Slipped(phase, quantity, time, kind, value, frozenset(ids.split("|")))


def forward_slips(net: Net) -> Iterator[Slipped]:
    p, v = net.p, net.v
    other = "tanh" if net.activation == "sigmoid" else "sigmoid"
    for t in range(2, net.last + 1):
        x, y = net.inputs[t - 1], net.y(t - 1)
        whole = x * p["W1"] + y * p["W2"] + p["B1"]
        for kind, value, ids in (
            ("bias left out", whole - p["B1"], "missing-term"),
            ("recurrent product left out", whole - y * p["W2"], "missing-term"),
            ("W1 for W2", x * p["W1"] + y * p["W1"] + p["B1"], "wrong-operand"),
            ("weights exchanged", x * p["W2"] + y * p["W1"] + p["B1"], "swapped|wrong-operand"),
            ("input of the step before", net.inputs[t - 2] * p["W1"] + y * p["W2"] + p["B1"], "wrong-time-step"),
            ("bias subtracted", whole - 2 * p["B1"], "sign"),
            ("weight forgotten", x * p["W1"] + y + p["B1"], "missing-factor"),
        ):
            yield _slip("forward", "X", t, kind, value, ids)
        a = v[f"X{t}"]
        yield _slip("forward", "Y", t, "activation left out", a, "missing-activation")
        yield _slip("forward", "Y", t, "other activation", FUNCTIONS[other](a), "other-activation")
        yield _slip("forward", "Y", t, "activation of minus x", net.f(-a), "other-activation|sign")
    gap = net.target(net.last) - v[net.prediction(net.last)]
    if not net.each_step:
        yield _slip("loss", "Loss", None, "square left out", gap, "missing-factor")


def backward_slips(net: Net) -> Iterator[Slipped]:
    p, v = net.p, net.v
    for t in net.predictions():
        at = t if net.each_step else None
        gap, right = net.target(t) - v[net.prediction(t)], v[f"dP{t}"]
        for kind, value, ids in (
            ("sign of the loss", 2 * gap, "sign"),
            ("2 forgotten", -gap, "missing-factor"),
            ("prediction left out", -2 * net.target(t), "missing-term"),
            ("target left out", 2 * v[net.prediction(t)], "missing-term"),
            ("zero", 0.0, "no-gradient"),
            ("rate too early", net.rate * right, "learning-rate-early|decimal-shift"),
        ):
            yield _slip("backward", "P", at, kind, value, ids)
        if net.each_step:
            yield _slip("backward", "P", at, "mean over time", right / net.last, "mean-not-sum")
        y = v[f"Y{t}"]
        yield _slip("backward", "W3", at, "upstream forgotten", y, "missing-factor")
        yield _slip("backward", "W3", at, "output forgotten", right, "missing-factor")
        yield _slip("backward", "W3", at, "pre-activation for output", right * v[f"X{t}"], "wrong-operand")
        yield _slip("backward", "W3", at, "weight for output", right * p["W3"], "wrong-operand")
        yield _slip("backward", "W3", at, "slope too many", right * y * net.slope(y), "extra-factor")
        if t > 1:
            yield _slip("backward", "W3", at, "step before", right * v[f"Y{t - 1}"], "wrong-time-step")
        yield _slip("backward", "B3", at, "bias multiplied in", right * p["B3"], "extra-factor")
    for t in range(net.last, 0, -1):
        yield from _through_time(net, t)


def _through_time(net: Net, t: int) -> Iterator[Slipped]:
    p, v = net.p, net.v
    now, later, y, up = net.now(t), net.later(t), v[f"Y{t}"], v[f"dY{t}"]
    if now and later:
        yield _slip("backward", "Y", t, "way through time lost", now, "missing-path|missing-term")
        yield _slip("backward", "Y", t, "own loss lost", later, "missing-path|missing-term")
        yield _slip("backward", "Y", t, "one way subtracted", now - later, "sign")
        raw = now + v[f"dY{t + 1}"]
        yield _slip("backward", "Y", t, "handed on raw", raw, "missing-factor|wrong-operand")
    if now:
        yield _slip("backward", "Y", t, "W2 for W3", v[f"dP{t}"] * p["W2"] + later, "wrong-operand")
        yield _slip("backward", "Y", t, "new weight", v[f"dP{t}"] * v["new W3"] + later, "new-weight")
    if later:
        yield _slip("backward", "Y", t, "weight forgotten", now + v[f"dX{t + 1}"], "missing-factor")
        yield _slip("backward", "Y", t, "gradient of Y for X", now + v[f"dY{t + 1}"] * p["W2"], "wrong-operand")
    slope, a = net.slope(y), v[f"X{t}"]
    for kind, value, ids in (
        ("output for slope", up * y, "activation-derivative"),
        ("1 − y for slope", up * (1 - y), "activation-derivative"),
        ("slope left out", up, "missing-factor"),
        ("slope at the pre-activation", up * net.slope(a), "activation-derivative"),
        ("slope at the output twice", up * net.slope(net.f(y)), "activation-derivative"),
        ("slope twice", up * slope * slope, "extra-factor"),
        ("divided by the slope", up / slope, "wrong-operation"),
        (
            "slope of another function",
            up * SLOPES["tanh" if net.activation == "sigmoid" else "sigmoid"](y),
            "activation-derivative",
        ),
        ("sign", -up * slope, "sign"),
    ):
        yield _slip("backward", "X", t, kind, value, ids)
    d, x = v[f"dX{t}"], net.inputs[t - 1]
    yield _slip("backward", "W1", t, "input forgotten", d, "missing-factor")
    yield _slip("backward", "W1", t, "weight multiplied in", d * x * p["W1"], "extra-factor")
    yield _slip("backward", "W1", t, "W2 for the input", d * p["W2"], "wrong-operand")
    yield _slip("backward", "W1", t, "gradient of Y for X", up * x, "wrong-operand")
    yield _slip("backward", "W1", t, "sum for share", v["dW1"], "total-not-share")
    yield _slip("backward", "W1", t, "a 2 too many", 2 * d * x, "extra-factor")
    yield _slip("backward", "B1", t, "bias multiplied in", d * p["B1"], "extra-factor")
    yield _slip("backward", "B1", t, "zero", 0.0, "no-gradient")
    if t > 1:
        before = v[f"Y{t - 1}"]
        yield _slip("backward", "W2", t, "h_t for h_t−1", d * y, "wrong-time-step")
        yield _slip("backward", "W2", t, "X for Y", d * a, "wrong-operand")
        yield _slip(
            "backward", "W2", t, "a slope in Y's place", d * net.slope(before), "extra-factor|activation-derivative"
        )
        yield _slip("backward", "W2", t, "state forgotten", d, "missing-factor")
        yield _slip("backward", "W2", t, "added", d + before, "wrong-operation")


def total_slips(net: Net) -> Iterator[Slipped]:
    for name in ("W1", "W2", "B1"):
        shares = net.shares(name)
        whole = sum(shares)
        yield _slip("total", name, None, "last share alone", shares[0], "share-not-total")
        yield _slip("total", name, None, "first share alone", shares[-1], "share-not-total")
        if len(shares) > 2:
            yield _slip("total", name, None, "one share forgotten", whole - shares[1], "share-not-total")
        yield _slip("total", name, None, "mean over the shares", whole / len(shares), "mean-not-sum")
        yield _slip("total", name, None, "first share's sign", whole - 2 * shares[0], "sign")
        yield _slip("total", name, None, "new weight", net.v[f"new {name}"], "updated-not-gradient")
        yield _slip("total", name, None, "twice", 2 * whole, "extra-factor|arithmetic")


def update_slips(net: Net) -> Iterator[Slipped]:
    for name, value in net.p.items():
        gradient = net.v[f"d{name}"]
        yield _slip("update", name, None, "uphill", value + net.rate * gradient, "wrong-direction")
        yield _slip("update", name, None, "rate forgotten", value - gradient, "missing-factor")
        yield _slip(
            "update", name, None, "rate twice", value - net.rate**2 * gradient, "extra-factor|learning-rate-early"
        )
        yield _slip("update", name, None, "nothing moved", value, "no-gradient|missing-term")
        yield _slip("update", name, None, "the step alone", -net.rate * gradient, "missing-term")
        shares = net.shares(name)
        if len(shares) > 1:
            yield _slip("update", name, None, "one share", value - net.rate * shares[0], "share-not-total")
            yield _slip("update", name, None, "mean", value - net.rate * gradient / len(shares), "mean-not-sum")
        other = next(one for one in net.p if one != name)
        yield _slip("update", name, None, "another's gradient", value - net.rate * net.v[f"d{other}"], "wrong-operand")


def random_net(seed: int, rounded: Floating = by_hand) -> Net:
    """A network with small random numbers, none twice."""
    chance = random.Random(seed)
    numbers = [n / 100 for n in chance.sample([*range(-95, -12), *range(13, 96)], 16)]
    each_step = seed % 2 == 1
    parameters = dict(zip(("W1", "W2", "B1", "W3", "B3"), numbers, strict=False))
    targets = [1 + abs(n) for n in numbers[5:8]] if each_step else [1 + abs(numbers[5])]
    activation = ("sigmoid", "tanh")[seed // 2 % 2]
    inputs = numbers[8:11]
    return Net(activation, each_step, inputs, targets, parameters, (0.3, 0.07, 0.2)[seed % 3], rounded)


def pen_slips(text: str, chance: random.Random) -> Iterator[str]:
    """A number as the pen may slip: two digits exchanged, one digit another, halved."""
    digits = [place for place, letter in enumerate(text) if letter in "123456789"]
    for place in digits:
        after = place + 1
        if after < len(text) and text[after].isdigit() and text[after] != text[place]:
            yield text[:place] + text[after] + text[place] + text[after + 1 :]
            break
    if digits:
        place = chance.choice(digits)
        changed = chance.choice([d for d in "123456789" if d != text[place]])
        yield text[:place] + changed + text[place + 1 :]
    yield f"{float(text) / 2:.3g}"
