"""A lesson file as the model reads it: with PyYAML and Python's own grammar, apart from the program's reader."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tests.quiz.model.terms import Array, Term, dot, minus, n, plus, r, times

NETWORKS = Path(__file__).parents[3] / "rnn_tutor" / "networks"
FUNCTIONS = ("sigmoid", "tanh", "relu", "identity", "exp", "log", "sqrt", "sum")
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


class Beyond(Exception):
    """A lesson that the model doesn't know how to work through."""


@dataclass(frozen=True)
class Told:
    """What a lesson file says, with names of the network's equations put in."""

    each_step: dict[str, Term]
    output: dict[str, Term]
    loss: str
    prediction: str
    inputs: list[list[Array]]  # by sequence, then by time step
    targets: list[list[Array]]
    steps: int
    parameters: dict[str, Array]
    initial: dict[str, Term]
    rate: float
    optimizer: str
    settings: dict[str, float]
    clip: float | None
    epochs: int
    truncate: int | None
    decimals: int | None
    figures: int | None
    cost: Term | None = None

    @property
    def timed_targets(self) -> bool:
        return self.steps > 1 and len(self.targets[0]) == self.steps


def number(value: Any) -> Array:
    """A number, a column or a matrix, as the file has it."""
    if isinstance(value, list):
        rows = [[float(Fraction(str(x))) for x in (row if isinstance(row, list) else [row])] for row in value]
        return np.array(rows)
    return np.asarray(float(Fraction(str(value))))


class _Texts(yaml.SafeLoader):
    """Numbers stay as they are written."""


_Texts.yaml_implicit_resolvers = {  # of its own: the dictionary it inherits is that of all loaders
    letter: [pair for pair in resolvers if pair[0].endswith(("null", "bool"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def loaded(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(text, _Texts)  # a SafeLoader underneath
    return found


def read(text: str) -> Told:
    """What a lesson file says.

    Raises:
        Beyond: for one that the model doesn't know.
    """
    file = loaded(text)
    network = loaded((NETWORKS / f"{file['network']}.yaml").read_text("utf-8")) if "network" in file else file
    equations = network["equations"]
    activation = file.get("activation") or network.get("activation") or "sigmoid"
    each_step = {q: grown(e, activation) for q, e in equations["each_step"].items()}
    output = {q: grown(e, activation) for q, e in equations.get("output", {}).items()}
    if "targets" in file and "network" in file:
        each_step, output = each_step | output, {}
    loss, prediction = _loss(file, [*each_step, *output][-1])
    sequences = file.get("sequences") or [file]
    inputs = [[number(x) for x in one.get("inputs", [])] for one in sequences]
    targets = [[number(x) for x in one.get("targets", [one.get("target")])] for one in sequences]
    optimizer, settings = _optimizer(file.get("optimizer", "sgd"))
    rounding = file.get("rounding", "3")
    if rounding in ("none", "double", "single") or file.get("over_steps"):
        raise Beyond("a rounding of its own")
    figures = int(rounding["significant"]) if isinstance(rounding, dict) else None
    return Told(
        each_step,
        output,
        loss,
        prediction,
        inputs,
        targets,
        len(inputs[0]) or int(file["time_steps"]),
        {name: number(value) for name, value in file["parameters"].items()},
        {q: r(v) if v in file["parameters"] else ("n0", number(v)) for q, v in file.get("initial", {}).items()},
        float(Fraction(file["learning_rate"])),
        optimizer,
        settings,
        float(Fraction(file["clip"]["norm"])) if "clip" in file else None,
        int(file.get("epochs", 1)),
        int(file["truncate"]) if "truncate" in file else None,
        None if figures else int(rounding),
        figures,
    )


def _loss(file: dict[str, Any], last: str) -> tuple[str, str]:
    written = str(file.get("loss", file.get("equations", {}).get("loss", "squared_error"))).replace(" ", "")
    if written in ("squared_error", "half_squared_error", "binary_cross_entropy", "cross_entropy"):
        return written, last
    if written.startswith("(target-") and written.endswith(")**2"):
        return "squared_error", written[len("(target-") : -len(")**2")]
    raise Beyond(f"the loss {written}")


def _optimizer(said: Any) -> tuple[str, dict[str, float]]:
    name = said if isinstance(said, str) else said.get("name", next(iter(said)))
    more = {} if isinstance(said, str) else said.get(name, said)
    defaults = {"sgd": {}, "momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9}, "adam": ADAM}
    if name not in defaults:
        raise Beyond(f"the optimizer {name}")
    given = {k: float(Fraction(v)) for k, v in more.items() if k != "name"} if isinstance(more, dict) else {}
    return name, {**defaults[name], **given}


def grown(written: str, activation: str) -> Term:
    """An equation as a formula: `previous(Y)` is the name Y with a minus sign before it."""
    return _grown(ast.parse(str(written), mode="eval").body, activation)


def _grown(node: ast.expr, activation: str) -> Term:
    match node:
        case ast.Name(name):
            return r(name)
        case ast.Constant(value):
            return n(float(str(value)))
        case ast.UnaryOp(ast.USub(), inner):
            return minus(_grown(inner, activation))
        case ast.Call(ast.Name("previous"), [ast.Name(name)]):
            return r(f"-{name}")
        case ast.Call(ast.Name(function), [inner]):
            function = activation if function == "activation" else function
            if function not in FUNCTIONS:
                raise Beyond(function)
            return ("f", function, _grown(inner, activation))
        case ast.Subscript(ast.Name(name), ast.Constant(int(row))):
            return r(f"{name}[{row}]")
        case ast.BinOp(left, operation, right):
            first, second = _grown(left, activation), _grown(right, activation)
            return _combined(operation, first, second)
    raise Beyond(ast.dump(node))


def _combined(operation: ast.operator, first: Term, second: Term) -> Term:
    match operation:
        case ast.Add():
            return plus(first, second)
        case ast.Sub():
            return plus(first, minus(second))
        case ast.Mult():
            return times(first, second)
        case ast.Div():
            return ("/", first, second)
        case ast.MatMult():
            return dot(first, second)
        case ast.Pow() if second[0] == "n":
            return ("^", first, int(second[1]))
    raise Beyond(ast.dump(operation))
