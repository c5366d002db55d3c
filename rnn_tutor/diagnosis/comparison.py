"""Whether a number agrees: to the digits it was given with, or as exactly as a computer can have it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.diagnosis.numbers import DOUBLE_DIGITS, SHOWN, SINGLE_DIGITS, GivenNumber, GivenPrecision, precision_of
from rnn_tutor.diagnosis.replay import Floats, NoValue, Replay, entries, key
from rnn_tutor.diagnosis.step_arrays import Figure
from rnn_tutor.equations.array import Array, place_label
from rnn_tutor.equations.tree import Ref
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.floating import nearest_float
from rnn_tutor.numbers.places import Key, Numbers, key_of
from rnn_tutor.numbers.real import real

RUNS = 4  # with noise, to find how far rounding can carry a number
NOISE = 1e-7  # far above a double's own rounding, far below what bends a function
SLACK = 32  # rounding is rarely that unlucky
UNIT_DOUBLE, UNIT_SINGLE = 2.0**-53, 2.0**-24
ROUNDED_DIGITS = 5  # a program that prints all digits prints as few as these by chance only
FEW = 3  # digits; fewer can't tell
EXACT_DIGITS = 40
APART_DIGITS = 2
LEAST_SHOWN = 7
EQUAL_DOUBLE, EQUAL_SINGLE = 1e-9, 2e-5  # relative: when a slip's number is the one given
HAND_SLACK = 3


class Standing(Enum):
    """What becomes of a figure."""

    AGREES = "agrees to the digits given"
    DOUBLE = "agrees to double precision"
    SINGLE = "agrees to single precision"
    BY_HAND = "agrees by hand"
    TOLERATED = "agrees within the tolerance"
    UNCLEAR = "can't tell: too few digits"
    WRONG = "differs"

    @property
    def is_right(self) -> bool:
        """Whether it agrees, in whatever way."""
        return self not in (Standing.WRONG, Standing.UNCLEAR)


@dataclass(frozen=True)
class Compared:
    """A figure beside the exact one.

    `element` says which of its numbers is farthest off (`2,1`; nothing for a single number), `apart` by how much, to
    two digits; None for what is no number. `right` is what belongs there, with as many digits.
    """

    figure: Figure
    standing: Standing
    element: str = ""
    apart: str | None = None
    given: str = ""
    right: str = ""


class Condition:
    """How far a number can be carried by rounding on the way: found by rounding on the way, coarsely."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay

    @cached_property
    def sizes(self) -> dict[Key, tuple[float, ...]]:
        """For each number: by how much it moves when all numbers before it move by a relative 1."""
        right = self.replay.right
        found: dict[Key, tuple[float, ...]] = {}
        for seed in range(RUNS):
            try:
                moved = self._run(random.Random(seed))  # noise, no secret
            except NoValue:
                continue
            for place, value in moved.items():
                off = [abs(a - b) / NOISE for a, b in zip(entries(value), entries(right[place]), strict=True)]
                found[place] = tuple(map(max, off, found.get(place, off)))
        return found

    def _run(self, noise: random.Random) -> Floats:
        numbers = {place: _shaken(value, noise) for place, value in self.replay.start.items()}
        for operation in self.replay.operations:
            value = self.replay.value(operation, operation.template, numbers)
            numbers[key(operation)] = _shaken(value, noise)
        return numbers


def _shaken(value: Any, noise: random.Random) -> Any:  # noqa: ANN401  # as `Floats`
    def shake(entry: float) -> float:
        return entry * (1 + NOISE * noise.choice((-1, 1)) * noise.uniform(0.5, 1))

    return value.map(shake) if isinstance(value, Array) else shake(value)


class Comparison:
    """The figures of one file, each beside the exact number."""

    def __init__(self, replay: Replay, figures: Iterable[Figure], tolerance: float = 0.0) -> None:
        self.replay = replay
        self.figures = tuple(figures)
        self.tolerance = tolerance
        self.condition = Condition(replay)
        self.precision = precision_of(
            number for figure in self.figures if figure.numbers for number in figure.numbers.entries
        )

    def compared(self, figure: Figure) -> Compared:
        """What becomes of a figure."""
        if figure.numbers is None:
            return Compared(figure, Standing.WRONG)
        exact = self.exact(figure.ref)
        found = [self.standing(figure, place, value) for place, value in enumerate(exact)]
        worst = max(range(len(found)), key=lambda place: (_ORDER.index(found[place]), self._off(figure, place, exact)))
        number, right = figure.numbers.entries[worst], exact[worst]
        rows_columns = figure.numbers.shape
        width = rows_columns[1] if rows_columns else 1
        label = place_label(rows_columns, worst // width + 1, worst % width + 1).strip("[]")
        apart = None if number.value is None else shortened(Fraction(abs(number.value - right)), APART_DIGITS)
        digits = max(min(number.digits, 17), LEAST_SHOWN)
        return Compared(figure, found[worst], label, apart, _shown(number), shortened(right, digits))

    def _off(self, figure: Figure, place: int, exact: tuple[Fraction, ...]) -> float:
        assert figure.numbers is not None
        number = figure.numbers.entries[place]
        if number.is_missing:
            return 0.0
        return float("inf") if number.value is None else abs(nearest_float(number.value - exact[place]))

    def exact(self, ref: Ref) -> tuple[Fraction, ...]:
        """The exact numbers of a step, to forty digits."""
        derivation = self.replay.derivation
        if ref not in self._in_derivation:
            return tuple(map(Fraction, entries(self.replay.right[key_of(ref.kind, ref.name, _time(ref), ref.via)])))

        def read(numbers: Numbers) -> tuple[Fraction, ...]:
            value = derivation.read(numbers, ref)
            there = value.entries if isinstance(value, Array) else (value,)
            return tuple(Fraction(significant(entry, EXACT_DIGITS)) for entry in there)

        return derivation.proved(read)

    @cached_property
    def _in_derivation(self) -> set[Ref]:
        return {operation.ref for operation in self.replay.derivation.operations}

    @cached_property
    def by_hand(self) -> dict[Key, Any]:
        """What comes out when every number is rounded by the lesson's rule."""
        try:
            return dict(self.replay.derivation.by_hand)
        except UndefinedValue:
            return {}

    def standing(self, figure: Figure, place: int, exact: Fraction) -> Standing:
        """What becomes of one number of a figure."""
        assert figure.numbers is not None
        number = figure.numbers.entries[place]
        if number.is_missing:
            return Standing.AGREES
        if number.value is None:
            return Standing.WRONG
        off = abs(number.value - exact)
        if off == 0:
            return Standing.AGREES
        is_rounded = self.precision is GivenPrecision.HAND or number.digits >= ROUNDED_DIGITS
        if off <= number.unit / 2 and is_rounded:
            few = number.digits < FEW and (number.value != 0 or exact != 0)
            return Standing.UNCLEAR if few else Standing.AGREES
        own = key_of(figure.ref.kind, figure.ref.name, _time(figure.ref), figure.ref.via)
        sizes = self.condition.sizes.get(own, ())
        size = max(sizes[place] if sizes else 0.0, abs(nearest_float(exact)))
        if nearest_float(off) <= SLACK * size * UNIT_DOUBLE:
            return Standing.DOUBLE
        digits = max((one.digits for one in figure.numbers.entries), default=0)
        is_single = number.single or self.precision is GivenPrecision.SINGLE or SINGLE_DIGITS <= digits < DOUBLE_DIGITS
        if is_single and nearest_float(off) <= SLACK * size * UNIT_SINGLE:
            return Standing.SINGLE
        if self._is_by_hand(own, place, number):
            return Standing.BY_HAND
        largest = max((abs(nearest_float(one)) for one in self.exact(figure.ref)), default=0.0)
        if self.tolerance and nearest_float(off) <= self.tolerance * largest:
            return Standing.TOLERATED
        return Standing.WRONG

    def is_single(self, figure: Figure) -> bool:
        """Whether a figure agrees as exactly as singles can, whatever its numbers look like."""
        if figure.numbers is None:
            return False
        sizes = self.condition.sizes.get(
            key_of(figure.ref.kind, figure.ref.name, _time(figure.ref), figure.ref.via), ()
        )
        return all(
            number.is_missing
            or (
                number.value is not None
                and nearest_float(abs(number.value - exact))
                <= SLACK * UNIT_SINGLE * max(sizes[place] if sizes else 0.0, abs(nearest_float(exact)))
            )
            for place, (number, exact) in enumerate(zip(figure.numbers.entries, self.exact(figure.ref), strict=True))
        )

    def _is_by_hand(self, own: Key, place: int, number: GivenNumber) -> bool:
        if own not in self.by_hand or number.value is None or self.precision is not GivenPrecision.HAND:
            return False
        hand = Fraction(str(entries(self.by_hand[own])[place]))
        return abs(number.value - hand) <= number.unit / 2

    def is_like(self, figure: Figure, value: Any) -> bool:  # noqa: ANN401  # as `Floats`
        """Whether a slip's numbers are those that were found."""
        if figure.numbers is None:
            return False
        there = entries(value)
        largest = max(map(abs, there), default=0.0)
        return len(there) == len(figure.numbers.entries) and all(
            self._like(figure, place, number, there[place], largest)
            for place, number in enumerate(figure.numbers.entries)
        )

    def _like(self, figure: Figure, place: int, number: GivenNumber, value: float, largest: float) -> bool:
        if number.is_missing:
            return True
        if number.value is None or value != value:  # noqa: PLR0124  # NaN
            return False
        off = abs(nearest_float(number.value) - value)
        equal = EQUAL_SINGLE if self._is_single(number) else EQUAL_DOUBLE
        near = equal * abs(value) + equal * 1e-3 * largest
        if self.precision is GivenPrecision.HAND or number.digits >= ROUNDED_DIGITS:
            near = max(near, nearest_float(number.unit) * 0.5000001 + self._hand_slack(figure, place, number))
        return off <= max(near, self.tolerance * largest)

    def _is_single(self, number: GivenNumber) -> bool:
        return number.single or self.precision is GivenPrecision.SINGLE

    def _hand_slack(self, figure: Figure, place: int, number: GivenNumber) -> float:
        """How far rounding by hand may carry a slip's number: about as far as it carries the right one."""
        rule = self.replay.lesson.rounding
        if rule.decimals is None or number.unit < Fraction(1, 10**rule.decimals):
            return 0.0
        own = key_of(figure.ref.kind, figure.ref.name, _time(figure.ref), figure.ref.via)
        if own not in self.by_hand:
            return 0.0
        hand, right = entries(self.by_hand[own])[place], entries(self.replay.right[own])[place]
        return HAND_SLACK * abs(nearest_float(Fraction(str(hand))) - right)


_ORDER = [
    Standing.AGREES,
    Standing.BY_HAND,
    Standing.DOUBLE,
    Standing.SINGLE,
    Standing.TOLERATED,
    Standing.UNCLEAR,
    Standing.WRONG,
]


def _time(ref: Ref) -> int | None:
    return ref.at if isinstance(ref.at, int) else None


def _shown(number: GivenNumber) -> str:
    """A number as it was given, or the beginning of it."""
    if number.value is None or len(number.text) <= SHOWN:
        return number.text
    return shortened(number.value, LEAST_SHOWN)


def shortened(value: Fraction, digits: int) -> str:
    """A fraction to so many significant digits."""
    return significant(real(value), digits)
