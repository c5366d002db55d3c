"""From a lesson to its derivation, with everything that can go wrong in its numbers found at once and placed."""

from __future__ import annotations

from itertools import islice

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.mentions import wrong_mentions
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import MOST, LessonError


def derive(lesson: Lesson) -> Derivation:
    """The derivation of a lesson, its numbers found on both tracks.

    Its steps come in the order in which one computes: forward, loss, back through time (Werbos, 1990), the sums of the
    shares, the updates; where a lesson has several epochs, those of the first. The exact track holds proved digits, the
    other what a person finds who rounds by the lesson's rule.

    >>> from rnn_tutor import derive, load_lesson
    >>> derivation = derive(load_lesson("stock-example"))
    >>> derivation
    <Derivation of stock-example: 35 steps>
    >>> derivation["dW2.t3"].formula, derivation["total.W2"].by_hand.only
    ('∂Loss/∂X₃ × Y₂', '-0.118')

    Args:
        lesson: what `load_lesson` gives.

    Raises:
        TypeError: for what is no lesson; load_lesson makes one of a name, a path, a text or a dict.
        LessonError: where an operation has no value (log of a negative number at some step), with the place of the
            equation in the lesson file; or where the lesson mentions steps that aren't there.
    """
    derivation = Derivation(lesson)
    for epoch in derivation.epochs:
        epoch.find_all()
    _check_mentions(derivation)
    return derivation


def begin(lesson: Lesson) -> Derivation:
    """The derivation of a lesson, its forward pass found on both tracks; the rest is found when it is looked at.

    So that nobody waits for derivatives who hasn't come to a gradient.

    Raises:
        LessonError: as `derive` does, for the forward pass; of a gradient without a value, when that is looked at.
    """
    derivation = Derivation(lesson)
    derivation.find_forward()
    _check_mentions(derivation)
    return derivation


def _check_mentions(derivation: Derivation) -> None:
    if wrong := list(islice(wrong_mentions(derivation), MOST + 1)):
        raise LessonError(wrong)
