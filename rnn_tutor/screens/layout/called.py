"""The words by which the program was called, so that what it tells people to type can be typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

PROGRAM, MODULE = "rnn-tutor", "rnn_tutor"
COMMAND = re.compile(rf"(?<![\w./-]){PROGRAM}(?= [a-z])")  # and not the path of a program, or a name within a sentence
UV, UV_RUN = "UV", "UV_RUN_RECURSION_DEPTH"  # what uv sets for the programs that it runs


@cache
def called() -> tuple[str, ...]:
    """The words by which the program was called."""
    return repeated(sys.argv[0], sys.orig_argv, found_by_the_shell(sys.argv[0], os.environ), by_uv=UV_RUN in os.environ)


def found_by_the_shell(script: str, environment: Mapping[str, str]) -> str | None:
    """Where a shell finds the program; what uv has put into the path for this run is gone afterwards."""
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    own = os.path.realpath(Path(script).parent)
    if UV in environment:
        folders = [folder for folder in folders if os.path.realpath(folder) != own]
    return shutil.which(PROGRAM, path=os.pathsep.join(folders))


def repeated(script: str, typed: Sequence[str], on_path: str | None, *, by_uv: bool = False) -> tuple[str, ...]:
    """The words that call the program again: rnn-tutor, .venv/bin/rnn-tutor, python3 -m rnn_tutor, uv run rnn-tutor.

    Its name alone is enough where it leads to the same file. An interpreter named by its whole path wasn't typed by a
    person but by a program, whose user knows this one by its name.
    """
    if on_path and is_same_file(on_path, script):
        return (PROGRAM,)
    if by_uv:
        return "uv", "run", PROGRAM
    if Path(script).stem == PROGRAM:
        return (script,)
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


def as_called(text: str) -> str:
    """A text, the commands in it with the program's name as it was called."""
    name = shlex.join(called())
    if name == PROGRAM:
        return text
    return name.join(COMMAND.sub(lambda _: name, part) for part in text.split(name))
