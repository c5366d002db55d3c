"""What a forked process does: it is the program, at a terminal. Nothing is imported here that takes its time."""

import fcntl
import locale
import os
import sys
import termios
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection


def be_the_program(
    words: Sequence[str], environment: Mapping[str, str], terminal: str, begun: Connection, folder: str
) -> None:
    """Run the program with these arguments at a terminal, as the interpreter begins it; leave with its exit code."""
    os.setsid()
    at = os.open(terminal, os.O_RDWR)
    fcntl.ioctl(at, termios.TIOCSCTTY, 0)  # where the first terminal that is opened isn't taken anyway
    for number in range(3):
        os.dup2(at, number)
    os.close(at)
    begun.send(True)
    begun.close()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    locale.setlocale(locale.LC_CTYPE, "")
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # type: ignore[misc]  # noqa: SIM115  # as the interpreter has it
    sys.stdout = sys.__stdout__ = open(1, "w", 1, "utf-8", "surrogateescape", closefd=False)  # type: ignore[misc]  # noqa: SIM115  # as above
    sys.stderr = sys.__stderr__ = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # type: ignore[misc]  # noqa: SIM115  # as above
    import rnn_tutor.__main__ as program

    sys.argv = [program.__file__, *words]
    sys.orig_argv = [sys.executable, "-m", "rnn_tutor", *words]
    program.main()
