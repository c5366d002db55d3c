"""Is a typed formula the right one, or did it only come to the right number here?

It is tried at other points: the lesson's network with each number moved a little, worked through anew. A number typed
in a formula, as the 0.3 in `dX3*0.3`, may stand for what is shown with that value on the screen, or for what a part of
the formula comes to, as 0.221 for Y₃(1 − Y₃).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace as with_changes
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from random import Random

from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.algebra import multiply, negate, replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Negative,
    Number,
    Product,
    Quotient,
    children,
    leaves,
    rebuild,
    references,
)
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.mistakes.reals import entries_of, value_of
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.quiz.answer import last_digit, typed_numbers
from rnn_tutor.quiz.question import ENOUGH_DIGITS, Question

POINTS = 3
ATTEMPTS = 10
FINEST = 10**6  # numbers are moved by up to a thousandth, in steps of a millionth: relu stays on its side of zero
FARTHEST = 1000
AGREE = Fraction(1, 10**15)
MOST_READINGS = 16
LONGEST_READ = 60  # names and numbers; of a longer formula nobody types a part as a number


@lru_cache(maxsize=4)
def other_points(lesson: Lesson, epoch: int = 1) -> tuple[Derivation, ...]:
    """An epoch of the lesson's at a few other numbers near by; fewer where it is undefined nearly everywhere."""
    random = Random(1)  # points to compare formulas at, and the same ones every time
    found: list[Derivation] = []
    for _ in range(ATTEMPTS):
        if len(found) == POINTS:
            break
        derivation = _at_epoch(Derivation(_moved(lesson, random)), epoch)
        try:
            _ = derivation.exact
        except UndefinedValue:
            continue
        found.append(derivation)
    return tuple(found)


def _at_epoch(derivation: Derivation, epoch: int) -> Derivation:
    while derivation.epoch < epoch and derivation.next is not None:
        derivation = derivation.next
    return derivation


def _moved(lesson: Lesson, random: Random) -> Lesson:
    """The lesson with every number moved, each by its own amount; what is a yes or no all through stays."""

    def move(number: Number) -> Number:
        by = Fraction(random.randint(1, FARTHEST) * random.choice((-1, 1)), FINEST)
        return Number(number.value * (1 + by) if number.value else by)

    def moved(arrays: Iterable[Array[Number]]) -> tuple[Array[Number], ...]:
        given = tuple(arrays)
        return given if are_constants(given) else tuple(array.map(move) for array in given)

    rate = lesson.learning_rate
    return with_changes(
        lesson,
        inputs=moved(lesson.inputs),
        targets=moved(lesson.targets),
        given=tuple((name, moved(arrays)) for name, arrays in lesson.given),
        parameters=tuple(
            p if p.frozen and are_constants([p.value]) else with_changes(p, value=p.value.map(move))
            for p in lesson.parameters
        ),
        initial=tuple((name, moved([value])[0]) for name, value in lesson.initial),
        learning_rate=rate if rate is None or rate.value in (0, 1) else move(rate),
    )


def are_constants(arrays: Iterable[Array[Number]]) -> bool:
    """Whether numbers are 0 or 1 all through: a yes or no, one of several choices; they say what kind it is."""
    return all(number.value in (0, 1) for array in arrays for number in array.entries)


def same_formula(question: Question, formula: Expression, right: Expression | None = None) -> bool:
    """Whether a formula agrees with the right one, or with another given one, at other points too."""
    right = question.expression if right is None else right
    points = other_points(question.derivation.lesson, question.derivation.epoch)
    return any(
        all(_agree(derivation, reading, right) for derivation in points)
        for reading in _readings(question, formula, right)
    )


def same_arrays(question: Question, one: Expression, other: Expression) -> bool:
    """Whether two formulas of one shape agree at other points, in each of their numbers."""
    points = other_points(question.derivation.lesson, question.derivation.epoch)
    return all(_agree_throughout(derivation, one, other) for derivation in points)


def _agree_throughout(derivation: Derivation, one: Expression, other: Expression) -> bool:
    try:
        first, second = derivation.proved(lambda numbers: (entries_of(one, numbers), entries_of(other, numbers)))
    except DomainError:
        return False
    return all(abs(a - b) <= AGREE * max(abs(a), abs(b)) for a, b in zip(first, second, strict=True))


def _agree(derivation: Derivation, one: Expression, other: Expression) -> bool:
    def values(numbers: Numbers) -> tuple[Fraction, Fraction]:
        return value_of(one, numbers), value_of(other, numbers)

    try:
        first, second = derivation.proved(values)
    except DomainError:
        return False
    return abs(first - second) <= AGREE * max(abs(first), abs(second))


def _readings(question: Question, formula: Expression, right: Expression) -> Iterator[Expression]:
    """The formula as typed; and with its numbers read as parts of the right one that come to these values."""
    yield formula
    if len(leaves(right)) > LONGEST_READ:
        return
    parts = [(part, *values) for part in parts_of(right) if (values := _values(question, part))]
    for text in dict.fromkeys((formula, gathered(formula))):
        numbers = list(dict.fromkeys(typed_numbers(text)))
        meanings = [[number, *_meanings(number, parts)] for number in numbers]
        for chosen in islice(product(*meanings), 1, MOST_READINGS):
            by_number = dict(zip(numbers, chosen, strict=True))
            yield replace(text, lambda part, by=by_number: by.get(part) if isinstance(part, Number) else None)  # type: ignore[misc]  # mypy can't infer a lambda's default


def gathered(expression: Expression) -> Expression:
    """The expression with the numbers of each product together: dX₃ × 3/10 as 0.3 × dX₃."""
    parts = tuple(gathered(part) for part in children(expression))
    match expression:
        case Negative():
            return negate(parts[0])
        case Product():
            return multiply(*parts)
        case Quotient() if isinstance(parts[1], Number) and parts[1].value:
            return multiply(Number(1 / parts[1].value), parts[0])
        case _:
            return rebuild(expression, parts) if parts else expression


def _values(question: Question, part: Expression) -> tuple[Fraction, Fraction] | None:
    """What a part of the right formula comes to, by hand and exactly."""
    try:
        by_hand = value_of(part, question.derivation.by_hand)
        return by_hand, question.derivation.proved(lambda numbers: value_of(part, numbers))
    except DomainError:
        return None


def _meanings(number: Number, parts: list[tuple[Expression, Fraction, Fraction]]) -> Iterator[Expression]:
    """The parts that come to a typed number, to its last digit; or to its negative."""
    unit, digits = last_digit(number)
    slack = unit / 2 if digits >= ENOUGH_DIGITS else Fraction(0)  # the 1 of 1 − Y stands for nothing else
    for part, *values in parts:
        if any(abs(number.value - value) <= slack for value in values):
            yield part
        elif any(abs(number.value + value) <= slack for value in values):
            yield negate(part)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The parts of an expression that hold names, the whole apart; of a product also neighbouring factors together."""
    if isinstance(expression, Element):
        return  # the vector that it is an element of is no number
    for part in children(expression):
        if references(part):
            yield part
        yield from parts_of(part)
    if isinstance(expression, Product):
        factors = expression.factors
        for size in range(2, len(factors)):
            for start in range(len(factors) - size + 1):
                yield Product(factors[start : start + size])
