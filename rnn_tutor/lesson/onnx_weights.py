"""The weights of ONNX' recurrent operators by their names: W, R, B, and P of an LSTM with peepholes.

The first size of each is the number of directions, of which one is read. W and R have the gates one below the other,
i o f c in an LSTM and z r h in a GRU; B has the biases of the inputs and then those of the state, whose numbers are
added; P those of i, o and f (ONNX' operators RNN, GRU and LSTM, https://onnx.ai/onnx/operators). What comes behind the
recurrent layer has no names there, so that its parameters go by the lesson's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from rnn_tutor.equations.array import Array, normal
from rnn_tutor.lesson.lesson import Parameter

WEIGHT = re.compile(r"(?:.*[/.])?([WRBP])")
OF_THE_STATE = "R"
IN_ROWS = ("B", "P")
"""The arrays that have a row for each direction."""


def weight_name(key: str) -> str:
    """What a key names: W, R, B or P; nothing where it is none of them."""
    found = WEIGHT.fullmatch(key.strip())
    return found[1] if found else ""


def is_of_onnx(keys: Collection[str], own: Collection[str]) -> bool:
    """Whether these are names that ONNX gives: W and R, where a network has no R of its own."""
    return OF_THE_STATE not in own and {"W", OF_THE_STATE} <= {weight_name(key) for key in keys}


def directions(name: str, array: Parameter) -> int:
    """How many directions an array has numbers for, of those that have a row for each."""
    rows, columns = array.value.shape or (1, 1)
    return rows if name in IN_ROWS and columns > 1 else 1


def upright(name: str, array: Parameter) -> Parameter:
    """The one row of B or of P as a column; another array as it is."""
    entries = array.value.entries
    return replace(array, value=Array(normal((len(entries), 1)), entries)) if name in IN_ROWS else array
