"""The program, run as a person runs it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import rnn_tutor

ROOT = Path(rnn_tutor.__file__).parents[1]
DATA = tempfile.TemporaryDirectory()  # what a learner keeps, for as long as the tests run
PROGRAM = [sys.executable, "-m", "rnn_tutor"]


def environment(**changes: str) -> dict[str, str]:
    """Ours, without what would change how things look."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
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


def run(*arguments: str, cwd: Path | None = None, **changes: str) -> subprocess.CompletedProcess[str]:
    """The program with these arguments, its input and output no terminal."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=environment(**changes),
        cwd=cwd,
        check=False,
        timeout=120,
    )


def shell(line: str, **changes: str) -> subprocess.CompletedProcess[str]:
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
        timeout=120,
    )
