"""Which single mistake explains a wrong answer: every slip is computed, and compared with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import product

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tree import Expression, Number, references
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.quiz.answer import Answer, typed_numbers
from rnn_tutor.quiz.formula import same_arrays, same_formula
from rnn_tutor.quiz.interval import Interval, Screen, reach
from rnn_tutor.quiz.mutation import operands
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.reals import round_by, value_of
from rnn_tutor.quiz.setting import Earlier, Setting, Slip
from rnn_tutor.quiz.slips import slips

MOST_NAMED = 2  # explanations are worth reading as long as one can weigh them against each other
MOST_TYPED = 12  # numbers in an answer in which one is looked for that is off
EQUAL = Fraction(1, 10**12)
FAR = 4


@dataclass(frozen=True)
class Mistake:
    """A named mistake, and what it looks like here, in a clause."""

    name: str
    words: str


class Fit(IntEnum):
    """How well a slip explains an answer, the best first."""

    SAME = 1  # the formula typed is the slip's own, or comes to exactly its number
    HIT = 2  # it rounds to the answer, from the screen's numbers or from the exact ones
    WITHIN = 3  # it can reach the answer, when the rounded operands vary


@dataclass(frozen=True)
class Explanation:
    """A slip that may have led to an answer; `number` is what it comes to with the numbers on the screen."""

    slip: Slip
    fit: Fit
    number: Fraction


def mistakes_behind(question: Question, answer: Answer, earlier: Earlier) -> tuple[Mistake, ...]:
    """The mistakes that explain a wrong answer, two at most; none where nothing does, or too much."""
    found = explanations(question, answer, earlier)
    if answer.is_number and (answer.digits or 0) < question.digits_needed:
        found = [explanation for explanation in found if is_told_by_one_digit(question, answer, explanation)]
    certain = [explanation for explanation in found if explanation.fit is Fit.SAME]
    if not certain and (mistyped := mistyped_number(question, answer)):
        return (mistyped,)
    return named(certain or found)


def mistakes_in_formula(question: Question, formula: Expression) -> tuple[Mistake, ...]:
    """The mistakes that lead to a wrong formula between vectors; none where no slip is the same formula."""
    found = [
        Explanation(slip, Fit.SAME, Fraction(0))
        for slip in slips(Setting(question, {}))
        if _fits(question, slip.expression) and same_arrays(question, formula, slip.expression)
    ]
    return named(found)


def _fits(question: Question, expression: Expression) -> bool:
    """Whether an expression has the shape of what is asked for."""
    try:
        return shape_of(expression, question.derivation.unrolled.shape) == question.step.operation.shape
    except ShapeError:
        return False


def is_told_by_one_digit(question: Question, answer: Answer, explanation: Explanation) -> bool:
    """Whether an answer with too few digits tells of a slip: by hand it is that very number, or only the sign is off.

    Else a single digit tells slips apart by chance only.
    """
    match explanation.slip.mistake:
        case "sign" if question.accepts(-answer.value, answer.half_unit):
            return True
        case "earlier-slip":
            return True
        case _:
            return round_by(question.screen.rule, explanation.number) == answer.value


def explanations(question: Question, answer: Answer, earlier: Earlier) -> list[Explanation]:
    """The slips that fit an answer, the best fit first, and of equal ones the more telling."""
    own = Screen(question.screen.by_hand, question.screen.rule, earlier)
    found: list[Explanation] = []
    for slip in slips(Setting(question, earlier)):
        interval = reach(slip.expression, own if slip.own else question.screen)
        if interval is None or question.accepts(interval.middle):
            continue
        fit = fit_of(question, answer, slip, interval)
        if fit is not None:
            found.append(Explanation(slip, fit, interval.middle))
    return sorted(found, key=lambda explanation: explanation.fit)


def fit_of(question: Question, answer: Answer, slip: Slip, interval: Interval) -> Fit | None:
    """How well a slip explains an answer; None where it doesn't."""
    if not interval.holds(answer.value, answer.half_unit):
        if not abs(interval.middle) / FAR < abs(answer.value) < abs(interval.middle) * FAR:
            return None  # by hand, no slip is that far from its exact number
        exact = exact_value(question, slip.expression)
        near = exact is not None and abs(answer.value - exact) <= answer.half_unit + abs(exact) * EQUAL
        return Fit.HIT if near and exact and not slip.own else None
    off = abs(answer.value - interval.middle)
    if not answer.is_number and off <= EQUAL * abs(interval.middle):
        names_agree = answer.has_names and not slip.own and references(slip.expression)
        if not names_agree or same_formula(question, answer.expression, slip.expression):
            return Fit.SAME
        return Fit.HIT
    return Fit.HIT if off <= answer.half_unit else Fit.WITHIN


def exact_value(question: Question, expression: Expression) -> Fraction | None:
    """What a slip comes to with exact numbers; None where it has no value."""
    try:
        return question.derivation.proved(lambda numbers: value_of(expression, numbers))
    except (DomainError, Undecided):
        return None


def named(found: list[Explanation]) -> tuple[Mistake, ...]:
    """The mistakes to offer.

    Where two kinds of mistake fit, both are offered. Where more do, those that fit best are, if the fit is a good one:
    a number that merely lies within reach of three slips tells nothing.
    """
    kinds = list(dict.fromkeys(explanation.slip.mistake for explanation in found))
    if len(kinds) > MOST_NAMED:
        found = [explanation for explanation in found if explanation.fit is found[0].fit is not Fit.WITHIN]
        kinds = list(dict.fromkeys(explanation.slip.mistake for explanation in found))[:MOST_NAMED]
    if len(kinds) == 1:
        best = [explanation.slip for explanation in found if explanation.fit is found[0].fit]
        words = list(dict.fromkeys(slip.words for slip in best))[:MOST_NAMED]
        return tuple(Mistake(kinds[0], clause) for clause in words)
    firsts = [next(one.slip for one in found if one.slip.mistake == kind) for kind in kinds]
    return tuple(Mistake(slip.mistake, slip.words) for slip in firsts)


def mistyped_number(question: Question, answer: Answer) -> Mistake | None:
    """A right formula with one typed number off."""
    if answer.is_number:
        return None
    typed = typed_numbers(answer.expression)
    for wrong, meant in product(typed if len(typed) <= MOST_TYPED else [], intended_numbers(question)):
        if meant.value != wrong.value and is_mended(question, answer, wrong, meant):
            shown = number_text(meant).replace("-", "−")
            words = f"the formula is right, and one number in it isn't: {wrong.text} for {shown}"
            return Mistake("arithmetic", words)
    return None


def intended_numbers(question: Question) -> list[Number]:
    """What may have been meant by a typed number: an operand with or without its sign, or a number of the formula."""
    found: list[Number] = []
    for part in operands(question.expression):
        number = part if isinstance(part, Number) else question.step.shown_number(part)
        found += [number, Number(abs(number.value), number.text and number.text.lstrip("-"))]
    return list(dict.fromkeys(found))


def is_mended(question: Question, answer: Answer, typed: Number, meant: Number) -> bool:
    """Whether a formula is right once one number in it is replaced."""
    mended = replace(answer.expression, lambda part: meant if part is typed else None)
    interval = reach(mended, question.screen)
    if interval is None or not question.accepts(interval.middle):
        return False
    return not answer.has_names or same_formula(question, mended)
