"""Hints, one level at a time: which rule, the formula, the numbers put in, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rnn_tutor.equations.writing import name_of, write
from rnn_tutor.quiz.plan import elements_of
from rnn_tutor.quiz.question import Question


class HintLevel(IntEnum):
    """How much a hint gives away."""

    RULE = 1
    FORMULA = 2
    NUMBERS = 3
    ANSWER = 4


@dataclass(frozen=True)
class Hint:
    """One hint: its level, and what it says, a line for each number that is asked for."""

    level: HintLevel
    lines: tuple[str, ...]


def hint(question: Question, level: HintLevel) -> Hint:
    """The hint of a level for a question."""
    if level is HintLevel.RULE:
        return Hint(level, (question.step.why,))
    if level is HintLevel.FORMULA and question.whole:
        return Hint(level, (f"{name_of(question.step.ref)} = {question.step.formula}",))
    return Hint(level, tuple(_line(part, level) for part in elements_of(question)))


def _line(part: Question, level: HintLevel) -> str:
    match level:
        case HintLevel.FORMULA:
            return f"{part.name} = {write(part.expression, part.derivation.unrolled.paper)}"
        case HintLevel.NUMBERS:
            return f"{part.name} = {part.step.element(part.row, part.column).substituted}"
        case _:
            return f"{part.name} = {part.by_hand_text}"
