"""A quiz killed at any moment: every answer it had said something to is kept, and the next quiz goes on there."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.quiz.test_session import RIGHT, SUMS

ANSWERS = len(RIGHT)


def started(data: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rnn_tutor", "quiz", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env={**os.environ, "RNN_TUTOR_DATA": str(data), "PYTHONPATH": "."},
    )


def tell(process: subprocess.Popen[bytes], lines: list[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())


def heard(process: subprocess.Popen[bytes], word: bytes, times: int = 1) -> bytes:
    """What a process says until it has said a word so many times."""
    assert process.stdout is not None
    said = b""
    while said.count(word) < times:
        more = process.stdout.read(64)
        assert more, f"it ended, having said {said[-200:]!r}"
        said += more
    return said


def killed(data: Path, answers: int, seconds: float) -> int:
    """Be killed so long after some answers, while more are read; how many were acknowledged by then."""
    with started(data) as process:
        assert process.stdout is not None
        tell(process, RIGHT[: answers + 3])
        said = heard(process, b"Right" if answers else b"Question 1 of 20", max(answers, 1))
        time.sleep(seconds)
        process.kill()
        said += process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    return said.count(b"Right")  # "Right.", or "Right to the one digit that is kept"


def kept(data: Path) -> tuple[int, int | None]:
    """How many answers are kept, by SQLite alone, and where their session stands; None where it is finished."""
    file = data / "progress.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
        states = connection.execute("SELECT state FROM sessions WHERE outcome IS NULL").fetchall()
        return count, json.loads(states[0][0])["state"]["quiz"]["position"] if states else None


def kill_and_look(times: int, folder: Path) -> int:
    """Kill so many quizzes; how many of them had answered something, and not all."""
    random_ = random.Random(4)
    in_the_middle = 0
    for number in range(times):
        data = folder / str(number)
        acknowledged = killed(data, random_.randrange(ANSWERS), random_.random() * 0.01)
        count, position = kept(data)
        assert acknowledged <= count <= acknowledged + 1
        assert position in ({count} if 0 < count < ANSWERS else {count, None})
        assert not list(data.glob("*damaged*"))
        in_the_middle += 0 < acknowledged < ANSWERS
    return in_the_middle


def test_four_kills_lose_no_answer(tmp_path: Path) -> None:
    assert kill_and_look(4, tmp_path) >= 2  # else nothing was there to lose


@pytest.mark.campaign
def test_a_hundred_kills_lose_no_answer(tmp_path: Path) -> None:
    assert kill_and_look(100, tmp_path) >= 30


def test_after_a_kill_the_quiz_goes_on_with_the_next_question(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        tell(process, RIGHT[:2])
        heard(process, b"Question 3 of 20")
        process.kill()
    with started(tmp_path) as process:
        said, _ = process.communicate("".join(f"{answer}\n" for answer in [*RIGHT[2:], *SUMS]).encode())
    assert b"at question 3 of 20" in said
    assert b"20 of 20 right first time" in said
