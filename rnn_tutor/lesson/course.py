"""The lessons in the order of a course: where each comes and what it teaches, read without checking the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rnn_tutor.lesson.document import read_document
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.lesson.nodes import MappingNode, ScalarNode
from rnn_tutor.lesson.problems import LessonError

LAST = 10**9  # where a lesson comes that says nothing about it


@dataclass(frozen=True)
class Entry:
    """A lesson in the list; `title` is empty where the file can't be read."""

    path: Path
    title: str = ""
    teaches: str = ""
    place: int = LAST
    chapter: str = ""

    @property
    def name(self) -> str:
        """What the lesson is called on the command line."""
        return self.path.stem


def course() -> list[Entry]:
    """All lessons that can be had by name: by their places in the course, then by name."""
    return sorted(map(entry, all_lessons()), key=lambda one: (one.place, one.name))


def in_order(entries: Sequence[Entry]) -> list[str]:
    """The names of the lessons that have a place in the course; of all, where none has one."""
    placed = [one.name for one in entries if one.place < LAST]
    return placed or [one.name for one in entries]


def entry(path: Path) -> Entry:
    """A lesson's entry."""
    try:
        root = read_document(path, str(path)).root
    except LessonError:
        return Entry(path)
    values = root.values if isinstance(root, MappingNode) else {}
    texts = {key: " ".join(value.text.split()) for key, value in values.items() if isinstance(value, ScalarNode)}
    place = texts.get("course", "")
    return Entry(
        path,
        texts.get("title", ""),
        texts.get("teaches", ""),
        int(place) if place.isdecimal() and len(place) < 9 else LAST,
        texts.get("chapter", ""),
    )
