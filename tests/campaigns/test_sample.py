"""A small part of each campaign; and a campaign sees what fails, and what takes too long."""

from dataclasses import replace

import pytest

from campaigns import CAMPAIGNS, Campaign
from campaigns.record import Record, kept
from campaigns.report import report
from campaigns.trial import NotCounted, Outcome

SAMPLE = {
    "hostile_answers": 400,
    "mutated_lessons": 60,
    "random_keys": 10,
    "random_digits": 4,
    "killed_quizzes": 1,
    "many_writers": 2,
}


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.name)
def test_nothing_of_a_sample_fails(campaign: Campaign) -> None:
    outcome = campaign.run(7, SAMPLE[campaign.name], 50.0)
    assert outcome.failures == []
    assert outcome.tried == SAMPLE[campaign.name]


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
    assert "and was mended: writers\n\n- `IndexError in broken: ` (1 times)" in page
    assert kept(file, 6) == Record(6)
