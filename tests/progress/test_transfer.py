import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import (
    AnswerVerdict,
    Attempt,
    Imported,
    Session,
    Skill,
    Store,
    export_progress,
    import_progress,
    open_store,
    reset_progress,
)
from rnn_tutor.progress import transfer as room
from tests.progress.given import START, attempt, is_intact, looked_up
from tests.progress.strategies import attempts

RECORD: dict[str, Any] = {
    "at": "2024-03-01T10:15:00.000000+00:00",
    "lesson": "stock-example",
    "step": "backward:7",
    "quantity": "W2",
    "time_step": 3,
    "skill": "weight-share",
    "given": "−0.112",
    "verdict": "wrong",
    "mistakes": ["sign"],
    "number": 2,
    "hints": 1,
    "seed": None,
    "session": "monday",
    "id": "a1",
}
HEADER: dict[str, Any] = {
    "format": "rnn-tutor progress",
    "format_version": 1,
    "exported": "2024-03-01T10:15:00+00:00",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.json"


def written(file: Path, *records: object, **header: object) -> Path:
    file.write_text(json.dumps({**HEADER, "attempts": list(records), **header}), "utf-8")
    return file


def told(imported: Imported, file: Path) -> list[str]:
    """The problems as text, without the file's name."""
    return [str(problem).removeprefix(f"{file}: ") for problem in imported.problems]


def test_the_file_is_as_documented(store: Store, file: Path) -> None:
    store.record(attempt(0, AnswerVerdict.WRONG, given="−0.112", mistakes=("sign",), number=2, hints=1, id="a1"))
    store.record(attempt(1, id="a2", seed=10**30))
    assert export_progress(store, file, now=START) == room.Exported(2)
    text = file.read_text("utf-8")
    content = json.loads(text)
    records = content.pop("attempts")
    assert content == HEADER
    assert records[0] == RECORD
    assert list(records[0]) == list(RECORD)
    assert records[1]["seed"] == 10**30
    assert len(text.splitlines()) == 4  # one attempt to a line
    assert "−0.112" in text


def test_no_attempts_are_a_file_too(store: Store, file: Path) -> None:
    assert export_progress(store, file) == room.Exported(0)
    assert import_progress(store, file) == Imported()


@given(kept=st.lists(attempts, max_size=8))
def test_what_was_exported_comes_in_once(kept: list[Attempt], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    file = folder / "mine.json"
    with open_store(folder / "here") as here, open_store(folder / "there") as there:
        here.merge(kept)
        assert export_progress(here, file) == room.Exported(len(kept))
        there.merge(kept[:2])
        known = len(kept[:2])
        assert import_progress(there, file) == Imported(added=len(kept) - known, known=known)
        assert import_progress(there, file) == Imported(known=len(kept))
        assert sorted(there.attempts(), key=lambda one: one.id) == sorted(kept, key=lambda one: one.id)


def test_what_comes_in_is_on_the_disk(store: Store, file: Path) -> None:
    assert import_progress(store, written(file, RECORD)).added == 1
    assert looked_up(store.path, "SELECT given, verdict FROM attempts") == [("−0.112", "wrong")]


NAME = "is not a name: 1 to 300 printable characters."


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("verdict", "rihgt", '"rihgt" is not one of right, wrong, imprecise, unreadable, skipped, shown.'),
        ("verdict", ["right"], "a list is not one of right, wrong, imprecise, unreadable, skipped, shown."),
        ("verdict", {"a": 1}, "an object is not one of right, wrong, imprecise, unreadable, skipped, shown."),
        ("at", "yesterday", '"yesterday" is not a time such as 2024-03-01T10:15:00+00:00.'),
        (
            "at",
            "2024-03-01T10:15:00",
            '"2024-03-01T10:15:00" is not a time such as 2024-03-01T10:15:00+00:00.',
        ),
        ("at", "9999-12-31T23:59:59-09:00", None),
        ("at", "0001-01-01T00:00:00+09:00", None),
        ("at", 1709288100, "1709288100 is not a time such as 2024-03-01T10:15:00+00:00."),
        ("lesson", "", f'"" {NAME}'),
        ("lesson", None, f"null {NAME}"),
        ("lesson", "\x1b[2J", f'"�[2J" {NAME}'),
        ("step", 7, f"7 {NAME}"),
        ("quantity", "W" * 301, f'"{"W" * 39}…" {NAME}'),
        ("session", "\udcff", f'"�" {NAME}'),
        ("id", True, f"true {NAME}"),
        ("time_step", "3", '"3" is not null or the number of a time step.'),
        ("time_step", -1, "-1 is not null or the number of a time step."),
        ("time_step", 3.0, "3.0 is not null or the number of a time step."),
        ("time_step", True, "true is not null or the number of a time step."),
        ("skill", "juggling", None),
        ("given", 0.112, "0.112 is not a text of at most 500 printable characters."),
        ("given", "9" * 501, None),
        ("given", "\u202e211.0", None),
        ("mistakes", "sign", '"sign" is not a list of at most 20 names.'),
        ("mistakes", [None], "a list is not a list of at most 20 names."),
        ("mistakes", ["sign"] * 21, None),
        ("number", 0, "0 is not a whole number from 1 to 1000000000."),
        ("number", 10**4000, f"1{'0' * 38}… is not a whole number from 1 to 1000000000."),
        ("hints", float("nan"), "nan is not a whole number from 0 to 1000000000."),
        ("hints", float("inf"), None),
        ("seed", "7", '"7" is not null or a whole number.'),
        ("seed", False, "false is not null or a whole number."),
    ],
)
def test_each_field_is_looked_at(key: str, value: object, message: str | None, store: Store, file: Path) -> None:
    good = {**RECORD, "id": "good"}
    imported = import_progress(store, written(file, good, {**RECORD, key: value}))
    assert (imported.added, imported.known, imported.left_out) == (1, 0, 1)
    (text,) = told(imported, file)
    assert text.startswith(f"attempts[1].{key}: ")
    assert message is None or text == f"attempts[1].{key}: {message}"
    assert [one.id for one in store.attempts()] == ["good"]


def test_every_problem_is_told_at_once(store: Store, file: Path) -> None:
    lacking = {key: value for key, value in RECORD.items() if key not in {"skill", "seed"}}
    imported = import_progress(store, written(file, 3, {**lacking, "score\x1b": 1}, None, comment="x", exported="now"))
    keys = ", ".join(RECORD)
    skills = ", ".join(Skill)
    assert told(imported, file) == [
        'The key "comment" is unknown here; remove it.',
        'exported: "now" is not a time such as 2024-03-01T10:15:00+00:00.',
        f"attempts[0]: An attempt is an object with the keys {keys}, not 3.",
        'attempts[1]: The key "score�" is unknown here; remove it.',
        f'attempts[1]: The key "skill" is missing: it holds one of {skills}.',
        'attempts[1]: The key "seed" is missing: it holds null or a whole number.',
        f"attempts[2]: An attempt is an object with the keys {keys}, not null.",
    ]
    assert imported.left_out == 3


def test_endless_problems_are_counted(store: Store, file: Path) -> None:
    imported = import_progress(store, written(file, *range(1000)))
    assert (len(imported.problems), imported.more_problems, imported.left_out) == (50, 950, 1000)


def test_two_attempts_with_one_id(store: Store, file: Path) -> None:
    imported = import_progress(store, written(file, RECORD, RECORD, {**RECORD, "given": "other"}))
    assert (imported.added, imported.known, imported.left_out) == (1, 1, 1)
    assert told(imported, file) == [
        "attempts[2].id: Another attempt with this id is here already; that one stays, this one is left out."
    ]
    assert [one.given for one in store.attempts()] == ["−0.112"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ":1:1: This can't be read as JSON (Expecting value)."),
        (b'{"format": "rnn-tutor progress",\n  oops}', ":2:3: This can't be read as JSON"),
        (b'{"format":\n "\xff"}', ":2: This is not UTF-8 text"),
        (b"[" * 100_000, ": This can't be read as JSON (it is nested too deep)."),
        (b'{"a":' * 100_000, ": This can't be read as JSON (it is nested too deep)."),
        (b"9" * 5000, ": This can't be read as JSON ("),
        (
            b'{"format": 1, "format": 2}',
            ': This can\'t be read as JSON (the key "format" appears twice in one object).',
        ),
        (b"[]", ": This is not an exported progress"),
        (b"{}", ": This is not an exported progress"),
        (b'{"format": ["rnn-tutor progress"]}', ": This is not an exported progress"),
        (
            json.dumps({**HEADER, "format_version": 2}).encode(),
            ": format_version: The file was written by a newer",
        ),
        (json.dumps({**HEADER, "format_version": True}).encode(), ": format_version: true is not a version"),
        (json.dumps({**HEADER, "format_version": "1"}).encode(), ': format_version: "1" is not a version'),
        (json.dumps(HEADER).encode(), ": attempts: null is not a list of attempts."),
        (json.dumps({**HEADER, "attempts": {}}).encode(), ": attempts: an object is not a list of attempts."),
    ],
)
def test_a_file_that_is_no_export(content: bytes, problem: str, store: Store, file: Path) -> None:
    file.write_bytes(content)
    imported = import_progress(store, file)
    assert (imported.added, imported.known, imported.left_out) == (0, 0, 0)
    (one,) = imported.problems
    assert str(one).startswith(f"{file}{problem}")
    assert store.attempts() == []


@given(data=st.data())
def test_a_broken_export_never_raises(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = written(tmp_path_factory.mktemp("data") / "mine.json", RECORD, {**RECORD, "id": "a2"})
    whole = file.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    file.write_bytes(whole[:start] + data.draw(st.binary(max_size=20)) + whole[start + data.draw(st.integers(0, 20)) :])
    with open_store(file.parent, save=False) as store:
        imported = import_progress(store, file)
        assert imported.added == len(store.attempts())
        for problem in imported.problems:
            str(problem).encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RECORD]) | st.text(), inner, max_size=3)
    ),
)


@given(record=st.fixed_dictionaries({}, optional=dict.fromkeys(RECORD, json_values)), whole=json_values)
def test_any_json_in_place_of_an_attempt(
    record: dict[str, object], whole: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = written(tmp_path_factory.mktemp("data") / "mine.json", {**RECORD, **record}, record, whole)
    with open_store(file.parent, save=False) as store:
        imported = import_progress(store, file)
        assert imported.added == len(store.attempts())
        assert imported.added + imported.known + imported.left_out == 3


def test_a_file_with_a_byte_order_mark(store: Store, file: Path) -> None:
    written(file, RECORD)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert import_progress(store, file) == Imported(added=1)


def test_a_file_too_large(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SIZE_LIMIT", 100)
    (problem,) = import_progress(store, written(file, RECORD)).problems
    assert "larger than 100 bytes" in problem.message


@pytest.mark.parametrize("path", ["", "missing.json", "data/progress.sqlite3/deeper"])
def test_a_file_that_cannot_be_read(path: str, store: Store, tmp_path: Path) -> None:
    (problem,) = import_progress(store, tmp_path / path).problems
    assert problem.place == str(tmp_path / path)
    assert problem.message.startswith("The file can't be read: ")


def test_the_progress_file_itself_is_no_export(store: Store) -> None:
    store.record(attempt(id="a", given="\udcff"))
    (problem,) = import_progress(store, store.path).problems
    assert problem.message.startswith(("This is not", "This can't be read"))


def test_a_file_that_is_there_stays(store: Store, file: Path, tmp_path: Path) -> None:
    file.write_text("a letter")
    exported = export_progress(store, file)
    assert exported.problems[0].message == (
        "There is a file or folder of this name already: choose another name, or move it out of the way."
    )
    assert file.read_text() == "a letter"
    assert export_progress(store, tmp_path, replace=True).problems
    assert export_progress(store, file, replace=True) == room.Exported(0)
    assert json.loads(file.read_text())["attempts"] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mine.json"]


@pytest.mark.parametrize("path", ["missing/mine.json", "data/progress.sqlite3/mine.json", "x" * 300])
def test_a_file_that_cannot_be_written(path: str, store: Store, tmp_path: Path) -> None:
    exported = export_progress(store, tmp_path / path)
    assert exported.attempts == 0
    assert exported.problems[0].message.startswith("The file can't be written: ")
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def test_an_export_that_breaks_off_leaves_nothing(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (problem,) = export_progress(store, file).problems
    assert problem.message == "The file can't be written: No space left on device."
    assert [entry.name for entry in file.parent.iterdir()] == ["data"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that Linux has")
def test_a_device_is_written_to_and_stays_one(store: Store) -> None:
    assert export_progress(store, Path("/dev/null")) == room.Exported(0)
    (problem,) = export_progress(store, Path("/dev/full")).problems
    assert "No space left on device" in problem.message
    assert Path("/dev/null").is_char_device()
    assert Path("/dev/full").is_char_device()


def test_reset_begins_afresh_and_keeps_a_copy(store: Store) -> None:
    session = Session(lesson="stock-example", options={}, fingerprint="f1")
    for number in range(3):
        store.record(attempt(number), session)
    reset = reset_progress(store, now=START)
    assert reset == room.Reset(store.path.with_name("progress.backup-20240301T101500Z.sqlite3"), attempts=3)
    assert store.attempts() == []
    assert store.open_session("stock-example", {}) is None
    assert reset.backup is not None
    assert is_intact(reset.backup)
    assert looked_up(reset.backup, "SELECT count(*) FROM attempts") == [(3,)]
    store.record(attempt())
    assert looked_up(store.path, "SELECT count(*) FROM attempts") == [(1,)]


def newer(path: Path) -> None:
    looked_up(path, "PRAGMA user_version = 9")


def in_the_way(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("in the way")


@pytest.mark.parametrize(("change", "why"), [(newer, "newer rnn-tutor"), (in_the_way, "No progress file can be kept")])
def test_reset_where_nothing_can_be_reset(change: Callable[[Path], None], why: str, store: Store) -> None:
    change(store.path)
    with open_store(store.path.parent) as other:
        reset = reset_progress(other)
    assert reset.backup is None
    assert why in reset.problems[0].message


def test_reset_without_saving(tmp_path: Path) -> None:
    with open_store(tmp_path, save=False) as store:
        reset = reset_progress(store)
    assert reset.backup is None
    assert reset.problems[0].message == "Nothing is saved in this session, so there is nothing to reset."


def test_repeated_keys_are_told_in_time_linear_in_their_number(store: Store, file: Path) -> None:
    file.write_text("{" + ", ".join(f'"{number}": 0' for number in range(60_000)) + ', "1": 0}', "utf-8")
    (problem,) = import_progress(store, file).problems
    assert 'the key "1" appears twice' in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name, which Windows has not")
def test_nobody_waits_at_a_pipe(store: Store, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (problem,) = import_progress(store, pipe).problems
    assert "This is a pipe" in problem.message
    (problem,) = export_progress(store, pipe).problems
    assert "can't be written" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name, which Windows has not")
def test_a_pipe_that_somebody_reads_is_written_to(store: Store, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert export_progress(store, pipe) == room.Exported(0)
    assert b"rnn-tutor progress" in os.read(reader, 1000)
    os.close(reader)
