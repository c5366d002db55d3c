"""Where the time before the opening screen goes: the modules that are imported for it, package by package."""

from __future__ import annotations

import re
import sys
from collections import Counter

import pexpect

from benchmarks.measure import Seconds, as_installed

OURS = "rnn_tutor"
TITLE = "Predict a stock's price"  # the first line of the screen
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")  # microseconds without those of inner imports
LEAST: Seconds = 0.004  # of a package that has a row of its own


def opening_imports(program: str) -> dict[str, Seconds]:
    """The time that the imports of each package take, as Python's own `-X importtime` finds it, the longest first."""
    words = ["-X", "importtime", program, "walk", "stock-example"]
    child = pexpect.spawn(sys.executable, words, dimensions=(40, 200), timeout=60, env=as_installed())
    child.expect_exact(TITLE)
    said = child.before.decode()
    child.close(force=True)
    found: Counter[str] = Counter()
    for microseconds, module in IMPORTED.findall(said):
        found[package_of(module)] += int(microseconds)
    seconds = {name: taken / 1e6 for name, taken in found.most_common()}
    large = {name: taken for name, taken in seconds.items() if taken >= LEAST}
    return large | {"all others": sum(seconds.values()) - sum(large.values())}


def package_of(module: str) -> str:
    """The package that a module belongs to; of ours the room, and all of Python's own together."""
    whole = module.split(".")
    if whole[0] == OURS:
        return "/".join(whole[:2])
    name = whole[0].removesuffix("_core")
    return "Python's library" if name in sys.stdlib_module_names else name
