"""Where the progress file lies, and how a file is put aside beside it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

VARIABLE: Final = "RNN_TUTOR_DATA"
FILE_NAME: Final = "progress.sqlite3"
SIDE_FILES: Final = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a file called X: X-journal …


def data_folder() -> Path:
    """The folder for the learner's data: what RNN_TUTOR_DATA names, else the platform's own."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(os.path.expanduser(chosen))  # noqa: PTH111 -- Path.expanduser raises where there is no home
    from platformdirs import user_data_path  # heavy, and not needed where the variable is set

    return user_data_path("rnn-tutor", appauthor=False)


def beside(path: Path, word: str, now: datetime) -> Path:
    """A free name beside `path` that says what and since when: progress.damaged-20240301T101500Z.sqlite3."""
    stem = f"{path.stem}.{word}-{now:%Y%m%dT%H%M%SZ}"
    name, tries = path.with_name(f"{stem}{path.suffix}"), 1
    while os.path.lexists(name):
        tries += 1
        name = path.with_name(f"{stem}-{tries}{path.suffix}")
    return name


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged file, and what SQLite left beside it; nothing is overwritten.

    Raises:
        OSError: the folder doesn't allow it.
    """
    kept = beside(path, "damaged", now)
    # Side files first: a journal left under the old name would be played into the file that begins there.
    for suffix in (*SIDE_FILES, ""):
        old = path.with_name(path.name + suffix)
        if os.path.lexists(old):
            old.rename(kept.with_name(kept.name + suffix))
    return kept
