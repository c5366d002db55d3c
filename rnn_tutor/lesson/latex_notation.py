"""LaTeX in an equation, and powers that are no powers: what to write instead."""

from __future__ import annotations

import re

from rnn_tutor.equations.functions import ALIASES
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.lesson.known_names import Known
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.lesson.slide_names import ACCENT, accented

BACKSLASH = re.compile(r"\\+([A-Za-z]+)\s*(?=(.?))")
SPACES = re.compile(r"\\[,;:! ]|~")
STYLED = re.compile(r"\\+(?:math(?:bf|rm|it|cal)|boldsymbol|bm|text|vec|operatorname)\s*\{\s*(\w+)\s*\}")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
SUBSCRIPT_IN_BRACES = re.compile(r"(?<=\w)_\{(\w+)\}")
RAISED_T = re.compile(r"(?<=[\w)\]}])\s*(?:\^|\*\*)\s*(?:\{\s*(?:\\top|T|⊤|⊺)\s*\}|\\top|(?:T|⊤|⊺)(?!\w))")
SUM = re.compile(r"\\+sum\s*(?:\\+(?:no)?limits\s*)?(?:[_^]\s*(?:\{[^{}]*\}|\w)\s*)*(?P<space>\s*)")
INDEX = r"\s*(?:_\s*\{\s*[tknij]\s*\}|_[tknij](?!\w)|\^\s*\{?\s*[(<]\s*[tkn]\s*[)>]\s*\}?)"
ACCENTED = re.compile(rf"{ACCENT.pattern}(?:{INDEX})?")
RAISED_IN_BRACES = re.compile(r"\^\{([^{}]*)\}")
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


def in_latex(text: str, _known: Known) -> EquationError | None:
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
        before_letter = back[2].isalnum() or (word.isalpha() and back[2] == "\\")
        length = len(back.group()) if not word or not word.isalpha() or back[2] != "(" else len(back.group().rstrip())
        message = f"{shortened(back.group().strip())} is LaTeX"
        found.append(EquationError(message, back.start(), length, shown, instead=f"{word} " if before_letter else word))
    if space := SPACES.search(text):
        found.append(
            EquationError("this is LaTeX for a space", space.start(), len(space.group()), "leave it out", instead=" ")
        )
    if braces := SUBSCRIPT_IN_BRACES.search(text):
        instead = f"_{braces[1]}"
        message = "names have no braces"
        found.append(EquationError(message, braces.start(), len(braces.group()), f"write {instead}", instead=instead))
    return min(found, key=lambda error: error.offset, default=None)


def transposed(text: str, known: Known) -> EquationError | None:
    """`W^T`."""
    if "T" in known:
        return None
    found = RAISED_T.search(text)
    if found is None:
        return None
    message = "the transpose of a matrix is written differently here"
    return EquationError(message, found.start(), len(found.group()), "write W.T, or Wᵀ", instead=".T")


def raised_in_braces(text: str, _known: Known) -> EquationError | None:
    """`(target - p)^{2}`."""
    found = RAISED_IN_BRACES.search(text)
    if found is None:
        return None
    instead = f"**({found[1]})"
    return EquationError(
        "a power has no braces", found.start(), len(found.group()), f"write {instead}", instead=instead
    )


def accent(text: str, known: Known) -> EquationError | None:
    r"""`\hat{y}_t`, `\tilde{h}`: a name; in a loss the prediction, and the same letter without a hat the target."""
    found = ACCENTED.search(text)
    if found is None:
        return None
    name, letter = accented(found), found["bare"] or found["braced"]
    start, length = found.start(), len(found.group())
    message = f"{shortened(found.group())} is LaTeX"
    underlined = f"{letter}_{found['accent']}"
    if underlined in known or underlined in known.others:
        name = underlined
    elif name not in known and name not in known.others and known.in_loss and found["accent"] == "hat":
        name = letter if letter in known or letter in known.others else known.prediction or name
        if name == letter:
            hats = ACCENTED.sub(lambda one: "\0" if accented(one) == accented(found) else one.group(), text)
            line = re.sub("(?<=[A-Za-z])\0", f" {name}", _bare(letter).sub("target", hats)).replace("\0", name)
            remedy = f"write {name} for the prediction, and target for {letter}"
            return EquationError(message, 0, len(text), remedy, instead=line)
    instead = f" {name}" if text[:start][-1:].isalnum() else name
    return EquationError(
        message,
        start,
        length,
        f"write {name}",
        instead=f"{instead} " if text[start + length :][:1].isalnum() else instead,
    )


def _bare(letter: str) -> re.Pattern[str]:
    """A letter alone, with or without its time step."""
    return re.compile(rf"(?<![\w\\]){letter}(?:{INDEX})?(?![\w(])")


def sum_over(text: str, _known: Known) -> EquationError | None:
    r"""`\\sum_t a b`: the term behind it stands in the brackets of sum(…)."""
    found = SUM.search(text)
    if found is None:
        return None
    end = _end_of_term(text, found.end())
    term = text[found.end() : end].strip()
    if not term:
        return None
    instead = f"sum({term})"
    message = f"{shortened(found.group().strip())} is LaTeX"
    return EquationError(
        message, found.start(), end - found.start(), "write sum(…) round all of the term", instead=instead
    )


def _end_of_term(text: str, start: int) -> int:
    """Where a term ends: before the next + or -, or the bracket that closes what is round it."""
    depth = 0
    for place in range(start, len(text)):
        sign = text[place]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        begins = not text[start:place].strip()
        if depth < 0 or (depth == 0 and sign in "+-−–,=" and not begins):
            return place
    return len(text)
