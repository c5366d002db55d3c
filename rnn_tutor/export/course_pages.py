"""The whole course as a folder of pages, with an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_html import head, page
from rnn_tutor.lesson.course import LAST, Entry, course
from rnn_tutor.lesson.loader import lesson_in
from rnn_tutor.lesson.problems import LessonError

INDEX = "index.html"


def in_course() -> list[Entry]:
    """The lessons that have a page."""
    return [entry for entry in course() if entry.place != LAST]


def course_pages(digits: int = 20, entries: Iterable[Entry] | None = None) -> Iterator[tuple[str, str]]:
    """Each file's name and content: a page for each lesson of the course, or of `entries`, then the index.

    Lessons that have mistakes are left out; `rnn-tutor check` says what is wrong with them.
    """
    written: list[Entry] = []
    for entry in in_course() if entries is None else entries:
        try:
            made = page(derive(lesson_in(entry.path)), digits, INDEX)
        except LessonError:
            continue
        yield file_of(entry), made
        written.append(entry)
    yield INDEX, index(written)


def file_of(entry: Entry) -> str:
    """The file of a lesson's page."""
    return f"{entry.name}.html"


def index(entries: Iterable[Entry]) -> str:
    """The page with links to these lessons' pages, by their chapters."""
    title, parts = "The course", []
    for chapter, group in groupby(entries, key=lambda entry: entry.chapter):
        rows = "".join(
            f'<li><a href="{escape(file_of(one))}">{escape(one.title or one.name)}</a>: {escape(one.teaches)}</li>'
            for one in group
        )
        parts.append((f"<h2>{escape(chapter)}</h2>" if chapter else "") + f"<ul>{rows}</ul>")
    return f"{head(title)}<body>\n<header><h1>{title}</h1></header>\n<main>{''.join(parts)}</main>\n</body>\n</html>\n"
