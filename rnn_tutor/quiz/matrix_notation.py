"""Vectors and matrices as MATLAB and papers write them: Y(3), .*, W', W₂ᵀ∂X₃, a ⊗ b, and numbers without brackets."""

from __future__ import annotations

import re

from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.typed import Typed

ELEMENTWISE = re.compile(r"\.(?=[*/^])")
CALLED = re.compile(r"(?<![\w.])([^\W\d]\w*)[({]\s*([0-9]+)\s*[)}]")
SET = re.compile(r"^(\s*)\{([^{}]*)\}(\s*)$")
PRIMED = re.compile(r"(?<!\w)([^\W\d]\w*)′(?!\s*\()")
TURNED_CALL = re.compile(r"\.(?:transpose|t)\(\)")
TURNED_THEN_NAME = re.compile(r"(ᵀ|\^\(?T\)?|\.T(?!\w))\s*(?=[∂^\W\d]|[∂d(])(?![\s*@·×⊙.+\-/)=,\]^])")
NAME_THEN_TURNED = re.compile(r"(?<=\w)\s+(?=[∂^\W\d]?\w+(?:ᵀ|\^\(?T\)?|\.T(?!\w)))(?![@*·×+\-/])")
OUTER = re.compile(r"\s*⊗\s*([^\W\d∂]?[∂\w]+)")
TURNED_LIST = re.compile(r"^\s*\[?(\[[^\[\]]*\])\]?\s*(?:\.T|\^\(?T\)?|ᵀ|′)\s*$")
TALL_BRACKETS = {"⎡": "[", "⎤": ",", "⎢": "", "⎥": ",", "⎣": "", "⎦": "]", "⎪": ""}
NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
BARE_ROW = re.compile(rf"^\s*{NUMBER}(?:\s*[,;]\s*{NUMBER})+\s*$")
WITH_COMMAS = re.compile(r"^\s*\[?\s*([-+]?[0-9]+,[0-9]+)((?:\s*;\s*|\s+)[-+]?[0-9]+,[0-9]+)+\s*\]?\s*$")


def in_matrix_notation(typed: Typed, names: AnswerNames) -> Typed:
    """The same in the operations that the parser knows."""
    if any(bracket in typed.text for bracket in TALL_BRACKETS):
        typed = Typed.of("".join(TALL_BRACKETS.get(character, character) for character in typed.text))
    typed = typed.sub(SET, r"\1[\2]\3").sub(ELEMENTWISE, "").sub(TURNED_CALL, ".T")
    typed = typed.sub(CALLED, lambda found: _at_step(found, names)).sub(TURNED_LIST, r"\1")
    typed = _primed(typed, names).sub(OUTER, r" @ \1.T")
    typed = typed.sub(TURNED_THEN_NAME, r"\1 @ ")
    return typed.sub(NAME_THEN_TURNED, " @ ")


def _at_step(found: re.Match[str], names: AnswerNames) -> str:
    """Y(3) as Y3, where Y alone is nothing and there is a Y of step 3."""
    word, step = found.groups()
    timed = names.at_step(word, int(step))
    return found.group() if word in names.known or timed is None else f"{word}[{step}]"


def _primed(typed: Typed, names: AnswerNames) -> Typed:
    """W2' as its transpose, and the product beside it as one of matrices."""
    while found := PRIMED.search(typed.text):
        ref = names.known.get(found.group(1))
        if ref is None or not names.derivation.unrolled.shape(ref):
            return typed
        after = re.match(r"\s*\*\s*", typed.text[found.end() :])
        before = re.search(r"\s*\*\s*$", typed.text[: found.start()])
        if after:
            typed = typed.replaced(found.end(), found.end() + after.end(), " @ ")
        typed = typed.replaced(found.end(1), found.end(), ".T")
        if before:
            typed = typed.replaced(before.start(), before.end(), " @ ")
    return typed


def in_brackets(typed: Typed) -> Typed:
    """Numbers in a row without brackets, where several are asked for; 0,5; 0,7 with decimal commas."""
    text = typed.text
    if WITH_COMMAS.match(text):
        commas = [place for place, character in enumerate(text) if character == ","]
        for place in commas:
            typed = typed.replaced(place, place + 1, ".")
        numbers = re.findall(NUMBER, typed.text)
        return typed.replaced(0, len(typed.text), f"[{', '.join(numbers)}]")
    if BARE_ROW.match(text):
        return typed.replaced(0, len(text), f"[{', '.join(re.findall(NUMBER, text))}]")
    return typed
