"""NumPy, PyTorch and Matlab in an equation: what to write instead."""

from __future__ import annotations

import re

from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.lesson.known_names import Known, Reading, in_parentheses
from rnn_tutor.lesson.problems import shortened

MODULE = re.compile(
    r"(?<![\w.])(?:np|numpy|torch|tf|tensorflow|jnp|jax|math|nn|F|K|keras|keras_core|scipy)\."
    r"(?:(?:nn|functional|math|random|numpy|special|activations|backend)\.)*(?=\w)"
)
TURNED = re.compile(r"(?<=[\w)])\.(?:transpose|t|T)\(\)")
CALLED = re.compile(r"(?<![\w.])([^\W\d]\w*)(?=\s*\()")
KEYWORD = re.compile(r",\s*(?:dim|axis|keepdims?|dtype|reduction|out|alpha|beta)\s*=\s*[\w'\"().-]+?(?=\s*[,)])")
OF_A_TUPLE = re.compile(r"(?<![\w.])(?:concat|concatenate|cat|hstack|vstack|stack|sum|max|min)\s*\((?=\s*[(\[])")
AT_THE_END = re.compile(r"[;,.]\s*$")
POINT_BETWEEN = re.compile(r"(?<=[\w)\]])\.(?=[^\W\d])(?!T(?!\w)|t[0-9]|dot\b|matmul\b|mm\b|mv\b|transpose\b)")
DOTTED = re.compile(r"\.(\*\*|[*/^])")
METHOD = re.compile(r"(?<=[\w)\]])\.(?:dot|matmul|mm|mv)(?=\()")
PRIMED = re.compile(r"(?<=[\w)\]])['’′](?![\w'])")


def _module(text: str, _known: Known) -> EquationError | None:
    """`np.tanh(a)`, `torch.sigmoid(a)`."""
    found = MODULE.search(text)
    if found is None:
        return None
    written = found.group()
    message = f"functions are written without {shortened(written)} here"
    return EquationError(message, found.start(), len(written), f"leave {shortened(written)} out", instead="")


def _turned(text: str, _known: Known) -> EquationError | None:
    """`W.transpose()`, `W.t()`."""
    found = TURNED.search(text)
    if found is None:
        return None
    message = "the transpose of a matrix is written differently here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


def _called(text: str, known: Known) -> EquationError | None:
    """`w(input)` for a product with w."""
    for found in CALLED.finditer(text):
        if found[1] in known and found[1] not in WRITABLE:
            sign = " @ " if found[1] in known.matrices else "*"
            message = f"{shortened(found[1])} is not a function"
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
        inner = in_parentheses(text.replace("[", "(").replace("]", ")"), start + 1)
        end = start + 1 + len(inner or "")
        if inner and "," in inner and text[end : end + 1] == closing:
            listed = text[start + 1 : end]
            message = "a function takes its values without brackets of their own"
            remedy = f"write only {listed.strip()}"
            return EquationError(message, start, end + 1 - start, remedy, instead=listed)
    return None


def _at_the_end(text: str, _known: Known) -> EquationError | None:
    """`tanh(a);`."""
    found = AT_THE_END.search(text)
    if found is None:
        return None
    sign = found.group().strip()
    return EquationError(f"an equation doesn't end with {sign!r}", found.start(), 1, "leave it out", instead="")


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
    message = f"operations act element by element here, so {shortened(found.group())} needs no point"
    return EquationError(message, found.start(), len(found.group()), f"write {sign}", instead=sign)


def _method(text: str, _known: Known) -> EquationError | None:
    """`W.dot(x)`."""
    found = METHOD.search(text)
    if found is None:
        return None
    message = "the product of a matrix and a vector is written differently here"
    return EquationError(message, found.start(), len(found.group()), "write W @ h, not W.dot(h)", instead=" @ ")


def _primed(text: str, _known: Known) -> EquationError | None:
    """`W' * x`."""
    found = PRIMED.search(text)
    if found is None or text.count("'", 0, found.start()) % 2:
        return None
    message = "the transpose of a matrix is written differently here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


OF_PROGRAMS: tuple[Reading, ...] = (
    _module,
    _turned,
    _dotted,
    _method,
    _primed,
    _called,
    _keyword,
    _of_a_tuple,
    _at_the_end,
    _point_between,
)
