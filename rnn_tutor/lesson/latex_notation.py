"""LaTeX in an equation, and powers that are no powers: what to write instead."""

from __future__ import annotations

import re

from rnn_tutor.equations.functions import ALIASES
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.lesson.known_names import Known
from rnn_tutor.lesson.problems import shortened

BACKSLASH = re.compile(r"\\+([A-Za-z]+)\s*(?=(.?))")
SPACES = re.compile(r"\\[,;:! ]|~")
STYLED = re.compile(r"\\+(?:math(?:bf|rm|it|cal)|boldsymbol|bm|text|vec|operatorname)\s*\{\s*(\w+)\s*\}")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
SUBSCRIPT_IN_BRACES = re.compile(r"(?<=\w)_\{(\w+)\}")
RAISED_T = re.compile(r"(?<=[\w)\]}])\s*(?:\^|\*\*)\s*(?:\{\s*(?:\\top|T|⊤|⊺)\s*\}|\\top|(?:T|⊤|⊺)(?!\w))")
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
