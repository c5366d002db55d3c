import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Attempt, Session, Store, open_store
from tests.progress.given import START, attempt, is_intact, looked_up
from tests.progress.strategies import attempts

SESSION = Session(lesson="stock-example", options={"phase": "backward", "seed": None}, fingerprint="f1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def file_in(folder: Path) -> Path:
    return folder / "progress.sqlite3"


@given(kept=st.lists(attempts, max_size=8))
def test_what_is_recorded_is_read_back(kept: list[Attempt], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    with open_store(folder) as store:
        for one in kept:
            store.record(one)
        assert store.saves
    with open_store(folder) as store:
        assert store.attempts() == sorted(kept, key=lambda one: one.at)
        assert store.notices == ()


@given(one=attempts)
def test_no_text_that_is_kept_can_redraw_a_screen(one: Attempt) -> None:
    for text in (one.given, one.lesson, one.step, one.quantity, one.session, *one.mistakes):
        text.encode()
        assert len(text) <= 500
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_an_attempt_is_in_the_file_field_by_field(store: Store, tmp_path: Path) -> None:
    at = datetime(2024, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    store.record(
        attempt(
            verdict=AnswerVerdict.WRONG,
            mistakes=("sign", "missing-factor"),
            number=2,
            hints=1,
            seed=10**30,
            at=at,
            id="a",
        )
    )
    row = looked_up(file_in(tmp_path), "SELECT * FROM attempts")
    assert row == [
        (
            *("a", "monday", "stock-example", "backward:7", "W2", 3, "weight-share", "-0.112", "wrong"),
            *('["sign", "missing-factor"]', 2, 1, str(10**30), "2024-03-01T10:00:00.000000+00:00"),
        )
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": ""},
        {"number": 0},
        {"hints": -1},
        {"time_step": -1},
        {"at": datetime(2024, 3, 1)},  # noqa: DTZ001 -- that is the mistake
        {"at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9)))},
        {"at": datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=9)))},
    ],
)
def test_an_attempt_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an attempt's"):
        attempt(**wrong)  # type: ignore[arg-type] # each row names another field


def test_recording_twice_keeps_once(store: Store) -> None:
    one = attempt()
    store.record(one)
    store.record(replace(one, given="else"))
    assert store.attempts() == [one]


def test_attempts_at_one_lesson(store: Store) -> None:
    here, there = attempt(1), attempt(0, lesson="../my\udcff.yaml")
    store.record(here)
    store.record(there)
    assert store.attempts("stock-example") == [here]
    assert store.attempts("../my\udcff.yaml") == [there]
    assert store.attempts() == [there, here]


def test_a_session_goes_on_where_it_was(store: Store, tmp_path: Path) -> None:
    store.save_session(SESSION)
    moved = replace(
        SESSION,
        step="backward:8",
        state={"answers": ["-0.928", "−0.622", "half a sequence \udcff"], "hint": 2, "exam": False},
        updated=START,
    )
    store.record(attempt(session=SESSION.id), moved)
    store.close()
    with open_store(tmp_path) as later:
        assert later.open_session("stock-example", {"seed": None, "phase": "backward"}) == moved
        assert later.open_session("stock-example", {"seed": 7, "phase": "backward"}) is None
        assert later.open_session("another", SESSION.options) is None


def test_the_latest_session_goes_on(store: Store) -> None:
    sessions = [
        replace(SESSION, id=name, updated=START + timedelta(days=day)) for name, day in {"a": 2, "b": 3, "c": 1}.items()
    ]
    for session in sessions:
        store.save_session(session)
    found = store.open_session(SESSION.lesson, SESSION.options)
    assert found is not None
    assert found.id == "b"
    store.save_session(replace(sessions[2], updated=START + timedelta(days=9)))
    found = store.open_session(SESSION.lesson, SESSION.options)
    assert found is not None
    assert found.id == "c"
    store.finish(found)
    found = store.open_session(SESSION.lesson, SESSION.options)
    assert found is not None
    assert found.id == "b"


def test_an_ended_session_is_over_and_its_attempts_stay(store: Store, tmp_path: Path) -> None:
    other = replace(SESSION, id="other", options={"exam": True})
    for session, end in ((SESSION, store.finish), (other, store.abandon)):
        store.record(attempt(session=session.id), session)
        end(session, START)
        assert store.open_session(session.lesson, session.options) is None
        end(session)  # again: nothing changes
    assert len(store.attempts()) == 2
    ended = looked_up(file_in(tmp_path), "SELECT outcome, ended, state FROM sessions ORDER BY rowid")
    time = "2024-03-01T10:15:00.000000+00:00"
    assert ended == [("finished", time, "{}"), ("abandoned", time, "{}")]


@pytest.mark.parametrize(
    "state",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"version": 2, "fingerprint": "f", "step": null, "state": {}}',
        '{"version": 1, "fingerprint": "f", "step": null, "state": 3}',
        "[" * 100_000,
    ],
)
def test_a_session_that_cannot_be_read_is_none(state: str, store: Store, tmp_path: Path) -> None:
    store.save_session(SESSION)
    json.loads(looked_up(file_in(tmp_path), "SELECT state FROM sessions")[0][0])
    store._connection.execute("UPDATE sessions SET state = ?", (state,))
    assert store.open_session(SESSION.lesson, SESSION.options) is None
    assert store.saves


def test_attempt_and_session_are_one_transaction(store: Store, tmp_path: Path) -> None:
    store.save_session(SESSION)
    store._connection.execute("CREATE TRIGGER stop BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'stop'); END")
    store.record(attempt(), replace(SESSION, step="backward:8"))
    assert looked_up(file_in(tmp_path), "SELECT count(*) FROM attempts") == [(0,)]
    assert not store.saves
    assert "stop" in store.notices[0]
    assert len(store.attempts()) == 1


def test_without_saving_nothing_is_touched_and_all_is_read(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with open_store(nowhere, save=False) as store:
        store.record(attempt(), SESSION)
        assert len(store.attempts()) == 1
        assert store.open_session(SESSION.lesson, SESSION.options) == SESSION
        assert store.clear(START) is None
    assert not nowhere.exists()
    with open_store(tmp_path) as store:
        store.record(attempt(1))
    before = file_in(tmp_path).read_bytes()
    with open_store(tmp_path, save=False) as store:
        store.record(attempt(2))
        assert [one.at.minute for one in store.attempts()] == [16, 17]
        assert (store.saves, store.notices) == (False, ())
    assert file_in(tmp_path).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["progress.sqlite3"]


def test_the_variable_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUTOR_DATA", str(tmp_path / "new" / "folder"))
    with open_store() as store:
        store.record(attempt())
    assert is_intact(tmp_path / "new" / "folder" / "progress.sqlite3")


@pytest.mark.parametrize("empty", ["", None])
def test_without_the_variable_the_platform_names_it(
    empty: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("elsewhere the platform, not XDG_DATA_HOME, decides")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("RNN_TUTOR_DATA", raising=False)
    if empty is not None:
        monkeypatch.setenv("RNN_TUTOR_DATA", empty)
    with open_store() as store:
        assert store.path == tmp_path / "rnn-tutor" / "progress.sqlite3"


WRITER = """
import sys
from pathlib import Path
from rnn_tutor.progress import file_opening, open_store
from tests.progress.given import attempt
name, folder = sys.argv[1:]
file_opening.BUSY_SECONDS = 300  # each waits its turn, however slow the machine is
with open_store(Path(folder)) as store:
    for number in range(25):
        store.record(attempt(number, session=name))
    print(store.saves, *store.notices)
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "."},
        )
        for name in "abc"
    ]
    assert [writer.communicate()[0] for writer in writers] == ["True\n"] * 3
    assert is_intact(file_in(tmp_path))
    counts = looked_up(file_in(tmp_path), "SELECT session, count(*) FROM attempts GROUP BY session")
    assert counts == [("a", 25), ("b", 25), ("c", 25)]


def test_importing_the_room_costs_nothing() -> None:
    heavy = {"fsrs", "json", "platformdirs", "sqlite3"}
    look = f"import sys, rnn_tutor.progress; print(*{heavy} & sys.modules.keys())"
    found = subprocess.run(
        [sys.executable, "-c", look],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert found.stdout == "\n"


def test_every_public_name_is_there() -> None:
    import rnn_tutor.progress as room

    named = [getattr(room, name) for name in room.__all__ if name != "HINT_WITH_THE_ANSWER"]
    assert {one.__name__ for one in named} <= set(room.__all__)
    assert set(room._MODULE_OF) == set(room.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        room.nothing  # noqa: B018 -- the look-up is the test
    assert datetime.now(UTC) - room.utc_now() < timedelta(minutes=1)
