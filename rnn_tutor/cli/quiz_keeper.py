"""What keeps a quiz while it goes on: each answer, and the place, in the learner's progress file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rnn_tutor.progress import AnswerVerdict, Attempt, Session, Store
from rnn_tutor.quiz.attempt import Feedback, recorded
from rnn_tutor.quiz.grading import Grade
from rnn_tutor.quiz.hints import HintLevel
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz

NOT_TYPED = frozenset({AnswerVerdict.SKIPPED, AnswerVerdict.SHOWN})


class QuizKeeper:
    """The keeper of a quiz: it writes to the store, and passes on what the store has to say.

    Where a quiz is not to be gone on with later (a review, whose steps change from day to day), `session` only groups
    its answers.
    """

    def __init__(self, store: Store, session: Session, seed: int | None, *, resumable: bool) -> None:
        self.store = store
        self.session = session
        self.seed = seed
        self.resumable = resumable
        self.quiz: Quiz | None = None
        self._notices_shown = 0

    def follow(self, quiz: Quiz) -> None:
        """Keep this quiz from here on."""
        self.quiz = quiz

    def answered(self, feedback: Feedback) -> None:
        """Keep an answer, and where the quiz stands after it, together."""
        self._record(feedback.attempt)
        if feedback.over and feedback.grade.verdict is AnswerVerdict.WRONG and not self._quiz.plan.exam:
            self.answer_shown(feedback.question)

    def skipped(self, question: Question) -> None:
        """Keep that a question was passed over."""
        self._record(recorded(question, "", Grade(AnswerVerdict.SKIPPED), 1, 0))

    def answer_shown(self, question: Question) -> None:
        """Keep that the answer was given away."""
        self._record(recorded(question, "", Grade(AnswerVerdict.SHOWN), 1, HintLevel.ANSWER))

    def moved(self) -> None:
        """Keep where the quiz stands."""
        if self.resumable:
            self.store.save_session(self._moved_on())

    def ended(self) -> None:
        """Keep that there is nothing to go on with."""
        if self.resumable:
            self.store.finish(self.session)

    def news(self) -> Sequence[str]:
        """What the store has to say that wasn't said before."""
        answer_shown, self._notices_shown = self._notices_shown, len(self.store.notices)
        return self.store.notices[answer_shown:]

    @property
    def _quiz(self) -> Quiz:
        assert self.quiz is not None, "a keeper follows a quiz"
        return self.quiz

    def _moved_on(self) -> Session:
        quiz = self._quiz
        step = quiz.question.identity if quiz.question else None
        self.session = replace(self.session, step=step, state={"quiz": quiz.state(), "seed": self.seed})
        return self.session

    def _record(self, attempt: Attempt) -> None:
        kept = replace(attempt, session=self.session.id, lesson=self.session.lesson, seed=self.seed)
        self.store.record(kept, self._moved_on() if self.resumable else None)


def left_in_the_middle(store: Store, lesson: str, options: dict[str, Any], state: str) -> Session | None:
    """The session that can be gone on with, if there is one; `state` is the lesson's fingerprint now."""
    session = store.open_session(lesson, options)
    return session if session is not None and session.fingerprint == state else None


def taken_up(quiz: Quiz, session: Session, store: Store) -> bool:
    """Put a quiz where its session was left; False where what is kept doesn't fit it."""
    kept = [attempt for attempt in store.attempts(session.lesson) if attempt.session == session.id]
    state = session.state.get("quiz")
    if not isinstance(state, dict) or not stands_at(quiz, state.get("position"), session.step):
        return False
    try:
        quiz.restore(state, [attempt for attempt in kept if attempt.verdict not in NOT_TYPED])
    except (KeyError, TypeError, ValueError):
        return False
    return quiz.question is not None


def stands_at(quiz: Quiz, position: object, step: str | None) -> bool:
    """Whether the question at a position is the one that it was: a lesson's quiz may ask something else by now."""
    if not isinstance(position, int) or not 0 <= position < len(quiz.questions):
        return False
    return quiz.questions[position].identity == step
