"""How the learner stands: how each skill went, which mistakes keep coming back, what to practise next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from rnn_tutor.progress.asked import AskedStep, questions
from rnn_tutor.progress.attempts import Attempt
from rnn_tutor.progress.skills import Skill

RECENT: Final = 5  # questions that count as recent; as many again before them are what they are compared with
COMES_BACK: Final = 2  # questions at which a mistake was made, from which on it "keeps coming back"
FADED: Final = 5  # questions of the skill right first time in a row, after which a mistake no longer does
WELL: Final = 0.8  # share of recent questions right first time, from which on a skill goes well

_FIRST_TO_LEARN: Final = (  # backward is what the quiz asks unless told otherwise, so backward comes first
    Skill.OUTPUT_LAYER,
    Skill.THROUGH_ACTIVATION,
    Skill.WEIGHT_SHARE,
    Skill.BACK_THROUGH_TIME,
    Skill.SUM_OVER_TIME,
    Skill.UPDATE,
    Skill.FORWARD,
    Skill.LOSS,
)


class Trend(StrEnum):
    """Whether the recent questions went better than those before."""

    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"
    TOO_FEW = "too few to say"


class Reason(StrEnum):
    """Why a skill is the one to practise next."""

    NOTHING_YET = "nothing-yet"
    WEAKEST = "weakest"
    NEVER_ASKED = "never-asked"
    RESTED = "rested"


@dataclass(frozen=True, slots=True)
class RecurringMistake:
    """A mistake that keeps coming back: at how many questions it was made, and when last."""

    mistake: str
    count: int
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class SkillSummary:
    """How one skill went. All counts are of questions: a step asked once, however many attempts it took.

    Attributes:
        recent: the last questions, at most RECENT, the latest at the end: was each right first time?
        mistakes: those that keep coming back at this skill, the most frequent first.
    """

    skill: Skill
    asked: int
    right_first_time: int
    right_in_the_end: int
    recent: tuple[bool, ...]
    trend: Trend
    mistakes: tuple[RecurringMistake, ...]
    last_asked: datetime | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What to practise next; `why` is a sentence, `mistake` what comes back most, if anything does."""

    skill: Skill
    reason: Reason
    why: str
    mistake: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole picture: every skill in the order of a derivation, the mistakes over all, the advice."""

    skills: tuple[SkillSummary, ...]
    mistakes: tuple[RecurringMistake, ...]
    practise_next: Advice


def summary(attempts: Iterable[Attempt]) -> Summary:
    """What the attempts, in whatever order, say about the learner."""
    asked = questions(attempts)
    skills = tuple(
        _skill_summary(skill, [question for question in asked if question.skill is skill]) for skill in Skill
    )
    return Summary(skills, _recurring(asked), _advice(skills))


def _skill_summary(skill: Skill, asked: Sequence[AskedStep]) -> SkillSummary:
    firsts = tuple(question.right_first_time for question in asked)
    return SkillSummary(
        skill=skill,
        asked=len(asked),
        right_first_time=sum(firsts),
        right_in_the_end=sum(question.right_in_the_end for question in asked),
        recent=firsts[-RECENT:],
        trend=_trend([question.right_first_time for question in asked if not question.is_passed_over]),
        mistakes=_recurring(asked),
        last_asked=asked[-1].at if asked else None,
    )


def _trend(firsts: Sequence[bool]) -> Trend:
    """The share right first time in the last RECENT answered against the RECENT before; one question is chance."""
    recent, before = firsts[-RECENT:], firsts[-2 * RECENT : -RECENT]
    if 2 * len(before) < RECENT:
        return Trend.TOO_FEW
    difference = Fraction(sum(recent), len(recent)) - Fraction(sum(before), len(before))
    if abs(difference) <= Fraction(1, RECENT):
        return Trend.STEADY
    return Trend.BETTER if difference > 0 else Trend.WORSE


def _recurring(asked: Sequence[AskedStep]) -> tuple[RecurringMistake, ...]:
    made_at: dict[str, list[int]] = defaultdict(list)
    for place, question in enumerate(asked):
        for mistake in question.mistakes:
            made_at[mistake].append(place)
    return _most_frequent_first(
        RecurringMistake(mistake, len(places), asked[places[-1]].at)
        for mistake, places in made_at.items()
        if len(places) >= COMES_BACK and not _has_faded(asked, places)
    )


def _has_faded(asked: Sequence[AskedStep], places: Sequence[int]) -> bool:
    """Whether a mistake made at these places is overcome: FADED questions since, of its skills, went well."""
    skills = {asked[place].skill for place in places}
    since = [question.right_first_time for question in asked[places[-1] + 1 :] if question.skill in skills]
    return len(since) >= FADED and all(since[-FADED:])


def _most_frequent_first(mistakes: Iterable[RecurringMistake]) -> tuple[RecurringMistake, ...]:
    by_name = sorted(mistakes, key=lambda one: one.mistake)
    latest_first = sorted(by_name, key=lambda one: one.last_seen, reverse=True)
    return tuple(sorted(latest_first, key=lambda one: one.count, reverse=True))


def _advice(skills: Sequence[SkillSummary]) -> Advice:
    in_order = sorted(skills, key=lambda one: _FIRST_TO_LEARN.index(one.skill))
    asked = [one for one in in_order if one.last_asked is not None]
    never = [one for one in in_order if one.last_asked is None]
    weak = [one for one in asked if sum(one.recent) < WELL * len(one.recent)]
    if not asked:
        why = f"Nothing has been asked yet; the backward pass begins with {in_order[0].skill.label}."
        return Advice(in_order[0].skill, Reason.NOTHING_YET, why)
    if weak:
        weakest = min(weak, key=_strength)
        mistake = weakest.mistakes[0].mistake if weakest.mistakes else None
        return Advice(weakest.skill, Reason.WEAKEST, _how_recent_went(weakest.recent), mistake)
    if never:
        why = "Your answers so far are good; this has not been asked yet."
        return Advice(never[0].skill, Reason.NEVER_ASKED, why)
    rested, since = min(((one.skill, one.last_asked) for one in asked if one.last_asked), key=lambda pair: pair[1])
    return Advice(rested, Reason.RESTED, f"All goes well; this was not asked since {since:%Y-%m-%d}.")


def _strength(one: SkillSummary) -> Fraction:
    """The share right first time by Laplace's rule of succession: two wrong of two tell more than one."""
    return Fraction(sum(one.recent) + 1, len(one.recent) + 2)


def _how_recent_went(recent: Sequence[bool]) -> str:
    match sum(recent), len(recent):
        case 0, 1:
            return "The one question on it was not right first time."
        case 0, of:
            return f"None of the last {of} questions on it was right first time."
        case right, of:
            were = "was" if right == 1 else "were"
            return f"Of the last {of} questions on it, {right} {were} right first time."
