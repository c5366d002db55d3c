"""What the tests of this room are given: attempts by hand, a look at a file from outside."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rnn_tutor.progress import AnswerVerdict, Attempt, Skill

START = datetime(2024, 3, 1, 10, 15, tzinfo=UTC)


def attempt(minute: float = 0, verdict: AnswerVerdict = AnswerVerdict.RIGHT, **other: Any) -> Attempt:
    """An attempt at W2's share from day 3, so many minutes after START."""
    fields: dict[str, Any] = {
        "session": "monday",
        "lesson": "stock-example",
        "step": "backward:7",
        "quantity": "W2",
        "time_step": 3,
        "skill": Skill.WEIGHT_SHARE,
        "given": "-0.112",
        "verdict": verdict,
        "at": START + timedelta(minutes=minute),
    }
    return Attempt(**{**fields, **other})


def looked_up(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What SQLite alone, without the program, finds in a file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def is_intact(path: Path) -> bool:
    return looked_up(path, "PRAGMA integrity_check") == [("ok",)]
