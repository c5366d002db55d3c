"""The whole course as a folder of pages, with an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_html import head, page
from rnn_tutor.lesson.course import LAST, Entry, course
from rnn_tutor.lesson.loader import load_lesson
from rnn_tutor.lesson.problems import LessonError

INDEX = "index.html"


def in_course() -> list[Entry]:
    """The lessons that have a page."""
    return [entry for entry in course() if entry.place != LAST]


def course_pages(digits: int = 20, entries: Iterable[Entry] | None = None) -> Iterator[tuple[str, str]]:
    """Each file's name and content: a page for each lesson of the course, or of `entries`, then the index.

    Lessons that have mistakes are left out; `rnn-tutor check` says what is wrong with them.
    """
    rows = []
    for entry in in_course() if entries is None else entries:
        try:
            derivation = derive(load_lesson(entry.path))
            written = page(derivation, digits, INDEX)
        except LessonError:
            continue
        name = f"{entry.name}.html"
        yield name, written
        rows.append(
            f'<li><a href="{escape(name)}">{escape(entry.title or entry.name)}</a>: {escape(entry.teaches)}</li>'
        )
    title = "The course"
    yield (
        INDEX,
        f"{head(title)}<body>\n<header><h1>{title}</h1></header>\n<main><ol>{''.join(rows)}</ol></main>\n</body>\n</html>\n",
    )
