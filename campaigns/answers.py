"""Hostile answers: whatever is typed in a quiz is graded or called unreadable, at once, and nothing of it is run."""

from __future__ import annotations

import random
from functools import partial

from campaigns.trial import Outcome
from rnn_tutor import derive, load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.quiz.plan import QuizPlan
from rnn_tutor.quiz.session import Quiz, quiz

LESSONS = ("stock-example", "two-hidden-units", "gru", "yes-or-no", "loss-at-every-step", "adam")
SECONDS = 1.0
CHARACTERS = "0123456789.eE+-*/^()[]{},;:= _'\"%\\XYPWBdtht∂σ₃×−²ᵀ⊙·½\t\u00a0\u202e\u200b"
WORDS = (
    *("dP", "dX3", "Y3", "W2", "W_2", "Y_{2}", "X[3]", "target", "input3", "lr", "alpha", "η", "∂Loss/∂X₃", "dL/dY3"),
    *(
        "sigmoid(",
        "exp(",
        "tanh(",
        "σ(",
        "σ′(",
        "log(",
        "softmax(",
        "sum(",
        "transpose(",
        "dot(",
        "np.",
        ".T",
        "concat(",
    ),
    *("__import__('os')", "lambda: 0", "eval(", "9**9**9", "1e99999", "0x10", "1_000", "inf", "nan", "None", "1/0"),
    *("**", "//", "@", "=", "-=", "≈", "(3 dp)", "percent", "%", "e", "n", "?", "hint", "skip", "back", "q"),
)


def hostile_answers(seed: int, trials: int, patience: float = 1.0) -> Outcome:
    """Random lines, each an answer to some question of some lesson."""
    outcome, draw = Outcome("answers", seed, patience), random.Random(seed)
    quizzes = [started(name) for name in LESSONS]
    for _ in range(trials):
        asked, line = draw.choice(quizzes), random_line(draw)
        asked._move(draw.randrange(len(asked.questions)))  # noqa: SLF001  # any question may be met with any answer
        outcome.attempt(f"{asked.derivation.lesson.name}: {line!r}", partial(answered, asked, line), seconds=SECONDS)
    return outcome


def started(name: str) -> Quiz:
    """A quiz of all steps of a lesson, with attempts without end."""
    return quiz(derive(load_lesson(name)), QuizPlan(tuple(Phase), attempts=10**9))


def answered(asked: Quiz, line: str) -> None:
    """Answer, and look at what is said."""
    feedback = asked.answer(line)
    said = feedback.problem.message if feedback.problem else ""
    assert said.isprintable(), "a message holds a control character"


def random_line(draw: random.Random) -> str:
    """Bytes, characters, or words of answers; sometimes one thing very often."""
    kind, length = draw.random(), draw.randint(0, 40)
    if kind < 0.15:
        return draw.randbytes(length).decode("utf-8", "replace")
    if kind < 0.45:
        return "".join(draw.choices(CHARACTERS, k=length))
    if kind < 0.5:
        return str(draw.choice((*WORDS, *CHARACTERS))) * draw.randint(1, 3000)
    return "".join(draw.choice((*WORDS, *"0123456789.+-*/^() ")) for _ in range(length // 2))
