"""What was tried so far, kept from batch to batch, so that a run can be interrupted and goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from campaigns import Campaign
from campaigns.trial import Outcome

FILE = Path("build/campaigns.json")


def seed_of(seed: int, batch: int) -> int:
    """The seed of a batch of a run."""
    return seed * 1_000_000 + batch


@dataclass
class Record:
    """The batches of a run that were tried, by their campaign and number, each as its `Outcome` says it.

    Attributes:
        seed: of the run.
        batches: what came of each, at the last time that it was tried.
        found: what failed at an earlier time and doesn't any more: one line for each, by campaign.
    """

    seed: int
    batches: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)

    def missing(self, campaign: Campaign) -> list[int]:
        """The batches that weren't tried yet, before them those in which something failed."""
        tried = self.batches.get(campaign.name, {})
        failed = [int(number) for number, outcome in tried.items() if outcome["failed"]]
        return failed + [batch for batch in range(campaign.batches) if str(batch) not in tried]

    def add(self, campaign: Campaign, batch: int, outcome: Outcome) -> None:
        """Take down what came of a batch."""
        tried = self.batches.setdefault(campaign.name, {})
        before = tried.get(str(batch))
        if before and before["failed"] > outcome.failed:
            still = {failure.split("\n")[0] for failure in outcome.failures}
            lines = [failure.split("\n")[0] for failure in before["failures"]]
            self.found.setdefault(campaign.name, []).extend(line for line in lines if line not in still)
        tried[str(batch)] = asdict(outcome)

    def outcome(self, campaign: Campaign) -> Outcome | None:
        """All batches of a campaign together; None where there are none."""
        tried = [Outcome(**one) for one in self.batches.get(campaign.name, {}).values()]
        if not tried:
            return None
        return Outcome(
            name=tried[0].name,
            seed=self.seed,
            tried=sum(one.tried for one in tried),
            compared=sum(one.compared for one in tried),
            failed=sum(one.failed for one in tried),
            slowest=max(one.slowest for one in tried),
            failures=[failure for one in tried for failure in one.failures],
        )

    def save(self, file: Path) -> None:
        """Write it, whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        beside.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        beside.replace(file)


def kept(file: Path, seed: int) -> Record:
    """What was kept of a run from this seed."""
    if file.exists():
        record = Record(**json.loads(file.read_text("utf-8")))
        if record.seed == seed:
            return record
    return Record(seed)
