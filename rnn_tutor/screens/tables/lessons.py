"""The lessons as a path: what each teaches, how long it is, how far the learner is, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.lesson.course import LAST, Entry, in_order
from rnn_tutor.progress.walks import LessonProgress, first_not_walked
from rnn_tutor.screens.layout.called import in_a_line
from rnn_tutor.screens.layout.command import command_lines
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import NARROW, Lines, Page, blank, wrapped

NOT_BEGUN = LessonProgress()


def lessons_screen(
    entries: Sequence[Entry],
    steps: Mapping[str, int | None],
    progress_by_lesson: Mapping[str, LessonProgress],
    page: Page,
) -> Lines:
    """Each lesson, in the order of the course; `steps` and `progress_by_lesson` are by the lesson's name."""
    if not entries:
        return page.prose("There are no lessons here.")
    course = [one for one in entries if one.place < LAST]
    others = [one for one in entries if one.place == LAST]
    following = first_not_walked(in_order(entries), progress_by_lesson)
    lines: Lines = []
    for title, part in (("The course", course), ("Other lessons" if course else "The lessons", others)):
        if part:
            lines += heading(page, title)
        chapter = ""
        for number, one in enumerate(part, start=1):
            if one.chapter and one.chapter != chapter:
                lines += [*([blank()] if chapter else []), *page.prose(one.chapter, "title")]
            chapter = one.chapter
            row = str(number).rjust(2) if part is course else ""
            so_far = progress_by_lesson.get(one.name, NOT_BEGUN)
            lines += lesson_lines(one, row, steps.get(one.name), standing(so_far, one.name == following), page)
        lines += [blank()] if part else []
    return [*lines, *next_lines(following, bool(progress_by_lesson), page)]


def lesson_lines(one: Entry, number: str, steps: int | None, stands: str, page: Page) -> Lines:
    """A lesson: its name beside its title, what it teaches, and how the learner stands with it."""
    left = f"{number}  {one.name}" if number else one.name
    texts = [one.title or f"can't be read; {in_a_line('walk', one.name)} says why"]
    texts[0] += f" ({steps} steps)" if steps else ""
    texts += [one.teaches] * bool(one.teaches) + [stands] * bool(stands)
    styles = ["title", *["label"] * bool(one.teaches), "hand"]
    wide = page.width >= NARROW
    indent = page.margin * 2 + (24 if wide else 4)
    first = Text(" " * page.margin + page.spell(left), style="key", end="")
    lines: Lines = []
    for text, style in zip(texts, styles, strict=False):
        for row in wrapped(page.spell(text), page.width - indent):
            lines.append(Text(" " * indent, end="").append(row, style))
    room = indent - cell_len(first.plain)
    if wide and room > 1:
        lines[0] = first.append(" " * room).append(lines[0].plain.strip(), "title")
        return lines
    return [first, *lines]


def standing(so_far: LessonProgress, comes_next: bool) -> str:  # noqa: FBT001  # a fact, like the so_far
    """How far the learner is with a lesson, in words."""
    parts = ["walked to the end"] if so_far.walked else []
    if so_far.answered:
        many = "s" * (so_far.answered != 1)
        parts.append(f"{so_far.answered} question{many} answered, {so_far.right_first_time} right first time")
    parts += ["comes next"] * comes_next
    return "; ".join(parts)


def next_lines(following: str | None, begun: bool, page: Page) -> Lines:  # noqa: FBT001  # as above
    """What comes next: the first lesson not walked to the end."""
    if following is None:
        return page.prose(f"You have walked all of them. To keep what you know: {in_a_line('quiz', '--review')}")
    sentence = "What comes next:" if begun else "To begin with the first:"
    return [*page.prose(sentence), *command_lines(["rnn-tutor", "walk", following], page)]
