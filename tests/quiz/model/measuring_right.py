"""Right answers, in numbers and in formulas; and a bot that computes nothing and lives off what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from rnn_tutor.notation.composition import compose
from rnn_tutor.notation.latex import latex
from rnn_tutor.notation.line import line, name_of
from rnn_tutor.notation.media import ASCII
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.distance import in_words
from rnn_tutor.quiz.question import Question
from tests.quiz.model.measuring import Asked, Measured, spelled
from tests.quiz.model.spellings import spellings
from tests.quiz.model.terms import Array, names
from tests.quiz.model.working import Work

LONGEST = 200  # characters, of which an answer may have so many


def measure_right(asked: Asked, found: Measured, label: str, every: int = 1) -> None:
    """Right numbers: by hand, in double and single precision, cut off; and the formula as it is typed."""
    single = np.float32
    model = asked.model
    for work in model.works[::every]:
        exact = model.exact[work.name]
        for name, text in _right_texts(asked, work, exact, single):
            feedback = asked.say(work, text)
            _right(found, name, feedback, f"{label} {asked.question(work).identity} {text}")
        if not model.several or work.phase in ("forward", "total"):
            text = spelled(model, work.formula)
            if text:
                feedback = asked.say(work, text)
                _right(found, "the formula", feedback, f"{label} {asked.question(work).identity} {text}")


def _right(found: Measured, name: str, feedback: Feedback, where: str) -> None:
    right = feedback.grade.verdict is AnswerVerdict.RIGHT
    found.right[name]["right" if right else "refused"] += 1
    if not right:
        message = feedback.problem.message if feedback.problem else [m.words for m in feedback.grade.mistakes]
        found.examples["right"].append(f"{name}: {where}: {feedback.grade.verdict.value} {message}")


def _right_texts(asked: Asked, work: Work, exact: Array, single: type) -> Iterator[tuple[str, str]]:
    yield "by hand", asked.typed(work, asked.model.hand[work.name], "hand")
    yield "double", asked.typed(work, exact, ".17g")
    yield "single", asked.typed(work, exact.astype(single).astype(float), ".9g")
    if exact.ndim == 0 and exact:
        text = np.format_float_positional(float(exact), trim="-")
        told, size = asked.model.told, int(np.floor(np.log10(abs(float(exact)))))
        decimals = told.figures - 1 - size if told.figures else max(told.decimals or 0, -size)
        whole, _, fraction = text.partition(".")
        for more in (1, 2, 4, 7):
            cut = f"{whole}.{fraction[: max(decimals, 0) + more]}"
            if len(fraction) > decimals + more and cut.strip("-0."):
                yield "cut off", cut


def measure_printed(asked: Asked, found: Measured, label: str, every: int = 1) -> None:
    """What the program itself prints of a step, typed back: paper, ASCII, LaTeX, the lines put in and worked out."""
    for work in asked.model.works[::every]:
        question = asked.question(work)
        for medium, text in printed(question):
            if len(text) <= LONGEST:
                _right(found, f"printed: {medium}", asked.say(work, text), f"{label} {question.identity} {text}")


def printed(question: Question) -> Iterator[tuple[str, str]]:
    step = question.step
    layout = compose(step.expression, step.derivation.unrolled.paper)
    yield "on paper", step.formula
    yield "with its name", f"{name_of(step.ref)} = {step.formula}"
    yield "in ASCII", line(layout, ASCII)
    yield "in LaTeX", latex(layout)
    yield "stacked, in LaTeX", latex(step.layout)
    if question.whole and step.operation.shape:
        return
    part = step.element(question.row, question.column)
    yield "numbers put in", part.substituted
    yield from (("worked out", worked) for worked in part.worked)
    yield "exact digits", part.exact(20)


def measure_spellings(asked: Asked, found: Measured, label: str) -> None:
    """Eight formulas of a lesson in twenty spellings."""
    backward = [work for work in asked.model.works if work.phase == "backward"]
    gradients = [work for work in backward if len(names(work.formula)) > 1]
    for work in gradients[:8]:
        name = work.name if not work.via else f"d{work.quantity}"
        for number, text in enumerate(spellings(work.formula, name), 1):
            where = f"{label} {asked.question(work).identity} spelling {number} {text}"
            _right(found, "160 formulas in 20 spellings", asked.say(work, text), where)


TRIES = 3
WIDER, NARROWER, ABOUT_THERE = 4.0, 0.7, 0.95


def measure_bot(asked: Asked, found: Measured, every: int = 1) -> None:
    """Each step backward of a single number, by somebody who computes nothing."""
    steps = [work for work in asked.model.works if work.phase == "backward" and not asked.model.hand[work.name].ndim]
    for work in steps[::every]:
        found.bot["solved" if bot_solves(asked, work) else "not"] += 1


def bot_solves(asked: Asked, work: Work) -> bool:
    """Whether somebody solves a step in three tries who starts at a guess and follows the distance told."""
    question = asked.question(work)
    guess = 0.1
    for _ in range(TRIES):
        feedback = asked.say(work, f"{guess:.2g}")
        if feedback.grade.verdict is AnswerVerdict.RIGHT:
            return True
        guess = _followed(guess, feedback.grade.distance or in_words(question, Fraction(f"{guess:.2g}")))
    return False


def _followed(guess: float, told: str) -> float:
    if "sign" in told:
        return -guess
    if "zero" in told:
        return 0.0
    if "more than twice" in told:
        return guess / WIDER
    if "less than half" in told:
        return guess * WIDER
    if "first digits" in told:
        return guess * ABOUT_THERE
    return guess * NARROWER
