"""Fresh numbers for the same network, so that there is always another exercise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from random import Random

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import decimal_text
from rnn_tutor.equations.tree import Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import LessonError

ATTEMPTS = 60
SEEDS = 10_000
TENTHS = [Fraction(n, 10) for n in range(1, 10)]
HUNDREDTHS = [Fraction(n, 100) for n in range(11, 100) if n % 10]


def fresh_seed() -> int:
    """A seed that is short enough to type again."""
    return Random().randrange(1, SEEDS)  # an exercise, not a secret


def exercise(lesson: Lesson, seed: int) -> Derivation:
    """The lesson's network with small random numbers; the same seed gives the same exercise.

    Values between 0.1 and 0.99 in size, none of them twice where that can be, so that a mistake shows; weights of
    either sign. Inputs or targets that are 0 or 1 all through (one-hot vectors, a yes or no) stay, as do the learning
    rate and the rounding. Numbers for which a value by hand would lose its digits are passed over.

    Raises:
        LessonError: where the network has no value for nearly any numbers.
    """
    random = Random(seed)  # an exercise, not a secret
    found: Derivation | None = None
    for _ in range(ATTEMPTS):
        try:
            found = derive(_with_fresh_numbers(lesson, random))
        except LessonError:
            continue
        if not _loses_digits(found):
            return found
    return found or derive(_with_fresh_numbers(lesson, random))


def _with_fresh_numbers(lesson: Lesson, random: Random) -> Lesson:
    parameters, first = [one.value for one in lesson.parameters], [array for _, array in lesson.initial]
    groups = [group for group in (lesson.inputs, lesson.targets) if not _all_zero_or_one(group)]
    weights = [array for array in (*parameters, *first) if not (array.shape and _all_zero_or_one([array]))]
    sizes = _sizes(random, sum(len(array.entries) for array in (*chain(*groups), *weights)))

    def fresh(array: Array[Number], *, signed: bool) -> Array[Number]:
        return array.map(lambda _: _number(next(sizes), negative=signed and random.random() < 1 / 4))

    def drawn(group: tuple[Array[Number], ...]) -> tuple[Array[Number], ...]:
        return tuple(fresh(array, signed=False) for array in group) if group in groups else group

    def weight(array: Array[Number]) -> Array[Number]:
        return fresh(array, signed=True) if any(array is one for one in weights) else array

    return replace(
        lesson,
        quiz=replace(lesson.quiz, questions=()),  # these are about the numbers as they were
        inputs=drawn(lesson.inputs),
        targets=drawn(lesson.targets),
        parameters=tuple(replace(p, value=weight(p.value)) for p in lesson.parameters),
        initial=tuple((name, weight(array)) for name, array in lesson.initial),
    )


def _all_zero_or_one(arrays: Iterable[Array[Number]]) -> bool:
    return all(number.value in (0, 1) for array in arrays for number in array.entries)


def _sizes(random: Random, count: int) -> Iterator[Fraction]:
    """So many numbers, none twice as long as there are enough: tenths, or of more than nine hundredths."""
    sizes = TENTHS if count <= len(TENTHS) else HUNDREDTHS
    while True:
        yield from random.sample(sizes, len(sizes))


def _number(size: Fraction, *, negative: bool) -> Number:
    value = -size if negative else size
    return Number(value, decimal_text(value))


def _loses_digits(derivation: Derivation) -> bool:
    """Whether some number is zero by hand, which makes for a dull exercise."""
    values = derivation.by_hand.values()
    entries = (entry for value in values for entry in (value.entries if isinstance(value, Array) else (value,)))
    zeros = sum(1 for entry in entries if entry == 0)
    return zeros > len(derivation.operations) // 4
