"""The course on one screen: its chapters, and the lessons of the one in which the next lesson is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.text import Text

from rnn_tutor.english import first_few
from rnn_tutor.lesson.course import LAST, Entry, in_order
from rnn_tutor.progress.walks import LessonProgress, first_not_walked
from rnn_tutor.screens.layout.called import in_a_line
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import NARROW, Lines, Page, blank, wrapped
from rnn_tutor.screens.tables.lessons import NOT_BEGUN, next_lines

NAME_WIDTH = 22
NUMBER = "    9  "  # the column of numbers
MOST_NAMED = 4  # lessons outside the course


@dataclass(frozen=True)
class Chapter:
    """The lessons of a chapter, each with its number in the course."""

    title: str
    lessons: Sequence[tuple[int, Entry]]

    @property
    def numbers(self) -> str:
        """From which lesson to which."""
        first, last = self.lessons[0][0], self.lessons[-1][0]
        return f"{first}–{last}" if last > first else f"{first}"


def course_at_a_glance(
    entries: Sequence[Entry], progress_by_lesson: Mapping[str, LessonProgress], page: Page, room: int
) -> Lines:
    """The chapters, one of them opened, what comes next, and how to see the rest; in at most so many lines.

    Where that can't be, it is as short as it gets.
    """
    lines: Lines = []
    for teaches, titles in ((True, True), (False, True), (False, False)):
        lines = glance(entries, progress_by_lesson, page, teaches=teaches, titles=titles)
        if len(lines) <= room:
            break
    return lines


def glance(
    entries: Sequence[Entry],
    progress_by_lesson: Mapping[str, LessonProgress],
    page: Page,
    *,
    teaches: bool,
    titles: bool,
) -> Lines:
    """The same, with what the next lesson `teaches`, and with the lessons' `titles` beside their names."""
    following = first_not_walked(in_order(entries), progress_by_lesson)
    lines = heading(page, "The course") if titles else page.prose("The course", "title")
    for chapter in chapters(entries):
        title = f"{chapter.title}{so_far(chapter, progress_by_lesson, in_words=titles)}"
        lines += row(f"{chapter.numbers.rjust(5)}  {title}", page, "title")
        if following not in {one.name for _, one in chapter.lessons}:
            continue
        for number, one in chapter.lessons:
            lines += lesson_row(number, one, progress_by_lesson.get(one.name, NOT_BEGUN), page, titled=titles)
            if teaches and one.name == following:
                lines += page.prose(one.teaches, "label", indent=page.margin + len(NUMBER))
    others = [one.name for one in entries if one.place == LAST]
    lines += page.prose(f"Other lessons: {first_few(others, MOST_NAMED)}") if others else []
    rest = page.prose(f"Every lesson, and what it teaches: {in_a_line('lessons', '--all')}", "label")
    return [*lines, blank(), *next_lines(following, bool(progress_by_lesson), page), *rest]


def chapters(entries: Sequence[Entry]) -> list[Chapter]:
    """The lessons that have a place in the course, by their chapters."""
    numbered = enumerate((one for one in entries if one.place < LAST), start=1)
    grouped = groupby(numbered, key=lambda pair: pair[1].chapter)
    return [Chapter(title or "The lessons", list(lessons)) for title, lessons in grouped]


def so_far(chapter: Chapter, progress_by_lesson: Mapping[str, LessonProgress], *, in_words: bool) -> str:
    """How many lessons of a chapter have been walked."""
    count = len(chapter.lessons)
    walked = sum(progress_by_lesson.get(one.name, NOT_BEGUN).walked for _, one in chapter.lessons)
    if walked and not in_words:
        return f" {walked}/{count}"
    return "" if not walked else ": all walked" if walked == count else f": {walked} of {count} walked"


def lesson_row(number: int, one: Entry, known: LessonProgress, page: Page, *, titled: bool) -> Lines:
    """A lesson of the opened chapter in a line."""
    wide = page.width >= NARROW and titled
    name = one.name.ljust(NAME_WIDTH) if wide else one.name
    parts = [f"{name} {one.title}".rstrip() if wide else name, *(["walked"] if known.walked else [])]
    if known.answered and titled:
        parts.append(f"quiz: {known.right_first_time} of {known.answered} right first time")
    text = f"{f'{number}'.rjust(5)}  {page.separator.join(parts)}"
    if len(text) + page.margin > page.width and known.answered:
        return lesson_row(number, one, LessonProgress(known.walked), page, titled=titled)
    return row(text, page)


def row(text: str, page: Page, style: str = "") -> Lines:
    """A line whose number stands in a column; what doesn't fit goes on below its text."""
    number, words = text[: len(NUMBER)], text[len(NUMBER) :]
    first, *more = wrapped(page.spell(words), page.width - page.margin - len(NUMBER))
    left = [page.spell(number), *(" " * len(NUMBER) for _ in more)]
    return [Text(f"{' ' * page.margin}{a}{b}", style=style, end="") for a, b in zip(left, [first, *more], strict=True)]
