"""What the tests of the quiz are given: lessons, each with its numbers worked through independently, and questions."""

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.quiz.answer import read_answer
from rnn_tutor.quiz.grading import Grade, grade
from rnn_tutor.quiz.interval import Earlier
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.plan import QuizPlan, asked_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz, quiz
from tests.derivation.networks import SIMPLE, SIMPLE_OUTPUT, Written, stock_example
from tests.quiz import by_float
from tests.quiz.by_float import Worked

STOCK = {"W1": 0.5, "W2": 0.3, "B1": 0.1, "W3": 0.8, "B3": 0.2}
OTHER = {"W1": 0.7, "W2": -0.6, "B1": 0.2, "W3": 0.9, "B3": -0.3}


def written(parameters: dict[str, float], rate: float, **contents: Any) -> Derivation:
    values: dict[str, Any] = {"each_step": SIMPLE, "output": SIMPLE_OUTPUT} | contents
    numbers = {name: str(number) for name, number in parameters.items()}
    return Written(parameters=numbers, learning_rate=str(rate), **values).derivation()


def stock() -> tuple[Derivation, Worked]:
    return stock_example(), by_float.simple([0.5, 1.0, 0.8], 1.2, STOCK, 0.1)


def loss_at_each_step() -> tuple[Derivation, Worked]:
    inputs, targets = [0.4, 0.9, 0.6], [1.1, 0.2, 0.8]
    derivation = written(OTHER, 0.03, each_step=SIMPLE | SIMPLE_OUTPUT, output={}, inputs=inputs, targets=targets)
    return derivation, by_float.each_step(inputs, targets, OTHER, 0.03)


def tanh() -> tuple[Derivation, Worked]:
    inputs = [0.5, -0.7, 0.9]
    derivation = written(OTHER, 0.2, each_step=SIMPLE | {"Y": "tanh(X)"}, inputs=inputs, target="1.3")
    return derivation, by_float.simple(inputs, 1.3, OTHER, 0.2, math.tanh, by_float.tanh_slope)


def relu() -> tuple[Derivation, Worked]:
    """With X₂ negative: relu blocks there."""
    inputs, numbers = [0.9, -1.4, 0.8], OTHER | {"W2": 0.4}
    derivation = written(numbers, 0.05, each_step=SIMPLE | {"Y": "relu(X)"}, inputs=inputs, target="1.7")
    return derivation, by_float.simple(inputs, 1.7, numbers, 0.05, by_float.relu, by_float.relu_slope)


def two_hidden() -> tuple[Derivation, Worked]:
    inputs, numbers = [0.6, -0.4, 0.9], OTHER | {"V": 1.3, "U": -0.8, "C": 0.15}
    each_step = SIMPLE | {"Z": "tanh(Y*V + previous(Z)*U + C)"}
    output = {"P": "Z*W3 + B3"}
    derivation = written(numbers, 0.07, each_step=each_step, output=output, inputs=inputs, target="-0.5")
    return derivation, by_float.two_hidden(inputs, -0.5, numbers, 0.07)


LESSONS: dict[str, Callable[[], tuple[Derivation, Worked]]] = {
    "stock example": stock,
    "loss at each step": loss_at_each_step,
    "tanh": tanh,
    "relu": relu,
    "two hidden quantities": two_hidden,
}


@cache
def lesson(name: str) -> tuple[Derivation, Worked]:
    return LESSONS[name]()


@cache
def bundled(name: str) -> Derivation:
    """A lesson of the course."""
    return derive(load_lesson(Path(f"lessons/{name}.yaml")))


def step(derivation: Derivation, phase: str, quantity: str, time: int | None = None) -> Step:
    """The step of a phase that finds this; a phase of `share` is a parameter's share, `backward` a gradient."""
    found = [
        one
        for one in derivation.steps
        if one.phase.value == phase and one.quantity == quantity and one.time_step == time
    ]
    assert len(found) == 1, found
    return found[0]


def question(derivation: Derivation, phase: str, quantity: str, time: int | None = None) -> Question:
    return asked_of(step(derivation, phase, quantity, time))


@cache
def names_of(derivation: Derivation) -> AnswerNames:
    return AnswerNames(derivation)


def graded(asked: Question, text: str, earlier: Earlier | None = None) -> Grade:
    (answer,) = read_answer(text, asked, names_of(asked.derivation))
    return grade(asked, answer, earlier)


def ids(grade_: Grade) -> list[str]:
    return list(dict.fromkeys(mistake.name for mistake in grade_.mistakes))


def stock_quiz(**plan: Any) -> Quiz:
    return quiz(lesson("stock example")[0], QuizPlan(**plan))
