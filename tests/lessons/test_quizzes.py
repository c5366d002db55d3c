"""What the course's quizzes ask: as much as one answers in one sitting, and numbers that are right.

The numbers are worked out here, in plain Python and from the lessons' stories, and not taken from the program.
"""

from collections.abc import Callable
from math import exp, hypot, log, prod, tanh

import pytest

from rnn_tutor.progress.skills import Skill
from rnn_tutor.quiz.own_question import AuthorsQuestion, own_questions
from rnn_tutor.quiz.plan import PHASES, QuizPlan, planned
from rnn_tutor.quiz.skill import skill_of
from tests.lessons.bundled import NAMES, derivation, lesson

OWN = QuizPlan(PHASES["gradients"], sums=True, own=True)
MOST = 14  # questions of a quiz
WHOLE_WAY = "stock-example"  # the one lesson whose quiz goes all the way back
TRAY = [1.0, 0.2, 0.1, 0.25, 0.05, 0.15, 0.2, 0.1, 0.3, 0.12]
STOCK = [0.5, 1.0, 0.8]


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def slope_of_loss(loss: Callable[[float], float], at: float) -> float:
    """A difference quotient from both sides."""
    return (loss(at + 1e-6) - loss(at - 1e-6)) / 2e-6


def shares(w1: tuple[float, float, float], w2: float, w3: float, b1: float, b3: float) -> float:
    """The loss of the stock example with a weight W1 for each day."""
    y = 0.0
    for value, weight in zip(STOCK, w1, strict=True):
        y = sigmoid(value * weight + y * w2 + b1)
    return (1.2 - (y * w3 + b3)) ** 2


def stock(w1: float = 0.5, w2: float = 0.3, w3: float = 0.8, b1: float = 0.1, b3: float = 0.2) -> float:
    return shares((w1, w1, w1), w2, w3, b1, b3)


def lawn(y0: float) -> float:
    y = tanh(0.8 * 0.6 + y0 * 0.9 - 0.2)
    y = tanh(0.2 * 0.6 + y * 0.9 - 0.2)
    return (0.6 - (y * 0.4 + 0.1)) ** 2


def part_from_the_next(step: int, inputs: list[float], targets: list[float]) -> float:
    """Of the gradient of Y at a year of Mauna Loa, what comes from the year after and not from its own prediction."""

    def later_losses(nudge: float) -> float:
        y, total = 0.0, 0.0
        for number, (value, target) in enumerate(zip(inputs, targets, strict=True), start=1):
            y = tanh(value * 0.5 + y * -0.4 - 0.8)
            if number > step:
                total += (target - (y * 1.2 + 1.7)) ** 2
            y += nudge * (number == step)
        return total

    return slope_of_loss(later_losses, 0)


def mornings(nudge: float) -> float:
    """The losses of the second and the third morning, Y of the first nudged."""
    y, total = 0.0, 0.0
    for number, (value, rain) in enumerate(zip([-0.3, -0.8, -0.6], [0, 1, 1], strict=True)):
        y = tanh(value * -0.6 + y * 0.4 + 0.1)
        p = sigmoid(y * 0.7 - 0.3)
        total -= log(p if rain else 1 - p) * (number > 0)
        y += nudge * (number == 0)
    return total


def tray_slope(day: int) -> float:
    """W2 times the slope of σ on a day of `vanishing`."""
    y = 0.0
    for value in TRAY[:day]:
        y = sigmoid(value * 0.9 + y * 0.4 - 0.3)
    return 0.4 * y * (1 - y)


def part_of_the_first_word() -> float:
    h, weights = 0.0, []
    for value in [1.0, 0.2, 0.1, 0.25, 0.05]:
        h = tanh(value * 1.2 + h * 0.2)
        weights.append(exp(2 * h))
    return weights[0] / sum(weights)


def free(nudge: float) -> float:
    """The losses of `free` after the first step, P1 nudged."""
    p1 = 1.5 + nudge
    return (4 - p1 * 1.5) ** 2 + (8 - p1 * 1.5**2) ** 2


def length_of_the_gradient() -> float:
    slopes = [
        slope_of_loss(lambda x, name=name: stock(**{name: x}), at)  # type: ignore[misc]  # a name for each slope
        for name, at in {"w1": 0.5, "w2": 0.3, "w3": 0.8, "b1": 0.1, "b3": 0.2}.items()
    ]
    return hypot(*slopes)


def years(cut: int | None) -> Callable[[float], float]:
    """The loss of `truncated` by W1, as autograd has it: at a cut the state is the number that it is with W1 = 0.6."""
    inputs, targets = [0.698, 0.398, 0.217, 0.070, 0.036, 0.088], [0.398, 0.217, 0.070, 0.036, 0.088, 0.296]

    def loss(w1: float) -> float:
        y, fixed, total = 0.0, 0.0, 0.0
        for number, (value, target) in enumerate(zip(inputs, targets, strict=True)):
            if cut and number % cut == 0:
                y = fixed
            y, fixed = tanh(value * w1 + y * 0.5 - 0.1), tanh(value * 0.6 + fixed * 0.5 - 0.1)
            total += (target - (y * 0.8 + 0.1)) ** 2
        return total

    return loss


def part_missing() -> float:
    cut, whole = (slope_of_loss(years(every), 0.6) for every in (2, None))
    return (whole - cut) / whole


ANSWERS: dict[str, list[float]] = {
    "one-neuron": [0.01 * slope_of_loss(lambda w: (1 - sigmoid(-w + 0.2)) ** 2, -0.5)],
    "one-weight-or-three": [
        sum(value != 0 for value in (0.5, 0, 0)),
        len(STOCK) - 1,
        slope_of_loss(lambda w: stock(w1=w), 0.5),
    ],
    "checking-a-gradient": [stock(w2=0.31) - stock(w2=0.29), (stock(w2=0.31) - stock(w2=0.29)) / 0.02],
    "loss-at-every-step": [part_from_the_next(2, [2.56, 2.20, 2.12], [2.20, 2.12, 2.55])],
    "first-state": [0.1 * slope_of_loss(lawn, 0.5)],
    "two-trays": [(1.2 + 0) / 2, (0.6**2 + 0.6**2) / 2],
    "vanishing": [tray_slope(9), 1 / 0.25],
    "tanh-instead": [1 - tanh(0) ** 2],
    "exploding": [1.9**7],
    "clipping": [0.02 * 1],
    "relu-fractions": [2 / 5],
    "lstm": [1, 0.96**9],
    "two-trays-lstm": [((1.2 - 1.1) ** 2 + (0 - 0.1) ** 2) / 2],
    "forget-bias": [0.5**9],
    "gru": [4, 0.99**10],
    "attention": [part_of_the_first_word(), exp(0)],
    "both-ways": [tanh(0.2 * 1.1)],
    "truncated": [6 / 2 - 1, part_missing()],
    "detach": [4 + 1, len([t for t in range(1, 6) if t % 3 == 0])],
    "forced": [1.5**3],
    "free": [slope_of_loss(free, 0)],
    "batch": [0.2 / 10],
    "too-large-a-step": [10 * length_of_the_gradient() ** 2],
    "adam": [0.1 * 0.003 / (0.003**2) ** 0.5],
    "yes-or-no": [0.01 - 1, -2 * (1 - 0.01) * 0.01 * (1 - 0.01)],
    "each-morning": [slope_of_loss(mornings, 0)],
    "two-layers": [2],
    "rotation": [hypot(0.6, 0.8), 0.9**9],
    "hello": [-log(1 / 4), prod([1 - 1, 1])],
}


def asked(name: str) -> list[AuthorsQuestion]:
    return [question for question in own_questions(derivation(name)) if isinstance(question, AuthorsQuestion)]


@pytest.mark.parametrize("name", NAMES)
def test_the_author_s_numbers_are_right_to_their_last_digit(name: str) -> None:
    questions = asked(name)
    assert len(questions) == len(ANSWERS.get(name, []))
    for question, worked_out in zip(questions, ANSWERS.get(name, []), strict=True):
        text = question.right_word.replace("−", "-")
        decimals = len(text.partition(".")[2])
        assert float(text) == pytest.approx(worked_out, abs=10**-decimals)  # a sum of rounded numbers may be one off


@pytest.mark.parametrize("name", NAMES)
def test_a_quiz_is_answered_in_one_sitting(name: str) -> None:
    if name != WHOLE_WAY:
        assert len(planned(derivation(name), OWN)) <= MOST


@pytest.mark.parametrize("name", NAMES)
def test_a_quiz_asks_nothing_twice_and_what_is_new_in_the_lesson(name: str) -> None:
    identities = [question.identity for question in planned(derivation(name), OWN)]
    assert len(set(identities)) == len(identities)
    assert lesson(name).quiz.steps or name in ("two-days", WHOLE_WAY)


def test_the_first_quiz_asks_all_that_its_lesson_teaches() -> None:
    """Forward, the loss, the chain rule, and one step downhill."""
    skills = {skill_of(question.step) for question in planned(derivation("one-neuron"), OWN)}
    assert {Skill.FORWARD, Skill.LOSS, Skill.THROUGH_ACTIVATION, Skill.WEIGHT_SHARE, Skill.UPDATE} <= skills
