"""What people write and what the program prints: each way of writing is read, and a right one is right."""

from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.notation.line import line
from rnn_tutor.notation.media import ASCII, PAPER, Medium
from rnn_tutor.quiz.answer_dialect import LONGEST
from rnn_tutor.quiz.hints import HintLevel, hint
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from tests.quiz.given import bundled

STOCK, VECTORS = "stock-example", "two-hidden-units"
RIGHT = [
    # What is asked for, in front.
    (STOCK, "update:1", "W1 = 0.514"),
    (STOCK, "update:1", "new W₁ = W₁ − η × ∂Loss/∂W₁ = 0.514"),
    (STOCK, "update:1", "W1 -= 0.1*dW1"),
    (STOCK, "update:1", "W₁ ← W₁ − α·∂L/∂W₁"),
    (STOCK, "update:1", "W1_new = W1 - lr*dW1"),
    (STOCK, "backward:5", "dX3 := -0.164"),
    (STOCK, "backward:5", "dX[3] = -0.164"),
    (STOCK, "backward:5", "∂Loss/∂X₃ ≈ −0.164"),
    # Chains of equals signs.
    (STOCK, "backward:5", "dY3*Y3*(1-Y3) = -0.742*0.670*0.33 = -0.742*0.2211 = -0.164"),
    (STOCK, "backward:4", "∂Loss/∂P × W₃ = -0.742"),
    # Names.
    (STOCK, "backward:5", "dL/dY3 * Y_3 * (1 - Y_3)"),
    (STOCK, "backward:5", "∂L/∂Y₃·Y₃(1−Y₃)"),
    (STOCK, "backward:5", "dY_{3} \\cdot Y_{3} (1 - Y_{3})"),
    (STOCK, "backward:5", "dY3*Y[3]*(1-Y[3])"),
    (STOCK, "backward:4", "dL_dP * W_3"),
    (STOCK, "forward:5", "W1*input[3] + W2*Y[2] + B1"),
    (STOCK, "total:1", "(dL/dW1)_3 + (∂Loss/∂W₁)₂ + dW1[1]"),
    ("lstm", "forward:1", "W_i*x_1 + b_i"),
    ("adam", "update:3", "m(W1)/(1 - β₁)"),
    ("adam", "update:5", "W1 - alpha*m̂(W₁)/(√(v̂(W₁)) + eps)"),
    # Functions.
    (STOCK, "backward:5", "dY3*sigma'(X3)"),
    (STOCK, "backward:5", "dY3 σ′(X₃)"),
    (STOCK, "backward:5", "dY3*sigmoid_prime(X3)"),
    (STOCK, "forward:6", "1/(1+np.exp(-X3))"),
    (STOCK, "loss:1", "np.square(target - P)"),
    (VECTORS, "backward:10", "dY2*(1-tanh^2(X2))"),
    (VECTORS, "backward:10", "dY2*(1-tanh²(X2))"),
    (VECTORS, "backward:10", "dY2 * (1 - np.tanh(X2)**2)"),
    (VECTORS, "backward:9", "np.dot(W2.T, dX3)"),
    (VECTORS, "backward:9", "W2.T.dot(dX3)"),
    (VECTORS, "backward:7", "np.outer(dX3, Y2)"),
    # Numbers.
    (STOCK, "backward:5", "－０．１６４"),
    (STOCK, "backward:5", "‑0.164"),
    (STOCK, "backward:5", "-16.4 %"),
    (STOCK, "backward:5", "-1.64 x 10^-1"),
    (STOCK, "backward:5", "-1.64×10⁻¹"),
    (STOCK, "backward:5", "np.float64(-0.16446913951119782)"),
    (STOCK, "backward:5", "tensor(-0.1645, grad_fn=<MulBackward0>)"),
    (STOCK, "backward:4", "-0.74317"),
    # Remarks.
    (STOCK, "backward:7", "-0.112 (3 dp)"),
    (STOCK, "backward:5", "-0.164 [rounded]."),
    (STOCK, "backward:5", "-0.164 units"),
    (STOCK, "backward:5", "approx. -0.164 # by hand"),
    # Vectors.
    (VECTORS, "backward:9", "[-0.177 -0.202]"),
    (VECTORS, "backward:9", "(-0.177, -0.202)"),
    (VECTORS, "backward:9", "array([[-0.177], [-0.202]])"),
    (VECTORS, "backward:9", "tensor([-0.177, -0.202], dtype=torch.float64)"),
    # What constants of 0 and 1 allow.
    ("yes-or-no", "backward:1", "-1/P"),
    ("yes-or-no", "backward:2", "P - 1"),
    ("yes-or-no", "loss:1", "-log(P)"),
]


def verdict(lesson: str, step: str, typed: str) -> str:
    feedback = quiz(bundled(lesson), QuizPlan(PHASES["all"], step, step)).answer(typed)
    return feedback.attempt.verdict.value if feedback.problem is None else feedback.problem.message


@pytest.mark.parametrize(("lesson", "step", "typed"), RIGHT)
def test_what_people_write_is_read(lesson: str, step: str, typed: str) -> None:
    assert verdict(lesson, step, typed) == "right"


@pytest.mark.parametrize(
    ("lesson", "step", "typed", "said"),
    [
        (STOCK, "backward:7", "0.5 (0.3)", "wrong"),  # a product, and no remark
        (STOCK, "backward:5", "dY3*Y3*(1-Y3) = -0.742*0.670*0.44 = -0.164", "wrong"),  # one link of the chain is off
        (STOCK, "backward:5", "dy3 y3 (1 - y3)", "right"),  # the bracket holds a name, in small letters
        (STOCK, "backward:5", "e", "e alone is a key of the walk, not an answer"),
        (STOCK, "backward:5", "n", "n alone is a key of the walk, not an answer"),
        ("gru", "backward:6", "n", "nothing here is called 'n'"),  # n is a name of the lesson's, which has time steps
        (
            "free",
            "backward:4",
            "∂(target₂ − P₂)²/∂P₂ + dP3*W",
            "a derivative has to be computed",
        ),
        (
            "free",
            "backward:4",
            "d(target2 - P2)^2/dP2 + dP3*W",
            "a derivative has to be computed",
        ),
        (STOCK, "update:1", "W2 = 0.514", "wrong"),  # that isn't what is asked for
    ],
)
def test_what_is_read_otherwise(lesson: str, step: str, typed: str, said: str) -> None:
    assert verdict(lesson, step, typed) == said


@pytest.mark.parametrize("medium", [PAPER, ASCII], ids=["paper", "ascii"])
@pytest.mark.parametrize("lesson", [STOCK, VECTORS, "gru", "adam", "yes-or-no", "exploding", "truncated", "two-trays"])
def test_what_the_program_prints_can_be_typed_back(lesson: str, medium: Medium) -> None:
    """Each kind of formula once, and the numbers put in, with and without what is asked for in front."""
    under_way = quiz(bundled(lesson), QuizPlan(PHASES["all"]))
    kinds = set()
    for place, question in enumerate(under_way.questions):
        operation = question.step.operation
        kind = operation.phase, operation.kind, operation.name, operation.via
        if kind in kinds:
            continue
        kinds.add(kind)
        for level in (HintLevel.FORMULA, HintLevel.NUMBERS)[: 1 if question.whole else 2]:
            formula = hint(question, level).formulas[0]
            written = line(formula.layout, medium)
            for typed in (written, f"{formula.name} = {written}"):
                if len(typed) <= LONGEST:
                    under_way.position = place
                    assert under_way.answer(typed).attempt.verdict.value == "right", typed


def test_a_place_that_cannot_be_read_is_that_of_what_was_typed() -> None:
    typed = "σ′(X₃) × dL/dY3 × foo"
    feedback = quiz(bundled(STOCK), QuizPlan(PHASES["all"], "backward:5")).answer(typed)
    assert feedback.problem is not None
    assert typed[feedback.problem.offset :][: feedback.problem.length] == "foo"


def test_a_lesson_s_own_names_win() -> None:
    """Somebody's alpha is no learning rate, and their L no loss."""
    named = load_lesson(Path("tests/quiz/own_names.yaml"))
    under_way = quiz(Derivation(named), QuizPlan(PHASES["forward"]))
    assert under_way.answer("alpha*input1").attempt.verdict.value == "right"
    under_way = quiz(Derivation(named), QuizPlan(PHASES["backward"]))
    assert under_way.answer("-2(target - L)").attempt.verdict.value == "right"
    assert under_way.answer("dL*h1").attempt.verdict.value == "right"
