"""Lessons that stop at their predictions, or at their gradients: what can't be asked of them, and why."""

from __future__ import annotations

from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import LessonError, Problem

NO_LOSS = "this lesson has no loss, so there are no gradients"
TO_HAVE_ONE = "add target: with the value to predict, or loss: with the quantity to differentiate"
NO_RATE = "this lesson has no learning rate, so there are no updates"
TO_UPDATE = "add learning_rate: 0.1, or use --set learning_rate=0.1 for one run"


def need_gradients(lesson: Lesson) -> None:
    """That the lesson has a loss.

    Raises:
        LessonError: where it has none.
    """
    if lesson.network.loss is None:
        raise LessonError([Problem(str(lesson.file or lesson.name), None, NO_LOSS, TO_HAVE_ONE)])


def need_updates(lesson: Lesson) -> None:
    """That the lesson has a loss, and a learning rate.

    Raises:
        LessonError: where it has not.
    """
    need_gradients(lesson)
    if lesson.learning_rate is None:
        raise LessonError([Problem(str(lesson.file or lesson.name), None, NO_RATE, TO_UPDATE)])
