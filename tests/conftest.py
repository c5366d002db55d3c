"""How the tests run: Hypothesis without a stopwatch, and the same examples on every CI run."""

import os
import sys

from hypothesis import settings

# Many tests start the program: its modules, and SymPy, are compiled by the first of them and not by each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "rnn-tutor",
    deadline=None,  # a slow machine is not a failure
    max_examples=16,
    derandomize="CI" in os.environ,  # a red build must be red again when someone looks
)
settings.register_profile("campaign", settings.get_profile("rnn-tutor"), max_examples=1000, derandomize=False)
settings.load_profile("rnn-tutor")  # pytest --hypothesis-profile=campaign chooses the other
