"""Ctrl-C is met while the program waits for a person, also where it doesn't break the wait itself."""

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.terminals import PATIENCE, end, exit_code

READERS = {"line": "ask('waits ')", "key": "print('waits', flush=True); Keyboard.byte()"}
# A signal that another thread takes is noted, and the main thread goes on waiting: as it does with one that comes just
# before the wait begins, which no test could time. The thread waits until it is told that the prompt has been seen.
UNSEEN = """
import signal, sys, threading
from rnn_tutor.cli.keyboard import Keyboard
from rnn_tutor.cli.streams import ask
def interrupt():
    open(sys.argv[1]).read()
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    {reader}
except KeyboardInterrupt:
    print("met")
"""


@pytest.mark.parametrize("reader", READERS)
def test_a_signal_that_doesn_t_break_the_wait_is_met(reader: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    os.mkfifo(seen)
    child = pexpect.spawn(
        sys.executable,
        ["-c", UNSEEN.format(reader=READERS[reader]), str(seen)],
        encoding="utf-8",
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": ".", "INPUTRC": "/dev/null"},
    )
    try:
        child.expect("waits")
        seen.write_text("")
        child.expect("met")
        assert exit_code(child) == 0
    finally:
        end(child)
