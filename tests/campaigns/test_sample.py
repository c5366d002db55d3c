"""A small part of each campaign; and a campaign sees what fails, and what takes too long."""

from collections.abc import Callable

import pytest

from campaigns import CAMPAIGNS
from campaigns.report import report
from campaigns.trial import Outcome

SAMPLE = {"hostile_answers": 400, "mutated_lessons": 60, "random_keys": 10}


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.__name__)
def test_nothing_of_a_sample_fails(campaign: Callable[[int, int, float], Outcome]) -> None:
    outcome = campaign(7, SAMPLE[campaign.__name__], 50.0)
    assert outcome.failures == []
    assert outcome.tried == SAMPLE[campaign.__name__]


def test_a_campaign_sees_what_fails_and_what_has_no_end() -> None:
    outcome = Outcome("trial", 1)

    def endless() -> None:
        while True:
            pass

    def broken() -> None:
        raise IndexError

    outcome.attempt("fine", lambda: None, seconds=1)
    outcome.attempt("broken", broken, seconds=1)
    outcome.attempt("endless", endless, seconds=0.1)
    assert (outcome.tried, outcome.failed) == (3, 2)
    assert "IndexError" in outcome.failures[0]
    assert "took more than 0.1 s" in outcome.failures[1]
    assert "took more than 0.1 s" in report([outcome])
