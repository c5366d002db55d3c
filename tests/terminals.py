"""Programs in pseudo-terminals."""

import signal

import pexpect

PATIENCE = 300  # seconds until what should come counts as never coming, however busy the machine is


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
