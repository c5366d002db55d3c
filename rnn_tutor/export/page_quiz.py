"""What the quiz of a page needs: the questions with what is right and what slips give, packed up.

Packing makes it small, and hides the answers from a glance; from nobody who wants to see them.
"""

from __future__ import annotations

import base64
import json
import math
import sys
import zlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.english import minus
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.contents import given
from rnn_tutor.export.notebook_view import inline
from rnn_tutor.export.page_functions import functions
from rnn_tutor.mistakes.reals import half_unit
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.notation.speller import typed
from rnn_tutor.numbers.floating import as_floats
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.quiz.likely import label, likely_answers
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.plan import GRADIENTS, PHASES, NothingToAsk, QuizPlan, elements_of, planned
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.typed_formula import other_points

MOST_QUESTIONS = 150
MOST_WRONG = 12
DIGITS = 13  # of a number in which formulas are compared
MOST_ENTRIES = 400  # of a vector or matrix whose numbers can be named

WORDS = {
    "right": "Right.",
    "wrong": "Not yet:",
    "unknown": "Not yet. No known mistake gives this number.",
    "lucky": "Not yet: the number is right, but only by luck. With other numbers this formula gives something else.",
    "imprecise": "Right so far. Another digit, please.",
    "unreadable": "That can't be read. Type a number, like -0.112, or a formula with the numbers so far.",
    "decimal_point": "You seem to mean a decimal point: write",
    "nothing_called": "Nothing here is called",
    "not_yet_known": "isn't known yet; use the numbers so far.",
    "asked_for": "is what the question asks for; use numbers that are known already.",
    "several": "has several numbers: say which, as in",
    "done": "That was all. Right at the first attempt:",
    "too_old": "This browser is too old for the quiz; the program asks the same: rnn-tutor quiz.",
}


def how_to_answer(derivation: Derivation) -> str:
    """What may be typed, with a name of the lesson's own."""
    steps = derivation.phase(Phase.BACKWARD) or derivation.steps
    ref = next((step.ref for step in steps if isinstance(step.ref.at, int)), steps[0].ref)
    return f"A number, or a formula with the numbers so far: {typed(ref)} is read as {name_of(ref)}."


def quiz_data(derivation: Derivation) -> str:
    """The questions for all gradients; of a lesson without them those of the way forward."""
    names = [ref for ref, _ in given(derivation)]
    names += [step.ref for step in derivation.steps]
    places = {ref: place for place, ref in enumerate(names)}
    parts = (part for whole in _asked(derivation) for part in elements_of(whole))
    questions = (_question(part, places[part.step.ref]) for part in parts if _is_told_in_doubles(part))
    content = {
        "names": list(_names(derivation, names)),
        "functions": functions(),
        "questions": list(islice(questions, MOST_QUESTIONS)),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _asked(derivation: Derivation) -> tuple[Question, ...]:
    has_gradients = bool(derivation.phase(Phase.BACKWARD))
    plan = QuizPlan(GRADIENTS, sums=True) if has_gradients else QuizPlan(PHASES["forward"])
    try:
        return planned(derivation, plan)
    except NothingToAsk:
        return ()


def _names(derivation: Derivation, refs: list[Ref]) -> Iterator[dict[str, Any]]:
    """Each number: its name, its value as it is shown, how it may be typed; by hand, and with all numbers moved.

    A formula that agrees in both is the right one, and not only by luck.
    """
    answers = AnswerNames(derivation)
    spellings: dict[Ref, list[str]] = {}
    others: dict[Ref, list[str]] = {}
    for found, by_ref in ((answers.known, spellings), (answers.others, others)):
        for spelling, ref in found.items():
            by_ref.setdefault(ref, []).append(spelling)
    texts = dict(given(derivation))
    moved = next(iter(other_points(derivation.lesson, derivation.epoch)), None)
    places = {ref: place for place, ref in enumerate(refs)}
    shares: dict[str, list[Ref]] = {}
    for ref in refs:
        if ref.kind is Kind.SHARE:
            shares.setdefault(ref.name, []).append(ref)
    for ref in refs:
        value, step = derivation.read(derivation.by_hand, ref), derivation.step_for(ref)
        text = step.by_hand if step else texts[ref]
        entry: dict[str, Any] = {"name": name_of(ref), "text": inline(text), "typed": spellings.get(ref, [])}
        if ref in others:
            entry["other"] = others[ref]
        if isinstance(value, Array):
            entry["shape"] = value.shape
        if not isinstance(value, Array) or len(value.entries) <= MOST_ENTRIES:
            by_hand, elsewhere = _floats(derivation, ref, is_exact=False), []
            if moved:
                elsewhere = _floats(moved, ref, is_exact=True)
            if all(map(math.isfinite, by_hand)):
                entry["hand"] = by_hand
                entry["moved"] = elsewhere if all(map(math.isfinite, elsewhere)) else []
        if ref.kind is Kind.PARAMETER:
            entry["parameter"] = 1
        if ref.kind is Kind.TOTAL and len(shares.get(ref.name, ())) == 1:
            entry["only"] = places[shares[ref.name][0]]
        yield entry


def _floats(solution: Solution, ref: Ref, *, is_exact: bool) -> list[float]:
    """The numbers of a value, row by row."""

    def read(numbers: Numbers) -> list[float]:
        value: Any = as_floats(solution.read(numbers, ref))
        return list(value.entries) if isinstance(value, Array) else [value]

    found = solution.proved(read) if is_exact else read(solution.by_hand)
    return [float(f"{number:.{DIGITS}g}") for number in found]


def _in_doubles(*numbers: Fraction) -> bool:
    return all(number == 0 or sys.float_info.min <= abs(number) <= sys.float_info.max for number in numbers)


def _is_told_in_doubles(question: Question) -> bool:
    """Whether a browser, which has doubles, can tell a right answer."""
    reachable = question.reachable
    return _in_doubles(question.by_hand, question.exact, reachable.low, reachable.high)


def _short(number: Fraction) -> float:
    """The end of a range around a wrong number: few digits will do, where right answers are known first."""
    return float(f"{float(number):.6g}")


def _question(question: Question, place: int) -> dict[str, Any]:
    """One number to find; `place` is that of its step among the names."""
    step, rule = question.step, question.derivation.lesson.rounding
    element = step.element(question.row, question.column)
    formula = write(element.expression, step.derivation.unrolled.paper)
    reachable = question.reachable
    shape = step.operation.shape
    return {
        "name": label(question),
        "title": f"{step.title} ({step.identity})",
        "place": place,
        "element": (question.row - 1) * shape[1] + question.column - 1 if shape else 0,
        "hand": float(question.by_hand),
        "exact": float(question.exact),
        "low": float(reachable.low),
        "high": float(reachable.high),
        "slack": float(half_unit(rule, question.by_hand)),
        "nothing": 0.0 if rule.decimals is None else 0.5 * 10.0**-rule.decimals,
        "digits": question.digits_needed,
        "text": minus(question.by_hand_text),
        "solution": f"{formula} = {minus(element.substituted)} = {minus(element.by_hand)}",
        "wrong": [
            {
                "number": float(wrong.number),
                "low": _short(wrong.range.low),
                "high": _short(wrong.range.high),
                "words": wrong.words,
            }
            for wrong in likely_answers(question, MOST_WRONG)
            if _in_doubles(wrong.number, wrong.range.low, wrong.range.high)
        ],
    }
