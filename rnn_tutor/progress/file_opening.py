"""Open the progress file, or find out why not. A damaged one is put aside, nothing else ever moved."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from rnn_tutor.progress.location import set_aside
from rnn_tutor.progress.notices import (
    NEWER,
    NO_FOLDER,
    SET_ASIDE,
    STUCK,
    is_damage,
    may_pass,
    notice_for,
    printable,
    shown,
)
from rnn_tutor.progress.tables import (
    MIGRATIONS,
    SQLITE_ERRORS,
    DamagedError,
    NewerVersionError,
    bring_up_to_date,
    check_whole,
    copy_rows,
    in_transaction,
)

BUSY_SECONDS: Final = 5.0  # how long to wait while another quiz writes, which takes it some milliseconds
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store: `saves` tells whether the connection is to the file or to memory, `notices` why.

    `later`: whether the file may well be had later, as one that is locked.
    """

    connection: sqlite3.Connection
    saves: bool
    notices: tuple[str, ...] = ()
    later: bool = False


def connect(path: Path) -> sqlite3.Connection:
    """A connection on which each transaction is on the disk when it returns.

    A rollback journal rather than a write-ahead log: it works on network drives too, and at rest there is one
    file. EXTRA waits for the disk also as the journal is removed, so that a power cut undoes no transaction.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
    except BaseException:
        connection.close()
        raise
    # Bytes that are no UTF-8 are one row's damage, not the end of all reading.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def in_memory(source: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """A store that lasts as long as the process, with what can still be read from `source`."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    bring_up_to_date(connection)
    if source is not None:
        in_transaction(connection, lambda memory: copy_rows(source, memory))
    return connection


def read_only_copy(path: Path) -> Opened:
    """What the file holds, in memory: nothing is created, moved or recorded on the disk."""
    try:
        source = connect(path) if path.is_file() else None
    except (OSError, *SQLITE_ERRORS):
        source = None
    connection = in_memory(source)
    if source is not None:
        source.close()
    return Opened(connection, saves=False)


def open_file(path: Path, now: datetime) -> Opened:
    """The file at `path`, begun if there is none; memory and a notice where that can't be. Never raises."""
    notices: list[str] = []
    for _ in range(_TRIES):
        seen = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            seen = _identity(path)
            return Opened(_prepared(path), saves=True, notices=tuple(notices))
        except (DamagedError, NewerVersionError, OSError, *SQLITE_ERRORS) as error:
            if not _says_damaged(error):
                notices.append(_why_not(error, path))
                return Opened(in_memory(), saves=False, notices=tuple(notices), later=may_pass(error))
        try:
            if _identity(path) == seen:  # else another process has put it aside meanwhile: look again
                notices.append(shown(SET_ASIDE, path, kept=printable(set_aside(path, now))))
        except OSError as error:
            notices.append(shown(STUCK, path, reason=error.strerror or str(error)))
            break
    else:
        notices.append(shown(STUCK, path, reason="it is damaged again each time"))
    return Opened(in_memory(), saves=False, notices=tuple(notices))


def _prepared(path: Path) -> sqlite3.Connection:
    if path.exists() and not path.is_file():
        raise DamagedError  # a folder, or a pipe that SQLite would wait at
    try:
        connection = connect(path)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # it can't make out the header
            raise DamagedError from error
        raise
    try:
        bring_up_to_date(connection)
        check_whole(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another that takes its name later; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _says_damaged(error: Exception) -> bool:
    return isinstance(error, DamagedError) or is_damage(error)


def _why_not(error: Exception, path: Path) -> str:
    match error:
        case NewerVersionError(found=found):
            return shown(NEWER, path, found=found, known=len(MIGRATIONS))
        case OSError():
            return shown(NO_FOLDER, path, reason=error.strerror or str(error))
    return notice_for(error, path)
