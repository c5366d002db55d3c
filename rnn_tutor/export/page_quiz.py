"""What the quiz of a page needs: the questions with what is right and what slips give, packed up."""

from __future__ import annotations

import base64
import json
from itertools import islice
from typing import Any

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import minus
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.contents import given
from rnn_tutor.export.notebook_view import inline
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.quiz.likely import label, likely_answers
from rnn_tutor.quiz.plan import asked_of, elements_of
from rnn_tutor.quiz.question import Question

MOST_QUESTIONS = 60
MOST_WRONG = 12
KEY = 0x5A  # page.js has the same; it hides the answers from a glance, and from nobody who wants to see them

WORDS = {
    "right": "Right.",
    "wrong": "Not yet:",
    "unknown": "Not yet. No slip that is known leads to such a number.",
    "imprecise": "So far right; another digit, please.",
    "unreadable": "That can't be read. A number will do, like -0.112, or arithmetic, like -0.164 * 0.685.",
    "done": "That was all. Right first time:",
}


def quiz_data(derivation: Derivation) -> str:
    """The questions of the way back and the sums, of a lesson without gradients those of the way forward."""
    steps = derivation.steps
    asked_phases = (Phase.BACKWARD, Phase.TOTAL) if derivation.phase(Phase.BACKWARD) else (Phase.FORWARD,)
    known = [f"{name_of(ref)} = {inline(value)}" for ref, value in given(derivation)]
    before = len(known)
    known += [f"{name_of(step.ref)} = {inline(step.by_hand)}" for step in steps]
    asked = (
        (question, before + place)
        for place, step in enumerate(steps)
        if step.phase in asked_phases
        for question in elements_of(asked_of(step))
    )
    questions = [_question(question, place) for question, place in islice(asked, MOST_QUESTIONS)]
    text = json.dumps({"known": known, "questions": questions}, ensure_ascii=False)
    return base64.b64encode(bytes(byte ^ KEY for byte in text.encode())).decode()


def _question(question: Question, known: int) -> dict[str, Any]:
    step, rule = question.step, question.derivation.lesson.rounding
    element = step.element(question.row, question.column)
    formula = write(element.expression, step.derivation.unrolled.paper)
    reachable = question.reachable
    return {
        "name": label(question),
        "title": f"{step.title} ({step.identity})",
        "known": known,
        "hand": float(question.by_hand),
        "exact": float(question.exact),
        "low": float(reachable.low),
        "high": float(reachable.high),
        "nothing": 0.0 if rule.decimals is None else 0.5 * 10.0**-rule.decimals,
        "digits": question.digits_needed,
        "text": minus(question.by_hand_text),
        "solution": f"{formula} = {minus(element.substituted)} = {minus(element.by_hand)}",
        "wrong": [
            {
                "number": float(wrong.number),
                "low": float(wrong.range.low),
                "high": float(wrong.range.high),
                "words": wrong.words,
            }
            for wrong in likely_answers(question, MOST_WRONG)
        ],
    }
