"""Fading against a model of its own: the promise of `walk --fade`, clause by clause, and FSRS-6 from its formulas.

The memory model is written here from its description (open-spaced-repetition, "The Algorithm", version 6, with the
default weights), and takes nothing from the package that the program uses.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log

from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutor.progress import AnswerVerdict, Skill
from rnn_tutor.progress.fading import Familiarity
from tests.progress.given import START, attempt

FIRST_STABILITY = {"again": 0.212, "good": 2.3065}  # w0 and w2, in days
W4, W5, W6, W7 = 6.4133, 0.8334, 3.0194, 0.001
W8, W9, W10, W11, W12, W13, W14 = 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483
W20 = 0.1542
GRADES = {"again": 1, "good": 3}


def first_difficulty(grade: float) -> float:
    return W4 - exp(W5 * (grade - 1)) + 1


@dataclass
class Memory:
    """What is remembered of a skill: its stability is the days after which nine of ten are still known."""

    stability: float
    difficulty: float
    last: datetime

    def recall(self, now: datetime) -> float:
        """The power law of forgetting; whole days count."""
        factor = 0.9 ** (-1 / W20) - 1
        return exp(-W20 * log(1 + factor * (now - self.last).days / self.stability))

    def review(self, how: str, now: datetime) -> None:
        """A review a day or more after the one before."""
        r, d, s = self.recall(now), self.difficulty, self.stability
        if how == "good":
            self.stability = s * (1 + exp(W8) * (11 - d) * s**-W9 * (exp((1 - r) * W10) - 1))
        else:
            self.stability = min(s, W11 * d**-W12 * ((s + 1) ** W13 - 1) * exp((1 - r) * W14))
        moved = d - W6 * (GRADES[how] - 3) * (10 - d) / 9
        self.difficulty = min(max(W7 * first_difficulty(4) + (1 - W7) * moved, 1), 10)
        self.last = now


@dataclass
class Promise:
    """Who is asked, by the words of `--help`."""

    shown: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    to_show: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    known: dict[Skill, bool] = field(default_factory=dict)
    memories: dict[Skill, Memory] = field(default_factory=dict)

    def asks(self, kind: str, skill: Skill, now: datetime) -> bool:
        """A kind seen twice is asked, unless one was passed over just before, or it is known and not yet forgotten."""
        remembered = self.known.get(skill, False) and self.memories[skill].recall(now) >= 0.9
        return self.shown[kind] >= 2 and not self.to_show[kind] and not remembered

    def show(self, kind: str) -> None:
        """A step is shown."""
        self.shown[kind] += 1
        self.to_show[kind] = max(self.to_show[kind] - 1, 0)

    def pass_over(self, kind: str) -> None:
        """Enter alone shows it, and then one more of its kind."""
        self.to_show[kind] = 2

    def answer(self, skill: Skill, now: datetime, *, right: bool) -> None:
        """An answer of this skill was given: right at once, or wrong."""
        self.known[skill], how = right, "good" if right else "again"
        if skill in self.memories:
            self.memories[skill].review(how, now)
        else:
            self.memories[skill] = Memory(FIRST_STABILITY[how], first_difficulty(GRADES[how]), now)


KINDS = {"X": Skill.FORWARD, "Y": Skill.FORWARD, "W": Skill.WEIGHT_SHARE, "T": Skill.BACK_THROUGH_TIME}
STEP = st.tuples(st.sampled_from([*KINDS]), st.sampled_from(["enter", "right", "wrong"]), st.integers(1, 30))


@settings(max_examples=60)
@given(st.lists(STEP, max_size=25))
def test_a_learner_is_asked_what_the_help_promises(steps: list[tuple[str, str, int]]) -> None:
    """Each step of a walk is shown, or asked and answered in one of three ways; then some days go by, or none."""
    program, promise, now = Familiarity({}, []), Promise(), START
    for number, (kind, reaction, days) in enumerate(steps):
        skill = KINDS[kind]
        now += timedelta(days=days)
        is_asked = program.is_asked(kind, skill, now)
        assert is_asked is promise.asks(kind, skill, now)
        if is_asked and reaction != "enter":
            right = reaction == "right"
            verdict = AnswerVerdict.RIGHT if right else AnswerVerdict.WRONG
            program.answered(attempt(at=now, verdict=verdict, skill=skill, session=f"{number}"))
            promise.answer(skill, now, right=right)
        if is_asked and reaction != "right":  # what is not known is shown, and one more
            program.passed(kind)
            promise.pass_over(kind)
        program.saw(kind)
        promise.show(kind)


def test_one_right_answer_is_remembered_for_two_days() -> None:
    program = Familiarity({"X": 2}, [attempt(verdict=AnswerVerdict.RIGHT, skill=Skill.FORWARD)])
    asked = [program.is_asked("X", Skill.FORWARD, START + timedelta(days=day)) for day in range(5)]
    assert asked == [day > FIRST_STABILITY["good"] for day in range(5)]
