"""The LESSON argument of a command, and what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rnn_tutor.derivation.derivation import Derivation


def complete_lesson(incomplete: str) -> list[str]:
    """The lesson names that begin with what is typed."""
    from rnn_tutor.lesson.library import all_lessons

    return [path.stem for path in all_lessons() if path.stem.startswith(incomplete)]


GivenLesson = Annotated[
    str,
    typer.Argument(
        metavar="LESSON",
        help="A lesson's name (see: rnn-tutor lessons), or the path of a lesson file.",
        autocompletion=complete_lesson,
    ),
]
Digits = Annotated[int, typer.Option("--digits", min=1, max=1000, help="Significant digits of the exact numbers.")]


def derive_lesson(name_or_path: str) -> Derivation:
    """The derivation of the lesson that was named.

    Raises:
        LessonError: with all that is wrong with it.
    """
    from rnn_tutor.derivation.derive import derive
    from rnn_tutor.lesson.library import find_lesson
    from rnn_tutor.lesson.loader import load_lesson

    return derive(load_lesson(find_lesson(name_or_path)))
