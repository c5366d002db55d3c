"""What the learner is told when the progress file fails: what happened, where, what is kept, what isn't."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from rnn_tutor.progress.attempts import plain

_GOES_ON: Final = "You can go on, but your answers from here on are not saved."
_WAITS: Final = "You can go on; your answers are kept, and saving is tried again with each answer and at the end."
_KEPT: Final = "What was saved before is still in the file."

SET_ASIDE: Final = (
    "The progress file was damaged. It is kept as {kept}; a new one begins as {path},"
    " and your answers from here on are saved there."
)
STUCK: Final = (
    f"The progress file {{path}} is damaged and could not be renamed ({{reason}}), so it is left as it is. {_GOES_ON}"
)
DAMAGED_LATER: Final = (
    f"The progress file {{path}} has become damaged. It is left as it is, and renamed at the next start. {_GOES_ON}"
)
NEWER: Final = (
    "The progress file {path} was written by a newer rnn-tutor (version {found} of the file; this one knows"
    f" up to {{known}}), so it is left as it is. {_GOES_ON}"
)
NO_FOLDER: Final = f"No progress file can be kept as {{path}} ({{reason}}). {_GOES_ON}"
UNREADABLE_ROWS: Final = (
    "In the progress file {path}, {count} of the attempts cannot be read. They stay in the file and are left out here."
)
NOT_CLEARED: Final = "The progress file {path} could not be copied ({reason}), so nothing was reset."
SAVED_AFTER_ALL: Final = "The progress file {path} can be written again: what you answered meanwhile is saved now."
NOT_SAVED: Final = "The last {count} answers could not be saved in {path}."
NOT_SAVED_ONE: Final = "The last answer could not be saved in {path}."
_FULL: Final = f"The disk is full: {{path}} can't grow. {_KEPT} {_WAITS}"
_READ_ONLY: Final = f"The progress file {{path}} can be read, but not written. {_KEPT} {_WAITS}"
_CANNOT_OPEN: Final = f"The progress file {{path}} can't be opened. {_WAITS}"
_MOVED: Final = f"The progress file {{path}} was moved or removed while it was in use. {_GOES_ON}"
_BUSY: Final = f"Another program keeps {{path}} locked. {_KEPT} {_WAITS}"
_OTHER: Final = f"The progress file {{path}} can't be used ({{reason}}). {_KEPT} {_GOES_ON}"

_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BY_CODE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_READONLY_DBMOVED: _MOVED,
    sqlite3.SQLITE_PERM: _CANNOT_OPEN,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
}

_PASSING: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
}


def is_damage(error: Exception) -> bool:
    """Whether the error says that the file's content is broken, and not merely out of reach."""
    return isinstance(error, UnicodeDecodeError) or _codes(error)[1] in _DAMAGE


def may_pass(error: Exception) -> bool:
    """Whether what is in the way may go away by itself, or be cleared away, while the learner goes on."""
    codes = _codes(error)
    return codes[1] in _PASSING and codes[0] != sqlite3.SQLITE_READONLY_DBMOVED


def notice_for(error: Exception, path: Path) -> str:
    """The sentence for an error of SQLite's on the file at `path`."""
    if is_damage(error):
        return shown(DAMAGED_LATER, path)
    sentences = [_BY_CODE[code] for code in _codes(error) if code in _BY_CODE]
    return shown(sentences[0] if sentences else _OTHER, path, reason=str(error))


def _codes(error: Exception) -> tuple[int, int]:
    """SQLite's result code, and the same without the detail in its upper bytes; 0 where there is none."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code, code & 0xFF


def shown(sentence: str, path: Path, *, reason: str = "", **values: object) -> str:
    """A sentence of this module, filled in; names of files are made fit to print."""
    return sentence.format(path=printable(path), reason=plain(reason, 200), **values)


def printable(path: Path) -> str:
    """A path as it can be printed, whatever bytes it is made of."""
    return plain(str(path), 4096)
