"""`rnn-tutor lessons`."""

from __future__ import annotations


def lessons() -> None:
    """List the lessons there are: the bundled ones, and those in ./lessons.

    For example:

    rnn-tutor lessons
    """
    from rnn_tutor.lesson.library import all_lessons
    from rnn_tutor.screens.lessons import lessons_screen
    from rnn_tutor.screens.output import Output

    output = Output()
    output.write(lessons_screen(all_lessons(), output.page()))
