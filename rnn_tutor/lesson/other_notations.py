"""What papers and programming languages write and equations here don't, told by what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection

from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.tokens import EquationError, plain_name
from rnn_tutor.lesson.known_names import OF_INPUTS, Known, Reading, free_name, in_parentheses, likely_name
from rnn_tutor.lesson.latex_notation import accent, in_latex, raised_in_braces, sum_over, transposed
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.lesson.program_notation import OF_PROGRAMS
from rnn_tutor.lesson.slide_names import ACCENT

TIME = r"[tkin]"
MINUS = r"[-−–]"
BEFORE, AFTER = rf"{TIME}\s*{MINUS}\s*1", rf"{TIME}\s*\+\s*1"


def raised(step: str) -> str:
    """A time step above the line, in braces: `h^{(t-1)}`, `a^{<t>}`."""
    return rf"\s*\^\s*\{{\s*[(<⟨]\s*{step}\s*[)>⟩]\s*\}}"


DEFINED = re.compile(r"\s*([^\W\d]\w*)(?:\s*[\[({]\w*[\])}])?\s*:?=(?!=)\s*")
STEP_BEFORE, STEP_AFTER = (
    re.compile(
        rf"(?<!\w)([^\W\d][^\W_]*)(?:\s*\[\s*{step}\s*\]|\s*\(\s*{step}\s*\)|_?[{{(]\s*{step}\s*[)}}]|{raised(step)}|{below})"
    )
    for step, below in ((BEFORE, "ₜ₋₁"), (AFTER, "ₜ₊₁"))
)
THIS_STEP = re.compile(
    rf"(?<!\w)([^\W\d][^\W_]*)(?:{raised(TIME)}|\[\s*{TIME}\s*\]|\(\s*{TIME}\s*\)|_[{{(]\s*{TIME}\s*[)}}]|_t\b|ₜ)"
)
MOVED = re.compile(r"(?<!\w)(previous|next)\s*\(")
NAME = re.compile(r"[^\W\d]\w*(?!\w|\s*\()")
ONE_NAME = re.compile(r"\s*[^\W\d]\w*\s*")
WITHOUT_BRACKETS = re.compile(r"(?<!\w)([a-z_]+)\s+([^\W\d]\w*)(?!\w|\s*\()")
WHOLE_ROW = re.compile(r"(?<!\w)([^\W\d]\w*)\[\s*([0-9]+)\s*\]")


def in_other_notation(text: str, known: Known) -> EquationError | None:
    """What is said of an equation that can't be read, if it is another notation for something that can be."""
    return _foremost(READINGS, text, known)


def in_misleading_notation(text: str, known: Known) -> EquationError | None:
    """The same of an equation that could be read, and would mean something else: Wᵀ written as a power."""
    return accent(text, known) or sum_over(text, known) or _foremost((transposed, _whole_row), text, known)


def is_typeset(text: str) -> bool:
    """Whether a line has LaTeX whose parts, one by one, say nothing to who has to mend it."""
    return "\\sum" in text or ACCENT.search(text) is not None


def _foremost(readings: Collection[Reading], text: str, known: Known) -> EquationError | None:
    found = [error for reading in readings if (error := reading(text, known)) is not None]
    return min(found, key=lambda error: error.offset, default=None)


def _defined(text: str, _known: Known) -> EquationError | None:
    """`X: X = …`."""
    found = DEFINED.match(text)
    if found is None:
        return None
    if found[1] in WRITABLE:
        sign = text.index("=")
        remedy = f"leave {shortened(text[sign:].strip())} out"
        return EquationError("the name before the colon already says what this is", sign, len(text) - sign, remedy)
    message = "the name before the colon already says what this is"
    length = len(found.group()) - (found.start(1) - found.start())
    remedy = f"leave {shortened(found.group().strip())} out"
    return EquationError(message, found.start(1), length, remedy, instead="")


def _first(pattern: re.Pattern[str], text: str, known: Known) -> re.Match[str] | None:
    """The first match that is neither a function's argument, exp(t), nor itself a known name, Y_t."""
    for found in pattern.finditer(text):
        if found[1] not in WRITABLE and plain_name(found.group()) not in known:
            return found
    return None


def _step_before(text: str, known: Known) -> EquationError | None:
    """`Y[t-1]`, `Y_{t-1}`, `Y(t-1)`."""
    return _other_step(text, known, STEP_BEFORE, "previous")


def _step_after(text: str, known: Known) -> EquationError | None:
    """`Y[t+1]`, `Y_{t+1}`, `Y(t+1)`."""
    return _other_step(text, known, STEP_AFTER, "next")


def _other_step(text: str, known: Known, pattern: re.Pattern[str], word: str) -> EquationError | None:
    found = _first(pattern, text, known)
    if found is None:
        return None
    name = found[1] if found[1] in known or f"{found[1]}_t" not in known else f"{found[1]}_t"
    instead: str | None = f"{word}({name})"
    remedy = f"write {instead}"
    if name == "input" or (name in OF_INPUTS and name not in known):
        remedy, instead = f"give it an equation of its own, Z: input, and write {word}(Z)", None
    message = f"{shortened(found.group())} is not how the {word} step is written"
    return EquationError(message, found.start(), len(found.group()), remedy, instead=instead)


def _this_step(text: str, known: Known) -> EquationError | None:
    """`Y[t]`, `Y_t`."""
    found = _first(THIS_STEP, text, known)
    if found is None:
        return None
    name = likely_name(found[1], known) or found[1]
    message = "a name alone means this time step"
    return EquationError(message, found.start(), len(found.group()), f"write {name} for {found.group()}", instead=name)


def _previous_of_more(text: str, known: Known) -> EquationError | None:
    """`previous(Y*W2)`, `previous(Y, 2)`, `previous(previous(Y))`; the same of next(…)."""
    for found in MOVED.finditer(text):
        word, way = found[1], "back" if found[1] == "previous" else "on"
        inner = in_parentheses(text, found.end())
        if inner is None or ONE_NAME.fullmatch(inner):
            continue
        names = [name.group() for name in NAME.finditer(inner)]
        first = next((name for name in names if plain_name(name) in known.quantities), names[0] if names else "Y")
        own = {name for name in names if plain_name(name) in known.quantities} or {first}
        instead: str | None = _spread(inner, own, word)
        remedy = f"write {instead}"
        twice = MOVED.search(inner)
        if twice or "," in inner:
            instead, remedy = f"{word}({first})", f"write {word}({first})"
            if twice or inner.partition(",")[2].strip() != "1":
                remedy = (
                    f"for two steps {way}, add an equation above, {free_name(known)}: {word}({first}), "
                    f"and write {word}({free_name(known)}) here"
                )
                instead = None
        elif len(names) > 1 and "(" not in inner:
            instead = f"({instead})"
        message = f"{word}(…) takes one name, and goes one step {way}"
        length = found.end() + len(inner) + 1 - found.start()
        return EquationError(message, found.start(), length, remedy, instead=instead)
    return None


def _spread(inner: str, names: Collection[str], word: str) -> str:
    """The expression with `previous` at each of the names: previous(Y)*W2 for what was previous(Y*W2)."""
    return NAME.sub(lambda name: f"{word}({name.group()})" if name.group() in names else name.group(), inner).strip()


def _without_brackets(text: str, _known: Known) -> EquationError | None:
    """`previous h`."""
    found = WITHOUT_BRACKETS.search(text)
    if found is None or (found[1] not in ("previous", "next") and found[1] not in WRITABLE):
        return None
    instead = f"{found[1]}({found[2]})"
    message = f"{found[1]} needs brackets around the name"
    return EquationError(message, found.start(), len(found.group()), f"write {instead}", instead=instead)


def _whole_row(text: str, known: Known) -> EquationError | None:
    """`V[1]` of a matrix, by which a row may be meant or a number."""
    for found in WHOLE_ROW.finditer(text):
        name, row = found[1], max(int(found[2][:4]), 1)
        if name in known.matrices:
            remedy = f"write {name}[{row}, 1] for a number in it, {name}[{row}:{row}] for all of row {row}"
            message = f"{name} has rows and columns"
            return EquationError(message, found.start(), len(found.group()), remedy)
    return None


READINGS: tuple[Reading, ...] = (
    _defined,
    _step_before,
    _step_after,
    _this_step,
    _previous_of_more,
    _without_brackets,
    in_latex,
    transposed,
    raised_in_braces,
    *OF_PROGRAMS,
)
