"""One answer to one question, and what comes of it: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.progress.skills import Skill
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.grading import Grade
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.skill import skill_of

MAX_KEPT = 200  # characters of what was typed
NOWHERE = "-"  # the session of a quiz that nobody keeps


@dataclass(frozen=True, repr=False)
class Feedback:
    """What comes of one answer.

    `understood` is what was read; `problem` why it couldn't be. `attempts_left` counts those that remain for the
    question, and `over` says that the quiz has moved on from it. `lost` says that nothing typed here made sense,
    several times over.
    """

    question: Question
    attempt: Attempt
    grade: Grade
    understood: tuple[Answer, ...] = ()
    problem: EquationError | None = None
    attempts_left: int = 0
    over: bool = False
    lost: bool = False

    def __repr__(self) -> str:
        return f"<Feedback on {self.question.identity}: {self.grade.verdict.value}>"

    @property
    def is_hard_won(self) -> bool:
        """Whether it is right after a hint or an earlier attempt."""
        return self.grade.verdict is AnswerVerdict.RIGHT and (self.attempt.number > 1 or self.attempt.hints > 0)


def recorded(question: Question, text: str, graded: Grade, number: int, hints: int) -> Attempt:
    """The record of an answer; whoever keeps it says in which session and under which lesson."""
    return Attempt(
        session=NOWHERE,
        lesson=question.derivation.lesson.name,
        step=question.identity,
        quantity=question.quantity,
        time_step=question.time_step,
        skill=Skill(skill_of(question.step)),
        given=" ".join(text[: 2 * MAX_KEPT].split())[:MAX_KEPT],
        verdict=graded.verdict,
        mistakes=tuple(dict.fromkeys(mistake.name for mistake in graded.mistakes)),
        number=number,
        hints=hints,
    )


def as_data(attempt: Attempt) -> dict[str, Any]:
    """An attempt in the form of the contract for programs."""
    return {
        "quantity": attempt.quantity,
        "time_step": attempt.time_step,
        "phase": attempt.step.partition(":")[0].rpartition(".")[2],
        "given": attempt.given,
        "verdict": attempt.verdict.value,
        "mistakes": list(attempt.mistakes),
        "attempt": attempt.number,
    }
