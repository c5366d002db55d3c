"""How far the learner is in the course: where a walk was left, which were walked to the end, what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tutor.cli.given_lesson import lesson_id, set_again
from rnn_tutor.progress.location import FILE_NAME, data_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rnn_tutor.lesson.lesson import Lesson


def next_in_course(*, but: str = "") -> str | None:
    """The lesson that comes next in the course, any `but` one; None where all have been walked."""
    from rnn_tutor.lesson.course import course, in_order
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.walks import first_not_walked, progress_by_lesson

    with open_store(save=False) as store:
        return first_not_walked([name for name in in_order(course()) if name != but], progress_by_lesson(store))


def left_at(name_or_path: str, lesson: Lesson, settings: Sequence[str]) -> str | None:
    """Where the last walk of a lesson was left, if it was left in the middle and the lesson is the same."""
    if not (data_folder() / FILE_NAME).exists():
        return None
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.fingerprint import fingerprint
    from rnn_tutor.progress.walks import place_left

    with open_store(save=False) as store:
        return place_left(store, lesson_id(name_or_path), settings, fingerprint(lesson))


def keep_left(name_or_path: str, lesson: Lesson, settings: Sequence[str], address: str) -> None:
    """Keep where a walk was left."""
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.fingerprint import fingerprint
    from rnn_tutor.progress.walks import keep_place

    with open_store() as store:
        keep_place(store, lesson_id(name_or_path), settings, fingerprint(lesson), address)


def keep_walked(name_or_path: str, settings: Sequence[str]) -> None:
    """Keep that a lesson was walked to its last page, for the list of lessons."""
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.walks import keep_walk

    with open_store() as store:
        keep_walk(store, lesson_id(name_or_path), settings)


def ways_on(name_or_path: str, settings: Sequence[str], *, fades: bool = False) -> list[tuple[str, list[str]]]:
    """What comes after a walk, in words with their commands: the questions of this lesson, then the next lesson.

    With `fades` the next lesson is walked in the same way.
    """
    known = lesson_id(name_or_path)
    lesson = name_or_path if Path(known).is_absolute() else known  # a path to what can be had by name is longer to type
    ways = [("Now find its numbers yourself:", ["rnn-tutor", "quiz", lesson, *set_again(settings)])]
    return [*ways, *way_to_the_next(lesson, fades=fades)]


def way_to_the_next(lesson: str, *, fades: bool = False) -> list[tuple[str, list[str]]]:
    """The lesson to walk after one, in words with its command; none where all have been walked."""
    following = next_in_course(but=lesson)
    if following is None:
        return []
    is_earlier = comes_before(following, lesson)
    meaning = "Then the first lesson that you haven't walked:" if is_earlier else "Then the next lesson:"
    return [(meaning, ["rnn-tutor", "walk", following, *["--fade"] * fades])]


def comes_before(lesson: str, other: str) -> bool:
    """Whether a lesson comes before another in the course."""
    from rnn_tutor.lesson.course import course, in_order

    names = in_order(course())
    return lesson in names and other in names and names.index(lesson) < names.index(other)
