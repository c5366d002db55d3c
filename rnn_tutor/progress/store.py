"""The store: an attempt is on the disk when `record` returns; where that can't be, memory and a notice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from rnn_tutor.progress import file_opening
from rnn_tutor.progress.attempts import NAME_LIMIT, Attempt, plain, utc_now
from rnn_tutor.progress.file_opening import Opened, connect, in_memory, open_file, read_only_copy
from rnn_tutor.progress.location import FILE_NAME, beside, data_folder
from rnn_tutor.progress.notices import (
    NOT_CLEARED,
    NOT_SAVED,
    NOT_SAVED_ONE,
    SAVED_AFTER_ALL,
    UNREADABLE_ROWS,
    may_pass,
    notice_for,
    shown,
)
from rnn_tutor.progress.sessions import Json, Session, end_session, read_finished, read_open_session, write_session
from rnn_tutor.progress.tables import (
    COLUMNS,
    SQLITE_ERRORS,
    attempt_from_row,
    in_transaction,
    insert_attempts,
)

T = TypeVar("T")

_SECONDS_AGAIN: Final = 0.2  # for what waits already: the learner waits for the next word
_MOST_TURNS: Final = 24  # at the end, each as long as a write may wait, and only while others get theirs

_SAW: Final = """
    INSERT INTO seen (kind, times) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET times = times + excluded.times"""


class Store:
    """The learner's attempts and sessions. Made by `open_store`; close it, or use it in a `with` statement.

    No method raises an error of SQLite's or the operating system's: when the file can't be used any more, the
    store goes on in memory with what it could still read, `saves` turns false and `notices` grows. What could not
    be written to a file that is locked, full or read-only is tried again with whatever is written next, and as the
    store is closed. To be used from the thread that opened it.

    Attributes:
        path: the progress file, whether or not it can be used.
        saves: whether what is recorded now is kept on the disk.
        notices: what the learner should be told, some sentences each, oldest first; it grows, so remember how
            many have been shown.
    """

    def __init__(self, path: Path, opened: Opened) -> None:
        self.path = path
        self.saves = opened.saves
        self.notices = opened.notices
        self._connection = opened.connection
        self._later = opened.later
        self._file: sqlite3.Connection | None = None  # set aside while memory stands in for it
        self._waiting: list[Callable[[sqlite3.Connection], object]] = []
        self._unsaved = 0  # attempts among what waits

    def record(self, attempt: Attempt, session: Session | None = None) -> None:
        """Keep an attempt, and with it, in the same transaction, where its session stands now.

        An attempt that is kept already (by its id) stays as it was.
        """

        def work(connection: sqlite3.Connection) -> None:
            insert_attempts(connection, [attempt])
            if session is not None:
                write_session(connection, session)

        self._write(work, attempts=1)

    def save_session(self, session: Session) -> None:
        """Keep where a session stands when it moves without an attempt: it begins, or a hint is opened."""
        self._write(lambda connection: write_session(connection, session))

    def open_session(self, lesson: str, options: Mapping[str, Json]) -> Session | None:
        """The latest session on this lesson with these options that was left in the middle, if there is one.

        Compare its `fingerprint` with the lesson's: a session on another state of the lesson can't go on.
        """
        return self._read(lambda connection: read_open_session(connection, lesson, options))

    def finish(self, session: Session, at: datetime | None = None) -> None:
        """End a session that came to its end; it won't be offered again."""
        self._end(session, "finished", at)

    def abandon(self, session: Session, at: datetime | None = None) -> None:
        """End a session that the learner doesn't want to go on with; its attempts stay."""
        self._end(session, "abandoned", at)

    def finished(self, options: Mapping[str, Json]) -> frozenset[str]:
        """The lessons on which a session with these options came to its end."""
        return self._read(lambda connection: read_finished(connection, options))

    def attempts(self, lesson: str | None = None) -> list[Attempt]:
        """All attempts, or those at one lesson, in the order of their times."""
        where, values = ("", ()) if lesson is None else (" WHERE lesson = ?", (plain(lesson, NAME_LIMIT),))
        query = f"SELECT {COLUMNS['attempts']} FROM attempts{where} ORDER BY at, rowid"  # noqa: S608 -- constants
        rows = self._read(lambda connection: connection.execute(query, values).fetchall())
        kept = [attempt for attempt in map(attempt_from_row, rows) if attempt is not None]
        if len(kept) < len(rows):
            self._tell(shown(UNREADABLE_ROWS, self.path, count=len(rows) - len(kept)))
        return kept

    def saw(self, kinds: Mapping[str, int]) -> None:
        """Keep how often steps of each kind were seen worked out, besides the times before."""
        rows = list(kinds.items())
        if rows:
            self._write(lambda connection: connection.executemany(_SAW, rows))

    def times_seen(self) -> dict[str, int]:
        """How often a step of each kind was seen worked out; kinds that were not are left out."""
        rows = self._read(lambda connection: connection.execute("SELECT kind, times FROM seen").fetchall())
        return {str(kind): times for kind, times in rows if isinstance(times, int)}

    def merge(self, attempts: Iterable[Attempt]) -> int:
        """Add attempts, all in one transaction, but none whose id is there. Returns how many were new."""
        together = list(attempts)
        return self._write(lambda connection: insert_attempts(connection, together), attempts=len(together))

    def clear(self, now: datetime) -> Path | None:
        """Forget all attempts, sessions and what was seen, after copying the file beside itself. Returns the copy.

        None where that can't be: nothing is forgotten then, and what went wrong just now is in `notices`.
        """
        if self._later:
            self._catch_up(_SECONDS_AGAIN)
        if not self.saves:
            return None
        backup = beside(self.path, "backup", now)

        def work(connection: sqlite3.Connection) -> None:
            # The copy is made by a second connection, since SQLite makes none for the one that may write; and
            # this one must hold that right, lest another quiz's attempt fall between copying and forgetting.
            _copy(self.path, backup)
            connection.execute("DELETE FROM attempts")
            connection.execute("DELETE FROM sessions")
            connection.execute("DELETE FROM seen")

        try:
            in_transaction(self._connection, work)
        except SQLITE_ERRORS as error:
            self._tell(shown(NOT_CLEARED, self.path, reason=str(error)))
            return None
        return backup

    def settle(self) -> None:
        """Write what waits to be written, with patience as long as others write; `notices` tells how that went."""
        for _ in range(_MOST_TURNS):
            before = self._last_written()
            if not self._later or self._catch_up(file_opening.BUSY_SECONDS) or self._last_written() == before:
                break
        if self._unsaved:
            sentence = NOT_SAVED if self._unsaved > 1 else NOT_SAVED_ONE
            self._tell(shown(sentence, self.path, count=self._unsaved))

    def close(self) -> None:
        """Write what still waits, and close the file. What else was recorded is on the disk already."""
        self.settle()
        self._later = False
        for connection in (self._connection, self._file):
            with suppress(*SQLITE_ERRORS):
                if connection is not None:
                    connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _end(self, session: Session, outcome: str, at: datetime | None) -> None:
        ended = at or utc_now()
        self._write(lambda connection: end_session(connection, session, outcome, ended))

    def _write(self, work: Callable[[sqlite3.Connection], T], attempts: int = 0) -> T:
        if self._later:
            self._catch_up(_SECONDS_AGAIN)
        result = self._read(lambda connection: in_transaction(connection, work))
        if self._later:
            self._waiting.append(work)
            self._unsaved += attempts
        return result

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection)
        except SQLITE_ERRORS as error:
            self._go_on_unsaved(error)
        return work(self._connection)

    def _go_on_unsaved(self, error: Exception) -> None:
        broken = self._connection
        self._later = may_pass(error)
        with suppress(*SQLITE_ERRORS):
            broken.execute("PRAGMA busy_timeout = 0")  # the learner has waited once
        self._connection = in_memory(broken)
        if self._later:
            self._file = broken
        else:
            with suppress(*SQLITE_ERRORS):
                broken.close()
        self.saves = False
        self._tell(notice_for(error, self.path))

    def _catch_up(self, seconds: float) -> bool:
        """Write to the file what waits, all of it or nothing, and go on there; False where that can't be yet."""
        file = self._file or self._opened_again()
        if file is None:
            return False

        def work(connection: sqlite3.Connection) -> None:
            for waiting in self._waiting:
                waiting(connection)

        try:
            file.execute(f"PRAGMA busy_timeout = {round(seconds * 1000):d}")
            in_transaction(file, work)
            file.execute(f"PRAGMA busy_timeout = {round(file_opening.BUSY_SECONDS * 1000):d}")
        except SQLITE_ERRORS:
            return False
        self._connection.close()
        self._connection, self._file = file, None
        self._waiting.clear()
        self.saves, self._later, self._unsaved = True, False, 0
        self._tell(shown(SAVED_AFTER_ALL, self.path))
        return True

    def _opened_again(self) -> sqlite3.Connection | None:
        """The file, where it couldn't be opened before; it is kept, so that it is opened once."""
        opened = open_file(self.path, utc_now())
        if not opened.saves:
            opened.connection.close()
            return None
        for notice in opened.notices:
            self._tell(notice)
        self._file = opened.connection
        return self._file

    def _last_written(self) -> int:
        """When anybody last wrote to the file; 0 where there is none to see."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0

    def _tell(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices = (*self.notices, notice)


def open_store(folder: Path | None = None, *, save: bool = True, now: datetime | None = None) -> Store:
    """The store in `folder`, by default the one RNN_TUTOR_DATA names or else the platform's. Never fails.

    A damaged file is put aside by name and a fresh one begun; where that can't be, or the file is from a
    newer version or can't be read, the store is in memory. `notices` says so.

    Args:
        folder: where the progress file lies; created if need be.
        save: if false, nothing is created or recorded on the disk; what is there can be read.
        now: the time that a damaged file's new name carries; by default the clock's.
    """
    path = (folder or data_folder()) / FILE_NAME
    return Store(path, open_file(path, now or utc_now()) if save else read_only_copy(path))


def _copy(path: Path, backup: Path) -> None:
    try:
        with closing(connect(path)) as source, closing(connect(backup)) as target:
            source.backup(target)
    except BaseException:
        with suppress(OSError):  # half a copy is none
            backup.unlink(missing_ok=True)
        raise
