"""Which lessons the learner has walked to the end, and how the questions on each went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from rnn_tutor.progress.asked import questions
from rnn_tutor.progress.sessions import Json, Session
from rnn_tutor.progress.store import Store

WALK: Final[dict[str, Json]] = {"walk": True}  # what tells a walk among the sessions


@dataclass(frozen=True, slots=True)
class Footing:
    """How far the learner is with a lesson: walked to the end or not, questions answered, and right first time."""

    walked: bool = False
    answered: int = 0
    right_first_time: int = 0

    @property
    def begun(self) -> bool:
        """Whether there is anything to tell."""
        return self.walked or self.answered > 0


def keep_walk(store: Store, lesson: str) -> None:
    """Keep that a lesson was walked to its end."""
    if lesson in store.finished(WALK):
        return
    session = Session(lesson=lesson, options=WALK, fingerprint="")
    store.save_session(session)
    store.finish(session)


def footings(store: Store) -> dict[str, Footing]:
    """How far the learner is, by lesson; lessons not begun are left out."""
    asked = questions(store.attempts())
    answered = Counter(question.first.lesson for question in asked)
    right = Counter(question.first.lesson for question in asked if question.right_first_time)
    walked = store.finished(WALK)
    return {lesson: Footing(lesson in walked, answered[lesson], right[lesson]) for lesson in {*answered, *walked}}
