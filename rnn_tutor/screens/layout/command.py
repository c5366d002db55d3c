"""A command to be copied into a shell, its program named as it was called."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rnn_tutor.screens.layout.page import Lines, Page

PROGRAM, MODULE = "rnn-tutor", "rnn_tutor"


@cache
def called() -> tuple[str, ...]:
    """The words by which the program was called."""
    return repeated(sys.argv[0], sys.orig_argv, shutil.which(PROGRAM))


def repeated(script: str, typed: Sequence[str], on_path: str | None) -> tuple[str, ...]:
    """The words that call the program again: rnn-tutor, .venv/bin/rnn-tutor, python3 -m rnn_tutor.

    Its name alone is enough where it leads to the same file. An interpreter named by its whole path wasn't typed by a
    person but by a program, whose user knows this one by its name.
    """
    if Path(script).stem == PROGRAM:
        return (PROGRAM,) if on_path and is_same_file(on_path, script) else (script,)
    if "-m" in typed[1:-1] and typed[typed.index("-m") + 1] == MODULE and not Path(typed[0]).is_absolute():
        return typed[0], "-m", MODULE
    return (PROGRAM,)


def is_same_file(one: str, other: str) -> bool:
    """Whether two paths lead to one file."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121  # Path.samefile does no more
    except OSError:
        return False


def again(words: Sequence[str]) -> list[str]:
    """The words of a command, the program's name as it was called."""
    return [*called(), *words[1:]] if words[:1] == [PROGRAM] else list(words)


def in_a_line(*words: str) -> str:
    """A command of the program within a sentence."""
    return shlex.join(again([PROGRAM, *words]))


def command_lines(words: Sequence[str], page: Page) -> Lines:
    """A command that can be copied into a shell, continued with a backslash where it is longer than a line."""
    indent = page.margin * 2
    quoted = [shlex.quote(word) for word in again(list(words))]
    rows = [quoted[0]]
    for word in quoted[1:]:
        if indent + len(rows[-1]) + 1 + len(word) + 2 <= page.width:
            rows[-1] += " " + word
        else:
            rows.append(word)
    joined = [row + " \\" for row in rows[:-1]] + rows[-1:]
    return [page.text(" " * indent + row, "key") for row in joined]


def ways_on_lines(ways: Sequence[tuple[str, Sequence[str]]], page: Page) -> Lines:
    """How to go on: each way in words, with its command if it has one."""
    lines: Lines = []
    for meaning, words in ways:
        lines += [*page.prose(meaning), *(command_lines(words, page) if words else [])]
    return lines
