"""The functions that may stand in an answer on a page: their definitions and slopes, which its script reads."""

from __future__ import annotations

from typing import Any

from rnn_tutor.calculus.local import slope
from rnn_tutor.equations.functions import ALIASES, FUNCTIONS
from rnn_tutor.equations.tree import Apply, TypedName
from rnn_tutor.notation.line import write
from rnn_tutor.quiz.names import SLOPES

ARGUMENT = TypedName("x")


def functions() -> dict[str, dict[str, Any]]:
    """Each by its name: its `arguments`, what it is over them, its `slope`, and what else it is `called`.

    Those without a definition are what JavaScript computes by itself.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, row in FUNCTIONS.items():
        if row.whole or row.arity is None or not row.arity or not (row.definition or row.is_primitive):
            continue
        entry: dict[str, Any] = {"called": [row.notation, *(word for word, known in ALIASES.items() if known == name)]}
        if row.definition:
            entry |= {"arguments": row.arguments, "is": row.definition}
        if name in SLOPES:
            applied = Apply(name, (ARGUMENT,))
            entry["slope"] = write(slope(applied, 0, applied))
        found[name] = entry
    return found
