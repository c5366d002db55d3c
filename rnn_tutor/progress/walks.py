"""Which lessons the learner has walked to the end, where other walks were left, and how the questions on each went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rnn_tutor.progress.asked import questions
from rnn_tutor.progress.attempts import utc_now
from rnn_tutor.progress.sessions import Json, Session
from rnn_tutor.progress.store import Store

WALK: Final[dict[str, Json]] = {"walk": True}  # what tells a walk among the sessions


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far the learner is with a lesson: walked to the end or not, questions answered, and right first time."""

    walked: bool = False
    answered: int = 0
    right_first_time: int = 0

    @property
    def begun(self) -> bool:
        """Whether there is anything to tell."""
        return self.walked or self.answered > 0


def walk_of(settings: Sequence[str]) -> dict[str, Json]:
    """What tells a walk with values set otherwise."""
    return WALK | ({"set": list(settings)} if settings else {})


def keep_walk(store: Store, lesson: str, settings: Sequence[str] = ()) -> None:
    """Keep that a lesson was walked to its end."""
    options = walk_of(settings)
    left = store.open_session(lesson, options)
    if left is None and lesson in store.finished(options):
        return
    session = left or Session(lesson=lesson, options=options, fingerprint="")
    store.save_session(session)
    store.finish(session)


def keep_place(store: Store, lesson: str, settings: Sequence[str], fingerprint: str, address: str) -> None:
    """Keep where a walk was left."""
    options = walk_of(settings)
    left = store.open_session(lesson, options)
    if left is not None and left.fingerprint != fingerprint:
        store.abandon(left)
        left = None
    session = left or Session(lesson=lesson, options=options, fingerprint=fingerprint)
    store.save_session(replace(session, step=address, updated=utc_now()))


def place_left(store: Store, lesson: str, settings: Sequence[str], fingerprint: str) -> str | None:
    """The address where the last walk was left; None where it came to its end, or the lesson has changed since."""
    left = store.open_session(lesson, walk_of(settings))
    return None if left is None or left.fingerprint != fingerprint else left.step


def progress_by_lesson(store: Store) -> dict[str, LessonProgress]:
    """How far the learner is, by lesson; lessons not begun are left out."""
    asked = questions(store.attempts())
    answered = Counter(question.first.lesson for question in asked)
    right = Counter(question.first.lesson for question in asked if question.right_first_time)
    walked = store.finished(WALK)
    return {
        lesson: LessonProgress(lesson in walked, answered[lesson], right[lesson]) for lesson in {*answered, *walked}
    }


def first_not_walked(lessons: Sequence[str], known: Mapping[str, LessonProgress]) -> str | None:
    """The lesson that comes next, of some in the order of their course; None where all have been walked."""
    return next((name for name in lessons if not known.get(name, LessonProgress()).walked), None)
