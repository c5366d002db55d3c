"""Random lessons whose every number is compared, to 20 digits, with an independent calculation in 420."""

from __future__ import annotations

from functools import partial

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from campaigns.trial import NotCounted, Outcome
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.lesson.problems import LessonError
from tests.derivation.independent import Unclear, Undefined
from tests.derivation.networks import Written
from tests.derivation.random_lessons import lessons
from tests.derivation.test_exact_digits import shown, wrong_digits

SECONDS = 60.0
DIGITS, PRECISION = 20, 420


def random_digits(seed: int, trials: int, patience: float = 1.0) -> Outcome:
    """Lessons with any equations, functions and losses; those that have no value somewhere are not counted."""
    outcome = Outcome("random lessons", seed, patience)

    @seeded(seed)
    @settings(
        max_examples=20 * trials,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(written=lessons(max_steps=4))
    def one(written: Written) -> None:
        if outcome.tried < trials:
            outcome.attempt(written.text(), partial(compared, written, outcome), seconds=SECONDS)

    one()
    return outcome


def compared(written: Written, outcome: Outcome) -> None:
    """Every value, gradient and share of a lesson against the truth."""
    try:
        wrong = wrong_digits(written, DIGITS, PRECISION)
        outcome.compared += len(shown(written.derivation(), DIGITS))
    except (Undefined, Unclear, UndefinedValue, LessonError) as error:
        raise NotCounted from error
    assert not wrong, f"{wrong}"
