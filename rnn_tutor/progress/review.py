"""When to ask a step again: spaced review, by the published FSRS scheduler (the `fsrs` package)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from rnn_tutor.progress.asked import AskedStep, questions
from rnn_tutor.progress.attempts import Attempt
from rnn_tutor.progress.skills import Skill

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Key = TypeVar("Key", bound=Hashable)

_SOON: Final = (timedelta(minutes=10),)  # a step gone wrong, or new, comes once more in the same sitting
_LONGEST_DAYS: Final = 365
_PHASES: Final = ("forward", "loss", "backward", "total", "update")


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A step that has been asked, and when it is best asked again.

    It is named by lesson, step, quantity and time step together: if one of them no longer fits the lesson,
    the lesson has changed since, and the step is to be left out.
    """

    lesson: str
    step: str
    quantity: str
    time_step: int | None
    skill: Skill
    due: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """How well a skill is remembered.

    Attributes:
        right_first_time: its last question was right at the first attempt, without a hint.
        probability: that the next would be, by the scheduler's estimate: 1 just after, and falling from day to day.
    """

    right_first_time: bool
    probability: float


def schedule(attempts: Iterable[Attempt]) -> list[ReviewStep]:
    """Every step ever asked, the one due first at the front.

    One card of the scheduler's per step, whatever the numbers were, replayed from the attempts, so that the
    two can't disagree. A question is one review, at the time of its last attempt: right first time without a
    hint counts as Good, right in the end as Hard, all else as Again. (Easy is a feeling; nobody was asked.)
    """
    cards = _replayed(attempts, lambda first: (first.lesson, first.step, first.quantity, first.time_step))
    steps = [ReviewStep(*key, last.skill, card.due) for key, (card, last) in cards.items()]
    return sorted(steps, key=_soonest_first)


def recall(attempts: Iterable[Attempt], now: datetime) -> dict[Skill, Recall]:
    """How well each skill that was asked is remembered at `now` (a time with a time zone).

    One card of the scheduler's per skill, by the same ratings; its retrievability is the scheduler's estimate.
    """
    cards = _replayed(attempts, lambda first: first.skill)
    scheduler = _scheduler()
    return {
        skill: Recall(last.right_first_time, scheduler.get_card_retrievability(card, now))
        for skill, (card, last) in cards.items()
    }


def _replayed(attempts: Iterable[Attempt], key_of: Callable[[Attempt], Key]) -> dict[Key, tuple[Card, AskedStep]]:
    """The cards after all reviews, each with its last question; what a card is for is said by `key_of`."""
    from fsrs import Card, Rating  # here alone: most starts of the program need no scheduler

    scheduler = _scheduler()
    cards: dict[Key, tuple[Card, AskedStep]] = {}
    for question in questions(attempts):
        key, at = key_of(question.first), question.at
        # A number for each new card, since without one it waits for the clock to tick.
        card = cards[key][0] if key in cards else Card(card_id=len(cards), due=at)
        in_the_end = Rating.Hard if question.right_in_the_end else Rating.Again
        rating = Rating.Good if question.right_first_time else in_the_end
        reviewed, _ = scheduler.review_card(card, rating, at)
        cards[key] = (reviewed, question)
    return cards


def _scheduler() -> Scheduler:
    from fsrs import Scheduler  # as above

    return Scheduler(learning_steps=_SOON, relearning_steps=_SOON, maximum_interval=_LONGEST_DAYS, enable_fuzzing=False)


def due(attempts: Iterable[Attempt], now: datetime) -> list[ReviewStep]:
    """The steps to ask at `now` (a time with a time zone), the most overdue first."""
    return [step for step in schedule(attempts) if step.due <= now]


def _soonest_first(step: ReviewStep) -> tuple[datetime, str, int, int, str]:
    phase, _, number = step.step.partition(":")
    place = _PHASES.index(phase) if phase in _PHASES else len(_PHASES)
    return step.due, step.lesson, place, int(number) if number.isdecimal() else 0, step.step
