"""How far off a wrong answer is: in words that don't give the right one away, and at last in numbers."""

from __future__ import annotations

from fractions import Fraction

from rnn_tutor.mistakes.roundings import shifted_in_words
from rnn_tutor.quiz.question import Question

TWICE, HALF = Fraction(2), Fraction(1, 2)
NEAR, CLOSE = Fraction(1, 1000), Fraction(1, 100)


def in_words(question: Question, value: Fraction) -> str:
    """How far off an answer is, as roughly as one may say while it is still asked for."""
    return apart(value, nearest(question, value))


def apart(value: Fraction, truth: Fraction) -> str:
    """How far a number is from the right one."""
    if not value:
        return "it is zero, but the right number isn't"
    if not truth:
        return "the right number is zero"
    if (value > 0) != (truth > 0):
        return "its sign is wrong"
    times = abs(value / truth)
    size = "" if value > 0 else " in size"
    if times >= TWICE:
        return f"it is too large{size}, more than twice the right number"
    if times <= HALF:
        return f"it is too small{size}, less than half of the right number"
    if abs(times - 1) <= NEAR:
        return "its first digits are right, but the last ones are not"
    if abs(times - 1) <= CLOSE:
        return "it is close, less than 1 % off, but not right to the last digit: check the digits that you typed"
    # Which way would tell too much: three guesses would hit it too often.
    return "it is not far off: between half and twice the right number"


def point_shifted(question: Question, value: Fraction) -> str:
    """That a number has all the digits of the one by hand and its point elsewhere; empty where it hasn't."""
    powers = (power for power in (-1, 1, -2, 2, -3, 3) if value and value == question.by_hand * Fraction(10) ** power)
    return next(map(shifted_in_words, powers), "")


def measured(question: Question, value: Fraction) -> str:
    """The same in numbers, once the answer is given away; nothing where no ratio says it."""
    truth = nearest(question, value)
    if not value or not truth or (value > 0) != (truth > 0):
        return ""
    times = abs(value / truth)
    if times >= TWICE:
        return f"it is about {_rounded(times)} times as large as the right number"
    if times <= HALF:
        return f"the right number is about {_rounded(1 / times)} times as large"
    percent = round(100 * abs(times - 1))
    way = "large" if times > 1 else "small"
    return f"it is about {percent} % too {way}" if percent else f"it is less than 1 % too {way}"


def nearest(question: Question, value: Fraction) -> Fraction:
    """The right number by hand or the exact one, whichever is nearer."""
    return min(question.by_hand, question.exact, key=lambda right: abs(value - right))


def _rounded(ratio: Fraction) -> str:
    return f"{float(ratio):.2g}" if ratio < 10 else f"{float(ratio):,.0f}" if ratio < 10**6 else "a million or more"
