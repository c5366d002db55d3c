"""The names that an equation may mean, and what papers call them otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from rnn_tutor.equations.tokens import EquationError

OF_INPUTS = frozenset({"x", "X", "xs", "u", "input", "inputs", "in"})
OF_TARGETS = frozenset(
    {"y", "ys", "t", "d", "target", "targets", "label", "labels", "y_true", "truth", "expected", "desired"}
)


@dataclass(frozen=True)
class Known:
    """The names that an equation may mean: quantities of each step, parameters, and those of them that are matrices.

    `others` are the quantities after the last step and the given numbers. Of a lesson without parameters, any name
    may be one: it is `open`.
    """

    quantities: Collection[str]
    parameters: Collection[str] = ()
    matrices: Collection[str] = ()
    in_loss: bool = False
    others: Collection[str] = ()
    prediction: str = ""
    open: bool = False

    def __contains__(self, name: str) -> bool:
        return name in self.quantities or name in self.parameters


Reading: TypeAlias = Callable[[str, Known], "EquationError | None"]


def likely_name(name: str, known: Known) -> str:
    """What papers mean by a name that is nothing here: the input by x, in a loss the target by y; or nothing."""
    if name in known:
        return ""
    if name in OF_INPUTS:
        return "input"
    return "target" if known.in_loss and name in OF_TARGETS else ""


def free_name(known: Known) -> str:
    """A name for one more quantity."""
    return next(name for name in ("Z", "kept", "kept_on") if name not in known)


def in_parentheses(text: str, start: int) -> str | None:
    """What stands between a parenthesis that opens before `start` and the one that closes it."""
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return text[start:place]
    return None
