"""What `rnn-tutor` alone says: what one may want, each with the command for it, on half a screen."""

from __future__ import annotations

import shutil
import textwrap

from rnn_tutor.screens.layout.called import as_called, in_a_line

WHAT_IT_IS = "See every number of a recurrent network, and compute the next one yourself."

WISHES = {
    "Learn: the next lesson of the course, one step at a time": ("rnn-tutor walk",),
    "The whole course, and how far you are": ("rnn-tutor lessons",),
    "Compute the numbers of a lesson yourself; wrong answers are explained": ("rnn-tutor quiz stock-example",),
    "Your own backward pass gives other numbers: find the line that is wrong": (
        "rnn-tutor diagnose stock-example my_rnn.py",
    ),
    "Check the figures of a book, in a lesson file": ("rnn-tutor check my-lesson.yaml",),
    "Teach: write a lesson, and hand it out as a page": (
        "rnn-tutor new my-lesson",
        "rnn-tutor export my-lesson.yaml --to html",
    ),
}

INDENT = "  "


def front() -> str:
    """The front page, its commands such as can be typed; as wide as the terminal."""
    columns = shutil.get_terminal_size().columns
    lines = textwrap.wrap(WHAT_IT_IS, columns)
    for wish, commands in WISHES.items():
        lines += ["", *textwrap.wrap(wish, columns), *(INDENT + as_called(command) for command in commands)]
    return "\n".join([*lines, "", f"All commands: {in_a_line('--help')}"])
