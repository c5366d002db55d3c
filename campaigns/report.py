"""The page docs/reliability.md."""

from __future__ import annotations

from collections import Counter

from campaigns import CAMPAIGNS
from campaigns.record import Record

HEAD = """# How reliable it is

Written by `python -m campaigns`, which tries to break the program at random; everything follows from the seed, {seed}.
A run is made in batches and can be interrupted. The table says how much was tried; less than the whole means that a run
was stopped early, not that cases were selected. Each batch is tried once, with the program as it was then, and again
only if something failed. A hundredth of everything, from another seed, runs with the tests;
of the lessons, one in which no list grows by more than twenty times and none has a hundred epochs.
`python -m pytest -m campaign` runs those of the tests that take long: every key on every page of every bundled lesson,
at eleven widths from 20 to 200, is one of them.

| what | tried | of a whole run of | failed | the slowest, in seconds of processor time |
|---|---|---|---|---|
"""


def report(record: Record) -> str:
    """The table of what was tried, what each of it is, and below it what failed."""
    rows, words, failed = [], [], []
    for campaign in CAMPAIGNS:
        outcome = record.outcome(campaign)
        if outcome is None:
            rows.append(f"| {campaign.name} | none yet | {campaign.trials:,} | | |")
            continue
        rows.append(
            f"| {outcome.name} | {outcome.tried:,} | {campaign.trials:,} | {outcome.failed:,} | {outcome.slowest:.2f} |"
        )
        numbers = f" ({outcome.compared:,} numbers)" if outcome.compared else ""
        words.append(f"- **{outcome.name}**{numbers}: {campaign.about}. By itself: `--only {campaign.name}`.")
        if outcome.failures:
            failed.append(f"\n## What fails: {outcome.name}\n")
            failed += [f"\n```text\n{failure[:600]}\n```" for failure in outcome.failures]
        if found := record.found.get(campaign.name):
            failed.append(f"\n## What failed at first, and was fixed: {outcome.name}\n")
            failed += [f"- `{line}` ({times} times)" for line, times in Counter(found).items()]
    return HEAD.format(seed=record.seed) + "\n".join([*rows, "", *words, *failed]) + "\n"
