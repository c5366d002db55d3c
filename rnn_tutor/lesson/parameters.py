"""The parameters of a lesson: their names and values and, for a named network, whether it has them in these sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rnn_tutor.english import listed
from rnn_tutor.equations.array import Shape, normal
from rnn_tutor.equations.shapes import describe, shape_clause
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Parameter
from rnn_tutor.lesson.naming import name_of, why_no_name
from rnn_tutor.lesson.networks import FEATURES, OUTPUTS, NamedNetwork, described_sizes, fits, sizes_of
from rnn_tutor.lesson.other_names import meant_parameter, plain
from rnn_tutor.lesson.problems import nearest, shortened
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.schema_parts import ParameterForm
from rnn_tutor.lesson.state_dict import StateDict, is_array


class GivenParameters:
    """What stands under a lesson's key `parameters`; the arrays of a PyTorch state dict are taken apart."""

    def __init__(self, filled: Filled[LessonForm], named: NamedNetwork | None) -> None:
        self.filled = filled
        self.named = named
        self.own: dict[str, Parameter] = {}
        arrays: dict[str, Parameter] = {}
        for key, given in filled.form.parameters.items():
            values, frozen = (given.value, given.frozen) if isinstance(given, ParameterForm) else (given, False)
            into = arrays if named and is_array(key, named, filled.form.parameters) else self.own
            into[key] = Parameter(name_of(key), as_array(values), frozen)
        self.state_dict = StateDict(filled, named, arrays) if named and arrays else None
        self.unpacked = self.state_dict.parameters() if self.state_dict else {}

    @property
    def all(self) -> tuple[Parameter, ...]:
        """All parameters: those of the network, once nothing is wrong with them."""
        return (*self.own.values(), *self.unpacked.values())

    @property
    def names(self) -> list[str]:
        """The names that the equations may use."""
        return list(self.named.shapes) if self.named else [parameter.name for parameter in self.own.values()]

    def shapes(self) -> dict[str, Shape]:
        """The shapes of the parameters whose values could be read."""
        unreliable = self.filled.unreliable
        readable = {key: p for key, p in self.own.items() if f"parameters.{key}" not in unreliable}
        if "parameters" in unreliable:
            return {}
        return {parameter.name: parameter.value.shape for parameter in (*readable.values(), *self.unpacked.values())}

    def check(self, quantities: Iterable[str]) -> None:
        """Report what is wrong with the names and, for a named network, with the sizes."""
        if "parameters" in self.filled.unreliable:
            return
        self._check_names(set() if self.named else set(quantities))
        if self.named is not None:
            self._check_presence(self.named)
            self._check_sizes(self.named)

    def _check_names(self, quantities: set[str]) -> None:
        filled = self.filled
        seen: dict[str, str] = {}
        for key, parameter in self.own.items():
            name = parameter.name
            if wrong := why_no_name(key, "parameter"):
                filled.report(filled.key("parameters", key), *wrong)
            elif name in seen:
                message = f"{shortened(key)} is the same name as {shortened(seen[name])}"
                filled.report(filled.key("parameters", key), message, "give one of the two another name")
            elif name in quantities:
                message = f"'{name}' names both a parameter and a quantity"
                filled.report(filled.key("parameters", key), message, "give one of the two another name")
            seen.setdefault(name, key)

    def _check_presence(self, named: NamedNetwork) -> None:
        """That the parameters are those of the network, each once."""
        filled, state_dict = self.filled, self.state_dict
        given = {parameter.name: key for key, parameter in self.own.items()}
        covered = state_dict.covered() if state_dict else set()
        missing = [name for name in named.shapes if name not in given and name not in covered]
        for name, key in given.items():
            if name in covered:
                message = f"{name} is given twice, here and in an array of the state dict"
                filled.report(filled.key("parameters", key), message, "keep one of the two")
            elif name not in {*named.shapes, *map(name_of, filled.form.learned.values())} and not why_no_name(
                key, "parameter"
            ):
                near = meant_parameter(name, {one: named.shapes[one] for one in missing}) or nearest(name, missing)
                remedy = f"did you mean '{near}'?" if near else second_bias(name, named)
                if near:
                    missing.remove(near)
                message = f"the network '{named.name}' has no parameter {shortened(name)}"
                filled.report(filled.key("parameters", key), message, remedy)
        arrays = list(state_dict.missing(given)) if state_dict else []
        for array, remedy in arrays:
            filled.report(filled.key("parameters"), f"the network '{named.name}' needs {array}", remedy)
        for name in missing if not arrays else []:
            message = f"the network '{named.name}' needs a parameter {name}"
            filled.report(filled.key("parameters"), message, f"add {name} with its start value")

    def _check_sizes(self, named: NamedNetwork) -> None:
        """That the parameters, the inputs and the targets are as large as the network wants them."""
        filled, shapes, data = self.filled, self.shapes(), data_shapes(self.filled)
        sizes = sizes_of(named, shapes, data)
        for key, parameter in self.own.items():
            name = parameter.name
            if name in shapes and name in named.shapes and not fits(shapes[name], named.shapes[name], sizes):
                known = described_sizes(named.shapes[name], sizes)
                message = f"{name} is {describe(shapes[name])} here, but {known} in the network '{named.name}'"
                filled.report(filled.place("parameters", key), message, f"write {known}")
        if self.state_dict:
            self.state_dict.check_sizes(sizes)
        for size, length in data.items():
            if sizes.get(size, length) != length:
                self._report_data(named, size, length, sizes[size])

    def _report_data(self, named: NamedNetwork, size: str, length: int, wanted: int) -> None:
        """An input, or a target, that has another size than most of the network."""
        key = "inputs" if size == FEATURES else "target" if self.filled.form.targets is None else "targets"
        place = self.filled.place(key, 0) if key.endswith("s") else self.filled.place(key)
        parts = [name for name, wanted in named.shapes.items() if size in wanted]
        name = "an input" if size == FEATURES else "the target"
        message = f"{name} {shape_clause(normal((length, 1)))}, but {listed(parts)} are for {wanted}"
        remedy = f"write {wanted}, or give {listed(parts)} other sizes"
        if key == "target" and length == self.filled.form.steps and "inputs" not in self.filled.unreliable:
            remedy += "; one for each time step goes under `targets`"
        self.filled.report(place, message, remedy)


def second_bias(name: str, named: NamedNetwork) -> str:
    """What to do about a name that is none of a network's: PyTorch's second bias, b_hh, is added to the first."""
    biases = [parameter for parameter, wanted in named.shapes.items() if wanted == ("hidden",)]
    if re.fullmatch(r"arr_\d+", name):
        return 'save the arrays by name: numpy.savez("weights.npz", **{w.path: w.numpy() for w in model.weights})'
    if plain(name) in ("bih", "bhh") and len(biases) == 1:
        return f"add it to {biases[0]}: there is one bias where PyTorch has two"
    return f"its parameters are {described(named)}"


def described(named: NamedNetwork) -> str:
    """A network's parameters with their sizes."""
    if not any(named.shapes.values()):
        return ", ".join(named.shapes)
    return ", ".join(f"{name} ({' × '.join(shape) or 'a number'})" for name, shape in named.shapes.items())


def data_shapes(filled: Filled[LessonForm]) -> dict[str, int]:
    """How many numbers an input and a target have, where that could be read."""
    form, found = filled.form, {}
    if form.inputs and "inputs" not in filled.unreliable:
        found[FEATURES] = as_array(form.inputs[0]).shape
    if (targets := form.all_targets) and not {"target", "targets"} & filled.unreliable:
        found[OUTPUTS] = as_array(targets[0]).shape
    return {size: (shape or (1,))[0] for size, shape in found.items()}
