"""One answer to one question, and what comes of it: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.grading import Grade, Verdict
from rnn_tutor.quiz.question import Question

MAX_KEPT = 200  # characters of what was typed


@dataclass(frozen=True)
class Attempt:
    """One answer to one question.

    Attributes:
        step: the name of the step, backward:7.
        attempt: from 1 within the question; what can't be read, or lacks digits, doesn't move it on.
        hints: the level of the hints opened before it.
    """

    step: str
    quantity: str
    time_step: int | None
    phase: str
    given: str
    verdict: Verdict
    mistakes: tuple[str, ...]
    attempt: int
    hints: int = 0

    def as_json(self) -> dict[str, Any]:
        """The attempt in the form of the contract for programs."""
        return {
            "quantity": self.quantity,
            "time_step": self.time_step,
            "phase": self.phase,
            "given": self.given,
            "verdict": self.verdict.value,
            "mistakes": list(self.mistakes),
            "attempt": self.attempt,
        }


@dataclass(frozen=True)
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

    @property
    def is_hard_won(self) -> bool:
        """Whether it is right after a hint or an earlier attempt."""
        return self.grade.verdict is Verdict.RIGHT and (self.attempt.attempt > 1 or self.attempt.hints > 0)


def recorded(question: Question, text: str, graded: Grade, number: int, hints: int) -> Attempt:
    """The record of an answer."""
    return Attempt(
        step=question.identity,
        quantity=question.quantity,
        time_step=question.time_step,
        phase=question.phase,
        given=" ".join(text[: 2 * MAX_KEPT].split())[:MAX_KEPT],
        verdict=graded.verdict,
        mistakes=tuple(dict.fromkeys(mistake.name for mistake in graded.mistakes)),
        attempt=number,
        hints=hints,
    )
