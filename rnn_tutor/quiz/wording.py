"""What people write, and what a program or a paper prints, in the words that the parser reads.

Each rule is one way of writing: σ′(X₃), tanh²(c), np.dot(W.T, d), Y_{2}, (∂L/∂W₁)₃, 10⁻³, 16 %, array([…]), a remark in
brackets. None of them touches a name that the lesson has itself: its own names win.
"""

from __future__ import annotations

import re
from itertools import takewhile

from rnn_tutor.equations.functions import ALIASES, BY_NOTATION, CONSTANTS, FUNCTIONS
from rnn_tutor.equations.operations.elementary import SQRT
from rnn_tutor.equations.operations.function import BRANCHES
from rnn_tutor.equations.operations.reductions import SIZE
from rnn_tutor.equations.operations.structural import PART
from rnn_tutor.quiz.latex import without_latex
from rnn_tutor.quiz.matrix_notation import in_brackets, in_matrix_notation
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.typed import Typed, closing

MINUS_SIGNS = "‐‑‒–—―﹣－⁃➖˗"
FULL_WIDTH = {character: chr(ord(character) - 0xFEE0) for character in map(chr, range(0xFF01, 0xFF5F))}
SINGLE = {
    **FULL_WIDTH,
    **dict.fromkeys(MINUS_SIGNS, "-"),
    **dict.fromkeys("✕✖⨯∙•‧", "*"),
    **dict.fromkeys("≈≃≅≡", "="),
    **dict.fromkeys("’‘´`ʹ", "′"),
    "'": "′",
    "\u3000": " ",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    **dict.fromkeys('"“”„✓✔', " "),
    "【": "[",
    "】": "]",
}
RAISED_SIGNED = re.compile("[⁺⁻][⁰¹²³⁴⁵⁶⁷⁸⁹]+|⁽[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()")
INDEXED = re.compile("₍([₀-₉]+)₎")
MODULE = re.compile(r"\b(?:np|numpy|jnp|math|torch|tf|F|nn)\.(?=[A-Za-z])")
SELF = re.compile(r"\bself\.(?=[A-Za-z])")
OF_TORCH = re.compile(r"\b(?:(\w+)\.grad|grad_(\w+?)|(\w+)_grad)\b")
METHOD = re.compile(r"\.(?:dot|matmul|mm|mv)\(")
WRAPPER = re.compile(r"\b(?:array|tensor|Tensor|matrix|Matrix|vector|float32|float64|float|Fraction)\s*\(")
DTYPE = re.compile(r",\s*(?:dtype|device|requires_grad|grad_fn)\s*=\s*[\w.<>]+")
PERCENT = re.compile(r"(?<![\w.])((?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*[%％]")
WORD_TIMES = re.compile(r"(?<=[\w)\]])\s+[xX]\s+(?=[\w(∂.])")
LETTER_TIMES = re.compile(r"(?<=[0-9])\s*[xX]\s*(?=10\s*(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]))")
GREETING = re.compile(
    r"^\s*(?:(?:approx(?:imately)?|ca|circa|about|roughly|answer|result|the answer is|it is|is it|it's|i think|maybe)\b"
    r"[.:]?|[~=:$€])\s*",
    re.IGNORECASE,
)
ASSIGNED = re.compile(r"==|:=|<-|~=|->|=>|←|⟵|→|:")
IN_WORDS = re.compile(r"^\s*minus\s+(?=[0-9.])", re.IGNORECASE)
CONFIRMED = re.compile(r"\s*\bby hand\b\s*(?:,.*\bexactly\b)?[.\s]*$|,\s*[-0-9.e^*×⁰¹²³⁴⁵⁶⁷⁸⁹⁻ ]+\bexactly\b[.\s]*$")
COMMENT = re.compile(r"\s*#.*$")
ENDING = re.compile(r"(?<=[\w)\]%])\s*[.;,!?$€]+\s*$")
REMARK = re.compile(r"(?:(?<=[0-9%])|(?<=[\w)\]])\s+)[(\[]([^()\[\]]*)[)\]]\s*$")
UNIT = re.compile(r"(?<=[0-9])\s+([A-Za-z°µ$€][A-Za-z ]*)$")
OF_ROUNDING = frozenset({"dp", "d.p", "sf", "s.f", "dps", "sig", "fig", "figs", "digits", "places", "by", "hand"})
WORD = re.compile(r"[^\W\d_](?:[^\W²³¹⁰⁴⁵⁶⁷⁸⁹]|[.′])*")
NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
SPACED = re.compile(rf"\[\s*({NUMBER}(?:[\s,;]+{NUMBER})+)\s*\]")
NUMERATOR = r"(?:L|E|J|C|ℒ|𝓛|Loss|loss|Error|Cost)"
PAPER_GRADIENT = re.compile(rf"(?<!\w)(?:d|∂|\\partial )\s*({NUMERATOR})\s*/\s*(?:d|∂)\s*(?=[^\W\d])")
RUN_GRADIENT = re.compile(rf"(?<!\w)d({NUMERATOR})_?d(?=[^\W\d])")
SHARE = re.compile(r"\(\s*(?:d|∂)(?:Loss\s*/\s*(?:d|∂))?\s*(\w+)\s*\)\s*_?\{?([0-9₀-₉]+)\}?(?![\w.])")
SLOPE = re.compile(r"(\w+)′\s*\(")
SLOPE_OF = re.compile(r"\bd_?(sigmoid|tanh|relu|sigma)\s*\(")
SLOPE_WORD = re.compile(r"\b(?:d_?)?(\w+?)_?(?:prime|deriv|derivative|grad|slope)\s*\(")
ROOT = re.compile(r"√\s*(\w+)(?![\w(])")
ROOT_SIGN = re.compile(r"√(?=\s*\()")
TUPLE_INSIDE = re.compile(r"(?:\[|\],)\s*\(")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
NO_WORDS = (SIZE.name, PART.name, BRANCHES)  # words of English, and what nobody types
FUNCTION_NAMES = sorted(
    {*FUNCTIONS, *BY_NOTATION, *ALIASES} - {*CONSTANTS, *(FUNCTIONS[name].notation for name in CONSTANTS), *NO_WORDS},
    key=len,
    reverse=True,
)
RAISED_FUNCTION = re.compile(
    rf"(?<!\w)({'|'.join(map(re.escape, FUNCTION_NAMES))})\s*(?:(?:\^|\*\*)\s*([0-9])|([²³]))\s*\("
)


def in_plain_words(text: str, names: AnswerNames, *, several: bool = False) -> Typed:
    """What was typed, as the parser reads it; `several` numbers may stand without brackets."""
    typed = Typed.of("".join(SINGLE.get(character, character) for character in text))
    typed = typed.sub(GREETING, "").sub(IN_WORDS, "-").sub(CONFIRMED, "").sub(COMMENT, "")
    typed = typed.sub(ASSIGNED, "=").sub(DTYPE, "")
    if several:
        typed = in_brackets(typed)
    rules = (_latex, _own_notation, _numbers, _programs, in_matrix_notation, _gradients, _functions, _vectors)
    for rule in rules:
        typed = rule(typed, names)
    return typed


def without_remarks(typed: Typed, names: AnswerNames) -> Typed:
    """A side of an equation without the full stop, the unit or the remark at its end."""
    while True:
        shorter = typed.sub(ENDING, "")
        remark = REMARK.search(shorter.text)
        if remark and shorter.text[: remark.start()].strip() and _is_remark(remark.group(1), names):
            shorter = shorter.part(0, remark.start())
        unit = UNIT.search(shorter.text)
        if unit and not any(_means_something(word, names) for word in WORD.findall(unit.group(1))):
            shorter = shorter.part(0, unit.start())
        if shorter.text == typed.text:
            return typed
        typed = shorter


def _is_remark(inside: str, names: AnswerNames) -> bool:
    """Whether what stands in brackets are words, and none of them a name: `(3 dp)`, `[rounded]`."""
    words = WORD.findall(inside)
    return bool(words) and not any(_means_something(word, names) for word in words)


def _means_something(word: str, names: AnswerNames) -> bool:
    """Whether a word is a name of the lesson's, a function, or part of a number.

    In small letters too, unless it is one that is said of rounding: dp for decimal places is no ∂P.
    """
    if names.means(word) or word in FUNCTIONS or word in BY_NOTATION:
        return True
    plain = word.lower().rstrip(".")
    return plain not in OF_ROUNDING and (names.may_mean(word) or plain in {"e", *CONSTANTS, *ALIASES})


def _latex(typed: Typed, _: AnswerNames) -> Typed:
    return without_latex(typed).sub(INDEXED, r"_\1")


def _numbers(typed: Typed, names: AnswerNames) -> Typed:
    if not names.means("x"):
        typed = typed.sub(WORD_TIMES, "*")
    typed = typed.sub(ROOT, rf"{SQRT.name}(\1)").sub(ROOT_SIGN, SQRT.name)
    typed = typed.sub(LETTER_TIMES, "*").sub(PERCENT, r"\1e-2")
    return typed.sub(RAISED_SIGNED, lambda found: f"^({found.group().translate(RAISED).strip('()')})")


def _programs(typed: Typed, names: AnswerNames) -> Typed:
    """Module names, wrappers such as array(…), and the method .dot(…)."""
    typed = typed.sub(SELF, "").sub(OF_TORCH, lambda found: _gradient_of(found, names))
    typed = typed.sub(MODULE, lambda found: found.group() if names.means(found.group()[:-1]) else "")
    while found := WRAPPER.search(typed.text):
        end = closing(typed.text, found.end() - 1)
        if end is None or names.means(found.group()[:-1].strip()):
            break
        inside = typed.text[found.end() : end]
        over = re.fullmatch(r"\s*(-?[0-9]+)\s*,\s*([0-9]+)\s*", inside)
        new = f"({over[1]}/{over[2]})" if over and found.group().startswith("Fraction") else inside
        typed = typed.replaced(found.start(), end + 1, new)
    while found := METHOD.search(typed.text):
        end = closing(typed.text, found.end() - 1)
        start = _operand_before(typed.text, found.start())
        if end is None or start is None:
            break
        left, right = typed.text[start : found.start()], typed.text[found.end() : end]
        typed = typed.replaced(start, end + 1, f"({left} @ ({right}))")
    return typed


def _gradient_of(found: re.Match[str], names: AnswerNames) -> str:
    """Y3.grad, grad_Y3 and Y3_grad as dY3, where there is such a gradient."""
    name = next(part for part in found.groups() if part)
    return f"d{name}" if names.means(f"d{name}") and not names.means(found.group()) else found.group()


def _operand_before(text: str, end: int) -> int | None:
    """Where the operand begins that ends at an offset: a name with what follows it, or a bracket."""
    place = end
    while place > 0:
        if text[place - 1] in ")]":
            opening = next((start for start in range(place - 2, -1, -1) if closing(text, start) == place - 1), None)
            if opening is None:
                return None
            place = opening
        else:
            word = [*takewhile(lambda character: re.match(r"[\w.ᵀ]", character), reversed(text[:place]))]
            return place - len(word) if word or place < end else None
    return 0 if end else None


def _gradients(typed: Typed, names: AnswerNames) -> Typed:
    """dL/dX3, ∂L/∂X₃ as dX3, unless the lesson has an L of its own; (∂Loss/∂W₁)₃ as dW1_3."""

    def shortened(found: re.Match[str]) -> str:
        own = found.group(1) != "Loss" and (names.means(found.group(1)) or names.means(f"d{found.group(1)}"))
        return found.group() if own else "d"

    typed = typed.sub(PAPER_GRADIENT, shortened).sub(RUN_GRADIENT, shortened)
    return typed.sub(SHARE, lambda found: f"d{found.group(1)}_{found.group(2).translate(SUBSCRIPTS)}")


def _own_notation(typed: Typed, names: AnswerNames) -> Typed:
    """The names that the screen writes in several words or with brackets: new W₁, m̂(W₁), h1(2)."""
    for pattern, spelling in names.written:
        typed = typed.sub(pattern, lambda _, to=spelling: to)  # type: ignore[misc]  # mypy can't infer a lambda's default
    return typed


def _functions(typed: Typed, names: AnswerNames) -> Typed:
    """σ′(x) and the like as sigmoid_slope(x); tanh²(x) as (tanh(x))²."""

    def as_slope(found: re.Match[str]) -> str:
        name = names.function(found.group(1))
        return found.group() if name is None else f"{name}_slope("

    typed = typed.sub(SLOPE, as_slope).sub(SLOPE_WORD, as_slope).sub(SLOPE_OF, as_slope)
    while found := RAISED_FUNCTION.search(typed.text):
        opening = found.end() - 1
        end = closing(typed.text, opening)
        if end is None or names.means(found.group(1)):
            break
        power = found.group(2) or {"²": "2", "³": "3"}[found.group(3)]
        argument = typed.text[opening : end + 1]
        typed = typed.replaced(found.start(), end + 1, f"({found.group(1)}{argument})^{power}")
    return typed


def _vectors(typed: Typed, _: AnswerNames) -> Typed:
    """[a b] and (a, b) as [a, b]; [a b; c d] as [[a, b], [c, d]]."""
    stripped = typed.text.strip()
    if stripped.startswith("("):
        typed = _as_list(typed, typed.text.index("("))
        while found := TUPLE_INSIDE.search(typed.text):
            as_list = _as_list(typed, found.end() - 1)
            if as_list.text == typed.text:
                break
            typed = as_list
    typed = typed.sub(re.compile(r"(?<=\])\s*[,;]?\s*(?=\[)"), ", ")
    return typed.sub(SPACED, lambda found: _rows(found.group(1)))


def _as_list(typed: Typed, opening: int) -> Typed:
    """(a, b) as [a, b], where it is more than a bracket around one thing."""
    end = closing(typed.text, opening)
    if (
        end is None
        or not _has_comma(typed.text[opening : end + 1])
        or not re.match(r"\s*(?:$|[,\])])", typed.text[end + 1 :])
    ):
        return typed
    return typed.replaced(end, end + 1, "]").replaced(opening, opening + 1, "[")


def _has_comma(text: str) -> bool:
    """Whether a comma stands in the outermost brackets."""
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 1:
            return True
    return False


def _rows(inside: str) -> str:
    """Numbers in a row; rows parted by semicolons."""
    rows = [", ".join(re.findall(NUMBER, row)) for row in inside.split(";")]
    return f"[{rows[0]}]" if len(rows) == 1 else "[" + ", ".join(f"[{row}]" for row in rows) + "]"
