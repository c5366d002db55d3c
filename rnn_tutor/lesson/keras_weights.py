"""The weights of Keras' layers by their names: kernel, recurrent_kernel and bias, features × units.

A name may have its layers in front, and `:0` behind: `sequential/lstm/lstm_cell/kernel:0`. What shares the layer of the
`recurrent_kernel` belongs to the recurrent layer, another kernel and bias to a Dense layer behind it. The gates stand
side by side, i f c o in an LSTM and z r h in a GRU, whose bias has two rows where it resets after the product
(keras.layers of Keras 3, SimpleRNN, LSTM and GRU).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from rnn_tutor.equations.array import Array, normal
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.lesson import Parameter

WEIGHT = re.compile(r"(?:(.*)[/.])?((?:dense_|output_)?(?:kernel|bias)|recurrent_(?:kernel|bias))(?::0)?")
RECURRENT = "recurrent_kernel"


def is_of_keras(keys: Collection[str]) -> bool:
    """Whether these are names that Keras gives: one of them is a recurrent kernel."""
    return any((found := WEIGHT.fullmatch(key.strip())) and found[2] == RECURRENT for key in keys)


def is_weight(key: str) -> bool:
    """Whether a key is a name that Keras gives."""
    return bool(WEIGHT.fullmatch(key.strip()))


def weight_names(keys: Collection[str]) -> dict[str, str]:
    """What each key names: kernel, recurrent_kernel and bias of the recurrent layer, dense_kernel and dense_bias."""
    found = {key: (match[1] or "", match[2]) for key in keys if (match := WEIGHT.fullmatch(key.strip()))}
    layer = next((layer for layer, weight in found.values() if weight == RECURRENT), "")
    names: dict[str, str] = {}
    for key, (own, weight) in found.items():
        is_recurrent = own == layer and not weight.startswith(("dense_", "output_"))
        names[key] = weight if is_recurrent else f"dense_{weight.rpartition('_')[2]}"
    return names


def turned(name: str, array: Parameter) -> Parameter:
    """A kernel as outputs × inputs, as equations have their weights; a bias as it is."""
    shape = array.value.shape
    if not name.endswith("kernel") or not shape:
        return array
    rows, columns = shape
    entries = array.value.entries
    by_columns = tuple(entries[row * columns + column] for column in range(columns) for row in range(rows))
    return replace(array, value=Array(normal((columns, rows)), by_columns))


def rows_apart(arrays: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The weights by name, a bias of two rows as two: that of the inputs, and that of the state."""
    found: dict[str, Parameter] = {}
    for name, array in arrays.items():
        shape, entries = array.value.shape, array.value.entries
        if name == "bias" and shape and shape[0] == 2 and shape[1] > 1:
            found[name] = replace(array, value=column(entries[: shape[1]]))
            found["recurrent_bias"] = replace(array, value=column(entries[shape[1] :]))
        else:
            found[name] = array
    return found


def column(entries: tuple[Number, ...]) -> Array[Number]:
    """Numbers one below the other."""
    return Array(normal((len(entries), 1)), entries)
