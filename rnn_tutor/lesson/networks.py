"""The named networks: a YAML file each in the package, of equations and the shapes of their parameters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.operations.activations import SIGMOID
from rnn_tutor.lesson.document import Document, read_document
from rnn_tutor.lesson.forms import fill
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.lesson.schema_parts import (
    EquationsForm,
    Form,
)
from rnn_tutor.lesson.schema_values import (
    FreeText,
    LineText,
)
from rnn_tutor.lesson.wiring import Wiring, read_equations

FOLDER = Path(__file__).parent.parent / "networks"
NUMBER = "number"
FEATURES, OUTPUTS = "features", "outputs"  # the sizes of an input and of a target
DEFAULT_ACTIVATION = SIGMOID.name

Start = Literal["identity", "zeros", "positive"]
"""How a parameter starts: as the identity matrix, as zeros, or with numbers above zero."""


class NetworkForm(Form):
    """A named network: a file in the package."""

    about: FreeText = Field(description="What the network is, in a paragraph.", examples=["…"])
    equations: EquationsForm = Field(description="Its equations.", examples=[{"each_step": {"X": "input*W + B"}}])
    parameters: dict[str, LineText] = Field(
        description="The shape of each parameter: `number`, or sizes as in `hidden x features` (of an input).",
        examples=[{"W1": "number"}],
        min_length=1,
    )
    activation: LineText | None = Field(
        default=None, description="The function used for `activation(…)` where the lesson names none."
    )
    start: dict[str, Start] = Field(
        default={}, description="How a parameter starts in a new lesson, where any small numbers won't do."
    )
    pytorch: dict[str, list[LineText]] = Field(
        default={},
        description="What the arrays of a PyTorch state dict hold, by their names: parameters, from top to bottom. "
        "One that is in two arrays is the sum of the two parts.",
    )
    keras: dict[str, list[LineText]] = Field(
        default={},
        description="The same of Keras' weights: parameters, from left to right. recurrent_bias is the second row of "
        "the bias of a GRU with reset_after, dense_kernel and dense_bias are the weights of a Dense layer after it.",
    )
    onnx: dict[str, list[LineText]] = Field(
        default={},
        description="The same of the inputs W, R, B and P of ONNX' operator, from top to bottom. A bias that is listed "
        "twice is the sum of the two parts.",
    )


@dataclass(frozen=True)
class NamedNetwork:
    """A network of the package.

    `shapes` has the sizes of each parameter, none for a number; `start` how those start in a new lesson for which any
    small numbers won't do; `pytorch` the parameters that each array of a PyTorch
    state dict holds, from top to bottom (one that is in two arrays is the sum of the two parts), `keras` the same of
    Keras' weights, from left to right, `onnx` the same of ONNX' inputs W, R, B and P, from top to bottom.
    """

    name: str
    about: str
    document: Document
    wiring: Wiring
    shapes: dict[str, tuple[str, ...]]
    start: dict[str, Start]
    pytorch: dict[str, list[str]]
    keras: dict[str, list[str]]
    onnx: dict[str, list[str]]


def network_names() -> list[str]:
    """The names of the networks that the package brings along."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read_network(name: str, activation: str | None, *, at_each_step: bool = False) -> NamedNetwork:
    """The named network, with an activation function put in: its own where none is given.

    What it computes after the last time step, it computes `at_each_step` where there is a target for each.

    Raises:
        LessonError: if its file is not in order, which is a mistake in the package.
    """
    file = FOLDER / f"{name}.yaml"
    document = read_document(file, str(file))
    filled = fill(NetworkForm, document)
    wiring = read_equations(document, activation or filled.form.activation or DEFAULT_ACTIVATION)
    if filled.problems or wiring.problems:
        raise LessonError([*filled.problems, *wiring.problems])
    if at_each_step:
        wiring.each_step += [replace(equation, section=Section.EACH_STEP) for equation in wiring.output]
        wiring.output = []
    shapes = {
        parameter: () if shape == NUMBER else tuple(re.split(r"\s*[x×]\s+|\s+[x×]\s*", shape))
        for parameter, shape in filled.form.parameters.items()
    }
    form = filled.form
    return NamedNetwork(name, form.about, document, wiring, shapes, form.start, form.pytorch, form.keras, form.onnx)


def described_sizes(wanted: tuple[str, ...], sizes: Mapping[str, int], times: int = 1) -> str:
    """The shape that a network wants, `times` one below the other, in words, with the sizes that are known."""
    counts = [str(sizes.get(size, size)) for size in wanted]
    if times > 1:
        counts[0] = str(times * sizes[wanted[0]]) if wanted[0] in sizes else f"{times}·{wanted[0]}"
    return "a single number" if not counts else f"{counts[0]} numbers" if len(counts) == 1 else "×".join(counts)


def sizes_of(network: NamedNetwork, shapes: Mapping[str, Shape], data: Mapping[str, int]) -> dict[str, int]:
    """The sizes of a network: for each, what most of the parameters say, and the data (which come first at a tie)."""
    votes: dict[str, Counter[int]] = {name: Counter({size: 1}) for name, size in data.items()}
    for parameter, wanted in network.shapes.items():
        if parameter in shapes:
            for name, size in _sides(shapes[parameter], wanted):
                votes.setdefault(name, Counter())[size] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in votes.items() if not name.isdecimal()}


def fits(shape: Shape, wanted: tuple[str, ...], sizes: Mapping[str, int]) -> bool:
    """Whether a value's shape is the one wanted, given what the named sizes are.

    A vector of n numbers is wanted as `n`, and has the shape (n, 1).
    """
    return all(size == (int(name) if name.isdecimal() else sizes[name]) for name, size in _sides(shape, wanted))


def _sides(shape: Shape, wanted: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    return zip((*wanted, "1", "1")[:2], shape or (1, 1), strict=True)
