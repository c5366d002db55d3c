"""Timing two things in alternation, so that whatever else the machine does falls on both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Seconds: TypeAlias = float
ROUNDS = 9


@dataclass(frozen=True)
class Times:
    """What was measured, in seconds (or whatever unit the measured thing gives)."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def spread(self) -> str:
        """The smallest and the largest."""
        return f"{shown(min(self.values))} to {shown(max(self.values))}"


def shown(seconds: Seconds) -> str:
    """A time in the unit that suits it."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def side_by_side(ours: Callable[[], float], peer: Callable[[], float], rounds: int = ROUNDS) -> tuple[Times, Times]:
    """Both measured `rounds` times in alternation, after one of each that doesn't count."""
    ours(), peer()
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return Times(tuple(a for a, _ in pairs)), Times(tuple(b for _, b in pairs))


def alone(ours: Callable[[], float], rounds: int = ROUNDS) -> Times:
    """One thing measured `rounds` times, after one that doesn't count."""
    ours()
    return Times(tuple(ours() for _ in range(rounds)))


def as_installed() -> dict[str, str]:
    """Our environment, in which modules are kept compiled, as those of an installed program are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def process(command: Sequence[str], **environment: str) -> Seconds:
    """The wall time of a whole process, its output thrown away."""
    whole = as_installed() | environment
    start = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, env=whole)
    return time.perf_counter() - start


def peak_memory(command: Sequence[str]) -> int:
    """The largest resident size of a process, in KiB."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=as_installed())
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed")
    return usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def cpu(action: Callable[[], object]) -> Seconds:
    """The processor time that an action takes in this process."""
    start = time.process_time()
    action()
    return time.process_time() - start
