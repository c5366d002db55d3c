"""Is a typed formula the right one, or did it only come to the right number here?

It is tried at other points: the lesson's network with fresh random numbers, worked through anew. A number typed in a
formula, as the 0.3 in `dX3*0.3`, may stand for what is shown with that value on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as with_changes
from fractions import Fraction
from functools import lru_cache
from random import Random

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Expression, Number, Ref, references
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.evaluate import Numbers, single, value_of
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.quiz.answer import as_fraction
from rnn_tutor.quiz.question import Question

POINTS = 3
ATTEMPTS = 20
AGREE = Fraction(1, 10**15)


@lru_cache(maxsize=4)
def other_points(lesson: Lesson) -> tuple[Derivation, ...]:
    """The lesson's network at a few random other numbers; fewer where it is undefined nearly everywhere."""
    random = Random(1)  # points to compare formulas at, and the same ones every time
    found: list[Derivation] = []
    for _ in range(ATTEMPTS):
        if len(found) == POINTS:
            break
        derivation = Derivation(_moved(lesson, random))
        try:
            _ = derivation.exact
        except UndefinedValue:
            continue
        found.append(derivation)
    return tuple(found)


def _moved(lesson: Lesson, random: Random) -> Lesson:
    """The lesson with every number moved by up to a third, each by its own amount."""

    def move(number: Number) -> Number:
        return Number(number.value * Fraction(random.randint(67, 133), 100) + Fraction(random.randint(1, 9), 1000))

    def moved(array: Array[Number]) -> Array[Number]:
        return array.map(move)

    return with_changes(
        lesson,
        inputs=tuple(map(moved, lesson.inputs)),
        targets=tuple(map(moved, lesson.targets)),
        parameters=tuple(with_changes(p, value=moved(p.value)) for p in lesson.parameters),
        initial=tuple((name, moved(value)) for name, value in lesson.initial),
        learning_rate=move(lesson.learning_rate),
    )


def same_formula(question: Question, formula: Expression) -> bool:
    """Whether a formula gives the right number at other points too."""
    return any(_agrees_everywhere(question, reading) for reading in _readings(question, formula))


def _readings(question: Question, formula: Expression) -> Iterator[Expression]:
    """The formula as typed; and with its numbers read as the operands that are shown with these values."""
    yield formula
    shown: dict[Fraction, Ref] = {}
    for ref in references(question.expression):
        if not question.derivation.unrolled.is_array(ref):
            shown.setdefault(question.step.shown_number(ref).value, ref)
    named = replace(formula, lambda part: shown.get(part.value) if isinstance(part, Number) else None)
    if named != formula:
        yield named


def _agrees_everywhere(question: Question, formula: Expression) -> bool:
    return all(_agrees(derivation, question, formula) for derivation in other_points(question.derivation.lesson))


def _agrees(derivation: Derivation, question: Question, formula: Expression) -> bool:
    def values(numbers: Numbers) -> tuple[Fraction, Fraction]:
        typed, right = (value_of(expression, numbers) for expression in (formula, question.expression))
        return as_fraction(single(typed)), as_fraction(single(right))

    try:
        typed, right = derivation.proved(values)
    except DomainError:
        return False
    return abs(typed - right) <= AGREE * max(abs(right), abs(typed))
