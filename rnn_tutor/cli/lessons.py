"""`rnn-tutor lessons`."""

from __future__ import annotations


def lessons() -> None:
    """List the lessons there are.

    Those that come with the program, and those in the folder ./lessons.

    For example:

    rnn-tutor lessons
    """
    from rnn_tutor.lesson.library import all_lessons
    from rnn_tutor.screens.lessons import lessons_screen
    from rnn_tutor.screens.output import Output

    output = Output()
    output.write(lessons_screen(all_lessons(), output.page()))
