"""What papers and programming languages write and equations here don't, told by what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from rnn_tutor.equations.functions import ALIASES, WRITABLE
from rnn_tutor.equations.tokens import EquationError, plain_name
from rnn_tutor.lesson.problems import shortened

TIME = r"[tkin]"
MINUS = r"[-−–]"
BEFORE, AFTER = rf"{TIME}\s*{MINUS}\s*1", rf"{TIME}\s*\+\s*1"
DEFINED = re.compile(r"\s*([^\W\d]\w*)(?:\s*[\[({]\w*[\])}])?\s*:?=(?!=)\s*")
STEP_BEFORE, STEP_AFTER = (
    re.compile(rf"(?<!\w)([^\W\d][^\W_]*)(?:\s*\[\s*{step}\s*\]|\s*\(\s*{step}\s*\)|_?[{{(]\s*{step}\s*[)}}]|{below})")
    for step, below in ((BEFORE, "ₜ₋₁"), (AFTER, "ₜ₊₁"))
)
THIS_STEP = re.compile(rf"(?<!\w)([^\W\d][^\W_]*)(?:\[\s*{TIME}\s*\]|\(\s*{TIME}\s*\)|_[{{(]\s*{TIME}\s*[)}}]|_t\b|ₜ)")
MOVED = re.compile(r"(?<!\w)(previous|next)\s*\(")
NAME = re.compile(r"[^\W\d]\w*(?!\w|\s*\()")
ONE_NAME = re.compile(r"\s*[^\W\d]\w*\s*")
OF_INPUTS = frozenset({"x", "X", "u", "input", "inputs", "in"})
OF_TARGETS = frozenset(
    {"y", "t", "d", "target", "targets", "label", "labels", "y_true", "truth", "expected", "desired"}
)
MODULE = re.compile(
    r"(?<![\w.])(?:np|numpy|torch|tf|tensorflow|jnp|jax|math|nn|F|K|keras|keras_core|scipy)\."
    r"(?:(?:nn|functional|math|random|numpy|special|activations|backend)\.)*(?=\w)"
)
BACKSLASH = re.compile(r"\\+([A-Za-z]+)\s*(?=(.?))")
SPACES = re.compile(r"\\[,;:! ]|~")
STYLED = re.compile(r"\\+(?:math(?:bf|rm|it|cal)|boldsymbol|bm|text|vec|operatorname)\s*\{\s*(\w+)\s*\}")
CALLED = re.compile(r"(?<![\w.])([^\W\d]\w*)(?=\s*\()")
KEYWORD = re.compile(r",\s*(?:dim|axis|keepdims?|dtype|reduction|out|alpha|beta)\s*=\s*[\w'\"().-]+?(?=\s*[,)])")
OF_A_TUPLE = re.compile(r"(?<![\w.])(?:concat|concatenate|cat|hstack|vstack|stack|sum|max|min)\s*\((?=\s*[(\[])")
AT_THE_END = re.compile(r"[;,.]\s*$")
POINT_BETWEEN = re.compile(r"(?<=[\w)\]])\.(?=[^\W\d])(?!T(?!\w)|t[0-9]|dot\b|matmul\b|mm\b|mv\b|transpose\b)")
DOTTED = re.compile(r"\.(\*\*|[*/^])")
METHOD = re.compile(r"(?<=[\w)\]])\.(?:dot|matmul|mm|mv)(?=\()")
PRIMED = re.compile(r"(?<=[\w)\]])['’′](?![\w'])")
WITHOUT_BRACKETS = re.compile(r"(?<!\w)(previous|next)\s+([^\W\d]\w*)(?!\w)")
WHOLE_ROW = re.compile(r"(?<!\w)([^\W\d]\w*)\[\s*([0-9]+)\s*\]")
TARGET_LAST = re.compile(r"(?<![\w.])((?:mean_)?(?:binary_)?cross_entropy)\(\s*([^(),]+?)\s*,\s*target\s*\)")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
SUBSCRIPT_IN_BRACES = re.compile(r"(?<=\w)_\{(\w+)\}")
RAISED_T = re.compile(r"(?<=[\w)\]}])\s*(?:\^|\*\*)\s*(?:\{\s*(?:\\top|T|⊤|⊺)\s*\}|\\top|(?:T|⊤|⊺)(?!\w))")
RAISED_IN_BRACES = re.compile(r"\^\{([^{}]*)\}")
TURNED = re.compile(r"(?<=[\w)])\.(?:transpose|t|T)\(\)")
OWN_WORDS = {
    "cdot": "*",
    "times": "*",
    "odot": "*",
    "circ": "*",
    "ast": "*",
    "left": "",
    "right": "",
    **ALIASES,
    "mathrm": "",
    "mathbf": "",
    "mathit": "",
    "boldsymbol": "",
    "bm": "",
    "operatorname": "",
    "text": "",
}


@dataclass(frozen=True)
class Known:
    """The names that an equation may mean: quantities of each step, parameters, and those of them that are matrices."""

    quantities: Collection[str]
    parameters: Collection[str] = ()
    matrices: Collection[str] = ()
    in_loss: bool = False

    def __contains__(self, name: str) -> bool:
        return name in self.quantities or name in self.parameters


Reading: TypeAlias = Callable[[str, Known], "EquationError | None"]


def in_other_notation(text: str, known: Known) -> EquationError | None:
    """What is said of an equation that can't be read, if it is another notation for something that can be."""
    return _foremost(READINGS, text, known)


def in_misleading_notation(text: str, known: Known) -> EquationError | None:
    """The same of an equation that could be read, and would mean something else: Wᵀ written as a power."""
    return _foremost((_transposed, _target_last, _whole_row), text, known)


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
        return EquationError("the name before the colon says already what this is", sign, len(text) - sign, remedy)
    message = "the name before the colon says already what this is"
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
    return _other_step(text, known, STEP_BEFORE, "previous", "before")


def _step_after(text: str, known: Known) -> EquationError | None:
    """`Y[t+1]`, `Y_{t+1}`, `Y(t+1)`."""
    return _other_step(text, known, STEP_AFTER, "next", "after")


def _other_step(text: str, known: Known, pattern: re.Pattern[str], word: str, which: str) -> EquationError | None:
    found = _first(pattern, text, known)
    if found is None:
        return None
    name = found[1] if found[1] in known or f"{found[1]}_t" not in known else f"{found[1]}_t"
    instead: str | None = f"{word}({name})"
    remedy = f"write {instead}"
    if name == "input" or (name in OF_INPUTS and name not in known):
        remedy, instead = f"keep it in an equation of its own, Z: input, and write {word}(Z)", None
    message = f"{shortened(found.group())} is not how the step {which} is written"
    return EquationError(message, found.start(), len(found.group()), remedy, instead=instead)


def _this_step(text: str, known: Known) -> EquationError | None:
    """`Y[t]`, `Y_t`."""
    found = _first(THIS_STEP, text, known)
    if found is None:
        return None
    name = likely_name(found[1], known) or found[1]
    message = "this time step is meant without saying so"
    return EquationError(message, found.start(), len(found.group()), f"write {name} for {found.group()}", instead=name)


def likely_name(name: str, known: Known) -> str:
    """What papers mean by a name that is nothing here: the input by x, in a loss the target by y; or nothing."""
    if name in known:
        return ""
    if name in OF_INPUTS:
        return "input"
    return "target" if known.in_loss and name in OF_TARGETS else ""


def _previous_of_more(text: str, known: Known) -> EquationError | None:
    """`previous(Y*W2)`, `previous(Y, 2)`, `previous(previous(Y))`; the same of next(…)."""
    for found in MOVED.finditer(text):
        word, way = found[1], "back" if found[1] == "previous" else "on"
        inner = _in_parentheses(text, found.end())
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
                    f"for two steps {way}, add an equation above that keeps it, {free_name(known)}: {word}({first}), "
                    f"and write {word}({free_name(known)}) here"
                )
                instead = None
        elif len(names) > 1 and "(" not in inner:
            instead = f"({instead})"
        message = f"{word}(…) takes one name, and is one step {way}"
        length = found.end() + len(inner) + 1 - found.start()
        return EquationError(message, found.start(), length, remedy, instead=instead)
    return None


def free_name(known: Known) -> str:
    """A name for one more quantity."""
    return next(name for name in ("Z", "kept", "kept_on") if name not in known)


def _in_parentheses(text: str, start: int) -> str | None:
    """What stands between a parenthesis that opens before `start` and the one that closes it."""
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return text[start:place]
    return None


def _spread(inner: str, names: Collection[str], word: str) -> str:
    """The expression with `previous` at each of the names: previous(Y)*W2 for what was previous(Y*W2)."""
    return NAME.sub(lambda name: f"{word}({name.group()})" if name.group() in names else name.group(), inner).strip()


def _module(text: str, _known: Known) -> EquationError | None:
    """`np.tanh(a)`, `torch.sigmoid(a)`."""
    found = MODULE.search(text)
    if found is None:
        return None
    written = found.group()
    message = f"functions have no {shortened(written)} before them here"
    return EquationError(message, found.start(), len(written), f"leave {shortened(written)} out", instead="")


def _latex(text: str, _known: Known) -> EquationError | None:
    r"""`\\tanh(a)`, `W \\cdot x`, `\\frac{a}{b}`, `W_{xh}`."""
    found: list[EquationError] = []
    if fraction := FRACTION.search(text):
        instead = f"({fraction[1]})/({fraction[2]})"
        message = "fractions are written with / here"
        found.append(
            EquationError(message, fraction.start(), len(fraction.group()), f"write {instead}", instead=instead)
        )
    elif styled := STYLED.search(text):
        message = f"{shortened(styled.group())} is LaTeX"
        found.append(
            EquationError(message, styled.start(), len(styled.group()), f"write {styled[1]}", instead=styled[1])
        )
    elif back := BACKSLASH.search(text):
        word = OWN_WORDS.get(back[1], back[1])
        shown = f"write {word}" if word else f"leave {shortened(back.group().strip())} out"
        length = len(back.group()) if not word or not word.isalpha() or back[2] != "(" else len(back.group().rstrip())
        message = f"{shortened(back.group().strip())} is LaTeX"
        found.append(
            EquationError(message, back.start(), length, shown, instead=f"{word} " if back[2].isalnum() else word)
        )
    if space := SPACES.search(text):
        found.append(
            EquationError("this is LaTeX for a space", space.start(), len(space.group()), "leave it out", instead=" ")
        )
    if braces := SUBSCRIPT_IN_BRACES.search(text):
        instead = f"_{braces[1]}"
        message = "names have no braces"
        found.append(EquationError(message, braces.start(), len(braces.group()), f"write {instead}", instead=instead))
    return min(found, key=lambda error: error.offset, default=None)


def _transposed(text: str, known: Known) -> EquationError | None:
    """`W^T`."""
    if "T" in known:
        return None
    found = RAISED_T.search(text)
    if found is None:
        return None
    message = "the transpose of a matrix is written otherwise here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


def _powers(text: str, _known: Known) -> EquationError | None:
    """`(target - p)^{2}`."""
    found = RAISED_IN_BRACES.search(text)
    if found is None:
        return None
    instead = f"**({found[1]})"
    return EquationError(
        "a power has no braces", found.start(), len(found.group()), f"write {instead}", instead=instead
    )


def _turned(text: str, _known: Known) -> EquationError | None:
    """`W.transpose()`, `W.t()`."""
    found = TURNED.search(text)
    if found is None:
        return None
    message = "the transpose of a matrix is written otherwise here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


def _called(text: str, known: Known) -> EquationError | None:
    """`w(input)` for a product with w."""
    for found in CALLED.finditer(text):
        if found[1] in known and found[1] not in WRITABLE:
            sign = " @ " if found[1] in known.matrices else "*"
            message = f"{shortened(found[1])} is no function"
            remedy = f"write {found[1]}{sign}(…) to multiply"
            return EquationError(message, found.start(), len(found[1]), remedy, instead=f"{found[1]}{sign}")
    return None


def _keyword(text: str, _known: Known) -> EquationError | None:
    """`sum(a, axis=0)`."""
    found = KEYWORD.search(text)
    if found is None:
        return None
    remedy = f"leave {shortened(found.group())} out"
    message = "functions have no settings here"
    return EquationError(message, found.start(), len(found.group()), remedy, instead="")


def _of_a_tuple(text: str, _known: Known) -> EquationError | None:
    """`cat((a, b))`, `concat([a, b])`."""
    for found in OF_A_TUPLE.finditer(text):
        start = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
        closing = {"(": ")", "[": "]"}[text[start]]
        inner = _in_parentheses(text.replace("[", "(").replace("]", ")"), start + 1)
        end = start + 1 + len(inner or "")
        if inner and "," in inner and text[end : end + 1] == closing:
            listed = text[start + 1 : end]
            message = "what a function is applied to stands in its brackets without further ones"
            remedy = f"write {listed.strip()} alone"
            return EquationError(message, start, end + 1 - start, remedy, instead=listed)
    return None


def _at_the_end(text: str, _known: Known) -> EquationError | None:
    """`tanh(a);`."""
    found = AT_THE_END.search(text)
    if found is None:
        return None
    sign = found.group().strip()
    return EquationError(f"no {sign!r} ends an equation", found.start(), 1, "leave it out", instead="")


def _point_between(text: str, _known: Known) -> EquationError | None:
    """`w.input`."""
    found = POINT_BETWEEN.search(text)
    if found is None or MODULE.search(text):
        return None
    return EquationError("'.' has no meaning in an equation", found.start(), 1, "write * for times", instead="*")


def _dotted(text: str, _known: Known) -> EquationError | None:
    """`a .* b`, `(target - p).^2`."""
    found = DOTTED.search(text)
    if found is None:
        return None
    sign = "**" if found[1] == "^" else found[1]
    message = f"operations go element by element without a point before them, {shortened(found.group())}"
    return EquationError(message, found.start(), len(found.group()), f"write {sign}", instead=sign)


def _method(text: str, _known: Known) -> EquationError | None:
    """`W.dot(x)`."""
    found = METHOD.search(text)
    if found is None:
        return None
    message = "the product of a matrix and a vector is written otherwise here"
    return EquationError(message, found.start(), len(found.group()), "write W @ h, not W.dot(h)", instead=" @ ")


def _primed(text: str, _known: Known) -> EquationError | None:
    """`W' * x`."""
    found = PRIMED.search(text)
    if found is None or text.count("'", 0, found.start()) % 2:
        return None
    message = "the transpose of a matrix is written otherwise here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


def _without_brackets(text: str, _known: Known) -> EquationError | None:
    """`previous h`."""
    found = WITHOUT_BRACKETS.search(text)
    if found is None:
        return None
    instead = f"{found[1]}({found[2]})"
    message = f"{found[1]} has its name in brackets"
    return EquationError(message, found.start(), len(found.group()), f"write {instead}", instead=instead)


def _target_last(text: str, known: Known) -> EquationError | None:
    """`cross_entropy(P, target)`, as PyTorch has it: here it would mean something else."""
    found = TARGET_LAST.search(text) if known.in_loss else None
    if found is None:
        return None
    instead = f"{found[1]}(target, {found[2]})"
    message = f"the target comes first in {found[1]}"
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
    _module,
    _latex,
    _transposed,
    _powers,
    _turned,
    _dotted,
    _method,
    _called,
    _keyword,
    _of_a_tuple,
    _at_the_end,
    _point_between,
    _primed,
    _without_brackets,
)
