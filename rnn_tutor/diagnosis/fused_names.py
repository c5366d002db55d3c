"""Arrays in which a library keeps all gates, by its names: weight_hh_l0 of PyTorch, recurrent_kernel of Keras."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rnn_tutor.diagnosis.numbers import GivenArray, moved_first
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.equations.tree import Kind
from rnn_tutor.lesson.keras_weights import is_of_keras, is_weight, weight_names
from rnn_tutor.lesson.networks import NamedNetwork, read_network
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.notation.speller import gradient_of, new_value_of


class FusedNames:
    """What the arrays of a library hold of a named network.

    `arrays` are those that were given, Keras' weights among them as PyTorch has them: a kernel as outputs × inputs, the
    two rows of a bias one behind the other.
    """

    def __init__(self, replay: Replay, given: Mapping[str, GivenArray]) -> None:
        self.shapes = replay.unrolled.shapes
        self.network = _named_network(replay.lesson.network.name)
        self.of_keras = self._weights_of_keras(given)
        self.in_two_rows: set[str] = set()
        self.arrays = {name: self._turned(name, array) for name, array in given.items()}

    def parts(self, name: str) -> tuple[tuple[str, ...], Kind]:
        """The parameters in an array, from the top, and what a name means of them; none where it is no such array."""
        if self.network is None:
            return (), Kind.TOTAL
        kind, inner = _kind_and_name(name, {*self.network.pytorch, *self.of_keras})
        if inner in self.of_keras:
            second = self.network.keras["recurrent_bias"] if name in self.in_two_rows else []
            parts = [*self.network.keras.get(self.of_keras[inner], []), *second]
        else:
            parts = self.network.pytorch.get(inner.rpartition(".")[2], [])
        return tuple(part for part in parts if part in self.shapes), kind

    def _weights_of_keras(self, given: Collection[str]) -> dict[str, str]:
        """The weight of Keras that each name means, without what says that it is a gradient or a new value."""
        names = [name if is_weight(name) else _kind_and_name(name, ())[1] for name in given]
        has_weights = self.network is not None and bool(self.network.keras)
        return weight_names(names) if has_weights and is_of_keras(names) else {}

    def _turned(self, name: str, array: GivenArray) -> GivenArray:
        weight = self.of_keras.get(_kind_and_name(name, self.of_keras)[1], "")
        if len(array.shape) != 2 or self.network is None:
            return array
        if weight == "bias" and array.shape[0] == 2 and "recurrent_bias" in self.network.keras:
            self.in_two_rows.add(name)
            return GivenArray((len(array.entries),), array.entries)
        return moved_first(array, 1) if weight.endswith("kernel") else array


def _kind_and_name(name: str, known: Collection[str]) -> tuple[Kind, str]:
    """Whether a name means a new value or a gradient, and of which array; one that is known is what it says."""
    if name in known or name.rpartition(".")[2] in known:
        return Kind.TOTAL, name
    if new := new_value_of(name):
        return Kind.UPDATED, new
    return Kind.TOTAL, gradient_of(name) or name


def _named_network(name: str | None) -> NamedNetwork | None:
    try:
        return read_network(name, None) if name else None
    except LessonError:
        return None
