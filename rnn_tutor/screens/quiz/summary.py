"""How a quiz went: right first time, the mistakes by name, what to practise, how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import minus
from rnn_tutor.mistakes.catalogue import mistake_name
from rnn_tutor.progress import Skill
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.quiz.skill import skill_of
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, table

VERDICTS = {AnswerVerdict.RIGHT: "right", AnswerVerdict.IMPRECISE: "right so far, one digit too few"}

MOST_STEPS = 4  # named beside a mistake


def summary_lines(quiz: Quiz, page: Page) -> Lines:
    """The score in words, in an exam each answer, and the mistakes that were met."""
    lines = [*heading(page, "How it went"), *page.prose(score(quiz), "title")]
    if quiz.plan.exam and quiz.asked:
        lines += [blank(), *exam_lines(quiz, page)]
    if mistakes := mistake_rows(quiz):
        lines += [blank(), *page.prose("Mistakes:"), blank(), *mistake_lines(mistakes, page)]
    if practise := to_practise(quiz):
        lines += [blank(), *page.prose(practise)]
    return lines


def to_practise(quiz: Quiz) -> str:
    """The skill that went least well, where one didn't go well: what it is, with one of its questions."""
    by_skill: dict[Skill, list[Question]] = {}
    for question in answered(quiz):
        by_skill.setdefault(Skill(skill_of(question.step)), []).append(question)
    missed = {skill: [q for q in asked if not quiz.firsts[q.identity]] for skill, asked in by_skill.items()}
    weak = [skill for skill in by_skill if missed[skill]]
    if not weak:
        return ""
    right = {skill: len(by_skill[skill]) - len(missed[skill]) for skill in weak}
    skill = min(weak, key=lambda skill: (right[skill] + 1) / (len(by_skill[skill]) + 2))
    example = next((q.name for q in missed[skill] if not isinstance(q, MeaningQuestion)), "")
    like = f", as in {example}" if example else ""
    counts = f"{right[skill]} of {len(by_skill[skill])} right first time"
    return f"To practise: {skill.label}{like} ({counts}). {skill.about}"


def mistake_lines(rows: list[tuple[str, str, str]], page: Page) -> Lines:
    """The mistakes, each in a sentence."""
    lines: Lines = []
    for name, times, where in rows:
        lines += page.prose(f"– {name}, {times}: {where}.", indent=page.margin, hanging=2)
    return lines


def score(quiz: Quiz) -> str:
    """How many questions went how: right at once, right later, told, passed over, still open."""
    if not quiz.asked and not quiz.firsts:
        return "Nothing was answered this time."
    at_last = {attempt.step for attempt in quiz.attempts if attempt.verdict is AnswerVerdict.RIGHT}
    right = {step for step, first in quiz.firsts.items() if first}
    later = at_last - right
    told = quiz.told - right - later
    skipped = quiz.skipped - right - later - told
    tried = {attempt.step for attempt in quiz.attempts if attempt.verdict is not AnswerVerdict.UNREADABLE}
    rest = (tried | quiz.firsts.keys()) - right - later - told - skipped
    total = len(right | later | told | skipped | rest)
    parts = [f"{len(right)} of {total} right first time"]
    parts += [f"{len(later)} after another try or a hint"] if later else []
    parts += [f"{len(told)} shown"] if told else []
    parts += [f"{len(skipped)} skipped"] if skipped else []
    parts += [f"{len(rest)} not yet"] if rest else []
    return f"{', '.join(parts)}."


def mistake_rows(quiz: Quiz) -> list[tuple[str, str, str]]:
    """Each mistake with how often it was met, and at what; the most frequent first.

    Where a number may come from one of two mistakes, that is one of them, and is counted once.
    """
    names = {question.identity: question.name for question in quiz.questions}
    counts: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for attempt in quiz.attempts:
        causes = [mistake for mistake in attempt.mistakes if mistake != "arithmetic"]  # beside a cause it says nothing
        for mistake in told(causes or list(attempt.mistakes), attempt.given):
            counts[mistake] += 1
            steps = where.setdefault(mistake, [])
            if (step := f"{names[attempt.step]} ({in_words(attempt.step)})") not in steps:
                steps.append(step)
    return [(name, times(count), listed(where[name])) for name, count in counts.most_common()]


def told(mistakes: Sequence[str], given: str) -> list[str]:
    """The mistakes behind an answer by their names: in a formula each was made, a number has one of them."""
    names = list(dict.fromkeys(map(mistake_name, mistakes)))
    is_formula = any(letter.isalpha() for letter in given)
    return names if is_formula or not names else [" or ".join(names)]


def in_words(identity: str) -> str:
    """The address of a step in words: backward:2 as step 2 of the way back."""
    address, _, number = identity.partition(":")
    epoch, _, phase = address.rpartition(".")
    named = {
        Phase.FORWARD: f"step {number} of the forward pass",
        Phase.LOSS: "the loss" if number == "1" else f"step {number} of the loss",
        Phase.BACKWARD: f"step {number} of the backward pass",
        Phase.TOTAL: f"sum {number}",
        Phase.UPDATE: f"step {number} of the update",
    }[Phase(phase)]
    return f"{named}, epoch {epoch}" if epoch else named


def times(count: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def listed(steps: Sequence[str]) -> str:
    """Some steps by their names."""
    shown = ", ".join(steps[:MOST_STEPS])
    return shown if len(steps) <= MOST_STEPS else f"{shown} …"


def exam_lines(quiz: Quiz, page: Page) -> Lines:
    """Each question of an exam with the answer given, the right one, and what happened."""
    columns = [Column("", "title"), Column("yours"), Column("by hand"), Column("")]
    return table(columns, [exam_row(quiz, question) for question in answered(quiz)], page)


def answered(quiz: Quiz) -> list[Question]:
    """The questions that were answered or passed over."""
    return [question for question in quiz.questions if question.identity in quiz.firsts]


def exam_row(quiz: Quiz, question: Question) -> list[str]:
    """One question of an exam."""
    given = [a for a in quiz.attempts if a.step == question.identity and a.verdict is not AnswerVerdict.UNREADABLE]
    by_hand = minus(", ".join(question.step.by_hand.entries) if question.whole else question.by_hand_text)
    if not given:
        return [question.name, "–", by_hand, "skipped"]
    last = given[-1]
    named = ", ".join(map(mistake_name, last.mistakes))
    verdict = VERDICTS.get(last.verdict, "not yet")
    return [question.name, minus(last.given), by_hand, f"{verdict}: {named}" if named else verdict]
