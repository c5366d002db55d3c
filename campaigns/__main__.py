"""`python -m campaigns [PART] [SEED]`: all campaigns, or a PART of each (0.01), written to docs/reliability.md."""

from __future__ import annotations

import sys
from pathlib import Path

from campaigns import CAMPAIGNS
from campaigns.report import report

if __name__ == "__main__":
    part = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    outcomes = []
    for run, trials in CAMPAIGNS.items():
        outcome = run(seed, max(1, round(trials * part)), 1.0)
        outcomes.append(outcome)
        print(
            f"{outcome.name}: {outcome.tried} tried, {outcome.failed} failed, slowest {outcome.slowest:.2f} s",
            flush=True,
        )
        print(*outcome.failures, sep="\n\n", file=sys.stderr)
    Path("docs/reliability.md").write_text(report(outcomes), encoding="utf-8")
