"""Is an answer right; and if not, which single mistake explains it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from enum import Enum
from fractions import Fraction

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import Expression, Number, leaves, references
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.formula import same_formula
from rnn_tutor.quiz.interval import reach
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.slips import Earlier, Setting, Slip, slips

MOST_NAMED = 2  # of more explanations than this, none is worth naming


class Verdict(Enum):
    """What comes of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    IMPRECISE = "imprecise"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Mistake:
    """A named mistake, and what it looks like here."""

    name: str
    words: str


@dataclass(frozen=True)
class Grade:
    """A verdict with its reasons. `lucky` marks a formula that has the right value at these numbers only."""

    verdict: Verdict
    mistakes: tuple[Mistake, ...] = ()
    distance: str = ""
    lucky: bool = False


def grade(question: Question, answer: Answer, earlier: Earlier | None = None) -> Grade:
    """The grade of an answer to a question; `earlier` are the learner's own wrong answers so far."""
    if answer.claimed is not None:
        return _grade_with_result(question, answer, answer.claimed, earlier)
    if question.accepts(answer.value, answer.half_unit):
        if answer.is_number:
            enough = (answer.digits or 0) >= question.digits_needed or question.equals(answer.value)
            return Grade(Verdict.RIGHT if enough else Verdict.IMPRECISE)
        if not answer.has_names or same_formula(question, answer.expression):
            return Grade(Verdict.RIGHT)
        return Grade(Verdict.WRONG, lucky=True)
    if slip := _slip_of_the_finger(question, answer):
        return Grade(Verdict.WRONG, (slip,), distance(question, answer.value))
    found = explanations(question, answer, earlier or {})
    if any(slip.mistake == "earlier-slip" for slip in found):
        found = [slip for slip in found if slip.mistake == "earlier-slip"]
    names = list(dict.fromkeys(slip.mistake for slip in found))
    mistakes = tuple(Mistake(slip.mistake, slip.words) for slip in found) if len(names) <= MOST_NAMED else ()
    return Grade(Verdict.WRONG, mistakes, distance(question, answer.value))


def explanations(question: Question, answer: Answer, earlier: Earlier) -> list[Slip]:
    """The slips whose interval holds the answer."""
    rule = question.derivation.lesson.rounding
    found: list[Slip] = []
    for slip in slips(Setting(question, earlier)):
        interval = reach(slip.expression, question.derivation.by_hand, rule)
        if interval is not None and interval.holds(answer.value, answer.half_unit):
            found.append(slip)
    return found


def _grade_with_result(question: Question, formula: Answer, result: Answer, earlier: Earlier | None) -> Grade:
    """A formula with its result, `dX3*W2 = -0.05`: both have to be right."""
    of_formula = grade(question, replace_fields(formula, claimed=None), earlier)
    of_result = grade(question, result, earlier)
    if of_formula.verdict is Verdict.RIGHT and of_result.verdict is Verdict.WRONG:
        words = "the formula is right, and its result isn't: work it out once more"
        return Grade(Verdict.WRONG, (Mistake("arithmetic", words),), of_result.distance)
    return of_result if of_formula.verdict is Verdict.RIGHT else of_formula


def _slip_of_the_finger(question: Question, answer: Answer) -> Mistake | None:
    """A right formula with one typed number off."""
    if answer.is_number:
        return None
    operands = [question.step.shown_number(ref) for ref in references(question.expression) if _is_single(question, ref)]
    for typed in _typed_numbers(answer.expression):
        for operand in operands:
            if operand.value == typed.value:
                continue
            mended = replace(answer.expression, lambda part: operand if part is typed else None)  # noqa: B023  # used at once
            interval = reach(mended, question.derivation.by_hand, question.derivation.lesson.rounding)
            if interval is not None and question.accepts(interval.middle):
                words = f"the formula is right, and one number in it isn't: {typed.text} for {operand.text}"
                return Mistake("arithmetic", words)
    return None


def _is_single(question: Question, ref: Expression) -> bool:
    return not question.derivation.unrolled.is_array(ref)


def _typed_numbers(expression: Expression) -> list[Number]:
    return [leaf for leaf in leaves(expression) if isinstance(leaf, Number)]


def distance(question: Question, value: Fraction) -> str:
    """How far off an answer is, and in which direction."""
    truth = min(question.by_hand, question.exact, key=lambda right: abs(value - right))
    if truth and (value > 0) != (truth > 0) and value:
        return "its sign is not right"
    off = abs(value - truth)
    if truth and value:
        times = abs(value / truth)
        if times >= 2:
            return f"it is about {_times(times)} times as large as the right one"
        if times <= Fraction(1, 2):
            return f"it is about {_times(1 / times)} times too small"
        percent = max(1, round(100 * off / abs(truth)))
        return f"it is about {percent} % too {'large' if abs(value) > abs(truth) else 'small'}"
    return "it is zero, and the right one isn't" if not value else "the right one is zero"


def _times(ratio: Fraction) -> str:
    return f"{float(ratio):.2g}" if ratio < 10 else f"{float(ratio):,.0f}" if ratio < 10**6 else "a million or more"
