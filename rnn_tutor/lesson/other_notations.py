"""What papers and programming languages write and equations here don't, told by what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TypeAlias

from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.tokens import EquationError, plain_name
from rnn_tutor.lesson.problems import shortened

TIME = r"[tkin]"
MINUS = r"[-−–]"
BEFORE = rf"{TIME}\s*{MINUS}\s*1"
DEFINED = re.compile(r"\s*([^\W\d]\w*)(?:\s*[\[({]\w*[\])}])?\s*:?=(?!=)")
STEP_BEFORE = re.compile(
    rf"(?<!\w)([^\W\d][^\W_]*)(?:\s*\[\s*{BEFORE}\s*\]|\s*\(\s*{BEFORE}\s*\)|_?[{{(]\s*{BEFORE}\s*[)}}]|ₜ₋₁)"
)
THIS_STEP = re.compile(rf"(?<!\w)([^\W\d][^\W_]*)(?:\[\s*{TIME}\s*\]|\(\s*{TIME}\s*\)|_[{{(]\s*{TIME}\s*[)}}]|_t\b|ₜ)")
PREVIOUS = re.compile(r"(?<!\w)previous\s*\(")
NAME = re.compile(r"[^\W\d]\w*(?!\w|\s*\()")
ONE_NAME = re.compile(r"\s*[^\W\d]\w*\s*")

Reading: TypeAlias = Callable[[str, Collection[str]], "EquationError | None"]


def in_other_notation(text: str, quantities: Collection[str]) -> EquationError | None:
    """What is said of an equation that can't be read, if it is another notation for something that can be.

    `quantities` are the names of the equations for each step.
    """
    found = [error for reading in READINGS if (error := reading(text, quantities)) is not None]
    return min(found, key=lambda error: error.offset, default=None)


def _defined(text: str, _quantities: Collection[str]) -> EquationError | None:
    """`X: X = …`."""
    found = DEFINED.match(text)
    if found is None:
        return None
    written = found.group().strip()
    message = "the name before the colon says already what this is"
    return EquationError(message, found.start(1), len(written), f"leave {shortened(written)} out")


def _first(pattern: re.Pattern[str], text: str, quantities: Collection[str]) -> re.Match[str] | None:
    """The first match that is neither a function's argument, exp(t), nor itself a quantity's name, Y_t."""
    for found in pattern.finditer(text):
        if found[1] not in WRITABLE and plain_name(found.group()) not in quantities:
            return found
    return None


def _step_before(text: str, quantities: Collection[str]) -> EquationError | None:
    """`Y[t-1]`, `Y_{t-1}`, `Y(t-1)`."""
    found = _first(STEP_BEFORE, text, quantities)
    if found is None:
        return None
    name = found[1]
    remedy = f"write previous({name})"
    if name == "input":
        remedy = "keep it in an equation of its own, Z: input, and write previous(Z)"
    message = f"{shortened(found.group())} is not how the step before is written"
    return EquationError(message, found.start(), len(found.group()), remedy)


def _this_step(text: str, quantities: Collection[str]) -> EquationError | None:
    """`Y[t]`, `Y_t`."""
    found = _first(THIS_STEP, text, quantities)
    if found is None:
        return None
    message = "this time step is meant without saying so"
    return EquationError(message, found.start(), len(found.group()), f"write {found[1]} for {found.group()}")


def _previous_of_more(text: str, quantities: Collection[str]) -> EquationError | None:
    """`previous(Y*W2)`, `previous(Y, 2)`."""
    for found in PREVIOUS.finditer(text):
        inner = _in_parentheses(text, found.end())
        if inner is None or ONE_NAME.fullmatch(inner):
            continue
        names = [name.group() for name in NAME.finditer(inner)]
        first = next((name for name in names if plain_name(name) in quantities), names[0] if names else "Y")
        remedy = f"write {_spread(inner, {name for name in names if plain_name(name) in quantities} or {first})}"
        if "," in inner:
            remedy = f"write previous({first})"
            if inner.partition(",")[2].strip() != "1":
                remedy += f"; for two steps back, add an equation Z: previous({first}) and write previous(Z)"
        message = "previous(…) takes one name, and is one step back"
        return EquationError(message, found.start(), found.end() + len(inner) + 1 - found.start(), remedy)
    return None


def _in_parentheses(text: str, start: int) -> str | None:
    """What stands between a parenthesis that opens before `start` and the one that closes it."""
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return text[start:place]
    return None


def _spread(inner: str, names: Collection[str]) -> str:
    """The expression with `previous` at each of the names: previous(Y)*W2 for what was previous(Y*W2)."""
    return NAME.sub(lambda name: f"previous({name.group()})" if name.group() in names else name.group(), inner).strip()


READINGS: tuple[Reading, ...] = (_defined, _step_before, _this_step, _previous_of_more)
