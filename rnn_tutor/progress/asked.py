"""Attempts put together into questions: a step asked once, with all that was tried at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.progress.skills import Skill

HINT_WITH_THE_ANSWER: Final = 4  # the levels: which rule, the formula, the numbers put in, the answer

_COUNTED: Final = {AnswerVerdict.RIGHT, AnswerVerdict.WRONG, AnswerVerdict.SKIPPED, AnswerVerdict.SHOWN}


@dataclass(frozen=True, slots=True)
class AskedStep:
    """One step asked in one session on one set of numbers, however often it was gone back to.

    Attributes:
        attempts: everything tried, in the order of time; at least one of them counts (`imprecise` and
            `unreadable` don't).
        right_first_time: the first that counts is right, and no hint came before it.
        right_in_the_end: one is right, before the answer was shown or hinted.
    """

    attempts: tuple[Attempt, ...]
    right_first_time: bool
    right_in_the_end: bool

    @property
    def first(self) -> Attempt:
        """The first attempt; what it says of lesson, step and quantity is true of all."""
        return self.attempts[0]

    @property
    def skill(self) -> Skill:
        """What the question practises."""
        return self.attempts[0].skill

    @property
    def at(self) -> datetime:
        """When it was last tried."""
        return self.attempts[-1].at

    @property
    def is_passed_over(self) -> bool:
        """Whether it was skipped, and never answered."""
        return all(attempt.verdict is AnswerVerdict.SKIPPED for attempt in self.attempts if _counts(attempt))

    @property
    def mistakes(self) -> frozenset[str]:
        """The ids of the mistakes made at it, each once."""
        return frozenset(
            mistake
            for attempt in self.attempts
            if attempt.verdict is not AnswerVerdict.RIGHT
            for mistake in attempt.mistakes
        )


def questions(attempts: Iterable[Attempt]) -> list[AskedStep]:
    """The questions that the attempts belong to, in the order in which they were last tried.

    To ask a step anew, begin a new session; within one, going back to a step goes on with the same question.
    """
    together: dict[tuple[object, ...], list[Attempt]] = {}
    for attempt in sorted(attempts, key=lambda attempt: attempt.at):
        key = (
            attempt.session,
            attempt.seed,
            attempt.lesson,
            attempt.step,
            attempt.quantity,
            attempt.time_step,
        )
        together.setdefault(key, []).append(attempt)
    asked = [_question(tuple(tried)) for tried in together.values() if any(_counts(attempt) for attempt in tried)]
    return sorted(asked, key=lambda question: question.at)


def _counts(attempt: Attempt) -> bool:
    return attempt.verdict in _COUNTED


def _question(tried: tuple[Attempt, ...]) -> AskedStep:
    first = next(attempt for attempt in tried if _counts(attempt))
    in_the_end = False
    for attempt in tried:
        if attempt.verdict is AnswerVerdict.SHOWN or attempt.hints >= HINT_WITH_THE_ANSWER:
            break
        in_the_end = in_the_end or attempt.verdict is AnswerVerdict.RIGHT
    return AskedStep(tried, first.verdict is AnswerVerdict.RIGHT and first.hints == 0, in_the_end)
