"""One thing tried after another, each with a limit in time; what failed is kept with what it takes to see it again."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LONGEST = 100_000  # characters of what failed that are written down
KEPT = 20  # failures that are written down; the rest are counted
TIMES = 3  # that something has to take too long: once or twice it may have been the machine


class TooLong(BaseException):
    """Raised in the middle of what takes too long; nothing that handles errors may catch it."""


class NotCounted(Exception):
    """Raised by what turns out to be nothing to try: a random lesson without a value, say."""


@dataclass
class Outcome:
    """What a campaign tried, and what came of it.

    Attributes:
        name: what was tried.
        seed: the number from which all of it follows.
        patience: by which limits in time are multiplied: no test depends on how fast a machine is.
        tried: how many.
        compared: how many numbers were compared with the truth on the way, where that is what it is about.
        failures: each with what it takes to see it again.
        slowest: the processor time of the slowest, in seconds.
    """

    name: str
    seed: int
    patience: float = 1.0
    tried: int = 0
    compared: int = 0
    failed: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def attempt(self, what: str, act: Callable[[], None], *, seconds: float) -> None:
        """Do one thing; an exception, or more than so many seconds of processor time, is a failure."""
        try:
            took, why = self._tried(act, seconds)
            for _ in range(TIMES - 1):
                if why and took > seconds * self.patience:
                    took, why = self._tried(act, seconds)
        except NotCounted:
            return
        if why:
            self.fail(what, why)
        self.tried += 1
        self.slowest = max(self.slowest, took)

    def _tried(self, act: Callable[[], None], seconds: float) -> tuple[float, str]:
        """How long it took, and what was wrong with it; nothing where all went well."""
        began, why = time.process_time(), ""
        try:
            with limited(seconds * self.patience):
                act()
        except TooLong:
            why = f"took more than {seconds:g} s"
        except NotCounted:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what a campaign looks for
            place = traceback.extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__} in {place.name}: {str(error)[:200]}"
        return time.process_time() - began, why

    def fail(self, what: str, why: str) -> None:
        """Keep a failure."""
        self.failed += 1
        if len(self.failures) < KEPT:
            self.failures.append(f"{why}\n{what[:LONGEST]}")


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of this process's own time."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
