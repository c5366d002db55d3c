"""A process killed at any moment: every attempt it had acknowledged is there, and the file is whole."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from rnn_tutor.progress import open_store
from tests.progress.given import is_intact, looked_up

WRITER = """
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from rnn_tutor.progress import Session, open_store
from tests.progress.given import attempt
print("ready", flush=True)
store = open_store(Path(sys.argv[1]))
assert store.saves and not store.notices, store.notices
session = Session(lesson="stock-example", options={}, fingerprint="f1")
for number in count(1):
    session = replace(session, state={"answered": number})
    one = attempt(number, session=session.id)
    store.record(one, session)
    assert store.saves, store.notices
    print(one.id, flush=True)
"""


def killed_after(answers: int, seconds: float, folder: Path) -> list[str]:
    """The ids that a writer acknowledged before it was killed, so long after so many of them were heard of."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        heard = [writer.stdout.readline() for _ in range(answers)]
        time.sleep(seconds)
        writer.kill()
        acknowledged = "".join(heard) + writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return acknowledged.split("\n")[:-1]


def kill_and_look(times: int, data: Path) -> int:
    """Kill so many writers, half of them on one file, half on fresh ones; return how many had answered."""
    moments = random.Random(3)
    acknowledged: dict[Path, list[str]] = defaultdict(list)
    answered = 0
    for kill in range(times):
        folder = data / ("the same" if kill % 2 else str(kill))
        folder.mkdir(exist_ok=True)
        ids = killed_after(moments.randrange(4), moments.random() * 0.02, folder)  # of 0 answers: as it opens the file
        acknowledged[folder] += ids
        answered += bool(ids)
        # SQLite alone looks first: it plays back a journal that was left, as the program would.
        assert is_intact(folder / "progress.sqlite3")
        with open_store(folder) as store:
            assert (store.saves, store.notices) == (True, ())
            kept = [attempt.id for attempt in store.attempts()]
        assert set(acknowledged[folder]) <= set(kept)
        assert len(kept) <= len(acknowledged[folder]) + kill + 1  # at most those under way as the blow fell
        sessions = looked_up(
            folder / "progress.sqlite3",
            "SELECT state, (SELECT count(*) FROM attempts WHERE session = sessions.id) FROM sessions",
        )
        assert all(json.loads(state)["state"]["answered"] == count for state, count in sessions)
        assert not list(folder.glob("*damaged*"))
    return answered


def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_and_look(20, tmp_path) >= 3  # else nothing was there to lose


@pytest.mark.campaign
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_and_look(100, tmp_path) >= 15
