r"""Texts in LaTeX: nothing in them is a command, and pdfLaTeX has every sign that a sentence of the program uses."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from rnn_tutor.notation import latex

SPECIAL = MappingProxyType(
    {
        **latex.SPECIAL,
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "`": r"\textasciigrave{}",
        "∂": r"$\partial$",
        "×": r"$\times$",
        "·": r"$\cdot$",
        "⊙": r"$\odot$",
        "−": "$-$",
        "→": r"$\to$",
        "√": r"$\surd$",
        "≈": r"$\approx$",
        "≤": r"$\leq$",
        "≥": r"$\geq$",
        "±": r"$\pm$",
        "′": "$'$",
        "‖": r"$\|$",
        "…": r"\ldots{}",
        "⋮": r"$\vdots$",
        "–": "--",
        "—": "---",
        "’": "'",
        "‘": "`",
        "“": "``",
        "”": "''",
        "ᵀ": r"$^{\top}$",
        "ₜ": "$_{t}$",
        "ₙ": "$_{n}$",
        "₊": "$_{+}$",
        "₋": "$_{-}$",
        "₍": "$_{(}$",
        "₎": "$_{)}$",
        "\u0302": r"\^{}",
    }
)
TOGETHER = "-',"
LOWERED = "₀₁₂₃₄₅₆₇₈₉"
RAISED_SIGNS = MappingProxyType({"⁽": "(", "⁾": ")", "⁻": "-", "⁺": "+"})
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")
AS_LATIN = MappingProxyType(
    {
        "ALPHA": "A",
        "BETA": "B",
        "EPSILON": "E",
        "ZETA": "Z",
        "ETA": "H",
        "IOTA": "I",
        "KAPPA": "K",
        "MU": "M",
        "NU": "N",
        "OMICRON": "O",
        "RHO": "P",
        "TAU": "T",
        "CHI": "X",
    }
)
LAST_LATIN = 0x17F


def latex_text(text: str) -> str:
    r"""A text outside of math mode; a letter of a script that pdfLaTeX doesn't know is named by its number."""
    plain = " ".join(text.split())
    return "".join(map(_apart, plain, f"{plain[1:]} "))


def _apart(sign: str, following: str) -> str:
    """A sign; two of a kind that TeX would make one of, -- or '', are kept apart."""
    return _sign(sign) + ("{}" if sign == following and sign in TOGETHER else "")


def _sign(sign: str) -> str:
    if sign in SPECIAL:
        return SPECIAL[sign]
    if sign.isascii() or (ord(sign) <= LAST_LATIN and sign.isalpha()):
        return sign
    if sign in LOWERED:
        return f"$_{{{LOWERED.index(sign)}}}$"
    if sign in RAISED:
        return f"$^{{{RAISED.index(sign)}}}$"
    if sign in RAISED_SIGNS:
        return f"$^{{{RAISED_SIGNS[sign]}}}$"
    if greek := GREEK.fullmatch(unicodedata.name(sign, "")):
        return _greek(capital=greek[1] == "CAPITAL", name=greek[2])
    return f"[U+{ord(sign):04X}]"


def _greek(*, capital: bool, name: str) -> str:
    name = "LAMBDA" if name == "LAMDA" else name
    if capital:
        return AS_LATIN.get(name) or rf"$\{name.capitalize()}$"
    if name == "OMICRON":
        return "o"
    return r"$\varsigma$" if name == "FINAL" else rf"$\{'var' * (name == 'PHI')}{name.lower()}$"
