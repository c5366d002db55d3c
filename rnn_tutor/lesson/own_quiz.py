"""What a quiz asks that is a lesson's own, from the filled-in form."""

from __future__ import annotations

from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import OwnQuestion, OwnQuiz, StepNamed
from rnn_tutor.lesson.schema import LessonForm


def own_quiz_of(filled: Filled[LessonForm]) -> OwnQuiz:
    """The steps and the questions of the key `quiz`."""
    form = filled.form.quiz
    if form is None:
        return OwnQuiz()
    steps = tuple(StepNamed(name, filled.place("quiz", "steps", place)) for place, name in enumerate(form.steps))
    questions = tuple(
        OwnQuestion(
            question.ask,
            question.answer,
            question.because,
            question.hint,
            StepNamed(question.before, filled.place("quiz", "questions", place, "before")) if question.before else None,
        )
        for place, question in enumerate(form.questions)
    )
    return OwnQuiz(steps, questions)
