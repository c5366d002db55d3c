"""A file that a document is written to: what is there stays until the new one is whole."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from errno import ENXIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

LONGEST_NAME = 100  # characters of a draft's name, which may not be as long as the file's own


def _is_of_system(target: Path) -> bool:
    """Whether it is one of the system's own, such as /dev/stdout, whatever that goes to."""
    return target.parts[:2] in (("/", "dev"), ("/", "proc"))


def _is_replaceable(target: Path) -> bool:
    return target.is_file() and not _is_of_system(target) and os.access(target.resolve().parent, os.W_OK)


def _opened(target: Path) -> TextIO:
    """A device, a pipe or a protected folder's file, to write into; a pipe that nobody reads is not waited for.

    Raises:
        OSError: where it can't be opened.
    """
    if not target.is_fifo() or _is_of_system(target):
        return target.open("w", encoding="utf-8")
    try:
        handle = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == ENXIO:
            raise OSError(ENXIO, "it is a pipe that nobody reads") from error
        raise
    os.set_blocking(handle, True)  # whoever reads may do so slowly
    return os.fdopen(handle, "w", encoding="utf-8")


@contextmanager
def written_file(target: Path) -> Iterator[TextIO]:
    """Where to write; it takes the place of what is there at the end, and not at all where something goes wrong.

    A device or a pipe is written to as it is, and so is a file in a folder where no other can be made.

    Raises:
        OSError: where it can't be written.
    """
    if target.exists() and not _is_replaceable(target):
        with _opened(target) as file:
            yield file
        return
    real = target.resolve()  # a link goes on pointing where it does
    if real.exists():
        real.open("a").close()  # a file that is protected isn't replaced either
    draft = real.with_name(f".{real.name[:LONGEST_NAME]}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            yield file
        if real.exists():
            shutil.copymode(real, draft)
        draft.replace(real)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
