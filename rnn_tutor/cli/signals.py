"""Signals, met while the program waits for a person."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]

LOOK_AGAIN = 0.1  # seconds; within them a Ctrl-C has its effect


if sys.platform == "win32":

    @contextmanager
    def signals_met() -> Iterator[None]:
        """Nothing to be done: Windows wakes whoever waits for input."""
        yield

else:

    @contextmanager
    def signals_met() -> Iterator[None]:
        """While something waits for input, let no signal go unseen.

        Python notes a signal and acts on it at its next instruction. One that comes just before the system call that
        waits (readline spends milliseconds there) would be acted on only after the next key: so the wait is broken
        into short ones, by an alarm that does nothing else.

        Raises:
            ValueError: anywhere but in the main thread, which is the one that meets signals.
        """
        with handling(signal.SIGALRM, lambda _number, _frame: None):
            signal.setitimer(signal.ITIMER_REAL, LOOK_AGAIN, LOOK_AGAIN)
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def handling(number: int, handler: Handler) -> Iterator[None]:
    """A signal met by a function; as before afterwards, if it wasn't met."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        if signal.getsignal(number) is handler:
            signal.signal(number, before)
