"""Lessons with named networks, of any sizes and lengths; the files in the package are read here by PyYAML alone."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from hypothesis import strategies as st

import rnn_tutor
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from tests.derivation.independent import World, run
from tests.derivation.networks import Written, loaded
from tests.networks.arithmetic import FUNCTIONS, column

FOLDER = Path(rnn_tutor.__file__).parent / "networks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

NUMBERS = st.integers(-120, 120).map(lambda n: f"{n / 100}")
TARGETS = st.integers(-120, 120).map(lambda n: f"{n / 100 + 0.005:.3f}")  # missed, if only by 0.005
SCORES = ("squared_error", "half_squared_error", "mean_squared_error")


@cache
def file_of(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def sizes_of(shape: str) -> list[str]:
    """`hidden × features` as its two names, `number` as none."""
    return [] if shape == "number" else shape.split(" × ")


@dataclass(frozen=True)
class Named:
    """A lesson with a named network, and the same lesson with its equations written out."""

    network: str
    written: Written
    loss: str

    def text(self, **changes: Any) -> str:
        written = self.written
        keys = {
            "format_version": 1,
            "title": "A lesson of the tests",
            "network": self.network,
            "loss": self.loss,
            "inputs": list(written.inputs),
            "target": written.target,
            "targets": written.targets,
            "parameters": dict(written.parameters),
            "initial": dict(written.initial),
            "learning_rate": written.learning_rate,
            **changes,
        }
        return json.dumps({key: value for key, value in keys.items() if value not in (None, {})})

    def derivation(self) -> Derivation:
        return derive(loaded(self.text()))


@st.composite
def numbers(draw: st.DrawFn, shape: Sequence[int], entries: st.SearchStrategy[str] = NUMBERS) -> Any:
    """A number as a text, a vector as a list of them, a matrix as a list of rows."""
    if not shape:
        return draw(entries)
    return [draw(numbers(shape[1:], entries)) for _ in range(shape[0])]


@st.composite
def named_lessons(draw: st.DrawFn, network: str, largest: int = 3) -> Named:
    """A lesson with a network of the package: sizes, numbers, length, loss, start values, one target or many."""
    file = file_of(network)
    shapes = {name: sizes_of(shape) for name, shape in file["parameters"].items()}
    names = sorted({size for shape in shapes.values() for size in shape} | {"features", "outputs"})
    sizes = {name: draw(st.integers(1, largest)) if shapes[next(iter(shapes))] else 1 for name in names}
    steps = draw(st.integers(1, 4))
    equations = {section: dict(file["equations"].get(section, {})) for section in ("each_step", "output")}
    if draw(st.booleans()):
        equations = {"each_step": equations["each_step"] | equations["output"], "output": {}}
        each_step = True
    else:
        each_step = False
    prediction = list((equations["each_step"] | equations["output"]).keys())[-1]
    shares = sizes["outputs"] > 1 and draw(st.booleans())
    loss = "cross_entropy" if shares else draw(st.sampled_from(SCORES))
    aim = one_of_many(sizes["outputs"]) if shares else numbers([sizes["outputs"]], TARGETS)
    target = [draw(aim) for _ in range(steps)]
    activation = file.get("activation", "sigmoid")
    written = Written(
        each_step={
            name: text.replace("activation(", f"{activation}(") for name, text in equations["each_step"].items()
        },
        output=equations["output"],
        loss=f"{loss}(target, {prediction})",
        inputs=[draw(numbers([sizes["features"]])) for _ in range(steps)],
        target=None if each_step else target[0],
        targets=target if each_step else None,
        parameters={name: draw(numbers([sizes[size] for size in shape])) for name, shape in shapes.items()},
    )
    if draw(st.booleans()):
        zeros = start_of(written)
        initial = {name: draw(numbers([len(value)])) for name, value in zeros.items()}
        written = replace(written, initial=initial)
    return Named(network, written, loss)


@st.composite
def one_of_many(draw: st.DrawFn, count: int) -> list[str]:
    """A 1 among zeros, or shares that add up to 1."""
    if draw(st.booleans()):
        place = draw(st.integers(0, count - 1))
        return ["1" if other == place else "0" for other in range(count)]
    parts = [draw(st.integers(1, 5)) for _ in range(count)]
    return [f"{part}/{sum(parts)}" for part in parts]


def plain_world(written: Written) -> World:
    """Numbers as they are, with nothing nudged."""
    return World(column, FUNCTIONS, lambda name, _: column(written.parameters[name]), lambda _, value: value)


def start_of(written: Written) -> dict[str, list[str]]:
    """The start values that a lesson leaves out, as zeros: the sizes with which the equations work out."""
    everything = " ".join(written.each_step.values())
    states = [name for name in written.each_step if f"previous({name})" in everything]
    missing = [name for name in states if name not in written.initial]
    for sizes in itertools.product(range(1, 6), repeat=len(missing)):
        start = {name: ["0"] * size for name, size in zip(missing, sizes, strict=True)}
        tried = replace(written, initial={**written.initial, **start})
        try:
            values = run(tried, plain_world(tried))
        except ValueError:
            continue
        if all(values[name, 1].shape == np.shape(column(start[name])) for name in missing):
            return start
    raise AssertionError("the equations don't work out with any sizes")
