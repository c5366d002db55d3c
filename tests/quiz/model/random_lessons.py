"""Random lessons of every kind, as text: small numbers with two decimals, none twice."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, TypeAlias

Keys: TypeAlias = dict[str, Any]

GATED = {
    "lstm": ("i", "f", "g", "o"),
    "gru": ("r", "z", "n"),
    "mgu": ("f", "n"),
}


class Chance:
    """Numbers by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pool = [k / 100 for k in (*range(-98, -12), *range(13, 99))]
        self.random.shuffle(self.pool)

    def number(self) -> str:
        if not self.pool:
            self.pool = [k / 1000 for k in (*range(-980, -120, 7), *range(131, 980, 7))]
            self.random.shuffle(self.pool)
        return f"{self.pool.pop()}"

    def positive(self) -> str:
        return f"{abs(float(self.number()))}"

    def column(self, rows: int) -> Any:
        return [self.number() for _ in range(rows)] if rows > 1 else self.number()

    def matrix(self, rows: int, columns: int) -> Any:
        if rows == columns == 1:
            return self.number()
        return [[self.number() for _ in range(columns)] for _ in range(rows)]


def _shared(chance: Chance, steps: int, features: int = 1) -> Keys:
    return {
        "format_version": 1,
        "title": "A random lesson",
        "inputs": [chance.column(features) for _ in range(steps)],
        "learning_rate": chance.random.choice(["0.1", "0.03", "0.25"]),
        "rounding": chance.random.choice([3, 4, {"significant": 4}]),
    }


def _simple(chance: Chance) -> Keys:
    names = ("W1", "W2", "B1", "W3", "B3")
    return _shared(chance, 3) | {
        "network": "simple",
        "activation": chance.random.choice(["sigmoid", "tanh"]),
        "target": chance.number(),
        "parameters": {name: chance.number() for name in names},
    }


def _each_step(chance: Chance) -> Keys:
    lesson = _simple(chance)
    del lesson["target"]
    return lesson | {"targets": [chance.number() for _ in range(3)]}


def _truncated(chance: Chance) -> Keys:
    lesson = _each_step(chance)
    lesson["inputs"] += [chance.number()]
    lesson["targets"] += [chance.number()]
    return lesson | {"truncate": 2}


def _clipped(chance: Chance) -> Keys:
    return _simple(chance) | {"clip": {"norm": "0.7"}, "target": "2.4"}


def _momentum(chance: Chance) -> Keys:
    return _simple(chance) | {"optimizer": chance.random.choice(["momentum", "nesterov"]), "epochs": 2}


def _adam(chance: Chance) -> Keys:
    return _simple(chance) | {"optimizer": "adam", "epochs": 2}


def _batch(chance: Chance) -> Keys:
    lesson = _simple(chance)
    del lesson["target"], lesson["inputs"]
    one = [{"inputs": [chance.number(), chance.number()], "target": chance.number()} for _ in range(2)]
    return lesson | {"sequences": one}


def _gated(network: str, units: int) -> Callable[[Chance], Keys]:
    def lesson(chance: Chance) -> Keys:
        parameters: Keys = {}
        for gate in GATED[network]:
            parameters |= {
                f"W{gate}": chance.column(units),
                f"U{gate}": chance.matrix(units, units),
                f"b{gate}": chance.column(units),
            }
        parameters |= {"V": [[chance.number() for _ in range(units)]] if units > 1 else chance.number()}
        parameters |= {"d": chance.number()}
        return _shared(chance, 3 if units == 1 else 2) | {
            "network": network,
            "target": chance.number(),
            "parameters": parameters,
        }

    return lesson


def _two_layers(chance: Chance) -> Keys:
    names = ("W1", "U1", "b1", "W2", "U2", "b2", "V", "d")
    return _shared(chance, 3) | {
        "network": "two-layers",
        "target": chance.number(),
        "parameters": {name: chance.number() for name in names},
    }


def _leaky(chance: Chance) -> Keys:
    parameters = {name: chance.number() for name in ("W", "U", "b", "V", "d")} | {"alpha": chance.positive()}
    return _shared(chance, 3) | {"network": "leaky-integrator", "target": chance.number(), "parameters": parameters}


def _vectors(chance: Chance) -> Keys:
    parameters = {
        "W1": chance.matrix(2, 2),
        "W2": chance.matrix(2, 2),
        "B1": chance.column(2),
        "W3": chance.matrix(1, 2),
        "B3": chance.number(),
    }
    return _shared(chance, 3, features=2) | {
        "network": "elman",
        "activation": chance.random.choice(["sigmoid", "tanh"]),
        "target": chance.number(),
        "parameters": parameters,
    }


def _letters(chance: Chance) -> Keys:
    parameters = {
        "W": chance.matrix(2, 3),
        "U": chance.matrix(2, 2),
        "b": chance.column(2),
        "V": chance.matrix(3, 2),
        "d": chance.column(3),
    }
    one_hot = [["0", "1", "0"], ["1", "0", "0"], ["0", "0", "1"]]
    lesson = _shared(chance, 3, features=3) | {"network": "rnn", "loss": "cross_entropy", "parameters": parameters}
    return lesson | {"inputs": chance.random.sample(one_hot, 3), "targets": chance.random.sample(one_hot, 3)}


def _yes_or_no(chance: Chance) -> Keys:
    equations = {
        "each_step": {"X": "input*W1 + previous(Y)*W2 + B1", "Y": "tanh(X)"},
        "output": {"S": "Y*W3 + B3", "P": "sigmoid(S)"},
    }
    return _shared(chance, 3) | {
        "equations": equations,
        "loss": "binary_cross_entropy",
        "target": chance.random.choice(["1", "0"]),
        "parameters": {name: chance.number() for name in ("W1", "W2", "B1", "W3", "B3")},
    }


KINDS: dict[str, Callable[[Chance], Keys]] = {
    "simple": _simple,
    "a loss at each step": _each_step,
    "truncated": _truncated,
    "clipped": _clipped,
    "momentum": _momentum,
    "adam": _adam,
    "a batch": _batch,
    "lstm": _gated("lstm", 1),
    "lstm of two units": _gated("lstm", 2),
    "gru of two units": _gated("gru", 2),
    "gru": _gated("gru", 1),
    "mgu": _gated("mgu", 1),
    "two layers": _two_layers,
    "leaky integrator": _leaky,
    "vectors": _vectors,
    "softmax": _letters,
    "yes or no": _yes_or_no,
}


def text_of(kind: str, seed: int) -> str:
    """A lesson file of a kind; JSON is YAML, too, and numbers stand without quotes."""
    keys = KINDS[kind](Chance(hash_of(kind) + seed))
    return json.dumps(keys)


def hash_of(kind: str) -> int:
    return sum((index + 1) * ord(letter) for index, letter in enumerate(kind)) * 1000
