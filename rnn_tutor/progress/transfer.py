"""Progress as a file to take along: export, import without duplicates, and reset with a backup.

The format, version 1: a JSON object `{"format": "rnn-tutor progress", "format_version": 1, "exported": time,
"attempts": […]}`, one attempt to a line, each an object with exactly the keys of `records.FIELDS`. Sessions
left in the middle stay where they are; attempts are what was learned.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rnn_tutor.progress.attempts import Attempt, new_id, plain, utc_now
from rnn_tutor.progress.notices import printable
from rnn_tutor.progress.records import RecordProblem, attempt_from_record, is_time, record_from_attempt, shown_value
from rnn_tutor.progress.results import results_csv
from rnn_tutor.progress.store import Store

FORMAT: Final = "rnn-tutor progress"
FORMAT_VERSION: Final = 1
SIZE_LIMIT: Final = 50_000_000  # bytes: some 100,000 attempts
PROBLEMS_LIMIT: Final = 50  # told one by one; the rest are counted

_HEADER: Final = frozenset({"format", "format_version", "exported", "attempts"})
_THERE: Final = "There is a file or folder of this name already: choose another name, or move it out of the way."
_ANOTHER: Final = "Another attempt with this id is here already; that one stays, this one is left out."
_NOTHING_SAVED: Final = "Nothing is saved in this session, so there is nothing to reset."
_A_PIPE: Final = "This is a pipe, not a file: name the exported file itself, or /dev/stdin."
_NOT_TEXT: Final = "This is not UTF-8 text, so it is not an exported progress."
_NOT_JSON: Final = "This can't be read as JSON"
_NOT_OURS: Final = f'This is not an exported progress: those begin with "format": "{FORMAT}".'
_NEWER: Final = f"The file was written by a newer rnn-tutor; this one reads version {FORMAT_VERSION}."


@dataclass(frozen=True, slots=True)
class Exported:
    """How many attempts are in the file now, or why there are none."""

    attempts: int = 0
    problems: tuple[RecordProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the attempts in a file.

    Attributes:
        added: new ones.
        known: those that were here already.
        left_out: those with a problem.
        problems: what is wrong, in the order of the file; the first PROBLEMS_LIMIT.
        more_problems: how many further ones there are.
    """

    added: int = 0
    known: int = 0
    left_out: int = 0
    problems: tuple[RecordProblem, ...] = ()
    more_problems: int = 0


@dataclass(frozen=True, slots=True)
class Reset:
    """Where the progress until now is kept, and how many attempts it holds; None, and why, if all stays."""

    backup: Path | None
    attempts: int = 0
    problems: tuple[RecordProblem, ...] = ()


def export_progress(store: Store, path: Path, *, now: datetime | None = None, replace: bool = False) -> Exported:
    """Write all attempts to a file, which appears whole or not at all.

    Args:
        store: where they are.
        path: the file to write; a device or a pipe (/dev/stdout) will do. A name that ends in .csv gets a table.
        now: the time the file gives as its own; by default the clock's.
        replace: whether a file that is there may be overwritten.
    """
    attempts = store.attempts()
    is_table = path.suffix.lower() == ".csv"
    text = results_csv(attempts) if is_table else _text(attempts, now or utc_now())
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            _write_into(path, text)
        elif path.exists() and not (replace and path.is_file()):
            return Exported(problems=(RecordProblem(printable(path), _THERE),))
        else:
            _write_whole(path, text)
    except OSError as error:
        return Exported(problems=(_unreachable(path, "written", error),))
    return Exported(len(attempts))


def import_progress(store: Store, path: Path) -> Imported:
    """Add the attempts of an exported file that aren't here yet; importing a file twice changes nothing.

    Attempts with a problem are left out, the others come in, all of them in one transaction.
    """
    records, problems = _read(path)
    here = {attempt.id: attempt for attempt in store.attempts()}
    new: list[Attempt] = []
    known = 0
    for index, record in enumerate(records):
        place = f"{printable(path)}: attempts[{index}]"
        read = attempt_from_record(record, place)
        if isinstance(read, list):
            problems.extend(read)
        elif read.id not in here:
            here[read.id] = read
            new.append(read)
        elif read == here[read.id]:
            known += 1
        else:
            problems.append(RecordProblem(f"{place}.id", _ANOTHER))
    return Imported(
        added=store.merge(new),
        known=known,
        left_out=len(records) - len(new) - known,
        problems=tuple(problems[:PROBLEMS_LIMIT]),
        more_problems=max(0, len(problems) - PROBLEMS_LIMIT),
    )


def reset_progress(store: Store, *, now: datetime | None = None) -> Reset:
    """Begin afresh: copy the file beside itself under a dated name, then forget all attempts and sessions."""
    attempts = len(store.attempts())
    backup = store.clear(now or utc_now())
    if backup is None:
        why = store.notices[-1] if store.notices else _NOTHING_SAVED
        return Reset(None, problems=(RecordProblem(printable(store.path), why),))
    return Reset(backup, attempts)


def _text(attempts: Iterable[Attempt], now: datetime) -> str:
    header = {"format": FORMAT, "format_version": FORMAT_VERSION, "exported": now.astimezone(UTC).isoformat()}
    lines = ",\n".join(f"  {json.dumps(record_from_attempt(one), ensure_ascii=False)}" for one in attempts)
    return f'{json.dumps(header)[:-1]}, "attempts": [\n{lines}\n]}}\n'


def _write_into(path: Path, text: str) -> None:
    """Write to a device or a pipe; to one that nobody reads, never wait for a reader to come.

    Raises:
        OSError: for one that can't be written, or that nobody reads.
    """
    handle = os.open(path, os.O_WRONLY | (0 if _is_handed_over(path) else getattr(os, "O_NONBLOCK", 0)))
    os.set_blocking(handle, True)  # whoever reads may do so slowly
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _is_handed_over(path: Path) -> bool:
    """Whether a path stands for a stream that the shell opened, such as /dev/stdin or <(zcat progress.gz)."""
    return path.parts[:2] in (("/", "dev"), ("/", "proc"))


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name[:100]}.{new_id()}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _read(path: Path) -> tuple[list[object], list[RecordProblem]]:
    """The records in a file, not yet looked at, and what is wrong with the file around them."""
    place = printable(path)
    try:
        if stat.S_ISFIFO(path.stat().st_mode) and not _is_handed_over(path):
            return [], [RecordProblem(place, _A_PIPE)]  # opening it would wait for somebody to write into it
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        return [], [_unreachable(path, "read", error)]
    if len(raw) > SIZE_LIMIT:
        return [], [
            RecordProblem(place, (f"The file is larger than {SIZE_LIMIT:,} bytes, which is too large for a progress."))
        ]
    try:
        content = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return [], [RecordProblem(f"{place}:{line}", _NOT_TEXT)]
    except json.JSONDecodeError as error:
        return [], [RecordProblem(f"{place}:{error.lineno}:{error.colno}", f"{_NOT_JSON} ({error.msg}).")]
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else plain(str(error), 200)
        return [], [RecordProblem(place, f"{_NOT_JSON} ({why}).")]
    return _records(content, place)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    together: dict[str, object] = {}
    for key, value in pairs:
        if key in together:
            raise ValueError(f'the key "{plain(key, 40)}" appears twice in one object')
        together[key] = value
    return together


def _records(content: object, place: str) -> tuple[list[object], list[RecordProblem]]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return [], [RecordProblem(place, _NOT_OURS)]
    version, records = content.get("format_version"), content.get("attempts")
    if version != FORMAT_VERSION or isinstance(version, bool):
        newer = isinstance(version, int) and version > FORMAT_VERSION
        message = _NEWER if newer else f"{shown_value(version)} is not a version of this format; {FORMAT_VERSION} is."
        return [], [RecordProblem(f"{place}: format_version", message)]
    if not isinstance(records, list):
        return [], [RecordProblem(f"{place}: attempts", f"{shown_value(records)} is not a list of attempts.")]
    problems = [
        RecordProblem(place, f'The key "{plain(key, 40)}" is unknown here; remove it.')
        for key in content
        if key not in _HEADER
    ]
    if not is_time(content.get("exported")):
        message = f"{shown_value(content.get('exported'))} is not a time such as 2024-03-01T10:15:00+00:00."
        problems.append(RecordProblem(f"{place}: exported", message))
    return records, problems


def _unreachable(path: Path, done: str, error: OSError) -> RecordProblem:
    return RecordProblem(printable(path), f"The file can't be {done}: {plain(error.strerror or str(error), 200)}.")
