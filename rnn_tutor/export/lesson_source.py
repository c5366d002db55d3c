"""A lesson as Python has it again: `load_lesson("stock-example")`, or with the text of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.lesson.text_file import read_text_file

NUMBERS = re.compile(r"[-+0-9.,\[\] ]+")


def lesson_call(lesson: Lesson, settings: Sequence[str] = ()) -> str:
    """A line of Python that loads the lesson; of one that isn't bundled with the program, with its text."""
    changed = ", ".join(f"{name.strip()!r}: {_value(value.strip())}" for name, _, value in map(_halves, settings))
    more = f", set={{{changed}}}" if changed else ""
    text = _text_of(lesson)
    if text is None:
        return f"lesson = load_lesson({lesson.name!r}{more})"
    lines = "\n".join(f"    {line!r}" for line in text.splitlines(keepends=True))
    return f"text = (\n{lines}\n)\nlesson = load_lesson(text{more})"


def _halves(setting: str) -> tuple[str, str, str]:
    return setting.partition("=")


def _value(text: str) -> str:
    """A value as Python writes it: a number or a list of them as it is, nothing as None, else a text."""
    if not text:
        return "None"
    return text if NUMBERS.fullmatch(text) and not re.search(r"(?<![\d.])0\d", text) else repr(text)


def _text_of(lesson: Lesson) -> str | None:
    """The text of a lesson's file; None where its name is enough, or where there is no file."""
    path: Path | None = lesson.file
    try:
        if path is None or find_lesson(lesson.name).resolve() == path.resolve():
            return None
    except LessonError:
        pass
    try:
        return read_text_file(path, str(path)) if path else None
    except LessonError:
        return None
