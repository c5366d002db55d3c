import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Attempt, due, schedule
from tests.progress.given import START, attempt
from tests.progress.strategies import attempts

RIGHT, WRONG = AnswerVerdict.RIGHT, AnswerVerdict.WRONG
MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)


# FSRS 6's published default weights give 2.31 days after a first Good; learning takes one step of ten
# minutes, half as long again after Hard.
@pytest.mark.parametrize(
    ("tried", "wait"),
    [
        ([attempt(0, RIGHT)], 2 * DAYS),
        ([attempt(0, AnswerVerdict.IMPRECISE), attempt(0, RIGHT)], 2 * DAYS),
        ([attempt(-1, WRONG), attempt(0, RIGHT)], 15 * MINUTES),
        ([attempt(0, RIGHT, hints=1)], 15 * MINUTES),
        ([attempt(0, RIGHT, hints=4)], 10 * MINUTES),
        ([attempt(0, WRONG)], 10 * MINUTES),
        ([attempt(0, AnswerVerdict.SKIPPED)], 10 * MINUTES),
        ([attempt(0, AnswerVerdict.SHOWN)], 10 * MINUTES),
    ],
)
def test_how_it_went_decides_when_it_comes_again(tried: list[Attempt], wait: timedelta) -> None:
    (step,) = schedule(tried)
    assert step.due == START + wait
    assert due(tried, START + wait - timedelta(seconds=1)) == []
    assert due(tried, START + wait) == [step]
    assert (step.lesson, step.step, step.quantity, step.time_step) == ("stock-example", "backward:7", "W2", 3)


def test_what_was_never_answered_is_not_reviewed() -> None:
    assert schedule([attempt(0, AnswerVerdict.UNREADABLE)]) == []


def test_a_step_is_one_card_whatever_the_numbers() -> None:
    tried = [
        attempt(0, WRONG),
        attempt(60, RIGHT, session="b", seed=1),
        attempt(3000, RIGHT, session="c", seed=2),
    ]
    (step,) = schedule(tried)
    assert step.due > START + 4 * DAYS


@pytest.mark.parametrize("other", [{"lesson": "lstm"}, {"step": "backward:12"}, {"quantity": "W3"}, {"time_step": 2}])
def test_what_is_named_otherwise_is_another_card(other: dict[str, Any]) -> None:
    assert len(schedule([attempt(0), attempt(1, **other)])) == 2


def test_the_intervals_grow_and_fall_back() -> None:
    now, waits = START, []
    tried: list[Attempt] = []
    for turn in range(5):
        tried.append(attempt(0, RIGHT, session=str(turn), at=now))
        (step,) = schedule(tried)
        waits.append(step.due - now)
        now = step.due
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]
    tried.append(attempt(0, WRONG, session="last", at=now))
    assert schedule(tried)[0].due == now + 10 * MINUTES


def test_the_most_overdue_comes_first_then_the_derivations_order() -> None:
    late = attempt(-500, WRONG, step="update:1", session="a")
    steps = ["total:1", "backward:10", "loss:1", "backward:9", "forward:2"]
    tried = [*(attempt(0, WRONG, step=step) for step in steps), late]
    found = [step.step for step in due(tried, START + DAYS)]
    assert found == ["update:1", "forward:2", "loss:1", "backward:9", "backward:10", "total:1"]


def test_the_scheduler_is_the_published_one() -> None:
    """The same reviews, told to the package by hand."""
    chance = random.Random(5)
    scheduler = fsrs.Scheduler(
        learning_steps=[10 * MINUTES],
        relearning_steps=[10 * MINUTES],
        maximum_interval=365,
        enable_fuzzing=False,
    )
    card, at, tried = fsrs.Card(), START, []
    for turn in range(60):
        at += chance.choice([MINUTES, 40 * MINUTES, DAYS, 9 * DAYS, 100 * DAYS])
        rating = chance.choice([fsrs.Rating.Again, fsrs.Rating.Hard, fsrs.Rating.Good, fsrs.Rating.Good])
        verdict = WRONG if rating is fsrs.Rating.Again else RIGHT
        tried.append(attempt(0, verdict, session=str(turn), hints=int(rating is fsrs.Rating.Hard), at=at))
        card, _ = scheduler.review_card(card, rating, at)
        (step,) = schedule(tried)
        assert step.due == card.due


@given(st.lists(attempts, max_size=12))
def test_whatever_was_attempted_has_a_time(tried: list[Attempt]) -> None:
    steps = schedule(tried)
    assert schedule(tried) == steps
    assert [step.due for step in steps] == sorted(step.due for step in steps)
    assert due(tried, datetime(3005, 1, 1, tzinfo=UTC)) == steps
    for step in steps:
        name = (step.lesson, step.step, step.quantity, step.time_step)
        last = max(one.at for one in tried if (one.lesson, one.step, one.quantity, one.time_step) == name)
        assert last < step.due <= last + 366 * DAYS


def test_only_review_needs_the_scheduler() -> None:
    look = (
        "import sys; from rnn_tutor.progress import due, open_store, summary, import_progress, utc_now; "
        "summary([]); print('fsrs' in sys.modules); due([], utc_now()); print('fsrs' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout == "False\nTrue\n"
