"""How the tests run: Hypothesis without a stopwatch, and the same examples on every CI run."""

import os

from hypothesis import settings

settings.register_profile(
    "rnn-tutor",
    deadline=None,  # a slow machine is not a failure
    max_examples=50,
    derandomize="CI" in os.environ,  # a red build must be red again when someone looks
)
settings.load_profile("rnn-tutor")
