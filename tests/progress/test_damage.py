"""Whatever is the matter with the file: the store opens, records, says so, and overwrites nothing."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import Session, Store, file_opening, location, open_store, tables
from tests.progress.given import START, attempt, is_intact, looked_up

SESSION = Session(lesson="stock-example", options={}, fingerprint="f1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A progress file with forty attempts and a session."""
    with open_store(tmp_path) as store:
        store.merge(attempt(number, id=f"old-{number}") for number in range(40))
        store.save_session(SESSION)
    return tmp_path / "progress.sqlite3"


def goes_on(store: Store) -> bool:
    """Whether the store, saving or not, still takes an attempt and a session and gives them back."""
    new = attempt(60, id="new")
    store.record(new, SESSION)
    return new in store.attempts() and store.open_session(SESSION.lesson, SESSION.options) == SESSION


def bytes_of(number: int) -> bytes:
    return bytes((7 * place + number) % 256 for place in range(20_000))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda whole: whole[: len(whole) // 2],
    "truncated in the header": lambda whole: whole[:60],
    "random": lambda _: bytes_of(1),
    "zeros": lambda whole: bytes(len(whole)),
    "text": lambda _: b"Dear diary, today I derived a gradient.\n" * 50,
    "no text where the tables' names are": lambda whole: whole[:4052] + b"\x80" + whole[4053:],
    "a format that SQLite doesn't know": lambda whole: whole[:47] + b"\x09" + whole[48:],
    "two bytes": lambda _: b"xy",
    "a page overwritten": lambda whole: whole[:4096] + bytes_of(2)[:4096] + whole[8192:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_put_aside_by_name_and_a_fresh_one_begun(
    damage: Callable[[bytes], bytes], file: Path
) -> None:
    broken = damage(file.read_bytes())
    file.write_bytes(broken)
    with open_store(file.parent, now=START) as store:
        assert store.saves
        assert goes_on(store)
        (notice,) = store.notices
    aside = file.with_name("progress.damaged-20240301T101500Z.sqlite3")
    assert aside.read_bytes() == broken
    assert notice == (
        f"The progress file was damaged. It is kept as {aside}; a new one begins as {file}, and your"
        " answers from here on are saved there."
    )
    assert looked_up(file, "SELECT id FROM attempts") == [("new",)]
    with open_store(file.parent) as store:
        assert (store.saves, store.notices) == (True, ())


@given(start=st.integers(0, 30_000), change=st.binary(min_size=1, max_size=200) | st.none())
def test_bytes_changed_or_cut_off_anywhere_never_stop_it(
    start: int, change: bytes | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("data") / "progress.sqlite3"
    with open_store(file.parent) as store:
        store.merge(attempt(number) for number in range(40))
    whole = file.read_bytes()
    start %= len(whole)
    changed = whole[:start] if change is None else whole[:start] + change + whole[start + len(change) :]
    file.write_bytes(changed)
    with open_store(file.parent) as store:
        there = len(store.attempts())
        assert goes_on(store)
    aside = list(file.parent.glob("progress.damaged-*.sqlite3"))
    assert [path.read_bytes() for path in aside] in ([], [changed])
    assert aside or change is not None or start <= 1 or there == 40  # cut off is never taken for whole


def test_an_empty_file_is_a_beginning(tmp_path: Path) -> None:
    (tmp_path / "progress.sqlite3").touch()
    with open_store(tmp_path) as store:
        assert goes_on(store)
        assert (store.saves, store.notices) == (True, ())


def test_a_folder_in_its_place_is_put_aside_with_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "progress.sqlite3").mkdir()
    (tmp_path / "progress.sqlite3" / "letter").write_text("kept")
    with open_store(tmp_path, now=START) as store:
        assert goes_on(store)
        assert store.saves
    assert (tmp_path / "progress.damaged-20240301T101500Z.sqlite3" / "letter").read_text() == "kept"


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "progress.sqlite3")
    with open_store(tmp_path) as store:
        assert goes_on(store)
        assert store.saves


def test_another_programs_database_is_put_aside(tmp_path: Path) -> None:
    looked_up(tmp_path / "progress.sqlite3", "CREATE TABLE recipes (name)")
    with open_store(tmp_path, now=START) as store:
        assert goes_on(store)
        assert store.saves
    aside = tmp_path / "progress.damaged-20240301T101500Z.sqlite3"
    assert looked_up(aside, "SELECT name FROM sqlite_master") == [("recipes",)]


@pytest.mark.parametrize(
    "loss", ["DROP TABLE sessions", "ALTER TABLE attempts DROP COLUMN hints", "PRAGMA user_version = -3"]
)
def test_a_file_with_parts_missing_is_damaged(loss: str, file: Path) -> None:
    looked_up(file, loss)
    with open_store(file.parent) as store:
        assert goes_on(store)
        assert store.saves
        assert "was damaged" in store.notices[0]


def test_files_put_aside_at_the_same_second_have_different_names(file: Path) -> None:
    for content in (b"first", b"second", b"third"):
        file.write_bytes(content)
        open_store(file.parent, now=START).close()
    asides = [file.with_name(f"progress.damaged-20240301T101500Z{number}.sqlite3") for number in ("", "-2", "-3")]
    assert [aside.read_bytes() for aside in asides] == [b"first", b"second", b"third"]


def test_a_journal_goes_aside_with_its_file(file: Path) -> None:
    file.write_bytes(b"damaged")
    file.with_name("progress.sqlite3-journal").write_bytes(b"a journal")
    aside = location.set_aside(file, START)
    assert aside.read_bytes() == b"damaged"
    assert aside.with_name("progress.damaged-20240301T101500Z.sqlite3-journal").read_bytes() == b"a journal"
    assert len(list(file.parent.iterdir())) == 2


def test_what_another_process_put_aside_meanwhile_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"damaged")
    prepared = file_opening._prepared

    def slowly(path: Path) -> sqlite3.Connection:
        try:
            return prepared(path)
        except sqlite3.DatabaseError:
            monkeypatch.setattr(file_opening, "_prepared", prepared)
            with open_store(file.parent) as quicker:
                quicker.record(attempt(id="of the other"))
            raise

    monkeypatch.setattr(file_opening, "_prepared", slowly)
    with open_store(file.parent) as store:
        assert (store.saves, store.notices) == (True, ())
        assert [one.id for one in store.attempts()] == ["of the other"]
    assert len(list(file.parent.glob("progress.damaged-*"))) == 1


def test_damage_that_cannot_be_put_aside(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(file_opening, "set_aside", refuse)
    file.write_bytes(b"damaged")
    with open_store(file.parent) as store:
        assert goes_on(store)
        assert not store.saves
        (notice,) = store.notices
    assert notice == (
        f"The progress file {file} is damaged and could not be renamed (Permission denied), so it is left"
        " as it is. You can go on, but your answers from here on are not saved."
    )
    assert file.read_bytes() == b"damaged"


def test_damage_that_always_comes_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_: object) -> None:
        raise tables.DamagedError

    monkeypatch.setattr(file_opening, "check_whole", damaged)
    with open_store(file.parent) as store:
        assert not store.saves
        assert "damaged again each time" in store.notices[-1]
        assert len(list(file.parent.glob("progress.damaged-*"))) == len(store.notices) - 1


@pytest.mark.parametrize("found", [3, 7, 2**31 - 1])
def test_a_file_from_a_newer_version_is_left_as_it_is(found: int, file: Path) -> None:
    looked_up(file, f"PRAGMA user_version = {found}")
    before = file.read_bytes()
    with open_store(file.parent) as store:
        assert store.attempts() == []
        assert goes_on(store)
        assert not store.saves
        assert store.clear(START) is None
        (notice,) = store.notices
    assert notice == (
        f"The progress file {file} was written by a newer rnn-tutor (version {found} of the file; this one"
        " knows up to 2), so it is left as it is. You can go on, but your answers from here on are not saved."
    )
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_read_only_file_is_read(file: Path) -> None:
    with open_store(file.parent) as store:
        store._connection.execute("PRAGMA query_only = ON")
        assert len(store.attempts()) == 40
        assert goes_on(store)
        assert not store.saves
        assert len(store.attempts()) == 41
        assert "can be read, but not written. What was saved before is still in the file." in store.notices[0]
    assert looked_up(file, "SELECT count(*) FROM attempts") == [(40,)]


def test_a_full_disk(file: Path) -> None:
    with open_store(file.parent) as store:
        store._connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        added = 0
        while store.saves:
            added += 1
            store.record(attempt(100 + added, given="9" * 500), SESSION)
        assert len(store.attempts()) == 40 + added
        assert f"The disk is full: {file} can't grow." in store.notices[0]
        assert goes_on(store)
        assert len(store.notices) == 1
    assert is_intact(file)
    assert looked_up(file, "SELECT count(*) FROM attempts") == [(40 + added - 1,)]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from rnn_tutor.progress import open_store
from tests.progress.given import attempt
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))
with open_store(Path(sys.argv[1])) as store:
    for number in range(60):
        store.record(attempt(number, given="9" * 400))
    print(len(store.attempts()), store.saves, len(store.notices))
"""


@pytest.mark.parametrize("limit", [0, 100, 10_000, 40_000])
def test_a_disk_that_takes_no_more(limit: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert (done.stdout, done.stderr) == ("60 False 1\n", "")
    assert is_intact(tmp_path / "progress.sqlite3")


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_folder_that_cannot_be(below: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    with open_store(tmp_path / "a file" / below) as store:
        assert goes_on(store)
        assert not store.saves
        assert store.notices[0].startswith(f"No progress file can be kept as {store.path} (")
        assert store.clear(START) is None
    assert (tmp_path / "a file").read_text() == "in the way"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that Linux has")
def test_a_folder_on_a_device(tmp_path: Path) -> None:
    (tmp_path / "progress.sqlite3").symlink_to("/dev/full")
    with open_store(tmp_path) as store:
        assert goes_on(store)
    with open_store(Path("/dev/full")) as store:
        assert goes_on(store)
        assert not store.saves
    with open_store(Path("/proc")) as store:
        assert goes_on(store)
        assert not store.saves


def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    with open_store(folder) as store:
        assert goes_on(store)
        assert store.saves
    (folder / "progress.sqlite3").write_bytes(b"damaged")
    with open_store(folder) as store:
        store.notices[0].encode()


def test_damage_that_shows_only_later(file: Path) -> None:
    with open_store(file.parent) as store:
        whole = file.read_bytes()
        broken = whole[:100] + bytes_of(3)[: len(whole) - 100]
        file.write_bytes(broken)
        store._connection.execute("PRAGMA cache_size = 0")
        assert goes_on(store)
        assert not store.saves
        assert len(store.notices) == 1
        assert "has become damaged" in store.notices[0]
        store.finish(SESSION)
    assert file.read_bytes() == broken
    with open_store(file.parent) as store:
        assert store.saves
        assert "was damaged" in store.notices[0]


def test_a_file_cut_short_while_it_is_read(file: Path) -> None:
    with open_store(file.parent) as store:
        os.truncate(file, 4096)
        assert len(store.attempts()) <= 40
        assert goes_on(store)
        assert not store.saves


@pytest.mark.parametrize("gone", [Path.unlink, lambda file: file.rename(file.with_name("elsewhere"))])
def test_a_file_taken_away_while_in_use(gone: Callable[[Path], object], file: Path) -> None:
    with open_store(file.parent) as store:
        gone(file)
        assert goes_on(store)
        assert not store.saves
        assert "was moved or removed while it was in use" in store.notices[0]
        assert len(store.attempts()) == 41


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def test_a_file_locked_by_another_program(
    file: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_opening, "BUSY_SECONDS", 0.05)
    other.execute("BEGIN EXCLUSIVE")
    with open_store(file.parent) as store:
        assert goes_on(store)
        assert not store.saves
        assert f"Another program keeps {file} locked" in store.notices[0]


def test_a_file_locked_later(file: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_opening, "BUSY_SECONDS", 0.05)
    with open_store(file.parent) as store:
        assert store.notices == ()
        other.execute("BEGIN IMMEDIATE")
        assert goes_on(store)
        assert not store.saves
        assert len(store.attempts()) == 41


def ids_in(file: Path) -> list[str]:
    return [row[0] for row in looked_up(file, "SELECT id FROM attempts WHERE id NOT LIKE 'old%' ORDER BY id")]


@pytest.mark.parametrize("from_the_start", [True, False])
@pytest.mark.parametrize("free_again", ["before the next answer", "before the end", "never"])
def test_answers_wait_for_a_locked_file(
    free_again: str, from_the_start: bool, file: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_opening, "BUSY_SECONDS", 0.05)
    if from_the_start:
        other.execute("BEGIN EXCLUSIVE")
    store = open_store(file.parent)
    if not from_the_start:
        other.execute("BEGIN IMMEDIATE")
    for name in "ab":
        store.record(attempt(id=name), SESSION)
        assert [one.id for one in store.attempts() if one.id < "c"][-1] == name
    assert (store.saves, len(store.notices)) == (False, 1)
    assert "your answers are kept" in store.notices[0]
    if free_again == "before the next answer":
        other.execute("COMMIT")
        store.record(attempt(id="c"), SESSION)
        assert ids_in(file) == ["a", "b", "c"]
        assert store.saves
        assert len(store.attempts()) == 43
    if free_again == "before the end":
        other.execute("COMMIT")
    store.close()
    if free_again == "never":
        other.execute("COMMIT")
        assert ids_in(file) == []
        assert store.notices[1:] == (f"The last 2 answers could not be saved in {file}.",)
    else:
        assert ids_in(file) == (["a", "b", "c"] if "next" in free_again else ["a", "b"])
        assert store.notices[1:] == (
            f"The progress file {file} can be written again: what you answered meanwhile is saved now.",
        )
        with open_store(file.parent) as after:
            assert after.open_session(SESSION.lesson, SESSION.options) == SESSION


def test_at_the_end_it_waits_as_long_as_others_write(
    file: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_opening, "BUSY_SECONDS", 0.05)
    store = open_store(file.parent)
    other.execute("BEGIN IMMEDIATE")
    store.record(attempt(id="a"))
    turns: list[float] = []
    catch_up = store._catch_up

    def another_writes_meanwhile(seconds: float) -> bool:
        turns.append(seconds)
        if len(turns) == 4:
            other.execute("COMMIT")
        elif len(turns) < 4:
            os.utime(file, ns=(len(turns), len(turns)))
        return catch_up(seconds)

    monkeypatch.setattr(store, "_catch_up", another_writes_meanwhile)
    store.close()
    assert len(turns) == 4
    assert ids_in(file) == ["a"]


WRITERS = """
import sys
from pathlib import Path
from rnn_tutor.progress import file_opening, open_store
from tests.progress.given import attempt
file_opening.BUSY_SECONDS = float(sys.argv[3])
with open_store(Path(sys.argv[1])) as store:
    for number in range(20):
        store.record(attempt(number, id=f"{sys.argv[2]}-{number}"))
    file_opening.BUSY_SECONDS = 300  # at the end each waits its turn, however slow the machine is
print(*store.notices[1:], file=sys.stderr)
"""


def write_at_once(writers: int, seconds: float, folder: Path) -> None:
    """Let so many processes answer twenty questions each, of which none waits longer than so many seconds for one."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITERS, str(folder), str(number), str(seconds)],
            env={**os.environ, "PYTHONPATH": "."},
        )
        for number in range(writers)
    ]
    assert [writer.wait() for writer in running] == [0] * writers
    assert looked_up(folder / "progress.sqlite3", "SELECT count(*) FROM attempts") == [(writers * 20,)]


def test_writers_who_are_in_each_others_way_lose_nothing(tmp_path: Path) -> None:
    write_at_once(4, 0.01, tmp_path)


@pytest.mark.campaign
def test_fifty_writers_lose_nothing(tmp_path: Path) -> None:
    write_at_once(50, 5, tmp_path)


def test_a_store_that_was_closed_raises_nothing(file: Path) -> None:
    store = open_store(file.parent)
    store.close()
    store.close()
    assert goes_on(store)
    assert not store.saves
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "skill = 'juggling'",
        "verdict = 'brilliant'",
        "verdict = x'00ff'",
        "at = 'yesterday'",
        "at = '2024-03-01T10:15:00'",
        "at = '9999-12-31T23:59:59-09:00'",
        "number = 'two'",
        "number = 0",
        "time_step = 2.5",
        "mistakes = '{'",
        "mistakes = '[1]'",
        f"mistakes = '{'[' * 5000}'",
        "seed = 'x'",
        f"seed = '{'9' * 5000}'",
        "lesson = ''",
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_stays(change: str, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE attempts SET {change} WHERE id IN ('old-3', 'old-4')")
    connection.close()
    with open_store(file.parent) as store:
        assert len(store.attempts()) == 38
        assert len(store.attempts()) == 38
        assert goes_on(store)
        assert store.saves
        (notice,) = store.notices
    assert notice == (
        f"In the progress file {file}, 2 of the attempts cannot be read. They stay in the file and are left out here."
    )
    assert looked_up(file, "SELECT count(*) FROM attempts") == [(41,)]


def test_text_that_is_no_text_is_read_with_a_mark(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE attempts SET given = CAST(x'2dff31' AS TEXT) WHERE id = 'old-3'")
    connection.close()
    with open_store(file.parent) as store:
        assert store.attempts()[3].given == "-�1"


ADDED_COLUMN = (*tables.MIGRATIONS, ("ALTER TABLE attempts ADD COLUMN seconds INTEGER",))


def test_an_older_file_is_brought_up_to_date(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MIGRATIONS", ADDED_COLUMN)
    for _ in range(2):
        with open_store(file.parent) as store:
            assert (store.saves, store.notices) == (True, ())
            assert len(store.attempts()) == 40
    assert looked_up(file, "PRAGMA user_version") == [(len(ADDED_COLUMN),)]
    assert looked_up(file, "SELECT DISTINCT seconds FROM attempts") == [(None,)]


def test_a_step_that_fails_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = looked_up(file, "SELECT sql FROM sqlite_master")
    one_each = ("CREATE UNIQUE INDEX one_each ON attempts (lesson)",)  # which forty attempts at one lesson break
    monkeypatch.setattr(tables, "MIGRATIONS", (*ADDED_COLUMN, one_each))
    with open_store(file.parent) as store:
        assert not store.saves
        assert "UNIQUE constraint failed" in store.notices[0]
    assert looked_up(file, "PRAGMA user_version") == [(len(ADDED_COLUMN) - 1,)]
    assert looked_up(file, "SELECT sql FROM sqlite_master") == before
    assert list(file.parent.iterdir()) == [file]


def test_a_backup_holds_everything(file: Path) -> None:
    with open_store(file.parent) as store:
        backup = store.clear(START)
        assert backup == file.with_name("progress.backup-20240301T101500Z.sqlite3")
        assert store.attempts() == []
        assert store.open_session(SESSION.lesson, SESSION.options) is None
        assert goes_on(store)
        assert store.clear(START) == file.with_name("progress.backup-20240301T101500Z-2.sqlite3")
    assert is_intact(backup)
    assert looked_up(backup, "SELECT count(*) FROM attempts") == [(40,)]
    backup.replace(file)
    with open_store(file.parent) as store:
        assert (store.saves, store.notices) == (True, ())
        assert len(store.attempts()) == 40


def test_no_attempt_falls_between_copying_and_forgetting(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect_as_another_quiz_answers(path: Path) -> sqlite3.Connection:
        with closing(sqlite3.connect(file, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("UPDATE attempts SET hints = 3")
        return file_opening.connect(path)

    monkeypatch.setattr("rnn_tutor.progress.store.connect", connect_as_another_quiz_answers)
    with open_store(file.parent) as store:
        assert store.clear(START) is not None


def test_a_copy_that_breaks_off_is_removed_and_a_whole_one_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(path: Path) -> sqlite3.Connection:
        path.touch()
        if path != file:
            raise sqlite3.OperationalError("disk I/O error")
        return file_opening.connect(path)

    with open_store(file.parent) as store:
        monkeypatch.setattr("rnn_tutor.progress.store.connect", break_off)
        assert store.clear(START) is None
        assert list(file.parent.iterdir()) == [file]
        monkeypatch.undo()
        store._connection.execute("CREATE TRIGGER s BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END")
        assert store.clear(START) is None
        assert len(store.attempts()) == 40
    (backup,) = file.parent.glob("progress.backup-*")
    assert looked_up(backup, "SELECT count(*) FROM attempts") == [(40,)]


def test_without_a_backup_nothing_is_forgotten(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnn_tutor.progress.store.beside", lambda *_: file.parent / "no" / "where.sqlite3")
    with open_store(file.parent) as store:
        assert store.clear(START) is None
        assert "could not be copied" in store.notices[0]
        assert store.saves
        assert len(store.attempts()) == 40
