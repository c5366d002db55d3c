"""Ctrl-C is met while the program waits for a person, also where it doesn't break the wait itself."""

import os
import sys

import pexpect
import pytest

from tests.terminals import exit_code

READERS = {
    "line": "from rnn_tutor.cli.streams import ask; ask('waits ')",
    "key": "from rnn_tutor.cli.keyboard import Keyboard; print('waits', flush=True); Keyboard.byte()",
}
# A signal that another thread takes is noted, and the main thread goes on waiting: as it does with one that comes just
# before the wait begins, which no test could time.
UNSEEN = """
import signal, threading
threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)).start()
try:
    {reader}
except KeyboardInterrupt:
    print("met")
"""


@pytest.mark.parametrize("reader", READERS)
def test_a_signal_that_doesn_t_break_the_wait_is_met(reader: str) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", UNSEEN.format(reader=READERS[reader])],
        encoding="utf-8",
        timeout=30,
        env={**os.environ, "PYTHONPATH": ".", "INPUTRC": "/dev/null"},
    )
    child.expect("waits")
    child.expect("met")
    assert exit_code(child) == 0
