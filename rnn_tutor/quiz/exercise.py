"""Fresh numbers for the same network, so that there is always another exercise."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
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


def fresh_seed() -> int:
    """A seed that is short enough to type again."""
    return Random().randrange(1, SEEDS)  # an exercise, not a secret


def exercise(lesson: Lesson, seed: int) -> Derivation:
    """The lesson's network with small random numbers; the same seed gives the same exercise.

    Values between 0.1 and 0.9 in size, weights of either sign. Numbers that are 0 or 1 all through (a one-hot vector,
    a yes or no) stay, as do the learning rate and the rounding. Numbers for which a value by hand would lose its
    digits are passed over.

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
    def fresh(array: Array[Number], *, signed: bool) -> Array[Number]:
        if all(number.value in (0, 1) for number in array.entries) and (array.shape or not signed):
            return array
        return array.map(lambda _: _small(random, signed=signed))

    return replace(
        lesson,
        inputs=tuple(fresh(array, signed=False) for array in lesson.inputs),
        targets=tuple(fresh(array, signed=False) for array in lesson.targets),
        parameters=tuple(replace(p, value=fresh(p.value, signed=True)) for p in lesson.parameters),
        initial=tuple((name, fresh(array, signed=True)) for name, array in lesson.initial),
    )


def _small(random: Random, *, signed: bool) -> Number:
    value = Fraction(random.randint(1, 9), 10)
    if signed and random.random() < 1 / 4:
        value = -value
    return Number(value, decimal_text(value))


def _loses_digits(derivation: Derivation) -> bool:
    """Whether some number is zero by hand, which makes for a dull exercise."""
    values = derivation.by_hand.values()
    entries = (entry for value in values for entry in (value.entries if isinstance(value, Array) else (value,)))
    zeros = sum(1 for entry in entries if entry == 0)
    return zeros > len(derivation.operations) // 4
