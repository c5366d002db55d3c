"""The grade of a whole vector or matrix: a reason told of it has to hold for all of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from rnn_tutor.mistakes.catalogue import RULES, slips
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.explanation import (
    Explanation,
    NamedMistake,
    explanations,
    mistakes_behind,
    mistakes_in_formula,
    named,
)
from rnn_tutor.quiz.grading import Grade, is_accepted
from rnn_tutor.quiz.interval import Earlier, answer_interval
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.structure import slips_in_structure
from rnn_tutor.quiz.typed_formula import same_formula

TURNED = NamedMistake("transposed", "the rows and columns of the result are exchanged")
OF_ONE = frozenset({"sign", "wrong-element", "earlier-slip"})
"""What may happen to a single element, beside what shows in numbers only; any other mistake changes all of them."""

Graded: TypeAlias = tuple[Question, Grade]


def grade_of_all(question: Question, answers: tuple[Answer, ...], graded: list[Graded], earlier: Earlier) -> Grade:
    """The grade of all numbers together, with what explains all of them at once."""
    found = together(graded)
    if found.verdict is not AnswerVerdict.WRONG or not question.whole:
        return found
    parts = [part for part, _ in graded]
    if (formula := answers[0].whole) is not None:
        if all(same_formula(part, answer.expression) for part, answer in zip(parts, answers, strict=True)):
            return found  # its result is what is wrong
        if mistakes := mistakes_in_formula(question, formula):
            return replace(found, mistakes=mistakes)
        return replace(found, mistakes=slips_in_structure(question.task(), formula), at_once=True)
    if is_turned(question, answers, graded):
        return replace(found, mistakes=(TURNED,))
    return replace(found, mistakes=reasons(answers, graded, earlier))


def together(graded: list[Graded]) -> Grade:
    """Right where each number is; else how it is with the first that isn't, at its place."""
    for verdict in (AnswerVerdict.WRONG, AnswerVerdict.IMPRECISE):
        if amiss := [(part, one) for part, one in graded if one.verdict is verdict]:
            part, first = amiss[0]
            if len(graded) == 1:
                return first
            far, measure = placed(part, first.distance), placed(part, first.measure)
            mistakes = tuple(replace(mistake, words=placed(part, mistake.words)) for mistake in first.mistakes)
            return replace(first, mistakes=mistakes, distance=far, measure=measure)
    mistakes = tuple(dict.fromkeys(mistake for _, one in graded for mistake in one.mistakes))
    return replace(graded[0][1], mistakes=mistakes)


def reasons(answers: Sequence[Answer], graded: Sequence[Graded], earlier: Earlier) -> tuple[NamedMistake, ...]:
    """The mistakes that explain every number of an answer: those that are wrong, and that the others are right."""
    pairs = [
        (part, answer, one.verdict is AnswerVerdict.WRONG) for (part, one), answer in zip(graded, answers, strict=True)
    ]
    amiss = [(part, answer) for part, answer, is_wrong in pairs if is_wrong]
    right = [part for part, _, is_wrong in pairs if not is_wrong]
    by_part = [{key(one): one for one in explanations(part, answer, earlier)} for part, answer in amiss]
    shared = [one for name, one in by_part[0].items() if all(name in others for others in by_part[1:])]
    if len(amiss) > 1:
        return named([one for one in shared if leaves_right(one, right)])
    part, answer = amiss[0]
    holding = {key(one) for one in shared if is_of_one(one.slip.mistake) or leaves_right(one, right)}
    kept = [
        mistake
        for mistake in mistakes_behind(part, answer, earlier)
        if mistake.name == "arithmetic" or (mistake.name, mistake.words) in holding
    ]
    return tuple(replace(mistake, words=placed(part, mistake.words)) for mistake in kept)


def key(explanation: Explanation) -> tuple[str, str]:
    """By what two slips are the same one, made in two elements."""
    return explanation.slip.mistake, explanation.slip.words


def is_of_one(mistake: str) -> bool:
    """Whether a mistake may be made in one element alone."""
    return mistake in OF_ONE or RULES[mistake].numeric


def leaves_right(explanation: Explanation, right: Sequence[Question]) -> bool:
    """Whether a slip leaves the elements right that are right."""
    return all(
        any(
            (interval := answer_interval(slip.expression, part.screen)) is not None and part.accepts(interval.middle)
            for slip in slips(part.task())
            if (slip.mistake, slip.words) == key(explanation)
        )
        for part in right
    )


def placed(part: Question, words: str) -> str:
    """Words about one element, with its place."""
    return words and f"at {part.element_label}, {words}"


def is_turned(question: Question, answers: tuple[Answer, ...], graded: list[Graded]) -> bool:
    """Whether a square matrix of numbers would be right with rows and columns exchanged."""
    rows, columns = question.step.operation.shape or (1, 1)
    if rows != columns or rows == 1:
        return False
    at = dict(zip(question.step.places, answers, strict=True))
    return all(is_accepted(part, at[part.column, part.row]) for part, _ in graded)
