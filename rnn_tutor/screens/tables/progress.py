"""How the learner stands: each skill, the mistakes that keep coming back, what to practise next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rnn_tutor.mistakes.catalogue import mistake_name
from rnn_tutor.progress import ReviewStep, Skill, SkillSummary, Summary, Trend
from rnn_tutor.screens.layout.command import command_lines
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, in_columns, table

PHASE_OF = {
    Skill.FORWARD: "forward",
    Skill.LOSS: "forward",
    Skill.SUM_OVER_TIME: "total",
    Skill.UPDATE: "update",
}
TREND_WORDS = {Trend.BETTER: "better", Trend.STEADY: "steady", Trend.WORSE: "worse", Trend.TOO_FEW: ""}


def progress_screen(summary: Summary, schedule: Sequence[ReviewStep], now: datetime, page: Page) -> Lines:
    """The whole picture on a page; `schedule` says when each step is due again."""
    lines = heading(page, "Your progress")
    asked = [one for one in summary.skills if one.asked]
    if not asked:
        lines += [*page.prose("Nothing has been asked yet. Every answer in a quiz is kept, and shown here."), blank()]
    else:
        lines += [*skill_lines(asked, page), blank()]
    if summary.mistakes:
        rows = [
            [mistake_name(m.mistake), f"{m.count} ×", f"{m.last_seen.astimezone():%Y-%m-%d}"] for m in summary.mistakes
        ]
        columns = [Column("what keeps coming back", "title"), Column("times", right=True), Column("last", "label")]
        lines += [*table(columns, rows, page), blank()]
    return [*lines, *advice_lines(summary, page), *review_lines(schedule, now, page)]


def skill_lines(asked: Sequence[SkillSummary], page: Page) -> Lines:
    """Each skill: how many questions were right first time, how many in the end, and the last ones, with a legend."""
    marks = ("●", "○") if page.notation else ("+", "-")
    rows = [
        [
            one.skill.label,
            f"{one.right_first_time} of {one.asked}",
            f"{one.right_in_the_end} of {one.asked}",
            f"{''.join(marks[not right] for right in one.recent)} {TREND_WORDS[one.trend]}".rstrip(),
        ]
        for one in asked
    ]
    skill, lately = Column("skill", "title"), Column("lately")
    first, end = Column("first time", right=True), Column("in the end", right=True)
    narrow = [[name, of_first, of_lately] for name, of_first, _, of_lately in rows]
    wide = in_columns([skill, first, end, lately], rows, page)
    lines = wide or table([skill, Column("first", right=True), lately], narrow, page)
    legend = f"{marks[0]} right first time, {marks[1]} not, or skipped; the latest on the right."
    return [*lines, blank(), *page.prose(legend, "label")]


def advice_lines(summary: Summary, page: Page) -> Lines:
    """What to practise next, and how."""
    advice = summary.practise_next
    lines = page.prose(f"To practise next: {advice.skill.label}", "title")
    lines += page.prose(advice.skill.about)
    again = f" What comes back most is {mistake_name(advice.mistake)}." if advice.mistake else ""
    lines += page.prose(advice.why + again)
    phase = PHASE_OF.get(advice.skill)
    return [*lines, *command_lines(["rnn-tutor", "quiz", *(["--phase", phase] if phase else [])], page), blank()]


def review_lines(schedule: Sequence[ReviewStep], now: datetime, page: Page) -> Lines:
    """What is due for review, or when something will be."""
    due = [step for step in schedule if step.due <= now]
    if due:
        sentence = f"{len(due)} step{'s are' if len(due) > 1 else ' is'} due for review:"
        return [*page.prose(sentence), *command_lines(["rnn-tutor", "quiz", "--review"], page)]
    if schedule:
        return page.prose(f"Nothing is due for review before {schedule[0].due.astimezone():%Y-%m-%d %H:%M}.")
    return []
