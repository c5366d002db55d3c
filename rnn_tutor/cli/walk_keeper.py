"""What a walk leaves in the learner's progress: where it was left, what was seen, and what was answered on the way."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from rnn_tutor.cli.given_lesson import lesson_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rnn_tutor.explain.step import Step
    from rnn_tutor.progress import Attempt, Store
    from rnn_tutor.screens.fading.fading import Fading
    from rnn_tutor.screens.walk.walk import Walk

FIRST_LESSONS = 3  # walked to the end, before it is offered to ask steps first


class WalkKeeper:
    """The keeper of a walk through a lesson; the store is opened when it is first needed, and then kept open."""

    def __init__(self, name_or_path: str) -> None:
        self.lesson = lesson_id(name_or_path)
        self._ending = ExitStack()
        self._store: Store | None = None
        self._fading: Fading | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    @property
    def store(self) -> Store:
        """The learner's store."""
        if self._store is None:
            from rnn_tutor.progress import open_store

            self._store = self._ending.enter_context(open_store())
        return self._store

    @property
    def notices(self) -> Sequence[str]:
        """What the store has to say, where it was opened for answers."""
        return self._store.notices if self._store is not None and self._fading is not None else ()

    def fading(self, walk: Walk) -> Fading:
        """The questions that come before steps of a familiar kind; each answer is kept before anything is said."""
        if self._fading is None:
            from rnn_tutor.progress import Session
            from rnn_tutor.progress.fading import Familiarity
            from rnn_tutor.screens.fading.fading import Fading

            session = Session(lesson=self.lesson, options={}, fingerprint="").id

            def keep(attempt: Attempt) -> None:
                self.store.record(replace(attempt, session=session, lesson=self.lesson))

            self._fading = Fading(walk, Familiarity(self.store.times_seen(), self.store.attempts()), keep)
        return self._fading

    def keep_seen(self, steps: Iterable[Step]) -> None:
        """Keep which kinds of steps were shown."""
        from collections import Counter

        from rnn_tutor.quiz.familiar import familiar_kind

        self.store.saw(Counter(map(familiar_kind, steps)))


def has_walked_some() -> bool:
    """Whether the learner has walked enough lessons for steps to be asked before they are shown."""
    from rnn_tutor.progress.location import FILE_NAME, data_folder

    if not (data_folder() / FILE_NAME).exists():
        return False
    from rnn_tutor.progress import open_store
    from rnn_tutor.progress.walks import WALK

    with open_store(save=False) as store:
        return len(store.finished(WALK)) >= FIRST_LESSONS
