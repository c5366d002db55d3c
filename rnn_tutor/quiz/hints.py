"""Hints, one level at a time: which rule, the formula, the numbers put in, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rnn_tutor.equations.writing import PAPER, write
from rnn_tutor.quiz.question import Question


class HintLevel(IntEnum):
    """How much a hint gives away."""

    RULE = 1
    FORMULA = 2
    NUMBERS = 3
    ANSWER = 4


@dataclass(frozen=True)
class Hint:
    """One hint: its level, and what it says."""

    level: HintLevel
    text: str


def hint(question: Question, level: HintLevel) -> Hint:
    """The hint of a level for a question."""
    match level:
        case HintLevel.RULE:
            return Hint(level, question.step.why)
        case HintLevel.FORMULA:
            return Hint(level, f"{question.name} = {write(question.expression, PAPER)}")
        case HintLevel.NUMBERS:
            line = question.step.substituted.at(question.row - 1, question.column - 1)
            return Hint(level, f"{question.name} = {line}")
        case HintLevel.ANSWER:
            return Hint(level, f"{question.name} = {question.by_hand_text}")
