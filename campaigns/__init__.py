"""Long random runs that try to break the program: `python -m campaigns`, some hours' work; see docs/reliability.md.

Each campaign is a function of a seed and a number of trials that gives an `Outcome`. The tests run a small
part of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.answers import hostile_answers
from campaigns.digits import random_digits
from campaigns.keys import random_keys
from campaigns.lessons import mutated_lessons
from campaigns.processes import killed_quizzes, many_writers
from campaigns.trial import Outcome


@dataclass(frozen=True)
class Campaign:
    """A campaign, and how much of it makes a whole run.

    Attributes:
        run: makes so many trials from a seed, with limits in time multiplied by its third argument.
        trials: of a whole run.
        batches: parts that it is run in, each from a seed of its own, so that it can be interrupted.
        about: what is tried, and what counts as a failure, in words.
    """

    run: Callable[[int, int, float], Outcome]
    trials: int
    batches: int
    about: str

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.run.__name__


CAMPAIGNS = (
    Campaign(
        many_writers,
        50,
        1,
        "processes that answer twenty questions each, all into one progress file at once; every answer has to be there",
    ),
    Campaign(
        killed_quizzes,
        300,
        20,
        "quizzes killed (SIGKILL) while answers are read and saved; each answer that was acknowledged has to be there, "
        "the file whole, and the next quiz has to go on at the next question",
    ),
    Campaign(
        random_digits,
        1_000,
        50,
        "random lessons with any equations, functions and losses; each value, gradient, share and total is compared to "
        "20 digits with a calculation in 420 digits that shares no code with the program",
    ),
    Campaign(
        hostile_answers,
        200_000,
        100,
        "lines typed into a quiz: bytes, characters, words of answers, code, one thing thousands of times; "
        "each is graded or called unreadable within a second, and no message holds a control character",
    ),
    Campaign(
        random_keys,
        20_000,
        100,
        "sequences of up to 25 keys in a walk through a lesson, on pages of 20 to 200 columns and 5 to 60 rows; "
        "no line may be wider than the page",
    ),
    Campaign(
        mutated_lessons,
        200_000,
        400,
        "bundled lessons with one to three changes that know the grammar: other numbers, functions in functions, "
        "longer equations and lists, keys more or less, stray characters; each is derived, or refused with what is "
        "wrong and where, within two seconds",
    ),
)
