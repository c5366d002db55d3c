"""A file that a document is written to: what is there stays until the new one is whole."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

LONGEST_NAME = 100  # characters of a draft's name, which may not be as long as the file's own


def _is_replaceable(target: Path) -> bool:
    is_of_system = target.parts[:2] in (("/", "dev"), ("/", "proc"))  # /dev/stdout, whatever it goes to
    return target.is_file() and not is_of_system and os.access(target.resolve().parent, os.W_OK)


@contextmanager
def written_file(target: Path) -> Iterator[TextIO]:
    """Where to write; it takes the place of what is there at the end, and not at all where something goes wrong.

    A device or a pipe is written to as it is, and so is a file in a folder where no other can be made.

    Raises:
        OSError: where it can't be written.
    """
    if target.exists() and not _is_replaceable(target):
        with target.open("w", encoding="utf-8") as file:
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
