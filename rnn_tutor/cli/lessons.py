"""`rnn-tutor lessons`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rnn_tutor.cli.options import Ascii, Linear

Every = Annotated[bool, typer.Option("--all", help="Every lesson and what it teaches, also where that is long.")]

LEAST_LINES = 3  # of a lesson in the list


def lessons(every: Every = False, ascii_only: Ascii = False, linear: Linear = False) -> None:
    """See the lessons of the course, in order.

    What each teaches, how far you are, and what comes next. If the terminal is too small for all of them, it shows the
    chapter that you have reached; with --all, every lesson.

    Lessons of your own follow: those in the folder ./lessons, in the folders of RNN_TUTOR_LESSONS, and in installed
    packages.

    For example:

    rnn-tutor lessons

    rnn-tutor lessons --all
    """
    from rnn_tutor.lesson.course import course
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.walks import progress_by_lesson
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.tables.course_glance import course_at_a_glance
    from rnn_tutor.screens.tables.lessons import lessons_screen

    output = Output(ascii_only=ascii_only, linear=linear)
    entries = course()
    with open_store(save=False) as store:
        known = progress_by_lesson(store)
    page, room = output.page(), None if output.height is None else output.height - 1  # the shell's next prompt
    if (
        not (every or output.linear)
        and room is not None
        and len(entries) * LEAST_LINES > room
        and any(one.chapter for one in entries)
    ):
        output.write(course_at_a_glance(entries, known, page, room))
        return
    steps = {one.name: steps_of(one.path) for one in entries}
    output.write(lessons_screen(entries, steps, known, page))


def steps_of(path: Path) -> int | None:
    """How many steps a lesson has; None where something is wrong with it."""
    from rnn_tutor.derivation.size import count_of_steps
    from rnn_tutor.lesson.loader import lesson_in
    from rnn_tutor.lesson.problems import LessonError

    try:
        return count_of_steps(lesson_in(path))
    except LessonError:
        return None
