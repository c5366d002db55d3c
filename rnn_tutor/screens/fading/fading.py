"""A walk that fades: steps of a kind that the learner has seen are asked before they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rnn_tutor.explain.step import Step
from rnn_tutor.progress.attempts import Attempt, utc_now
from rnn_tutor.progress.fading import Familiarity
from rnn_tutor.progress.skills import Skill
from rnn_tutor.quiz.belonging import belonging
from rnn_tutor.quiz.familiar import familiar_kind
from rnn_tutor.quiz.plan import WHOLE, QuizPlan, asked_of
from rnn_tutor.quiz.question import can_be_asked
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.quiz.skill import skill_of
from rnn_tutor.screens.fading.step_question import StepQuestion
from rnn_tutor.screens.layout.output import Ask, Output
from rnn_tutor.screens.layout.page import blank
from rnn_tutor.screens.quiz.known_numbers import Table
from rnn_tutor.screens.walk.keys import WalkKey
from rnn_tutor.screens.walk.walk import Stop, Walk


class Fading:
    """Which steps of a walk are asked before they are shown, and the questions.

    `keep` is given each attempt; `now` tells the time, by which is known what is likely forgotten.
    """

    def __init__(
        self,
        walk: Walk,
        familiarity: Familiarity,
        keep: Callable[[Attempt], None],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.walk = walk
        self.familiarity = familiarity
        self.keep = keep
        self.now = now
        self._quizzes: dict[int, Quiz] = {}
        self._told: set[Skill] = set()

    def asked(self, stop: Stop) -> StepQuestion | None:
        """The question that comes before a page, where there is one."""
        step = stop.step
        if step is None or not is_small(step):
            return None
        if not self.familiarity.is_asked(familiar_kind(step), Skill(skill_of(step)), self.now(), lesson_of(step)):
            return None
        if not can_be_asked(step):
            return None
        quiz = self._quiz(step)
        quiz.turn_to(step.identity)
        table = Table(quiz, whole=True)
        known = [ref for _, refs in table.names() for ref in refs]
        found = belonging(step, known)
        if found is None:
            return None
        values = [table.values[ref] for ref in found.choices]
        return StepQuestion(step, self.walk.counts[step.phase], quiz, found, known, values, self._keep)

    def why_shown(self, stop: Stop) -> str:
        """Why a step of a familiar kind is shown at once, in a sentence; said once for each skill."""
        step = stop.step
        if step is None or not is_small(step) or not self.familiarity.is_familiar(familiar_kind(step)):
            return ""
        skill = Skill(skill_of(step))
        is_known = self.familiarity.is_known(familiar_kind(step), skill, self.now(), lesson_of(step))
        if skill in self._told or not is_known:
            return ""
        self._told.add(skill)
        return (
            f"Not asked: you answered such steps ({skill.label}) right at once, here or in a quiz. They are asked "
            "again when you are likely to have forgotten them."
        )

    def shown(self, step: Step) -> None:
        """A step is shown, worked out."""
        self.familiarity.saw(familiar_kind(step))

    def passed(self, step: Step) -> None:
        """A step was asked, and is shown without having been known."""
        self.familiarity.passed(familiar_kind(step))

    def _keep(self, attempt: Attempt) -> None:
        self.familiarity.answered(attempt)
        self.keep(attempt)

    def _quiz(self, step: Step) -> Quiz:
        """The quiz over the epoch of a step, which can be turned to any of its small steps."""
        epoch = step.derivation.epoch
        if epoch not in self._quizzes:
            derivation = self.walk.epochs[epoch - 1]
            questions = tuple(asked_of(step) for step in derivation.steps if is_small(step))
            self._quizzes[epoch] = Quiz(derivation, QuizPlan(), questions)
        return self._quizzes[epoch]


def lesson_of(step: Step) -> str:
    """The name of a step's lesson, as attempts have it."""
    return step.derivation.lesson.name


def is_small(step: Step) -> bool:
    """Whether a step's result is a number, or a vector or matrix that is typed as a whole."""
    rows, columns = step.operation.shape or (1, 1)
    return rows * columns <= WHOLE


def print_all_asking(walk: Walk, output: Output, start: int, fading: Fading, ask: Ask) -> None:
    """Every page, one after the other; each line of the input answers a question, and after the last none is asked."""
    can_ask = True
    for number, stop in enumerate(walk.stops[start:]):
        if number:
            output.write([blank()])
        asked = fading.asked(stop) if can_ask else None
        if asked is not None:
            output.write([*asked.lines(walk.numbered(stop, output.page())), blank()])
            try:
                wants_on = answered(asked, output, ask)
            except EOFError:
                output.write([blank()])
                wants_on, can_ask = True, False
            if not wants_on:
                return
            if not asked.is_known:
                fading.passed(asked.step)
            output.write([blank()])
        output.write(walk.page(stop, output.page()))
        if stop.step is not None:
            fading.shown(stop.step)


def answered(asked: StepQuestion, output: Output, ask: Ask) -> bool:
    """Read lines until a step is to be shown; False where somebody leaves instead.

    Raises:
        EOFError: at the end of input.
    """
    while True:
        typed = ask(asked.prompt(output.page()))
        request = asked.request(typed)
        if request is not None and request.key in (WalkKey.ON, WalkKey.QUIT):
            return request.key is WalkKey.ON
        if request is not None:
            output.write([*output.page().prose("An answer, or an empty line, which shows the step."), blank()])
            continue
        heard = asked.hear(typed)
        output.write(heard.draw(output.page()))
        if heard.is_over:
            return True
