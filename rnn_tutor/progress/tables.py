"""The tables, how they came to be, and how an attempt goes into a row and comes out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeVar

from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.progress.skills import Skill

T = TypeVar("T")

# What SQLite may raise. A message that quotes a damaged file may be no text itself, and Python then says so.
SQLITE_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)

# One entry per version of the file: what turns the version before into it. Entries are added, never changed.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE attempts (
            id TEXT NOT NULL PRIMARY KEY,
            session TEXT NOT NULL,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            quantity TEXT NOT NULL,
            time_step INTEGER,
            skill TEXT NOT NULL,
            given TEXT NOT NULL,
            verdict TEXT NOT NULL,
            mistakes TEXT NOT NULL,  -- a JSON list of ids
            number INTEGER NOT NULL,
            hints INTEGER NOT NULL,
            seed TEXT,               -- decimal digits: a seed may be larger than SQLite's integers
            at TEXT NOT NULL         -- ISO 8601, UTC
        )""",
        "CREATE INDEX attempts_by_time ON attempts (at)",
        """CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY,
            lesson TEXT NOT NULL,
            options TEXT NOT NULL,   -- JSON, keys sorted
            state TEXT NOT NULL,     -- JSON with a version
            started TEXT NOT NULL,
            updated TEXT NOT NULL,
            ended TEXT,
            outcome TEXT             -- finished or abandoned; null while it is open
        )""",
        "CREATE INDEX sessions_by_lesson ON sessions (lesson, options)",
    ),
    ("CREATE TABLE seen (kind TEXT NOT NULL PRIMARY KEY, times INTEGER NOT NULL)",),
)

_ATTEMPT = "id, session, lesson, step, quantity, time_step, skill, given, verdict, mistakes, number, hints, seed, at"
_SESSION = "id, lesson, options, state, started, updated, ended, outcome"
COLUMNS: Final = {"attempts": _ATTEMPT, "sessions": _SESSION, "seen": "kind, times"}


class DamagedError(Exception):
    """The file is no progress file, or one with parts missing."""


class NewerVersionError(Exception):
    """The file was written by a newer program; `found` is its version."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


def in_transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """What `work` returns; what it wrote is on the disk, all of it, or (whatever it raised) none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(*SQLITE_ERRORS):  # the first error is the one to tell of
            connection.execute("ROLLBACK")
        raise
    return result


def version_of(connection: sqlite3.Connection) -> int:
    """The version the file says it has; 0 for one with nothing in it yet."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Create the tables, or take the steps that lead from an older version to this one, all of them or none.

    Raises:
        NewerVersionError: the file is ahead of this program.
        DamagedError: it has no version and yet has content: somebody else's.
        sqlite3.Error, UnicodeDecodeError: whatever SQLite meets.
    """
    if version_of(connection) == len(MIGRATIONS):
        return

    def migrate(connection: sqlite3.Connection) -> None:
        version = version_of(connection)  # again, inside: another process may have been quicker
        if version > len(MIGRATIONS):
            raise NewerVersionError(version)
        if version < 0 or (version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone()):
            raise DamagedError
        for following, statements in enumerate(MIGRATIONS[version:], version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {following:d}")

    in_transaction(connection, migrate)


def check_whole(connection: sqlite3.Connection) -> None:
    """Read through the file, so that damage shows before the first question rather than after it.

    Raises:
        DamagedError: a table or column is missing, or pages contradict each other.
        sqlite3.Error, UnicodeDecodeError: whatever else SQLite meets.
    """
    try:
        for table, columns in COLUMNS.items():
            connection.execute(f"SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608 -- names from the table above
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table, no such column
            raise DamagedError from error
        raise
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise DamagedError


def copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy every row that can be read; a table that breaks off is copied as far as it goes."""
    for table, columns in COLUMNS.items():
        marks = ", ".join("?" * len(columns.split(",")))
        copy = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 -- names from the table above
        with suppress(*SQLITE_ERRORS):
            for row in source.execute(f"SELECT {columns} FROM {table} ORDER BY rowid"):  # noqa: S608 -- as above
                target.execute(copy, row)


def insert_attempts(connection: sqlite3.Connection, attempts: Iterable[Attempt]) -> int:
    """Insert attempts; one that is there already stays as it is. Returns how many are new."""
    before = connection.total_changes
    connection.executemany(
        f"INSERT INTO attempts ({_ATTEMPT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 -- a constant
        " ON CONFLICT (id) DO NOTHING",
        map(_row, attempts),
    )
    return connection.total_changes - before


def _row(attempt: Attempt) -> tuple[str | int | None, ...]:
    return (
        attempt.id,
        attempt.session,
        attempt.lesson,
        attempt.step,
        attempt.quantity,
        attempt.time_step,
        attempt.skill,
        attempt.given,
        attempt.verdict,
        json.dumps(attempt.mistakes),
        attempt.number,
        attempt.hints,
        None if attempt.seed is None else str(attempt.seed),
        attempt.at.isoformat(timespec="microseconds"),
    )


def attempt_from_row(row: tuple[object, ...]) -> Attempt | None:
    """The attempt in a row; None where somebody or something has made the row unreadable."""
    (
        id_,
        session,
        lesson,
        step,
        quantity,
        time_step,
        skill,
        given,
        verdict,
        mistakes,
        number,
        hints,
        seed,
        at,
    ) = row
    try:
        return Attempt(
            id=_text(id_),
            session=_text(session),
            lesson=_text(lesson),
            step=_text(step),
            quantity=_text(quantity),
            time_step=None if time_step is None else _count(time_step),
            skill=Skill(_text(skill)),
            given=_text(given),
            verdict=AnswerVerdict(_text(verdict)),
            mistakes=() if mistakes == "[]" else tuple(map(_text, json.loads(_text(mistakes)))),
            number=_count(number),
            hints=_count(hints),
            seed=None if seed is None else int(_text(seed)),
            at=datetime.fromisoformat(_text(at)),
        )
    except (ValueError, TypeError, RecursionError):
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value
