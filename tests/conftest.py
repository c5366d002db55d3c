"""How the tests run: garbage looked for rarely, Hypothesis without a stopwatch, on CI the same examples each time."""

import gc
import os
import sys

from hypothesis import settings

# Many tests start the program: its modules, and SymPy, are compiled by the first of them and not by each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Looking for garbage among all that SymPy, Hypothesis and thousands of tests keep took half of the time.
gc.set_threshold(200_000, 20, 50)

settings.register_profile(
    "rnn-tutor",
    deadline=None,  # a slow machine is not a failure
    max_examples=25,
    derandomize="CI" in os.environ,  # a red build must be red again when someone looks
)
settings.register_profile("campaign", settings.get_profile("rnn-tutor"), max_examples=1000, derandomize=False)
settings.load_profile("rnn-tutor")  # pytest --hypothesis-profile=campaign chooses the other
