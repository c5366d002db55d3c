"""Which answers to a question are right, and which wrong ones are likely: for grading where the program isn't.

A question bank or a page grades with numbers alone: the ranges in which an answer is right, and for each derived slip
the number that it comes to, with the range of answers around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from rnn_tutor.mistakes.catalogue import RULES, slips
from rnn_tutor.mistakes.reals import half_unit, round_by, value_of
from rnn_tutor.mistakes.rule import Slip
from rnn_tutor.notation.line import name_of
from rnn_tutor.numbers.real import DomainError, real
from rnn_tutor.quiz.explanation import NamedMistake, worth_telling
from rnn_tutor.quiz.interval import Interval, answer_interval
from rnn_tutor.quiz.question import Question

MOST_WORDS = 2  # slips that are named for one number
NARROWEST = Fraction(1, 10**12)  # of its size: the range of a number that is known exactly


@dataclass(frozen=True)
class Range:
    """The answers from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction) -> bool:
        """Whether an answer lies in it."""
        return self.low <= value <= self.high

    @property
    def middle(self) -> Fraction:
        """What lies in the middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class LikelyAnswer:
    """A wrong number, rounded and written as by hand, the answers around it, and the slips that lead there.

    `weight` is how readily it is come to, as against the other wrong numbers of its question.
    """

    number: Fraction
    text: str
    range: Range
    slips: tuple[NamedMistake, ...]
    weight: Fraction

    @property
    def words(self) -> str:
        """What was done, in a clause or two."""
        return "; or ".join(slip.words for slip in worth_telling(self.slips))


def right_ranges(question: Question) -> tuple[Range, ...]:
    """The answers that are right, rounded as by hand: near what is by hand, exact, or to be had from the screen.

    All have the sign of the number itself: a small gradient is neither none nor its opposite.
    """
    if question.exact == 0 and question.by_hand == 0:
        decimals = question.derivation.lesson.rounding.decimals
        half = Fraction(0) if decimals is None else Fraction(10) ** -decimals / 2
        return (Range(-half, half),)
    slack = half_unit(question.screen.rule, question.by_hand)
    reachable = question.reachable
    found = [
        _widened(question.by_hand, question.by_hand, slack, question.by_hand),
        _widened(question.exact, question.exact, slack, question.exact),
        _widened(reachable.low, reachable.high, slack, reachable.middle),
    ]
    return _merged(found)


def likely_answers(question: Question, most: int) -> tuple[LikelyAnswer, ...]:
    """The wrong numbers that the library of mistakes derives for a question, the likeliest first.

    Slips that come to the same number are one answer. Where a range would reach into a right one it is cut off there.
    """
    derived = [slip for slip in slips(question.task()) if not slip.own]
    shares: Counter[str] = Counter()
    for slip in derived:
        shares[slip.mistake] += slip.share
    right = right_ranges(question)
    by_number = _by_number(question, derived, right)
    weights = {
        number: sum(
            (RULES[slip.mistake].weight * Fraction(slip.share, shares[slip.mistake]) for slip in found), Fraction(0)
        )
        for number, found in by_number.items()
    }
    ordered = sorted(by_number, key=lambda number: -weights[number])
    answers = (_answer(question, number, by_number[number], weights[number], right) for number in ordered)
    return tuple(islice((answer for answer in answers if answer is not None), most))


def _by_number(question: Question, derived: Sequence[Slip], right: Sequence[Range]) -> dict[Fraction, list[Slip]]:
    """The slips whose numbers, rounded as by hand, are wrong."""
    rule, found = question.screen.rule, dict[Fraction, list[Slip]]()
    numbers: dict[Fraction, Fraction | None] = {}  # many slips come to the same
    for slip in derived:
        try:
            value = value_of(slip.expression, question.screen.numbers(slip.expression))
        except DomainError:
            continue
        if value not in numbers:
            rounded = round_by(rule, value)
            is_right = question.accepts(value) or any(one.holds(rounded) for one in right)
            numbers[value] = None if is_right else rounded
        if (number := numbers[value]) is not None:
            found.setdefault(number, []).append(slip)
    return found


def _answer(
    question: Question, number: Fraction, found: Sequence[Slip], weight: Fraction, right: Sequence[Range]
) -> LikelyAnswer | None:
    """The answer of a number, with what the first of its slips may come to; None where that is nothing."""
    interval = answer_interval(found[0].expression, question.screen)
    if interval is None:
        return None
    names: dict[str, NamedMistake] = {}
    for slip in found:
        names.setdefault(slip.words, NamedMistake(slip.mistake, slip.words))
    around = _range_of(question, interval, number, right)
    told = tuple(islice(names.values(), MOST_WORDS))
    return LikelyAnswer(number, question.step.hand_text(real(number)), around, told, weight)


def _range_of(question: Question, interval: Interval, number: Fraction, right: Sequence[Range]) -> Range:
    """The answers that a slip explains, as far as none of them is right; its own number is wrong."""
    slack = half_unit(question.screen.rule, number) or abs(number) * NARROWEST
    around = _widened(number - slack, number + slack, Fraction(0), number)
    around = Range(
        min(around.low, max(interval.low, number - 4 * slack)), max(around.high, min(interval.high, number + 4 * slack))
    )
    for one in right:
        if one.low > number:
            around = Range(around.low, min(around.high, (number + one.low) / 2))
        else:
            around = Range(max(around.low, (number + one.high) / 2), around.high)
    return around


def _widened(low: Fraction, high: Fraction, slack: Fraction, number: Fraction) -> Range:
    """A range with slack on both sides, on the number's side of zero."""
    low, high = low - slack, high + slack
    if number > 0:
        low = max(low, min(number, slack) / 2)
    if number < 0:
        high = min(high, max(number, -slack) / 2)
    return Range(low, high)


def _merged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """The same answers in as few ranges as it takes."""
    merged: list[Range] = []
    for one in sorted(ranges, key=lambda each: each.low):
        if merged and one.low <= merged[-1].high:
            merged[-1] = Range(merged[-1].low, max(merged[-1].high, one.high))
        else:
            merged.append(one)
    return tuple(merged)


def label(question: Question) -> str:
    """What a question asks for, in the field's notation: ∂Loss/∂X₃, or h₂[1]."""
    return name_of(question.step.ref) + question.element_label
