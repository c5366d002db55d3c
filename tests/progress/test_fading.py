"""Which steps are asked before they are shown: seen twice, and not known, or likely forgotten; the clock is given."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Skill, open_store
from rnn_tutor.progress.fading import Familiarity
from rnn_tutor.progress.review import recall
from tests.progress.given import START, attempt, looked_up

KIND = "weight-share Product(gradient, quantity)"
SHARE = Skill.WEIGHT_SHARE


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(("times", "asked"), [(0, False), (1, False), (2, True), (9, True)])
def test_a_kind_is_asked_when_it_was_seen_twice(times: int, asked: bool) -> None:
    before = Familiarity({KIND: times}, [])
    during = Familiarity({}, [])
    for _ in range(times):
        during.saw(KIND)
    assert before.is_asked(KIND, SHARE, START) is during.is_asked(KIND, SHARE, START) is asked
    assert not before.is_asked("another", SHARE, START)


def test_what_is_known_is_not_asked_before_it_is_likely_forgotten() -> None:
    known = Familiarity({KIND: 2, "update": 2}, [attempt(verdict=AnswerVerdict.RIGHT)])
    assert not known.is_asked(KIND, SHARE, START)
    assert known.is_asked("update", Skill.UPDATE, START)  # what is known is another skill
    asked = [known.is_asked(KIND, SHARE, START + days(day)) for day in range(0, 400, 5)]
    assert asked[-1]
    assert asked == sorted(asked)  # once forgotten, it stays so until it is answered again
    known.answered(attempt(verdict=AnswerVerdict.RIGHT, session="later", at=START + days(399)))
    assert not known.is_asked(KIND, SHARE, START + days(400))


def test_what_is_known_longer_lasts_longer() -> None:
    once = [attempt(verdict=AnswerVerdict.RIGHT)]
    again = [*once, attempt(verdict=AnswerVerdict.RIGHT, session="again", at=START + days(4))]
    late = START + days(14)
    assert Familiarity({KIND: 2}, once).is_asked(KIND, SHARE, late)
    assert not Familiarity({KIND: 2}, again).is_asked(KIND, SHARE, late)


@pytest.mark.parametrize(
    "attempts",
    [
        [attempt(verdict=AnswerVerdict.WRONG)],
        [attempt(verdict=AnswerVerdict.WRONG), attempt(1, AnswerVerdict.RIGHT, number=2)],
        [attempt(verdict=AnswerVerdict.RIGHT, hints=1)],
        [attempt(verdict=AnswerVerdict.SHOWN, hints=4)],
        [attempt(verdict=AnswerVerdict.UNREADABLE)],
        [attempt(verdict=AnswerVerdict.RIGHT), attempt(9, AnswerVerdict.WRONG, session="later")],
    ],
)
def test_what_was_not_right_at_once_is_asked_again(attempts: list[object]) -> None:
    assert Familiarity({KIND: 2}, attempts).is_asked(KIND, SHARE, START + timedelta(hours=1))  # type: ignore[arg-type]


def test_one_that_is_passed_over_is_followed_by_another_that_is_shown() -> None:
    learner = Familiarity({KIND: 5}, [])
    learner.passed(KIND)
    learner.saw(KIND)
    assert not learner.is_asked(KIND, SHARE, START)
    learner.saw(KIND)
    assert learner.is_asked(KIND, SHARE, START)


@given(st.lists(st.tuples(st.sampled_from(Skill), st.floats(0, 99), st.sampled_from(AnswerVerdict)), max_size=8))
def test_each_skill_is_remembered_by_itself(answers: list[tuple[Skill, float, AnswerVerdict]]) -> None:
    attempts = [
        attempt(at=START + days(day), skill=skill, verdict=verdict, session=f"{number}")
        for number, (skill, day, verdict) in enumerate(answers)
    ]
    later = START + days(100)
    together = recall(attempts, later)
    for skill in Skill:
        alone = recall([one for one in attempts if one.skill is skill], later)
        assert together.get(skill) == alone.get(skill)
        assert all(0 <= found.probability <= 1 for found in alone.values())


def test_what_was_seen_is_kept_added_up_and_forgotten(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.saw({KIND: 2, "update": 1})
        store.saw({KIND: 1})
        store.saw({})
    with open_store(tmp_path) as store:
        assert store.times_seen() == {KIND: 3, "update": 1}
    with open_store(tmp_path, save=False) as store:
        assert store.times_seen() == {KIND: 3, "update": 1}
        store.saw({KIND: 1})
        assert store.times_seen()[KIND] == 4
    assert looked_up(tmp_path / "progress.sqlite3", "SELECT times FROM seen ORDER BY times") == [(1,), (3,)]
    with open_store(tmp_path) as store:
        backup = store.clear(START)
        assert store.times_seen() == {}
    assert backup is not None
    assert len(looked_up(backup, "SELECT * FROM seen")) == 2


def test_the_slope_of_another_function_is_asked_once_though_the_skill_is_known() -> None:
    slope = Skill.THROUGH_ACTIVATION
    learner = Familiarity({"of σ": 5}, [attempt(skill=slope)])
    learner.saw("of tanh")
    learner.saw("of tanh")
    assert not learner.is_asked("of σ", slope, START, "tanh-instead")
    assert learner.is_asked("of tanh", slope, START, "tanh-instead")
    learner.answered(attempt(1, skill=slope, lesson="tanh-instead"))
    assert not learner.is_asked("of tanh", slope, START, "tanh-instead")
