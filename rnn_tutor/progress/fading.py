"""Which steps a learner is asked before they are shown: those of a familiar kind, unless they are known by now.

Worked examples serve a beginner best when they fade: first a whole one is shown, then some of its steps are left to the
learner, and more of them as the learner comes to know them (Atkinson, Renkl and Merrill 2003; that the fading adapts to
the learner helps further: Salden, Aleven, Renkl and Schwonke 2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from rnn_tutor.progress.attempts import Attempt
from rnn_tutor.progress.review import Recall, recall
from rnn_tutor.progress.skills import Skill

SEEN_ENOUGH: Final = 2  # steps of a kind that are shown worked out before one is asked
REMEMBERED: Final = 0.9  # the probability from which on a skill counts as known
ANEW: Final = timedelta(hours=1)  # after which it is worked out again what is remembered


class Familiarity:
    """What a learner has seen, and what they know, as it changes in the course of a walk."""

    def __init__(self, seen: Mapping[str, int], attempts: Iterable[Attempt]) -> None:
        self._seen = Counter(seen)
        self._before = frozenset(self._seen)
        self._attempts = list(attempts)
        self._recall: tuple[datetime, dict[Skill, Recall]] | None = None
        self._passed: Counter[str] = Counter()

    def saw(self, kind: str) -> None:
        """A step of this kind was shown worked out."""
        self._seen[kind] += 1

    def passed(self, kind: str) -> None:
        """A step of this kind was asked, and the learner would rather see it: it and one more are shown first."""
        self._passed[kind] = self._seen[kind]

    def answered(self, attempt: Attempt) -> None:
        """An answer was given."""
        self._attempts.append(attempt)
        self._recall = None

    def is_asked(self, kind: str, skill: Skill, now: datetime, lesson: str = "") -> bool:
        """Whether a step is asked before it is shown.

        It is where two steps of its kind were seen worked out, and its skill isn't known: it was never asked, or last
        it wasn't right at once, or it is likely forgotten by now.
        """
        return self.is_familiar(kind) and not self.is_known(kind, skill, now, lesson)

    def is_known(self, kind: str, skill: Skill, now: datetime, lesson: str = "") -> bool:
        """Whether a step of a lesson is known: its skill is, and by steps that may have been of its kind."""
        return self.knows(skill, now) and self.has_met(kind, skill, lesson)

    def is_familiar(self, kind: str) -> bool:
        """Whether two steps of a kind were seen worked out; after one that the learner would rather see, one more."""
        return self._seen[kind] - self._passed[kind] >= SEEN_ENOUGH

    def has_met(self, kind: str, skill: Skill, lesson: str) -> bool:
        """Whether what is known of a skill may be of this kind: the slope of tanh isn't known from that of σ.

        A kind that was first seen in this walk through a lesson is one that no other lesson has asked for.
        """
        if skill is not Skill.THROUGH_ACTIVATION or kind in self._before:
            return True
        return any(attempt.skill is skill and attempt.lesson == lesson for attempt in self._attempts)

    def knows(self, skill: Skill, now: datetime) -> bool:
        """Whether the last question of a skill was right at once, and is likely remembered still."""
        if self._recall is None or abs(now - self._recall[0]) > ANEW:
            self._recall = now, recall(self._attempts, now)
        found = self._recall[1].get(skill)
        return found is not None and found.right_first_time and found.probability >= REMEMBERED
