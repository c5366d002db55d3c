"""The names that a lesson file may give, and how they are written."""

from __future__ import annotations

import re

from rnn_tutor.equations.functions import CONSTANTS, FUNCTIONS, WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.tokens import EquationError, plain_name, tokenize
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.limits import NAME_LETTERS

LOSS = "Loss"
KEYWORDS = {"input", "target", "previous", "next", "activation", LOSS, "dLoss"}
NOTATIONS = {FUNCTIONS[name].notation for name in (*WRITABLE, *CONSTANTS)}
RESERVED = KEYWORDS | NOTATIONS | {*CONSTANTS, *WRITABLE, *LOSSES}
NAME = re.compile(r"[^\W\d_]\w*")


def name_of(written: str) -> str:
    """The name that a key stands for: without blanks around it, subscripts brought down to the line."""
    return plain_name(written.strip())


def why_no_name(name: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with the name of a quantity or a parameter, and how to mend it."""
    written = name_of(name)
    try:
        kinds = [token.kind for token in tokenize(name[: NAME_LETTERS.most + 1])]
    except EquationError:
        kinds = []
    if len(name) > NAME_LETTERS.most:
        return f"{shortened(name)} is too long to name a {kind}", f"use at most {NAME_LETTERS.most} letters"
    if kinds != ["name", "end"] or not NAME.fullmatch(written):
        return f"{shortened(name)} can't name a {kind}", "use letters, digits and _, starting with a letter"
    if written in RESERVED:
        return f"'{written}' already has a meaning in equations", f"give the {kind} another name"
    return None
