"""Is an answer right; and if not, which single mistake explains it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from fractions import Fraction

from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import Expression, Number
from rnn_tutor.mistakes.mutation import operands
from rnn_tutor.mistakes.reals import round_by, value_of
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import Answer, last_digit
from rnn_tutor.quiz.distance import in_words, measured
from rnn_tutor.quiz.explanation import NamedMistake, mistakes_behind
from rnn_tutor.quiz.interval import Earlier
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.structure import slips_in_structure
from rnn_tutor.quiz.typed_formula import same_formula

CAREFUL_DIGITS = 3  # a number typed in an expression with as many may stand for a more exact one than the screen shows


@dataclass(frozen=True)
class Grade:
    """A verdict with its reasons.

    `distance` says in words how far off it is, `measure` in numbers, for when the answer is given away. `lucky` marks
    a formula that has the right value at these numbers only; `at_once` says that all of the mistakes were made, and not
    one of them.
    """

    verdict: AnswerVerdict
    mistakes: tuple[NamedMistake, ...] = ()
    distance: str = ""
    measure: str = ""
    lucky: bool = False
    at_once: bool = False


def grade(question: Question, answer: Answer, earlier: Earlier | None = None, *, with_why: bool = True) -> Grade:
    """The grade of an answer to a question; `earlier` are the learner's own wrong answers so far.

    Without `with_why` no reason is looked for: of one number among several it has to hold for all.
    """
    if answer.claimed is not None:
        return _grade_with_result(question, answer, answer.claimed, earlier, with_why=with_why)
    earlier = earlier or {}
    if answer.has_names and same_formula(question, answer.expression):
        return Grade(AnswerVerdict.RIGHT)
    if is_accepted(question, answer):
        if answer.has_names:
            why = mistakes_behind(question, answer, earlier) if with_why else ()
            why = why or (slips_in_structure(question.task(), answer.expression) if with_why else ())
            return Grade(AnswerVerdict.WRONG, why, lucky=True)
        is_enough = not answer.is_number or has_enough_digits(question, answer)
        return Grade(AnswerVerdict.RIGHT if is_enough else AnswerVerdict.IMPRECISE)
    mistakes = mistakes_behind(question, answer, earlier) if with_why else ()
    at_once = with_why and not mistakes and answer.has_names
    if at_once:
        mistakes = slips_in_structure(question.task(), answer.expression)
    far = in_words(question, answer.value), measured(question, answer.value)
    return Grade(AnswerVerdict.WRONG, mistakes, *far, at_once=at_once)


def grade_of_meaning(question: MeaningQuestion, typed: str) -> Grade:
    """The grade of a word, a count, or a number that the author asks for.

    Raises:
        EquationError: where it can't be read.
    """
    if question.read(typed) == question.right_word:
        return Grade(AnswerVerdict.RIGHT)
    return Grade(AnswerVerdict.WRONG, distance=question.distance(typed))


def is_accepted(question: Question, answer: Answer) -> bool:
    """Whether an answer's value is right, as precise as it was typed."""
    if question.accepts(answer.value, answer.half_unit):
        return True
    if answer.is_number and question.accepts_cut_off(answer.value, 2 * answer.half_unit):
        return True
    if not answer.is_number and not answer.has_names and rounded_as_shown(question, answer.value):
        return True
    slack = Fraction(0) if answer.is_number else typed_slack(question, answer.expression)
    return bool(slack) and question.accepts(answer.value, slack)


def rounded_as_shown(question: Question, value: Fraction) -> bool:
    """Whether what a calculation comes to, rounded as by hand, is the number by hand."""
    return bool(value) and round_by(question.screen.rule, value) == question.by_hand


def has_enough_digits(question: Question, answer: Answer) -> bool:
    """Whether a number has the digits that are asked for, or is the right one on the nose."""
    return (answer.digits or 0) >= question.digits_needed or question.equals(answer.value)


def typed_slack(question: Question, expression: Expression) -> Fraction:
    """How far the value of an expression may be off because its typed numbers are rounded.

    Numbers that are on the screen, and whole ones, are taken as they are. The others vary within half a unit of their
    last digit, if they have enough digits to be a careful rounding of something.
    """
    named = (part for part in operands(question.expression) if not isinstance(part, Number))
    shown = {abs(question.step.shown_number(part).value) for part in named}
    slack = Fraction(0)
    for part in operands(expression):
        if not isinstance(part, Number) or part.value in shown:
            continue
        unit, digits = last_digit(part)
        if digits < CAREFUL_DIGITS or unit >= 1:
            continue
        ends = [_with(question, expression, part, part.value + way * unit / 2) for way in (-1, 1)]
        slack += abs(ends[1] - ends[0]) / 2
    return slack


def _with(question: Question, expression: Expression, number: Number, value: Fraction) -> Fraction:
    moved = replace(expression, lambda part: Number(value) if part is number else None)
    try:
        return value_of(moved, question.derivation.by_hand)
    except DomainError:
        return Fraction(0)


def _grade_with_result(
    question: Question, formula: Answer, result: Answer, earlier: Earlier | None, *, with_why: bool
) -> Grade:
    """A formula with its result, `dX3*W2 = -0.05`: both have to be right."""
    of_formula = grade(question, replace_fields(formula, claimed=None), earlier, with_why=with_why)
    of_result = grade(question, result, earlier, with_why=with_why)
    if of_formula.verdict is AnswerVerdict.RIGHT and of_result.verdict is AnswerVerdict.WRONG:
        words = "the formula is right, but its result is wrong: work it out once more"
        return Grade(AnswerVerdict.WRONG, (NamedMistake("arithmetic", words),), of_result.distance, of_result.measure)
    return of_result if of_formula.verdict is AnswerVerdict.RIGHT else of_formula
