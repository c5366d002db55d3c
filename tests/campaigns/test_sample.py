"""A hundredth of each campaign; and a campaign sees what fails, and what takes too long."""

import math
from dataclasses import replace
from functools import partial

import pytest

from campaigns import CAMPAIGNS, Campaign
from campaigns.keys import random_keys
from campaigns.lessons import QUICK, mutated_lessons
from campaigns.record import Record, kept
from campaigns.report import report
from campaigns.trial import NotCounted, Outcome

PARTS = {mutated_lessons.__name__: 4, random_keys.__name__: 4}  # that several processes may take
HUNDREDTH = [(campaign, part) for campaign in CAMPAIGNS for part in range(PARTS.get(campaign.name, 1))]


@pytest.mark.parametrize(("campaign", "part"), HUNDREDTH, ids=lambda one: getattr(one, "name", str(one)))
def test_nothing_of_a_hundredth_fails(campaign: Campaign, part: int) -> None:
    trials = math.ceil(campaign.trials / 100 / PARTS.get(campaign.name, 1))
    run = partial(mutated_lessons, mutations=QUICK) if campaign.run is mutated_lessons else campaign.run
    outcome = run(70 + part, trials, 50.0)
    assert outcome.failures == []
    assert outcome.tried == trials


def broken() -> None:
    raise IndexError


def test_a_campaign_sees_what_fails_and_what_has_no_end() -> None:
    outcome = Outcome("trial", 1)

    def endless() -> None:
        while True:
            pass

    def nothing() -> None:
        raise NotCounted

    outcome.attempt("fine", lambda: None, seconds=1)
    outcome.attempt("nothing", nothing, seconds=1)
    outcome.attempt("broken", broken, seconds=1)
    outcome.attempt("endless", endless, seconds=0.05)
    assert (outcome.tried, outcome.failed) == (3, 2)
    assert "IndexError" in outcome.failures[0]
    assert "took more than 0.05 s" in outcome.failures[1]


def test_a_run_goes_on_where_it_was_and_tries_again_what_failed(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("run") / "record.json"
    campaign = replace(CAMPAIGNS[0], batches=3, trials=6)
    record, failing, fine = kept(file, 5), Outcome("writers", 5), Outcome("writers", 5, tried=2)
    failing.attempt("the second writer", broken, seconds=1)
    record.add(campaign, 0, fine)
    record.add(campaign, 1, failing)
    record.save(file)
    again = kept(file, 5)
    assert again == record
    assert again.missing(campaign) == [1, 2]
    page = report(again)
    assert "| 3 | 50 | 1 |" in page
    assert "the second writer" in page
    again.add(campaign, 1, fine)
    assert again.missing(campaign) == [2]
    page = report(again)
    assert "the second writer" not in page
    assert "and was fixed: writers\n\n- `IndexError in broken: ` (1 times)" in page
    assert kept(file, 6) == Record(6)
