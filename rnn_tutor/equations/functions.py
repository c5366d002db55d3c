"""The table of functions, by their names: what stands in `operations/`, in the order in which it stands there."""

from __future__ import annotations

from rnn_tutor.equations.operations import activations, batch, elementary, reductions, slopes, structural
from rnn_tutor.equations.operations.function import Function

FUNCTIONS = {
    row.name: row
    for room in (activations, elementary, reductions, structural, batch, slopes)
    for row in vars(room).values()
    if isinstance(row, Function)
}
ROWS = tuple(FUNCTIONS.values())
BY_NOTATION = {row.notation: row.name for row in sorted(ROWS, key=lambda row: not row.internal)}
ALIASES = {name: row.name for row in ROWS for name in row.also}
ACTIVATIONS = tuple(row.name for row in ROWS if row.activation)
WRITABLE = tuple(row.name for row in ROWS if not row.internal)
CONSTANTS = tuple(row.name for row in ROWS if row.arity == 0)
