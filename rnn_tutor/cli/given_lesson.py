"""The LESSON argument of a command, and what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import complete_lesson, complete_setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rnn_tutor.explain.derivation import Derivation
    from rnn_tutor.lesson.lesson import Lesson


GivenLesson = Annotated[
    str,
    typer.Argument(
        metavar="LESSON",
        help="A lesson's name (see: rnn-tutor lessons), or the path of a lesson file.",
        autocompletion=complete_lesson,
    ),
]
Digits = Annotated[int, typer.Option("--digits", min=1, max=1000, help="Significant digits of the exact numbers.")]


Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change a value of the lesson: W2=0.9, learning_rate=1/2, clip= for none. May be given several times.",
        autocompletion=complete_setting,
        show_default=False,
    ),
]


def set_again(settings: Sequence[str] | None) -> list[str]:
    """The words of a command that set the same values again."""
    return [word for setting in settings or () for word in ("--set", setting)]


def read_lesson(name_or_path: str, settings: Sequence[str] | None = None) -> Lesson:
    """The lesson that was named, with values set otherwise.

    Raises:
        LessonError: with all that is wrong with it.
    """
    from rnn_tutor.lesson.library import find_lesson

    if not settings:
        from rnn_tutor.lesson.loader import lesson_in

        return lesson_in(find_lesson(name_or_path))
    from rnn_tutor.lesson.overrides import load_changed_lesson

    return load_changed_lesson(find_lesson(name_or_path), settings)


def begin_lesson(name_or_path: str, settings: Sequence[str] | None = None) -> Derivation:
    """The derivation of the lesson that was named, its gradients yet to be derived.

    Raises:
        LessonError: with all that is wrong with it; a gradient without a value is found when it is looked at.
    """
    from rnn_tutor.explain.derive import begin

    return begin(read_lesson(name_or_path, settings))


def derive_lesson(name_or_path: str, settings: Sequence[str] | None = None) -> Derivation:
    """The derivation of the lesson that was named, with values set otherwise.

    Raises:
        LessonError: with all that is wrong with it.
    """
    from rnn_tutor.explain.derive import derive

    return derive(read_lesson(name_or_path, settings))


def lesson_id(name_or_path: str) -> str:
    """What a lesson is kept under: its name if it can be had by name, else where its file lies."""
    from rnn_tutor.lesson.library import find_lesson
    from rnn_tutor.lesson.problems import LessonError

    path = find_lesson(name_or_path)
    try:
        by_name = find_lesson(path.stem)
    except LessonError:
        return str(path.resolve())
    return path.stem if by_name.resolve() == path.resolve() else str(path.resolve())
