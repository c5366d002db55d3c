"""How the tests run: Hypothesis without a stopwatch, the same examples on every run, and nothing done twice."""

import os
import sys
from typing import Any

import pytest
from hypothesis import settings

# Many tests start the program: its modules, and SymPy, are compiled by the first of them and not by each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "rnn-tutor",
    deadline=None,  # a slow machine is not a failure
    max_examples=10,
    derandomize=True,  # what is red must be red again when someone looks; a campaign's examples are new ones
)
settings.register_profile("campaign", settings.get_profile("rnn-tutor"), max_examples=1000, derandomize=False)
settings.load_profile("rnn-tutor")  # pytest --hypothesis-profile=campaign chooses the other


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process whole stretches of the tests: what several tests of a file share is made in one process."""
    from xdist.scheduler import WorkStealingScheduling  # it needn't be installed

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


def pytest_collection_finish() -> None:
    """Have Python look for garbage as rarely as the program does."""
    from rnn_tutor.__main__ import collect_rarely  # for the tests only, not for whoever reads this file

    collect_rarely()
