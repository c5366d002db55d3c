"""Backward passes in numpy with one slip each, written by hand: nothing here knows the program that has to find it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Numbers = dict[str, Any]
Array = np.ndarray[Any, Any]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def column(values: Any) -> Array:
    return np.asarray(values, float).reshape(-1, 1)


@dataclass
class Case:
    """A lesson, what a slip makes of its numbers, and what it is called."""

    lesson: str
    slip: str
    mistakes: set[str]
    numbers: Numbers
    right: Numbers = field(default_factory=dict)

    def given(self, which: str) -> Numbers:
        """All numbers, or the totals alone, or the new weights alone."""
        wanted = {"totals": "total.", "new": "new."}.get(which, "")
        return {name: plain(value) for name, value in self.numbers.items() if name.startswith(wanted)}

    def shows(self, which: str) -> bool:
        """Whether the slip changes any of the numbers."""
        right = {name: plain(value) for name, value in self.right.items()}
        return any(not np.allclose(value, right[name], rtol=1e-6) for name, value in self.given(which).items())


def plain(value: Any) -> Any:
    array = np.asarray(value, float)
    if array.size == 1:
        return float(array.reshape(()) if array.ndim == 0 else array.reshape(-1)[0])
    return array.reshape(-1).tolist() if array.ndim == 2 and array.shape[1] == 1 else array.tolist()


# A simple recurrent network with a prediction at every step.

RNN_SLIPS: dict[str, set[str]] = {
    "h for h_prev": {"wrong-time-step"},
    "nothing through time": {"missing-path"},
    "= for +=": {"share-not-total"},
    "last share": {"share-not-total"},
    "sign": {"sign"},
    "no 2": {"missing-factor"},
    "mean over steps": {"mean-not-sum"},
    "no slope": {"missing-factor"},
    "slope at input": {"activation-derivative"},
    "slope twice": {"extra-factor"},
    "divided by slope": {"wrong-operation"},
    "slope of sigmoid": {"activation-derivative"},
    "h for slope": {"activation-derivative"},
    "handed on without slope": {"missing-factor"},
    "handed on without weight": {"missing-factor"},
    "W for U": {"wrong-operand"},
    "not transposed": {"transposed"},
    "stops after one step": {"cut-ignored", "missing-path"},
    "in place": {"new-weight"},
    "two runs": {"extra-factor"},
    "input of the step before": {"wrong-time-step"},
    "no bias": {"no-gradient"},
    "last loss alone": {"missing-path"},
    "no output path": {"missing-path"},
    "rate early": {"learning-rate-early"},
    "up": {"wrong-direction"},
    "U turned round": {"transposed"},
}


@dataclass
class Rnn:
    inputs: Array  # time, features
    targets: Array  # time, outputs
    Wx: Array
    Wh: Array
    b: Array
    Wy: Array
    by: Array
    rate: float = 0.1

    @staticmethod
    def some(seed: int, hidden: int, features: int, outputs: int, steps: int) -> Rnn:
        random = np.random.default_rng(seed)

        def draw(*shape: int) -> Array:
            return np.round(random.uniform(-1, 1, shape), 2) + 0.005

        return Rnn(
            draw(steps, features), draw(steps, outputs), draw(hidden, features), draw(hidden, hidden),
            draw(hidden, 1), draw(outputs, hidden), draw(outputs, 1),
        )  # fmt: skip

    def lesson(self) -> str:
        scalar = self.Wh.size == 1 and self.inputs.shape[1] == 1 and self.targets.shape[1] == 1
        at = "*" if scalar else "@"
        loss = "(target - y)**2" if self.targets.shape[1] == 1 else "sum((target - y)**2)"
        data = [row.tolist() if row.size > 1 else float(row[0]) for row in self.inputs]
        wanted = [row.tolist() if row.size > 1 else float(row[0]) for row in self.targets]
        names = ("Wx", "Wh", "b", "Wy", "by")
        parameters = {name: written(getattr(self, name), vector=name in ("b", "by")) for name in names}
        return f"""
format_version: 1
title: A network
about: It was drawn.
equations:
  each_step:
    a: Wx {at} input + Wh {at} previous(h) + b
    h: tanh(a)
    y: Wy {at} h + by
  loss: {loss}
inputs: {json.dumps(data)}
targets: {json.dumps(wanted)}
parameters: {json.dumps(parameters)}
learning_rate: {self.rate}
rounding: 8
"""

    def run(self, slip: str = "") -> Numbers:  # noqa: C901, PLR0912, PLR0915  # one pass, each slip where it happens
        steps, hidden = len(self.inputs), self.Wh.shape[0]
        h = {0: np.zeros((hidden, 1))}
        a: dict[int, Array] = {}
        y: dict[int, Array] = {}
        found: Numbers = {}
        x = {t: column(self.inputs[t - 1]) for t in range(1, steps + 1)} | {0: np.zeros((self.inputs.shape[1], 1))}
        loss = 0.0
        for t in range(1, steps + 1):
            a[t] = self.Wx @ x[t] + self.Wh @ h[t - 1] + self.b
            h[t] = np.tanh(a[t])
            y[t] = self.Wy @ h[t] + self.by
            loss += float(((column(self.targets[t - 1]) - y[t]) ** 2).sum())
            found |= {f"a.t{t}": a[t], f"h.t{t}": h[t], f"y.t{t}": y[t]}
        found["Loss"] = loss
        names = ("Wx", "Wh", "b", "Wy", "by")
        total = {name: np.zeros_like(getattr(self, name)) for name in names}
        Wh, Wy = self.Wh.copy(), self.Wy.copy()
        back = np.zeros((hidden, 1))
        for t in range(steps, 0, -1):
            dy = 2 * (y[t] - column(self.targets[t - 1]))
            if slip == "sign":
                dy = -dy
            if slip == "no 2":
                dy = dy / 2
            if slip == "mean over steps":
                dy = dy / steps
            if slip == "last loss alone" and t < steps:
                dy = 0 * dy
            dh = Wy.T @ dy + back
            if slip == "no output path" and t < steps:
                dh = back
            slope = 1 - h[t] ** 2
            slope = {
                "no slope": 1 + 0 * h[t],
                "slope at input": 1 - a[t] ** 2,
                "slope twice": slope**2,
                "divided by slope": 1 / slope,
                "slope of sigmoid": h[t] * (1 - h[t]),
                "h for slope": h[t],
            }.get(slip, slope)
            da = dh * slope
            before = h[t] if slip == "h for h_prev" else h[t - 1]
            seen = x[t - 1] if slip == "input of the step before" else x[t]
            share = {"Wx": da @ seen.T, "Wh": da @ before.T, "b": da, "Wy": dy @ h[t].T, "by": dy}
            if slip == "U turned round":
                share["Wh"] = before @ da.T
            if slip == "no bias":
                share["b"] = 0 * da
            for name in names:
                if slip == "= for +=":
                    total[name] = share[name]
                elif slip == "last share":
                    total[name] = share[name] if t == steps else total[name]
                else:
                    total[name] = total[name] + share[name]
            back = Wh.T @ da
            if slip == "handed on without slope":
                back = Wh.T @ dh
            if slip == "handed on without weight":
                back = da
            if slip == "W for U":
                back = self.Wx.T @ da
            if slip == "not transposed":
                back = Wh @ da
            if slip == "nothing through time" or (slip == "stops after one step" and t == steps - 1):
                back = 0 * back
            if slip == "in place":
                Wh = Wh - self.rate * share["Wh"]
                Wy = Wy - self.rate * share["Wy"]
            found |= {f"dy.t{t}": dy, f"dh.t{t}": dh, f"da.t{t}": da}
        for name in names:
            scaled = {"two runs": 2.0, "rate early": self.rate}.get(slip, 1.0) * total[name]
            found[f"total.{name}"] = scaled
            found[f"new.{name}"] = getattr(self, name) + (1 if slip == "up" else -1) * self.rate * scaled
        return found

    def cases(self) -> Iterator[Case]:
        right, text = self.run(), self.lesson()
        hidden, features = self.Wx.shape
        for slip, mistakes in RNN_SLIPS.items():
            if slip == "W for U" and hidden != features:
                continue
            if slip in ("not transposed", "U turned round") and hidden == 1:
                continue
            if slip == "stops after one step" and len(self.inputs) < 3:
                continue
            yield Case(text, slip, mistakes, self.run(slip), right)


def written(value: Array, *, vector: bool = False) -> Any:
    if value.size == 1 and vector:
        return float(value.reshape(-1)[0])
    if vector:
        return value.reshape(-1).tolist()
    return value.tolist() if value.size > 1 else float(value.reshape(-1)[0])


# An LSTM with a prediction after the last step.

LSTM_SLIPS: dict[str, set[str]] = {
    "no cell path": {"missing-path"},
    "no hidden path": {"missing-path"},
    "cell overwritten": {"missing-path"},
    "no slope of tanh(c)": {"missing-factor"},
    "tanh twice": {"activation-derivative"},
    "c at c_prev": {"wrong-time-step"},
    "i and f exchanged": {"swapped"},
    "candidate's slope is sigma's": {"activation-derivative"},
    "gate's slope left out": {"missing-factor"},
    "no output gate": {"missing-factor"},
    "forget gate left out": {"missing-factor"},
    "bias of another gate": {"wrong-operand"},
    "U of another gate": {"wrong-operand"},
    "g for i": {"wrong-operand"},
    "h for h_prev": {"wrong-time-step"},
    "no 2": {"missing-factor"},
    "sign": {"sign"},
    "last share": {"share-not-total"},
    "two runs": {"extra-factor"},
    "nothing through time": {"missing-path"},
}


@dataclass
class Lstm:
    inputs: Array
    target: Array
    W: dict[str, Array]
    U: dict[str, Array]
    b: dict[str, Array]
    V: Array
    d: Array
    rate: float = 0.1

    @staticmethod
    def some(seed: int, hidden: int, features: int, steps: int) -> Lstm:
        random = np.random.default_rng(seed)

        def draw(*shape: int) -> Array:
            return np.round(random.uniform(-1, 1, shape), 2) + 0.005

        W = {gate: draw(hidden, features) for gate in "ifgo"}
        U = {gate: draw(hidden, hidden) for gate in "ifgo"}
        b = {gate: draw(hidden, 1) for gate in "ifgo"}
        return Lstm(draw(steps, features), draw(1), W, U, b, draw(1, hidden), draw(1, 1))

    def lesson(self) -> str:
        data = [row.tolist() if row.size > 1 else float(row[0]) for row in self.inputs]
        parameters = {f"W{gate}": written(value) for gate, value in self.W.items()}
        parameters |= {f"U{gate}": written(value) for gate, value in self.U.items()}
        parameters |= {f"b{gate}": written(value, vector=True) for gate, value in self.b.items()}
        parameters |= {"V": written(self.V), "d": written(self.d, vector=True)}
        return f"""
format_version: 1
title: An LSTM
about: It was drawn.
network: lstm
loss: squared_error
inputs: {json.dumps(data)}
target: {float(self.target[0])}
parameters: {json.dumps(parameters)}
learning_rate: {self.rate}
rounding: 8
"""

    def run(self, slip: str = "") -> Numbers:  # noqa: C901, PLR0912, PLR0915  # one pass, each slip where it happens
        steps, hidden = len(self.inputs), self.V.shape[1]
        h, c = {0: np.zeros((hidden, 1))}, {0: np.zeros((hidden, 1))}
        gates: dict[str, dict[int, Array]] = {gate: {} for gate in "ifgo"}
        found: Numbers = {}
        for t in range(1, steps + 1):
            for gate in "ifgo":
                added = self.W[gate] @ column(self.inputs[t - 1]) + self.U[gate] @ h[t - 1] + self.b[gate]
                gates[gate][t] = np.tanh(added) if gate == "g" else sigmoid(added)
                found |= {f"a{gate}.t{t}": added, f"{gate}.t{t}": gates[gate][t]}
            c[t] = gates["f"][t] * c[t - 1] + gates["i"][t] * gates["g"][t]
            h[t] = gates["o"][t] * np.tanh(c[t])
            found |= {f"c.t{t}": c[t], f"h.t{t}": h[t]}
        P = self.V @ h[steps] + self.d
        found |= {"P": P, "Loss": float(((self.target - P) ** 2).sum())}
        dP = 2 * (P - self.target)
        if slip == "no 2":
            dP = dP / 2
        if slip == "sign":
            dP = -dP
        found["dP"] = dP
        total: Numbers = {"V": dP @ h[steps].T, "d": dP}
        for gate in "ifgo":
            for name, value in (("W", self.W), ("U", self.U), ("b", self.b)):
                total[name + gate] = np.zeros_like(value[gate])
        back, carried = self.V.T @ dP, np.zeros((hidden, 1))
        for t in range(steps, 0, -1):
            i, f, g, o = (gates[gate][t] for gate in "ifgo")
            dh = back
            squashed = np.tanh(c[t])
            slope = 1 - squashed**2
            if slip == "no slope of tanh(c)":
                slope = 1 + 0 * slope
            if slip == "tanh twice":
                slope = 1 - np.tanh(squashed) ** 2
            through_h = dh * slope * (1 if slip == "no output gate" else o)
            dc = through_h + carried
            if slip == "cell overwritten" and t < steps:
                dc = through_h
            if slip == "i and f exchanged":
                i, f = f, i
            before = c[t] if slip == "c at c_prev" else c[t - 1]
            into = {"o": dh * squashed, "f": dc * before, "i": dc * g, "g": dc * i}
            if slip == "g for i":
                into["g"] = dc * g
            if slip == "i and f exchanged":
                i, f = f, i
            slopes = {"i": i * (1 - i), "f": f * (1 - f), "o": o * (1 - o), "g": 1 - g**2}
            if slip == "candidate's slope is sigma's":
                slopes["g"] = g * (1 - g)
            if slip == "gate's slope left out":
                slopes["f"] = 1 + 0 * f
            da = {gate: into[gate] * slopes[gate] for gate in "ifgo"}
            for gate in "ifgo":
                last = h[t] if slip == "h for h_prev" else h[t - 1]
                share = {"W": da[gate] @ self.inputs[t - 1 : t], "U": da[gate] @ last.T, "b": da[gate]}
                if slip == "bias of another gate" and gate == "f":
                    share["b"] = da["i"]
                for name, value in share.items():
                    alone = slip == "last share" and t < steps
                    total[name + gate] = total[name + gate] + (0 if alone else 1) * value
            U = {**self.U, "g": self.U["o"]} if slip == "U of another gate" else self.U
            back = sum((U[gate].T @ da[gate] for gate in "ifgo"), np.zeros((hidden, 1)))
            carried = dc * ((1 - i) if slip == "i and f exchanged" else f)
            if slip == "i and f exchanged":
                carried = dc * i
            if slip == "forget gate left out":
                carried = dc
            if slip in ("no cell path", "nothing through time"):
                carried = 0 * carried
            if slip in ("no hidden path", "nothing through time"):
                back = 0 * back
            found |= {f"dh.t{t}": dh, f"dc.t{t}": dc} | {f"da{gate}.t{t}": da[gate] for gate in "ifgo"}
            found |= {f"d{gate}.t{t}": into[gate] for gate in "ifgo"}
        start = {f"W{gate}": self.W[gate] for gate in "ifgo"} | {f"U{gate}": self.U[gate] for gate in "ifgo"}
        start |= {f"b{gate}": self.b[gate] for gate in "ifgo"} | {"V": self.V, "d": self.d}
        runs = 2 if slip == "two runs" else 1
        for name, value in total.items():
            found |= {f"total.{name}": runs * value, f"new.{name}": start[name] - self.rate * runs * value}
        return found

    def cases(self) -> Iterator[Case]:
        right, text = self.run(), self.lesson()
        for slip, mistakes in LSTM_SLIPS.items():
            yield Case(text, slip, mistakes, self.run(slip), right)


# A GRU (Cho and others, 2014) with a prediction after the last step.

GRU_SLIPS: dict[str, set[str]] = {
    "z and 1 - z": {"swapped"},
    "no straight path": {"missing-path"},
    "reset gate left out": {"missing-factor"},
    "h for h_prev in z": {"wrong-time-step"},
    "slope of n is sigma's": {"activation-derivative"},
    "slope of z left out": {"missing-factor"},
    "no path through n": {"missing-path"},
    "no path through z": {"missing-path"},
    "Un share without r": {"missing-factor"},
    "r for z": {"wrong-operand"},
    "sign in z": {"sign"},
    "no 2": {"missing-factor"},
    "last share": {"share-not-total"},
    "nothing through time": {"missing-path"},
}


@dataclass
class Gru:
    inputs: Array
    target: Array
    W: dict[str, Array]
    U: dict[str, Array]
    b: dict[str, Array]
    V: Array
    d: Array
    rate: float = 0.1

    @staticmethod
    def some(seed: int, hidden: int, features: int, steps: int) -> Gru:
        random = np.random.default_rng(seed)

        def draw(*shape: int) -> Array:
            return np.round(random.uniform(-1, 1, shape), 2) + 0.005

        W = {gate: draw(hidden, features) for gate in "rzn"}
        U = {gate: draw(hidden, hidden) for gate in "rzn"}
        b = {gate: draw(hidden, 1) for gate in "rzn"}
        return Gru(draw(steps, features), draw(1), W, U, b, draw(1, hidden), draw(1, 1))

    def lesson(self) -> str:
        data = [row.tolist() if row.size > 1 else float(row[0]) for row in self.inputs]
        parameters = {f"W{gate}": written(value) for gate, value in self.W.items()}
        parameters |= {f"U{gate}": written(value) for gate, value in self.U.items()}
        parameters |= {f"b{gate}": written(value, vector=True) for gate, value in self.b.items()}
        parameters |= {"V": written(self.V), "d": written(self.d, vector=True)}
        return f"""
format_version: 1
title: A GRU
about: It was drawn.
network: gru
loss: squared_error
inputs: {json.dumps(data)}
target: {float(self.target[0])}
parameters: {json.dumps(parameters)}
learning_rate: {self.rate}
rounding: 8
"""

    def run(self, slip: str = "") -> Numbers:  # one pass, each slip where it happens
        steps, hidden = len(self.inputs), self.V.shape[1]
        h = {0: np.zeros((hidden, 1))}
        r, z, n = {}, {}, {}
        found: Numbers = {}
        for t in range(1, steps + 1):
            x, last = column(self.inputs[t - 1]), h[t - 1]
            r[t] = sigmoid(self.W["r"] @ x + self.U["r"] @ last + self.b["r"])
            z[t] = sigmoid(self.W["z"] @ x + self.U["z"] @ last + self.b["z"])
            n[t] = np.tanh(self.W["n"] @ x + self.U["n"] @ (r[t] * last) + self.b["n"])
            h[t] = z[t] * last + (1 - z[t]) * n[t]
            found |= {f"r.t{t}": r[t], f"z.t{t}": z[t], f"n.t{t}": n[t], f"h.t{t}": h[t]}
        P = self.V @ h[steps] + self.d
        dP = 2 * (P - self.target) / (2 if slip == "no 2" else 1)
        found |= {"P": P, "Loss": float(((self.target - P) ** 2).sum()), "dP": dP}
        total: Numbers = {"V": dP @ h[steps].T, "d": dP}
        for gate in "rzn":
            for name, value in (("W", self.W), ("U", self.U), ("b", self.b)):
                total[name + gate] = np.zeros_like(value[gate])
        dh = self.V.T @ dP
        for t in range(steps, 0, -1):
            last = h[t - 1]
            dn = dh * (z[t] if slip == "z and 1 - z" else 1 - z[t])
            if slip == "r for z":
                dn = dh * (1 - r[t])
            dz = dh * ((last + n[t]) if slip == "sign in z" else (h[t] if slip == "h for h_prev in z" else last) - n[t])
            dan = dn * (n[t] * (1 - n[t]) if slip == "slope of n is sigma's" else 1 - n[t] ** 2)
            daz = dz * (1 if slip == "slope of z left out" else z[t] * (1 - z[t]))
            inner = self.U["n"].T @ dan
            dr = inner * last
            dar = dr * r[t] * (1 - r[t])
            da = {"r": dar, "z": daz, "n": dan}
            for gate in "rzn":
                seen = r[t] * last if gate == "n" and slip != "Un share without r" else last
                share = {"W": da[gate] @ self.inputs[t - 1 : t], "U": da[gate] @ seen.T, "b": da[gate]}
                for name, value in share.items():
                    alone = slip == "last share" and t < steps
                    total[name + gate] = total[name + gate] + (0 if alone else 1) * value
            found |= {f"dh.t{t}": dh, f"dn.t{t}": dn, f"dz.t{t}": dz, f"dr.t{t}": dr}
            found |= {f"dan.t{t}": dan, f"daz.t{t}": daz, f"dar.t{t}": dar}
            straight = dh * ((1 - z[t]) if slip == "z and 1 - z" else z[t])
            through_n = inner * (1 if slip == "reset gate left out" else r[t])
            through_z, through_r = self.U["z"].T @ daz, self.U["r"].T @ dar
            straight = 0 * straight if slip == "no straight path" else straight
            through_n = 0 * through_n if slip == "no path through n" else through_n
            through_z = 0 * through_z if slip == "no path through z" else through_z
            dh = straight + through_n + through_z + through_r
            dh = 0 * dh if slip == "nothing through time" else dh
        start = {f"W{gate}": self.W[gate] for gate in "rzn"} | {f"U{gate}": self.U[gate] for gate in "rzn"}
        start |= {f"b{gate}": self.b[gate] for gate in "rzn"} | {"V": self.V, "d": self.d}
        for name, value in total.items():
            found |= {f"total.{name}": value, f"new.{name}": start[name] - self.rate * value}
        return found

    def cases(self) -> Iterator[Case]:
        right, text = self.run(), self.lesson()
        for slip, mistakes in GRU_SLIPS.items():
            yield Case(text, slip, mistakes, self.run(slip), right)
