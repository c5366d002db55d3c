"""How long a lesson is, found without computing any of its numbers."""

from __future__ import annotations

from rnn_tutor.derivation.solution import Solution
from rnn_tutor.lesson.lesson import Lesson


def count_of_steps(lesson: Lesson) -> int:
    """How many steps the derivation of a lesson has, those of all epochs."""
    return len(Solution(lesson).operations) * lesson.training.epochs
