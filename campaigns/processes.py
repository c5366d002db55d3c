"""Quizzes killed in the middle, and many writers at once: nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import tempfile
from functools import partial
from pathlib import Path

from campaigns.trial import Outcome
from tests.progress.test_damage import write_at_once
from tests.quiz.test_killed import ANSWERS, kept, killed

SECONDS = 60.0
BUSY_SECONDS = 5  # that a writer waits for the others at most


def killed_quizzes(seed: int, trials: int, patience: float = 1.0) -> Outcome:
    """Quizzes killed after some answers, while more of them are read."""
    outcome, draw = Outcome("kills of a quiz that saves", seed, patience), random.Random(seed)
    for _ in range(trials):
        answers, moment = draw.randrange(ANSWERS), draw.random() * 0.02
        what = f"killed {moment:.4f} s after {answers} answers"
        outcome.attempt(what, partial(one_killed, answers, moment), seconds=SECONDS)
    return outcome


def one_killed(answers: int, moment: float) -> None:
    """What was acknowledged is kept, the file whole, and the session where it was."""
    with tempfile.TemporaryDirectory() as folder:
        acknowledged = killed(Path(folder), answers, moment)
        count, position = kept(Path(folder))
        assert acknowledged <= count <= acknowledged + 1, f"{acknowledged} answers acknowledged, {count} kept"
        assert position in ({count} if 0 < count < ANSWERS else {count, None}), f"{count} kept, goes on at {position}"
        assert not list(Path(folder).glob("*damaged*")), "the file was damaged"


def many_writers(seed: int, trials: int, patience: float = 1.0) -> Outcome:
    """So many processes that answer twenty questions each, all into one file at once."""
    outcome = Outcome("writers at once", seed, patience)
    with tempfile.TemporaryDirectory() as folder:
        write = partial(write_at_once, trials, BUSY_SECONDS, Path(folder))
        outcome.attempt(f"{trials} writers", write, seconds=SECONDS)
    outcome.tried *= trials
    return outcome
