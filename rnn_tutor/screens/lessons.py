"""The list of lessons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rnn_tutor.lesson.document import Mapping, Scalar, read_document
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.screens.command import command_lines
from rnn_tutor.screens.page import Lines, Page, blank
from rnn_tutor.screens.table import Column, table


def lessons_screen(paths: Sequence[Path], page: Page) -> Lines:
    """Each lesson's name and title."""
    if not paths:
        return page.prose("There are no lessons here.")
    rows = [[path.stem, title_of(path)] for path in paths]
    lines = table([Column("", "key"), Column("")], rows, page)
    begin = command_lines(["rnn-tutor", "walk", paths[0].stem], page)
    return [*lines, blank(), *page.prose("To begin with the first:"), *begin]


def title_of(path: Path) -> str:
    """A lesson's title, read without checking the rest."""
    try:
        root = read_document(path, str(path)).root
    except LessonError:
        return f"(can't be read: rnn-tutor walk {path.stem} says why)"
    title = root.values.get("title") if isinstance(root, Mapping) else None
    return title.text if isinstance(title, Scalar) else ""
