"""Parameters in the layout of PyTorch, of Keras, or of ONNX: the arrays of a module, written out as lists, taken apart.

`weight_ih_l0` holds the weights of all gates for the input, one below the other, `weight_hh_l0` those for the last
state, and the biases come in two arrays, whose numbers are always added (torch.nn.RNN, LSTM and GRU of PyTorch 2). A
key may have the name of its module in front: `lstm.weight_ih_l0`, `fc.weight`.

The gradients are those that PyTorch finds. An update is not: there, each of two biases moves, and their sum twice as
far as the one parameter here.

Of Keras' weights, see `keras_weights`; of ONNX', `onnx_weights`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction

from rnn_tutor.english import counted, listed
from rnn_tutor.equations.array import Array, normal
from rnn_tutor.equations.shapes import describe
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.keras_weights import is_of_keras, is_weight, rows_apart, turned, weight_names
from rnn_tutor.lesson.lesson import Parameter
from rnn_tutor.lesson.networks import NamedNetwork, described_sizes, fits, network_names, read_network
from rnn_tutor.lesson.onnx_weights import IN_ROWS, directions, is_of_onnx, upright, weight_name
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.lesson.schema import LessonForm

ARRAY = re.compile(r"(weight|bias)(_(ih|hh|hr)_l[0-9]+(_reverse)?)?")
EXACT = Context(prec=1000)


def array_name(key: str) -> str:
    """The name of an array within its module."""
    return key.strip().rpartition(".")[2]


def is_array(key: str, named: NamedNetwork, keys: Collection[str]) -> bool:
    """Whether a key, one of several, is that of a state dict, and no parameter of the network."""
    if is_of_onnx(keys, named.shapes):
        return bool(weight_name(key))
    if key in named.shapes:
        return False
    if is_of_keras(keys):
        return is_weight(key)
    return array_name(key) in named.pytorch or bool(ARRAY.fullmatch(array_name(key)))


class StateDict:
    """The arrays of a state dict, by their keys in the lesson; what is wrong with them is reported."""

    def __init__(self, filled: Filled[LessonForm], named: NamedNetwork, arrays: Mapping[str, Parameter]) -> None:
        self.filled = filled
        self.named = named
        self.keys: dict[str, str] = {}
        self.arrays: dict[str, Parameter] = {}
        self.of_onnx = is_of_onnx(arrays, named.shapes)
        self.of_keras = is_of_keras(arrays)
        library = "ONNX" if self.of_onnx else "Keras" if self.of_keras else "PyTorch"
        self.parts: Mapping[str, list[str]] = getattr(named, library.lower())
        if not self.parts:
            known = [other for other in network_names() if getattr(read_network(other, None), library.lower())]
            kept = "state dict" if library == "PyTorch" else "weights"
            message = f"the network '{named.name}' has no {kept} in {library}"
            self._report(next(iter(arrays)), message, "these have: " + ", ".join(known))
            arrays = {}
        name_in_it = weight_name if self.of_onnx else array_name
        names = weight_names(arrays) if self.of_keras else {key: name_in_it(key) for key in arrays}
        for key, array in arrays.items():
            name = names[key]
            if name not in self.parts:
                self._report(key, f"the network '{named.name}' has no {shortened(name)}", self._why_not(name))
            elif name in self.keys:
                remedy = "keep one of the two"
                self._report(key, f"{shortened(key)} and {shortened(self.keys[name])} are the same array", remedy)
            else:
                self.keys[name] = key
                self.arrays[name] = array
        if self.of_keras:
            self._turn()
        if self.of_onnx:
            self._put_upright()
        self.blocks = {name: self._dealt_out(name) for name in self.arrays}

    def _turn(self) -> None:
        """Keras' weights as PyTorch has them, outputs × inputs; the two rows of a bias apart."""
        apart = rows_apart({name: turned(name, array) for name, array in self.arrays.items()})
        if "recurrent_bias" in apart and "recurrent_bias" not in self.parts:
            message = "bias has two rows, as in a GRU that resets after the product"
            self._report(self.keys["bias"], message, "write network: gru-pytorch for reset_after=True")
            del apart["recurrent_bias"]
        elif "recurrent_bias" in self.parts and "bias" in apart and "recurrent_bias" not in apart:
            message = "bias has one row, as in a GRU that resets before the product"
            self._report(self.keys["bias"], message, "write network: gru for reset_after=False")
        for name in apart:
            self.keys.setdefault(name, self.keys["bias"] if name == "recurrent_bias" else name)
        self.arrays = apart

    def _put_upright(self) -> None:
        """ONNX' biases as columns, those of one direction."""
        for name, array in self.arrays.items():
            if (count := directions(name, array)) > 1:
                message = f"{name} has {count} rows, one for each direction"
                self._report(self.keys[name], message, self._why_not(f"{name}_reverse"))
        one = {name: array for name, array in self.arrays.items() if directions(name, array) == 1}
        self.arrays = {name: upright(name, array) for name, array in one.items()}

    def place(self, name: str) -> Place:
        """Where the numbers of an array stand in the lesson."""
        return self.filled.place("parameters", self.keys[name])

    def _report(self, key: str, message: str, remedy: str) -> None:
        self.filled.report(self.filled.key("parameters", key), message, remedy)

    def _why_not(self, name: str) -> str:
        if name.endswith("_reverse"):
            return "it reads the inputs in one direction only"
        if self.of_onnx:
            return "its arrays are " + ", ".join(self.parts)
        if self.of_keras:
            return "its weights are " + ", ".join(self.parts)
        if "_hr_" in name:
            return "its state is not projected"
        layers = {other.rpartition("_l")[2] for other in self.parts if "_l" in other}
        return f"it has {counted(len(layers), 'layer')}"

    def covered(self) -> set[str]:
        """The parameters that need not be given by their own names."""
        parts = {part for name in self.arrays for part in self.parts[name]}
        return parts if self.parts else set(self.named.shapes)

    def missing(self, given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """The arrays of which some part is given neither here nor by its own name; and how to mend it."""
        if self.arrays:
            for name, parts in self.parts.items():
                if self.of_keras and name == "recurrent_bias":
                    continue  # the second row of a bias
                if name not in self.arrays and any(part not in given for part in parts):
                    otherwise = f", or give {listed(parts)} by name" if len(parts) == 1 else ""
                    is_bias = name.startswith("bias_") or (self.of_keras and name.endswith("bias")) or name in IN_ROWS
                    otherwise = ", zeros where the model has none" if is_bias else otherwise
                    yield f"{name}, which holds {listed(parts)}", f"add it{otherwise}"

    def _dealt_out(self, name: str) -> list[Array[Number]]:
        """The parts of an array, from the top; none where its rows can't be dealt out to them."""
        array, parts = self.arrays[name].value, self.parts[name]
        rows, columns = array.shape or (1, 1)
        if rows % len(parts):
            side, how = ("columns", "side by side") if self.of_keras else ("rows", "one below the other")
            message = f"{name} has {rows} {side}, which can't be divided equally among {listed(parts)}"
            self.filled.report(self.place(name), message, f"give each the same number of {side}, {how}")
            return []
        height = rows // len(parts)
        chunks = [array.entries[top * columns : (top + height) * columns] for top in range(0, rows, height)]
        return [Array(normal((height, columns)), entries) for entries in chunks]

    def parameters(self) -> dict[str, Parameter]:
        """The parameters in the arrays; one that is in two arrays is the sum of its parts."""
        values: dict[str, Array[Number]] = {}
        for name, blocks in self.blocks.items():
            for part, value in zip(self.parts[name], blocks, strict=False):
                before = values.setdefault(part, value)
                if before is not value and before.shape == value.shape:  # else one of them has a wrong size
                    values[part] = added(before, value)
        return {part: Parameter(part, value, self._is_frozen(part)) for part, value in values.items()}

    def check_sizes(self, sizes: Mapping[str, int]) -> None:
        """That the arrays are as large as the network wants them."""
        for name, blocks in self.blocks.items():
            parts = self.parts[name]
            wanted = self.named.shapes[parts[0]]
            if blocks and not fits(blocks[0].shape, wanted, sizes):
                known = self._as_kept(described_sizes(wanted, sizes, times=len(parts)))
                here = self._as_kept(describe(self.arrays[name].value.shape))
                message = f"{name} is {here} here, but {known} in the network '{self.named.name}'"
                self.filled.report(self.place(name), message, f"write {known}, for {listed(parts)}")

    def _as_kept(self, size: str) -> str:
        """A size as the library keeps its arrays: Keras has inputs × outputs."""
        return "×".join(reversed(size.split("×"))) if self.of_keras else size

    def _is_frozen(self, part: str) -> bool:
        return all(array.frozen for name, array in self.arrays.items() if part in self.parts[name])


def added(a: Array[Number], b: Array[Number]) -> Array[Number]:
    """The sum of two arrays of the same shape."""
    return Array(a.shape, tuple(map(_sum, a.entries, b.entries)))


def _sum(a: Number, b: Number) -> Number:
    """a + b, written as a decimal where that is exact; a number to which nothing is added stays as it is written."""
    if not a.value or not b.value:
        return a if not b.value else b
    value = a.value + b.value
    decimal = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Number(value, f"{decimal:f}" if Fraction(decimal) == value else None)
