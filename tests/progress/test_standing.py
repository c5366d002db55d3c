from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Attempt, Reason, Skill, SkillSummary, Trend, questions, summary
from tests.progress.given import START, attempt
from tests.progress.strategies import attempts

RIGHT, WRONG, IMPRECISE, UNREADABLE, SKIPPED, SHOWN = AnswerVerdict
SHARE, OUTPUT = Skill.WEIGHT_SHARE, Skill.OUTPUT_LAYER


def asked(went: str, skill: Skill = SHARE, mistake: str = "", start: int = 0) -> list[Attempt]:
    """One question per letter, a minute apart: r right, w wrong."""
    return [
        attempt(
            start + place,
            RIGHT if letter == "r" else WRONG,
            session=f"{skill}-{start}-{place}",
            skill=skill,
            mistakes=(mistake,) if mistake and letter == "w" else (),
        )
        for place, letter in enumerate(went)
    ]


def of_skill(skill: Skill, tried: list[Attempt]) -> SkillSummary:
    return next(one for one in summary(tried).skills if one.skill is skill)


@pytest.mark.parametrize(
    ("verdicts", "first_time", "in_the_end"),
    [
        ([RIGHT], 1, 1),
        ([WRONG], 0, 0),
        ([WRONG, RIGHT], 0, 1),
        ([WRONG, WRONG, WRONG, SHOWN], 0, 0),
        ([IMPRECISE, RIGHT], 1, 1),
        ([UNREADABLE, UNREADABLE, IMPRECISE, RIGHT], 1, 1),
        ([IMPRECISE, WRONG, RIGHT], 0, 1),
        ([SKIPPED], 0, 0),
        ([SKIPPED, RIGHT], 0, 1),
        ([SHOWN, RIGHT], 0, 0),
        ([RIGHT, WRONG], 1, 1),
    ],
)
def test_what_counts_as_right(verdicts: list[AnswerVerdict], first_time: int, in_the_end: int) -> None:
    tried = [attempt(minute, verdict) for minute, verdict in enumerate(verdicts)]
    share = of_skill(SHARE, tried)
    assert (share.asked, share.right_first_time, share.right_in_the_end) == (1, first_time, in_the_end)
    assert share.recent == (bool(first_time),)
    assert share.last_asked == tried[-1].at
    assert of_skill(SHARE, tried[::-1]) == share


@pytest.mark.parametrize(("hints", "in_the_end"), [(1, 1), (3, 1), (4, 0)])
def test_a_hint_is_help_and_the_last_one_is_the_answer(hints: int, in_the_end: int) -> None:
    share = of_skill(SHARE, [attempt(0, hints=hints)])
    assert (share.right_first_time, share.right_in_the_end) == (0, in_the_end)


def test_what_was_never_answered_was_not_asked() -> None:
    assert of_skill(SHARE, [attempt(0, IMPRECISE), attempt(1, UNREADABLE)]).asked == 0


@pytest.mark.parametrize(
    "other",
    [{"session": "tuesday"}, {"seed": 3}, {"lesson": "lstm"}, {"step": "backward:12"}, {"time_step": 2}],
)
def test_another_session_seed_lesson_or_step_is_another_question(other: dict[str, object]) -> None:
    tried = [attempt(0, WRONG), attempt(1, RIGHT, **other)]
    share = of_skill(SHARE, tried)
    assert (share.asked, share.right_first_time) == (2, 1)


def test_skills_are_kept_apart_and_all_are_there() -> None:
    whole = summary([*asked("rrw"), *asked("w", OUTPUT, start=10)])
    assert [one.skill for one in whole.skills] == list(Skill)
    assert {one.skill: one.asked for one in whole.skills if one.asked} == {SHARE: 3, OUTPUT: 1}


@pytest.mark.parametrize(
    ("went", "trend"),
    [
        ("", Trend.TOO_FEW),
        ("rwrwrwr", Trend.TOO_FEW),
        ("wwwrrrrr", Trend.BETTER),
        ("wwwwwrrrrr", Trend.BETTER),
        ("rrrrrwwwww", Trend.WORSE),
        ("rrrrrrwrrr", Trend.STEADY),
        ("rrrrrrwwrr", Trend.WORSE),
        ("wwwwwwwwww", Trend.STEADY),
        ("rrrrrrrrrrrrrwwwwwwwwww", Trend.STEADY),
    ],
)
def test_the_trend_compares_the_last_five_with_the_five_before(went: str, trend: Trend) -> None:
    assert of_skill(SHARE, asked(went)).trend is trend


def test_a_mistake_made_at_two_questions_comes_back() -> None:
    tried = asked("wrw", mistake="sign") + asked("w", mistake="decimal-shift", start=10)
    share = of_skill(SHARE, tried)
    (sign,) = share.mistakes
    assert (sign.mistake, sign.count) == ("sign", 2)
    assert sign.last_seen == START + timedelta(minutes=2)


def test_one_question_counts_a_mistake_once() -> None:
    again = [attempt(minute, WRONG, mistakes=("sign",), number=minute + 1) for minute in range(3)]
    assert summary(again).mistakes == ()


def test_credit_for_an_earlier_slip_is_no_mistake() -> None:
    credited = [attempt(0, RIGHT, session=name, mistakes=("earlier-slip",)) for name in "abc"]
    assert summary(credited).mistakes == ()


def test_a_mistake_made_once_at_each_of_two_skills_comes_back_over_all() -> None:
    whole = summary(asked("w", mistake="sign") + asked("w", OUTPUT, "sign", start=10))
    assert all(one.mistakes == () for one in whole.skills)
    assert [(one.mistake, one.count) for one in whole.mistakes] == [("sign", 2)]


@pytest.mark.parametrize(("went", "faded"), [("rrrr", False), ("rrrrr", True), ("rrrrrw", False), ("wrrrrr", True)])
def test_a_mistake_fades_after_five_right_in_a_row(went: str, faded: bool) -> None:
    tried = asked("ww", mistake="sign") + asked(went, start=10)
    assert (summary(tried).mistakes == ()) is faded


def test_success_elsewhere_does_not_make_a_mistake_fade() -> None:
    tried = asked("ww", mistake="sign") + asked("rrrrrrrr", OUTPUT, start=10)
    assert len(summary(tried).mistakes) == 1


def test_the_most_frequent_mistake_comes_first_then_the_latest() -> None:
    tried = asked("ww", mistake="b") + asked("www", mistake="c", start=10) + asked("ww", mistake="a", start=20)
    assert [one.mistake for one in summary(tried).mistakes] == ["c", "a", "b"]


def test_advice_before_anything_was_asked() -> None:
    advice = summary([]).practise_next
    assert (advice.skill, advice.reason) == (OUTPUT, Reason.NOTHING_YET)
    assert advice.why == "Nothing has been asked yet; the backward pass begins with the output layer."


@pytest.mark.parametrize(
    ("went", "why"),
    [
        ("w", "The one question on it was not right first time."),
        ("ww", "None of the last 2 questions on it was right first time."),
        ("rrwrwwww", "Of the last 5 questions on it, 1 was right first time."),
        ("rwrwr", "Of the last 5 questions on it, 3 were right first time."),
    ],
)
def test_advice_is_the_weakest_skill_and_says_why(went: str, why: str) -> None:
    tried = asked(went) + asked("rrrrr", OUTPUT, start=100)
    advice = summary(tried).practise_next
    assert (advice.skill, advice.reason, advice.why, advice.mistake) == (SHARE, Reason.WEAKEST, why, None)


def test_two_wrong_of_two_weigh_more_than_one_of_one() -> None:
    tried = asked("w", OUTPUT) + asked("ww", mistake="sign", start=10)
    advice = summary(tried).practise_next
    assert (advice.skill, advice.mistake) == (SHARE, "sign")


def test_when_all_goes_well_the_next_skill_never_asked() -> None:
    advice = summary(asked("rrrrw" + "rrrr", OUTPUT)).practise_next
    assert (advice.skill, advice.reason) == (Skill.THROUGH_ACTIVATION, Reason.NEVER_ASKED)


def test_when_all_was_asked_and_goes_well_the_one_that_rested_longest() -> None:
    tried = [one for place, skill in enumerate(Skill) for one in asked("rr", skill, start=(place - 5) ** 2 * 10)]
    advice = summary(tried).practise_next
    assert (advice.skill, advice.reason) == (list(Skill)[5], Reason.RESTED)
    assert advice.why == "All goes well; this was not asked since 2024-03-01."


@given(st.lists(attempts, max_size=20))
def test_whatever_was_attempted_the_counts_agree(tried: list[Attempt]) -> None:
    whole = summary(tried)
    assert sum(one.asked for one in whole.skills) == len(questions(tried))
    for one in whole.skills:
        assert 0 <= one.right_first_time <= one.asked
        assert 0 <= one.right_in_the_end <= one.asked
        assert one.recent.count(True) <= one.right_first_time
    assert summary(reversed(tried)).skills == whole.skills or len({one.at for one in tried}) < len(tried)


def test_every_skill_has_words() -> None:
    for skill in Skill:
        assert skill.label
        assert skill.about.endswith(".")
    assert [skill.value for skill in Skill] == [
        *("forward", "loss", "output-layer", "through-activation"),
        *("weight-share", "back-through-time", "sum-over-time", "update"),
    ]


def test_what_was_passed_over_makes_no_skill_worse() -> None:
    tried = asked("rrrrr")
    passed_over = [attempt(10 + number, SKIPPED, session=f"skipped {number}") for number in range(5)]
    wrong = [attempt(10 + number, WRONG, session=f"wrong {number}") for number in range(5)]
    assert of_skill(SHARE, [*tried, *passed_over]).trend is Trend.TOO_FEW
    assert of_skill(SHARE, [*tried, *wrong]).trend is Trend.WORSE
