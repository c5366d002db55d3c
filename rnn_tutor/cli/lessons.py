"""`rnn-tutor lessons`."""

from __future__ import annotations

from pathlib import Path

from rnn_tutor.cli.options import Ascii, Linear


def lessons(ascii_only: Ascii = False, linear: Linear = False) -> None:
    """See the lessons as a path, in order.

    What each teaches, how far you are, and what comes next.

    Those that come with the program, those in the folder ./lessons and in the folders of RNN_TUTOR_LESSONS, and
    those that other packages bring along.

    For example:

    rnn-tutor lessons
    """
    from rnn_tutor.lesson.course import course
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.walks import progress_by_lesson
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.tables.lessons import lessons_screen

    output = Output(ascii_only=ascii_only, linear=linear)
    entries = course()
    steps = {one.name: steps_of(one.path) for one in entries}
    with open_store(save=False) as store:
        known = progress_by_lesson(store)
    output.write(lessons_screen(entries, steps, known, output.page()))


def steps_of(path: Path) -> int | None:
    """How many steps a lesson has; None where something is wrong with it."""
    from rnn_tutor.derivation.size import count_of_steps
    from rnn_tutor.lesson.loader import lesson_in
    from rnn_tutor.lesson.problems import LessonError

    try:
        return count_of_steps(lesson_in(path))
    except LessonError:
        return None
