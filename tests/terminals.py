"""Programs in pseudo-terminals.

To start an interpreter and have it import the program takes half a second of computing, and two hundred tests need a
process of their own at a terminal. So `at_terminal` forks it from a server that has imported the program once: a real
process with a terminal, signals and an exit code of its own, which has loaded nothing else. What matters while modules
are being loaded is tried with a program that is started afresh.
"""

import os
import signal
import sys
import termios
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import Pipe, forkserver, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pexpect
from ptyprocess import PtyProcess

import rnn_tutor
from tests.forked import be_the_program

PATIENCE = 300  # seconds until what should come counts as never coming, however busy the machine is
PACKAGE = Path(rnn_tutor.__file__).parent
RUN_ON_THEIR_OWN = ("learner", "__main__")


@cache
def server() -> Any:
    """What forks processes that have imported the program."""
    files = [path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob("*.py")]
    names = [".".join(file.parts).removesuffix(".__init__") for file in files if file.stem not in RUN_ON_THEIR_OWN]
    context = get_context("forkserver")
    context.set_forkserver_preload(["sympy", "tests.forked", *sorted(names)])
    with patch.dict(os.environ, {"PYTHONPATH": str(PACKAGE.parent)}):
        forkserver.ensure_running()
    return context


class Forked(PtyProcess):  # type: ignore[misc]  # it has no types
    """A process in a terminal that isn't our child but the server's."""

    def __init__(self, process: BaseProcess, terminal: int) -> None:
        super().__init__(process.pid, terminal)
        self.process = process

    def isalive(self) -> bool:
        """Whether it runs; how it ended is noted."""
        if self.process.is_alive():
            return True
        code = self.process.exitcode
        assert code is not None
        self.exitstatus: int | None = code if code >= 0 else None
        self.signalstatus: int | None = -code if code < 0 else None
        self.terminated = True
        return False

    def wait(self) -> int | None:
        """Wait for its end; its exit code, if it has one."""
        self.process.join()
        self.isalive()
        return self.exitstatus


class AtTerminal(pexpect.spawn):  # type: ignore[misc]  # it has no types
    """The program at a terminal, to be talked to."""

    def _spawnpty(self, args: list[bytes], **how: Any) -> Forked:
        ours, theirs = os.openpty()
        termios.tcsetwinsize(ours, how["dimensions"])  # before anyone is there: readline would draw its prompt again
        hear, tell = Pipe(duplex=False)
        words = [os.fsdecode(word) for word in args[1:]]
        process = server().Process(
            target=be_the_program,
            args=(words, dict(how["env"]), os.ttyname(theirs), tell, str(how["cwd"] or Path.cwd())),
        )
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):  # it needn't load what runs the tests
            process.start()
        tell.close()
        hear.recv()  # it has opened its side: now ours can be closed
        os.close(theirs)
        return Forked(process, ours)


def at_terminal(
    words: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24
) -> pexpect.spawn:
    """The program with these arguments in a terminal of a size."""
    return AtTerminal(
        sys.executable,
        list(words),
        encoding="utf-8",
        codec_errors="replace",
        dimensions=(rows, columns),
        env=environment,
        timeout=PATIENCE,
    )


def end(child: pexpect.spawn) -> None:
    """End what may still run in a terminal; pexpect gives it a tenth of a second, which a busy machine misses."""
    if child.isalive():
        child.kill(signal.SIGKILL)
        child.wait()
    child.close()


def exit_code(child: pexpect.spawn) -> int:
    """The exit code of what has written its last; closing at once might end it by a signal instead."""
    child.expect(pexpect.EOF)
    code = child.wait()
    child.close()
    assert child.signalstatus is None
    return int(code)
