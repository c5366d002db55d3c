"""The page docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.trial import Outcome

HEAD = """# How reliable it is

Written by `python -m campaigns`, which tries to break the program at random; all of it follows from the seed.
Kills in the middle of saving, many writers at once, damaged files and the digits of random lessons are campaigns
of the tests: `python -m pytest -m campaign`. A small part of everything runs with the tests.

| what | tried | seed | failed | the slowest, in seconds of processor time |
|---|---|---|---|---|
"""


def report(outcomes: Sequence[Outcome]) -> str:
    """The table of what was tried, and below it what failed."""
    rows = [f"| {one.name} | {one.tried:,} | {one.seed} | {one.failed:,} | {one.slowest:.2f} |" for one in outcomes]
    text = HEAD + "\n".join(rows) + "\n"
    for one in outcomes:
        if one.failures:
            text += f"\n## What failed: {one.name}\n"
            text += "".join(f"\n```text\n{failure[:2000]}\n```\n" for failure in one.failures)
    return text
