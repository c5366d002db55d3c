"""Questions and grades from Python: the same answers are read, and the same slips named, as in the terminal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from rnn_tutor.arguments import need
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.plan import GRADIENTS, PHASES, QuizPlan, asked_of
from rnn_tutor.quiz.session import Quiz, quiz


def start_quiz(derivation: Derivation, phase: str = "gradients", *, exam: bool = False) -> Quiz:
    """A quiz at its first question: `.question`, `.answer(text)`, `.hint()`; the question is None after the last.

    Answers are graded as `rnn-tutor quiz` grades them: by what can be reached from the numbers by hand, or exactly.

    >>> from rnn_tutor import derive, load_lesson, start_quiz
    >>> quiz = start_quiz(derive(load_lesson("stock-example")))
    >>> quiz.question.name, quiz.answer("-0.928").grade.verdict.value, quiz.question.name
    ('∂Loss/∂P', 'right', '∂Loss/∂W₃')

    Args:
        derivation: what is asked about.
        phase: what is asked, as by `rnn-tutor quiz --phase`.
        exam: whether each question is answered once, and nothing told before the end.

    Raises:
        NothingToAsk: where the lesson has nothing of the kind.
        ValueError: for a phase that there isn't.
        TypeError: for something else than a derivation.
    """
    need(derivation, Derivation, "quiz takes a Derivation, as derive returns it")
    need(phase, str, "a phase is a text, as `rnn-tutor quiz --phase` takes it")
    if phase not in PHASES:
        raise ValueError(f"the phases are {', '.join(PHASES)}")
    phases = PHASES[phase]
    return quiz(derivation, QuizPlan(phases, exam=exam, sums=phases == GRADIENTS, mix=0 if phase == "mix" else None))


def grade(step: Step, answer: str | float | Decimal | Fraction) -> Feedback:
    """What comes of an answer to a step: `.grade.verdict`, `.grade.mistakes`, and `.problem` where it can't be read.

    An answer is a number, a formula over the names of the lesson, or for a vector or matrix a list of its rows. The
    mistakes are those of docs/grading.md, the likeliest first.

    >>> from rnn_tutor import derive, grade, load_lesson
    >>> step = derive(load_lesson("stock-example"))["dX3"]
    >>> grade(step, "-0.164").grade.verdict.value
    'right'
    >>> [mistake.name for mistake in grade(step, "dY3*Y3").grade.mistakes]
    ['activation-derivative']

    Raises:
        TypeError: for what is no step of a derivation, or no answer.
    """
    need(step, Step, "grade takes a step, such as derivation['dX3']")
    need(answer, (str, int, float, Decimal, Fraction), "an answer is a text or a number")
    text = str(Decimal(answer)) if isinstance(answer, int) else str(answer)  # an int may have no text of its own
    derivation = step.derivation
    if not isinstance(derivation, Derivation):
        raise TypeError("this step belongs to no derivation, so it can't be graded")
    return Quiz(derivation, QuizPlan((step.phase,)), (asked_of(step),)).answer(text)
