"""Hints, one level at a time: which rule, the formula, the numbers put in, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rnn_tutor.equations.tree import Number
from rnn_tutor.notation.composition import ON_CALCULATOR, compose
from rnn_tutor.notation.layout import Layout, Numeral
from rnn_tutor.notation.line import name_of
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.plan import elements_of
from rnn_tutor.quiz.question import Question


class HintLevel(IntEnum):
    """How much a hint gives away."""

    RULE = 1
    FORMULA = 2
    NUMBERS = 3
    ANSWER = 4


@dataclass(frozen=True)
class HintFormula:
    """What a number is equal to."""

    name: str
    layout: Layout


@dataclass(frozen=True)
class Hint:
    """One hint: its level, and what it says: in words, or as a formula for each number that is asked for.

    To a question of meaning there is one hint, and then the answer.
    """

    level: HintLevel
    words: str = ""
    formulas: tuple[HintFormula, ...] = ()
    of_meaning: bool = False


def next_level(question: Question | None, given: int, *, formula_next: bool) -> HintLevel:
    """The level after the one `given` (0: none yet); with `formula_next` the formula at least."""
    if isinstance(question, MeaningQuestion):
        return HintLevel.ANSWER if given else HintLevel.RULE
    least = HintLevel.FORMULA if formula_next else HintLevel.RULE
    return HintLevel(max(min(given + 1, HintLevel.ANSWER), least))


def hint(question: Question, level: HintLevel) -> Hint:
    """The hint of a level for a question."""
    if isinstance(question, MeaningQuestion):
        return Hint(level, words=question.because if level is HintLevel.ANSWER else question.help, of_meaning=True)
    step = question.step
    if level is HintLevel.RULE:
        return Hint(level, words=step.why)
    if level is HintLevel.FORMULA and question.whole:
        layout = compose(step.expression, step.derivation.unrolled.paper)
        return Hint(level, formulas=(HintFormula(name_of(step.ref), layout),))
    return Hint(level, formulas=tuple(HintFormula(part.name, _layout(part, level)) for part in elements_of(question)))


def _layout(part: Question, level: HintLevel) -> Layout:
    match level:
        case HintLevel.FORMULA:
            return compose(part.expression, part.derivation.unrolled.paper)
        case HintLevel.NUMBERS:
            return compose(part.step.element(part.row, part.column).numeric, ON_CALCULATOR)
        case _:
            return Numeral(Number(part.by_hand, part.by_hand_text))
