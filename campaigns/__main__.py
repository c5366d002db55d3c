"""`python -m campaigns`: goes on with a run where it was, and writes docs/reliability.md after each batch of it."""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

from campaigns import CAMPAIGNS
from campaigns.record import FILE, kept, seed_of
from campaigns.report import report

PAGE = Path("docs/reliability.md")


def main() -> None:
    """Run what is missing, in batches; Ctrl-C ends it with what there is."""
    asked = argparse.ArgumentParser(prog="python -m campaigns", description=main.__doc__)
    asked.add_argument("--seed", type=int, default=1, help="what all of it follows from (1)")
    asked.add_argument("--part", type=float, default=1.0, help="how much of the run: 0.01 a hundredth (all)")
    asked.add_argument("--only", choices=[campaign.name for campaign in CAMPAIGNS], help="one campaign alone")
    asked.add_argument("--minutes", type=float, default=math.inf, help="begin no batch after so many (no limit)")
    asked.add_argument("--afresh", action="store_true", help="forget what was tried before")
    options = asked.parse_args()
    if options.afresh:
        FILE.unlink(missing_ok=True)
    record, end = kept(FILE, options.seed), time.monotonic() + 60 * options.minutes
    for campaign in CAMPAIGNS:
        if options.only not in (None, campaign.name):
            continue
        for batch in record.missing(campaign):
            if time.monotonic() > end or batch >= math.ceil(campaign.batches * options.part):
                break
            outcome = campaign.run(seed_of(record.seed, batch), campaign.trials // campaign.batches, 1.0)
            record.add(campaign, batch, outcome)
            record.save(FILE)
            PAGE.write_text(report(record), encoding="utf-8")
            print(f"{outcome.name}, batch {batch}: {outcome.tried} tried, {outcome.failed} failed", flush=True)
            print(*outcome.failures, sep="\n\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
