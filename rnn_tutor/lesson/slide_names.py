r"""Quantities as slides name them, with accents and time steps: `\tilde{h}_t`, `h[t]`, `h_t`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rnn_tutor.equations.tokens import plain_name

STYLE = r"(?:\\+(?:math(?:bf|rm|it|cal)|boldsymbol|bm|text)\s*)?"
LETTERS = (
    rf"{STYLE}(?P<bare>[A-Za-z])|\{{\s*{STYLE}\{{?\s*(?P<braced>[^\W\d_][^\W_]*)\s*\}}?(?P<inner>_t|_\{{t\}})?\s*\}}"
)
ACCENT = re.compile(rf"\\+(?:wide)?(?P<accent>hat|tilde|bar|dot|check|breve)(?:\s*(?={{)|\s+|(?=\\))(?:{LETTERS})")
TIME = r"[tkn]"
STEP = re.compile(
    rf"(?:\s*\[\s*{TIME}\s*\]|\s*\(\s*{TIME}\s*\)|\s*_\s*\{{\s*{TIME}\s*\}}|_t|ₜ|\s*\^\s*\{{?\s*[(<]\s*{TIME}\s*[)>]\s*\}}?)$"
)
STYLED = re.compile(r"\\+(?:math(?:bf|rm|it|cal)|boldsymbol|bm|text)\s*\{\s*(\w+)\s*\}")
IN_BRACES = re.compile(r"(?<=\w)_\{(\w+)\}")
PLAIN = re.compile(r"[^\W\d_]\w*")


def accented(found: re.Match[str]) -> str:
    r"""The name for a letter with an accent: `htilde` for `\tilde{h}`."""
    return plain_name(found["bare"] or found["braced"]) + found["accent"]


def meant(written: str) -> str:
    """The name that a slide's one stands for, without its time step; the name as it is where it says none."""
    text = ACCENT.sub(accented, written.strip())
    text = IN_BRACES.sub(r"_\1", STEP.sub("", STYLED.sub(r"\1", text)))
    text = plain_name(text)
    return text if PLAIN.fullmatch(text) else plain_name(written.strip())


def meant_each(keys: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """What each key of a lesson's equations means; a key stays as it is where another has that name already."""
    names = {key: plain_name(key.strip()) for key in keys}
    used = {*taken, *names.values()}
    found: dict[str, str] = {}
    for key, name in names.items():
        plain = meant(key)
        found[key] = name if plain in used else plain
        used.add(found[key])
    return found
