r"""What a paper's source has, in the words that the parser reads: \frac{\partial L}{\partial Y_3}, W^\top, 10^{-3}.

No command is run or looked up anywhere: what isn't listed here stays as it is, and the parser points at it.
"""

from __future__ import annotations

import re

from rnn_tutor.quiz.typed import Typed, closing

BRACKETS = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*")
SPACES = re.compile(r"\\(?:quad|qquad|displaystyle|limits|[,;:! ])(?![A-Za-z])|\$")
WRITTEN_OUT = re.compile(r"\\(?:mathrm|mathbf|boldsymbol|mathit|mathsf|text|operatorname|vec)\s*\{([^{}]*)\}")
NORM = re.compile(r"\\\|")
PARTIAL = re.compile(r"\\partial\s*")
OF_SEQUENCE = re.compile(r"(?:_\{(\w+)\})?\^\{\(([0-9]+)\)\}")
COMMAND = re.compile(r"\\([A-Za-z]+) ?")
SIGNS = {
    "cdot": "·",
    "times": "×",
    "odot": "⊙",
    "circ": "*",
    "div": "/",
    "partial": "∂",
    "prime": "′",
    "top": "ᵀ",
    "intercal": "ᵀ",
    "leftarrow": "=",
    "gets": "=",
    "approx": "=",
    "otimes": "⊗",
    "lbrace": "(",
    "rbrace": ")",
    "nabla": "∇",
    "sigma": "σ",
    "eta": "η",
    "alpha": "α",
    "varepsilon": "ε",
    "epsilon": "ε",
}
NAMES = frozenset({"tanh", "exp", "log", "ln", "max", "min", "sqrt", "softmax", "beta", "mu", "gamma"})
FRACTION = re.compile(r"\\[dt]?frac\s*\{")
ROOT = re.compile(r"\\sqrt\s*\{")
HAT = re.compile(r"\\(?:wide)?hat\s*\{?\s*([A-Za-z])\s*\}?")
RAISED_SIGN = re.compile(r"\^\s*(?:\{\s*(′+|ᵀ|T)\s*\}|(′+|ᵀ)|(T)(?!\w))")
MATRIX = re.compile(r"\\begin\{[pbvB]?matrix\}(.*?)\\end\{[pbvB]?matrix\}", re.DOTALL)
COMMA = re.compile(r"(?<=[0-9])\{,\}(?=[0-9])")
BRACE = re.compile("[{}]")
ROUND = {"{": "(", "}": ")"}
PRODUCT = frozenset("*·×⊙")
GRADIENT = re.compile(r"(?:∂|d)\s*\w+")
GRADIENT_SIGN = re.compile(r"∇_?\{?\s*([^\W\d]\w*(?:_\{?\w+\}?)?)\s*\}?\s*(?:L|Loss|ℒ|J|E)(?!\w)")
BRACED = re.compile(r"_\{\s*(\w+)\s*\}")
RAISED_BRACES = re.compile(r"\^\{([^{}]*)\}")


def without_latex(typed: Typed) -> Typed:
    """The same without the commands of LaTeX, and with round brackets for what its braces hold together."""
    has_commands = "\\" in typed.text
    typed = typed.sub(MATRIX, _rows).sub(COMMA, ".").sub(BRACKETS, "").sub(NORM, "‖").sub(SPACES, " ")
    while WRITTEN_OUT.search(typed.text):
        typed = typed.sub(WRITTEN_OUT, r"\1")
    typed = typed.sub(OF_SEQUENCE, lambda found: f"_seq{found.group(2)}" + f"_{found.group(1)}" * bool(found.group(1)))
    typed = _fractions(typed.sub(HAT, r"\1hat")).sub(COMMAND, _sign)
    typed = typed.sub(RAISED_SIGN, lambda found: (found.group(1) or found.group(2) or "T").replace("T", "ᵀ"))
    typed = typed.sub(GRADIENT_SIGN, r"d\1")
    typed = typed.sub(BRACED, r"_\1").sub(RAISED_BRACES, r"^(\1)")
    return typed.sub(BRACE, lambda found: ROUND[found.group()]) if has_commands else typed


def _sign(found: re.Match[str]) -> str:
    word = found.group(1)
    if word in NAMES:
        return word
    sign = SIGNS.get(word, found.group())
    return f"{sign} " if sign in "ηαε" else sign


def _rows(found: re.Match[str]) -> str:
    rows = [", ".join(cell.strip() for cell in row.split("&")) for row in re.split(r"\\\\", found.group(1))]
    rows = [row for row in rows if row]
    return f"[{', '.join(rows)}]" if all("," not in row for row in rows) else f"[{', '.join(f'[{r}]' for r in rows)}]"


def _fractions(typed: Typed) -> Typed:
    r"""\frac{a}{b} as (a)/(b), and of two differentials as ∂L/∂X; \sqrt{a} as sqrt(a)."""
    while found := ROOT.search(typed.text):
        end = closing(typed.text, found.end() - 1)
        if end is None:
            return typed
        typed = typed.replaced(end, end + 1, ")").replaced(found.start(), found.end(), "sqrt(")
    while innermost := [*FRACTION.finditer(typed.text)][-1:]:
        begun = innermost[0]  # of those in one another the last
        top = _in_braces(typed.text, begun.end() - 1)
        bottom = _in_braces(typed.text, top[1] + 1) if top else None
        if top is None or bottom is None:
            return typed
        parts = [typed.text[start:end] for start, end in (top, bottom)]
        above, below = (PARTIAL.sub("∂", part).strip() for part in parts)
        is_gradient = GRADIENT.match(above) and GRADIENT.match(below) and not PRODUCT & set(above)
        new = f"{above}/{below} " if is_gradient else f"(({parts[0]})/({parts[1]}))"
        typed = typed.replaced(begun.start(), bottom[1] + 1, new)
    return typed


def _in_braces(text: str, start: int) -> tuple[int, int] | None:
    """Where the inside of a pair of braces begins and ends that stands at an offset, or after space."""
    opening = start + len(text[start:]) - len(text[start:].lstrip())
    end = closing(text, opening) if text[opening : opening + 1] == "{" else None
    return None if end is None else (opening + 1, end)
