"""Long random runs that try to break the program: `python -m campaigns`, an evening's work; see docs/reliability.md.

Each campaign is a function of a seed and a number of trials that gives an `Outcome`. The tests run a hundredth of each.
"""

from __future__ import annotations

from collections.abc import Callable

from campaigns.answers import hostile_answers
from campaigns.keys import random_keys
from campaigns.lessons import mutated_lessons
from campaigns.trial import Outcome

CAMPAIGNS: dict[Callable[[int, int, float], Outcome], int] = {
    hostile_answers: 200_000,
    mutated_lessons: 200_000,
    random_keys: 20_000,
}
"""Each campaign with the number of trials that a whole run makes."""
