"""Where a quiz stands, so that one left in the middle goes on there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from rnn_tutor.progress.attempts import NAME_LIMIT, new_id, plain, utc_now

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

STATE_VERSION: Final = 1

_SAVE_SESSION: Final = """
    INSERT INTO sessions (id, lesson, options, state, started, updated) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated = excluded.updated"""
_OPEN_SESSION: Final = """
    SELECT id, lesson, options, state, started, updated FROM sessions
    WHERE lesson = ? AND options = ? AND outcome IS NULL ORDER BY updated DESC, rowid DESC LIMIT 1"""
_FINISHED_SESSIONS: Final = "SELECT DISTINCT lesson FROM sessions WHERE options = ? AND outcome = 'finished'"
_END_SESSION: Final = "UPDATE sessions SET ended = ?, outcome = ?, state = '{}' WHERE id = ? AND outcome IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A quiz under way. `dataclasses.replace` moves it on; `Store.record` keeps it together with the attempt.

    Attributes:
        lesson: the lesson's name.
        options: what was asked for (phase, from, to, seed, exam …): with the lesson, what finds the session.
        fingerprint: of the lesson as it was; if it differs now, the answers so far belong to another lesson.
        step: the step being asked, "backward:7"; None before the first and after the last.
        state: what else the quiz needs to go on (answers so far, hint level, seed drawn …), as JSON.
        started: when it began, in UTC.
        updated: when it was last moved on, in UTC.
        id: what its attempts carry as `session`.
    """

    lesson: str
    options: Mapping[str, Json]
    fingerprint: str
    step: str | None = None
    state: Mapping[str, Json] = field(default_factory=dict)
    started: datetime = field(default_factory=utc_now)
    updated: datetime = field(default_factory=utc_now)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        for name in ("lesson", "id"):
            object.__setattr__(self, name, plain(getattr(self, name), NAME_LIMIT))


def options_text(options: Mapping[str, Json]) -> str:
    """The options as text: equal options give equal text, in whatever order they were put together."""
    return json.dumps(dict(options), sort_keys=True)


def state_text(session: Session) -> str:
    """What changes in a session from answer to answer, as JSON with a version."""
    return json.dumps(
        {
            "version": STATE_VERSION,
            "fingerprint": session.fingerprint,
            "step": session.step,
            "state": dict(session.state),
        }
    )


def session_from_row(row: tuple[object, ...]) -> Session | None:
    """The session in a row of (id, lesson, options, state, started, updated).

    None where it can't be read: of another version, or damaged. The quiz then begins anew.
    """
    try:
        id_, lesson, options, state, started, updated = (str(value) for value in row)
        read = json.loads(state)
        if read["version"] != STATE_VERSION:
            return None
        return Session(
            id=id_,
            lesson=lesson,
            options=dict(json.loads(options)),
            fingerprint=str(read["fingerprint"]),
            step=None if read["step"] is None else str(read["step"]),
            state=dict(read["state"]),
            started=datetime.fromisoformat(started),
            updated=datetime.fromisoformat(updated),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def write_session(connection: sqlite3.Connection, session: Session) -> None:
    """Keep where a session stands, in the place of where it stood before."""
    times = (
        session.started.isoformat(timespec="microseconds"),
        session.updated.isoformat(timespec="microseconds"),
    )
    key = (session.id, session.lesson, options_text(session.options))
    connection.execute(_SAVE_SESSION, (*key, state_text(session), *times))


def read_open_session(connection: sqlite3.Connection, lesson: str, options: Mapping[str, Json]) -> Session | None:
    """The latest session on a lesson with these options that was left in the middle, if one can be read."""
    row = connection.execute(_OPEN_SESSION, (plain(lesson, NAME_LIMIT), options_text(options))).fetchone()
    return None if row is None else session_from_row(row)


def read_finished(connection: sqlite3.Connection, options: Mapping[str, Json]) -> frozenset[str]:
    """The lessons on which a session with these options came to its end."""
    rows = connection.execute(_FINISHED_SESSIONS, (options_text(options),)).fetchall()
    return frozenset(str(lesson) for (lesson,) in rows)


def end_session(connection: sqlite3.Connection, session: Session, outcome: str, at: datetime) -> None:
    """End a session, unless it has ended."""
    connection.execute(_END_SESSION, (at.isoformat(timespec="microseconds"), outcome, session.id))
