"""Networks, optimizers, clipping and truncation once more, from the papers: floats, autograd, and nothing of ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import autograd
import autograd.numpy as np

Values = dict[str, Any]
Step = Callable[[Values, Any, Any], Any]


@dataclass(frozen=True)
class Net:
    """A recurrent network: `step` gives the next state, `read` the prediction from a state, `miss` its loss.

    With `each_step` every state is read, else the last one only.
    """

    step: Step
    read: Callable[[Values, Any], Any]
    miss: Callable[[Any, Any], Any]
    start: Any
    inputs: Sequence[Any]
    targets: Sequence[Any]
    each_step: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def loss(self, values: Values) -> Any:
        state, losses = self.start, []
        for number, given in enumerate(self.inputs, start=1):
            state = self.step(values, state, given)
            if self.each_step or number == len(self.inputs):
                target = self.targets[number - 1] if self.each_step else self.targets[0]
                losses.append(self.miss(target, self.read(values, state)))
        return sum(losses)

    def gradient(self, values: Values) -> Values:
        return dict(autograd.grad(self.loss)(values))

    def truncated_gradient(self, values: Values, window: int) -> Values:
        """The sum, over windows counted from the end, of each window's own gradient: what enters it is a constant."""
        states, steps = [self.start], len(self.inputs)
        for given in self.inputs:
            states.append(self.step(values, states[-1], given))
        total = {name: np.zeros_like(value) for name, value in values.items()}
        end = steps
        while end > 0:
            start = max(end - window, 0)
            is_last = end == steps
            if self.each_step or is_last:
                part = Net(
                    self.step,
                    self.read,
                    self.miss,
                    states[start],
                    self.inputs[start:end],
                    self.targets[start:end] if self.each_step else self.targets,
                    self.each_step,
                )
                found = part.gradient(values)
                total = {name: total[name] + found[name] for name in values}
            end = start
        return total


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def one_unit(**changes: Any) -> Net:
    values: dict[str, Any] = {
        "step": lambda v, y, x: sigmoid(x * v["W1"] + y * v["W2"] + v["B1"]),
        "read": lambda v, y: y * v["W3"] + v["B3"],
        "miss": lambda target, prediction: (target - prediction) ** 2,
        "start": 0.0,
        "inputs": [0.5, 1.0, 0.8, -0.3, 0.7],
        "targets": [1.2],
        "each_step": False,
        "parameters": {"W1": 0.5, "W2": 0.3, "B1": 0.1, "W3": 0.8, "B3": 0.2},
    }
    return Net(**values | changes)


def letters() -> Net:
    """Two hidden units, three scores at each step, cross-entropy."""
    return Net(
        step=lambda v, h, x: np.tanh(v["W"] @ x + v["U"] @ h + v["b"]),
        read=lambda v, h: v["V"] @ h + v["d"],
        miss=lambda target, scores: -np.sum(target * (scores - np.log(np.sum(np.exp(scores))))),
        start=np.zeros(2),
        inputs=[np.array(row) for row in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0])],
        targets=[np.array(row) for row in ([0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0])],
        each_step=True,
        parameters={
            "W": np.array([[0.5, 0.1, -0.4], [0.2, -0.3, 0.3]]),
            "U": np.array([[0.3, 0.2], [-0.1, 0.4]]),
            "b": np.array([0.1, -0.1]),
            "V": np.array([[0.8, -0.5], [0.2, 0.3], [-0.4, 0.6]]),
            "d": np.array([0.2, 0.0, -0.1]),
        },
    )


@dataclass
class Optimizer:
    """One of the papers' rules, for one parameter; `numbers` are its settings, `kept` what it remembers."""

    name: str
    rate: float
    numbers: Mapping[str, float]
    decay: float = 0.0
    kept: Values = field(default_factory=dict)
    count: int = 0

    def __call__(self, w: Any, g: Any) -> Any:
        self.count += 1
        if self.decay and self.name != "adamw":
            g = g + self.decay * w
        return getattr(self, self.name)(w, g)

    def running(self, name: str, share: float, value: Any) -> Any:
        self.kept[name] = share * self.kept.get(name, 0.0) + (1 - share) * value
        return self.kept[name]

    def sgd(self, w: Any, g: Any) -> Any:
        return w - self.rate * g

    def velocity(self, g: Any) -> Any:
        self.kept["v"] = self.numbers["momentum"] * self.kept.get("v", 0.0) + g
        return self.kept["v"]

    def momentum(self, w: Any, g: Any) -> Any:
        return w - self.rate * self.velocity(g)

    def nesterov(self, w: Any, g: Any) -> Any:
        velocity = self.velocity(g)
        return w - self.rate * (g + self.numbers["momentum"] * velocity)

    def rmsprop(self, w: Any, g: Any) -> Any:
        mean_square = self.running("s", self.numbers["alpha"], g * g)
        return w - self.rate * g / (mean_square**0.5 + self.numbers["epsilon"])

    def adagrad(self, w: Any, g: Any) -> Any:
        self.kept["s"] = self.kept.get("s", 0.0) + g * g
        return w - self.rate * g / (self.kept["s"] ** 0.5 + self.numbers["epsilon"])

    def adam(self, w: Any, g: Any) -> Any:
        beta1, beta2 = self.numbers["beta1"], self.numbers["beta2"]
        mean = self.running("m", beta1, g) / (1 - beta1**self.count)
        mean_square = self.running("v", beta2, g * g) / (1 - beta2**self.count)
        return w - self.rate * mean / (mean_square**0.5 + self.numbers["epsilon"])

    def adamw(self, w: Any, g: Any) -> Any:
        return self.adam(w * (1 - self.rate * self.decay), g)


def by_norm(gradient: Values, limit: float) -> Values:
    norm = sum(np.sum(np.square(part)) for part in gradient.values()) ** 0.5
    return {name: part * min(1.0, limit / norm) for name, part in gradient.items()}


def by_value(gradient: Values, limit: float) -> Values:
    return {name: np.clip(part, -limit, limit) for name, part in gradient.items()}


def trained(
    net: Net,
    updates: int,
    optimizer: Callable[[], Optimizer],
    clip: Callable[[Values], Values] = lambda gradient: gradient,
    window: int | None = None,
) -> list[Values]:
    """The parameters after each update."""
    values = {name: np.asarray(value, dtype=float) for name, value in net.parameters.items()}
    optimizers = {name: optimizer() for name in values}
    found = []
    for _ in range(updates):
        gradient = net.truncated_gradient(values, window) if window else net.gradient(values)
        gradient = clip(gradient)
        values = {name: optimizers[name](values[name], gradient[name]) for name in values}
        found.append(values)
    return found
