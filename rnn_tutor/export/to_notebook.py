"""A Jupyter notebook that derives a lesson, plots its gradients and asks for the next one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.lesson_source import lesson_call
from rnn_tutor.export.notebook_view import markdown_text

DERIVE = """from rnn_tutor import derive, load_lesson

{load}
derivation = derive(lesson)
derivation"""
STEP = """derivation[{name!r}]"""
PLOT = '''from rnn_tutor import Phase


def bars(steps):
    """Each number as a bar: how much of the gradient is left, step by step on the way back."""
    sizes = [(step.identity, max(abs(float(entry)) for entry in step.exact(6).entries)) for step in steps]
    largest = max((size for _, size in sizes), default=0) or 1
    for name, size in sizes:
        print(f"{name:14} {'█' * round(40 * size / largest):40} {size:.3g}")


bars([step for step in derivation.steps if step.phase is Phase.BACKWARD])'''
ASK = """from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz

asked = quiz(derivation, QuizPlan(PHASES[{phase!r}]))


def answer(text):
    \"\"\"Grade an answer to the current question: a number or a formula.\"\"\"
    said = asked.answer(text)
    print(said.grade.verdict.value, *(f"– {{mistake.words}}" for mistake in said.grade.mistakes), sep="\\n")
    print("Next:" if asked.question else "That was all.", asked.question.name if asked.question else "")


print("What is", asked.question.name, "?")"""
TYPE_HERE = 'answer("0.5")  # your number, or a formula'


def lesson_notebook(derivation: Derivation, digits: int = 20, *, settings: Sequence[str] = ()) -> str:
    """A notebook, format 4.5; it needs rnn-tutor and nothing else, and carries the lesson in it.

    `settings` are what the lesson's values were set to otherwise: `W2=0.9`.
    """
    lesson = derivation.lesson
    has_gradients = any(step.phase.value == "backward" for step in derivation.steps)
    first = next(step for step in derivation.steps if step.phase.value == ("backward" if has_gradients else "forward"))
    cells = [
        _markdown(
            f"# {markdown_text(' '.join(lesson.title.split()))}\n\n{markdown_text(' '.join(lesson.about.split()))}"
        ),
        _code(DERIVE.format(load=lesson_call(lesson, settings))),
        _markdown(
            "One step, with its formula, its numbers and the reason. Any other step is found by its name in the "
            "same "
            "way."
        ),
        _code(STEP.format(name=first.identity)),
        _code(f"derivation[{first.identity!r}].exact({digits})"),
        *([_markdown("How large the gradients are, on the way back."), _code(PLOT)] if has_gradients else []),
        _markdown("Now it is your turn: compute the next number yourself."),
        _code(ASK.format(phase="backward" if has_gradients else "forward")),
        _code(TYPE_HERE),
    ]
    document = {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.strip()}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
