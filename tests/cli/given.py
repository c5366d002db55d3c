"""The program, run as a person runs it.

A process of its own takes a third of a second to begin, so only tests of processes start one: `run_process`, `shell`.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from io import BytesIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

import rnn_tutor
from rnn_tutor.__main__ import main
from tests.terminals import PATIENCE

ROOT = Path(rnn_tutor.__file__).parents[1]
DATA = tempfile.TemporaryDirectory()  # what a learner keeps, for as long as the tests run
LOOKS = ("NO_COLOR", "COLUMNS", "FORCE_COLOR")  # what would change how things look
PROGRAM = [sys.executable, "-m", "rnn_tutor"]


def environment(**changes: str) -> dict[str, str]:
    """Ours, without what would change how things look."""
    kept = {name: value for name, value in os.environ.items() if name not in LOOKS}
    return (
        kept
        | {
            "PYTHONPATH": str(ROOT),
            "RNN_TUTOR_DATA": DATA.name,
            "PYTHONUTF8": "0",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        | changes
    )


def run(
    *arguments: str, given: str = "", cwd: Path | None = None, encoding: str = "utf-8", **changes: str
) -> CompletedProcess[str]:
    """The program with these arguments, within this process; what is given is its input, and no terminal."""
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    surroundings |= {"RNN_TUTOR_DATA": DATA.name} | changes
    out, err = (TextIOWrapper(BytesIO(), encoding, write_through=True) for _ in range(2))
    with (
        contextlib.chdir(cwd or Path.cwd()),
        patch.dict(os.environ, surroundings, clear=True),
        patch.object(sys, "argv", ["rnn-tutor", *arguments]),
        patch.object(sys, "stdin", TextIOWrapper(BytesIO(given.encode()))),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        try:
            main()
            code: str | int | None = 0
        except SystemExit as end:
            code = end.code
    assert code is None or isinstance(code, int)
    return CompletedProcess(arguments, code or 0, written(out), written(err))


def written(stream: TextIOWrapper) -> str:
    """What a program wrote."""
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue().decode("utf-8", "replace")


def run_process(*arguments: str, cwd: Path | None = None, **changes: str) -> CompletedProcess[str]:
    """The program with these arguments as a process, its environment changed; its input and output no terminal."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=environment(**changes),
        cwd=cwd,
        check=False,
        timeout=PATIENCE,
    )


def shell(line: str, **changes: str) -> CompletedProcess[str]:
    """A line of a shell, in which `rnn-tutor` is the program."""
    program = " ".join(PROGRAM)
    return subprocess.run(
        ["bash", "-c", f'rnn-tutor() {{ {program} "$@"; }}; {line}'],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=environment(**changes),
        check=False,
        timeout=PATIENCE,
    )
