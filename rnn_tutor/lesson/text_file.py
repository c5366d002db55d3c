"""The text of a file that a user names: whatever else it turns out to be is said, not stumbled over."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import LessonError, Problem
from rnn_tutor.lesson.syntax import place_at
from rnn_tutor.limits import FILE_BYTES


def read_text_file(path: Path, shown_as: str) -> str:
    """The text of a regular file of UTF-8, no longer than `FILE_BYTES`; each line ends in a newline.

    There is no byte order mark in it, and none of the rarer line ends, which YAML knows and editors don't.

    Raises:
        LessonError: for anything else.
    """
    data = _bytes_of(path, shown_as)
    try:
        return _plain(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = _plain(data[: error.start].decode("utf-8"))
        message = f"this is not UTF-8 text (byte 0x{data[error.start]:02x})"
        remedy = "save the file with the encoding UTF-8"
        raise _refused(shown_as, message, remedy, place_at(before + "�", len(before))) from None


def _plain(text: str) -> str:
    return re.sub("[\x85\u2028\u2029]", " ", re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")))


def _bytes_of(path: Path, shown_as: str) -> bytes:
    try:
        # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise _refused(shown_as, *_what_else(mode))
            # Some files of /proc have nothing yet, and say so by giving none at all.
            data: bytes | None = file.read(FILE_BYTES.most + 1)
    except LessonError:
        raise
    except FileNotFoundError:
        raise _refused(shown_as, "there is no such file") from None
    except IsADirectoryError:
        raise _refused(shown_as, *_what_else(stat.S_IFDIR)) from None
    except PermissionError:
        raise _refused(shown_as, "you have no permission to read this file", "ask its owner") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(shown_as, f"this file can't be opened ({reason.lower()})") from None
    if data is None:
        raise _refused(shown_as, "nothing can be read from this file now", "save the lesson as a file, and name that")
    refuse_what_is_too_large(len(data), shown_as)
    return data


def refuse_what_is_too_large(size: int, shown_as: str) -> None:
    """Refuse a file of so many bytes, or a text of so many characters, where a lesson may not be so large."""
    if size > FILE_BYTES.most:
        raise _refused(shown_as, f"this file is larger than a lesson may be ({FILE_BYTES.most:,} bytes)")


def _what_else(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "this is a directory", "name a lesson file in it"
    return "this is not a regular file", "save the lesson as a file, and name that"


def _refused(shown_as: str, message: str, remedy: str = "", place: Place | None = None) -> LessonError:
    return LessonError([Problem(shown_as, place, message, remedy)])
