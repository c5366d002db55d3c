"""The same right answers as five people type them: from Python, LaTeX, MATLAB, school, and off the screen."""

import pytest

from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from tests.quiz.given import bundled


def said(lesson: str, step: str, typed: str) -> Feedback:
    return quiz(bundled(lesson), QuizPlan(PHASES["all"], first=step, last=step)).answer(typed)


RIGHT = [
    ("stock-example", "backward:5", [
        "Y3.grad*Y3*(1-Y3)",
        "grad_Y3*Y3*(1-Y3)",
        "Y3_grad * self.Y3 * (1 - self.Y3)",
        "dY3*dsigmoid(X3)",
        "np.float64(-0.16446913951119782)",
        r"\frac{\partial L}{\partial Y_3} \sigma'(X_3)",
        r"\frac{\partial Loss}{\partial Y_{3}} \cdot Y_{3} \left(1 - Y_{3}\right)",
        r"$-1.64 \times 10^{-1}$",
        r"\nabla_{Y_3} L \cdot Y_3(1-Y_3)",
        r"-\frac{164}{1000}",
        r"-0{,}164",
        r"{\frac{dL}{dY_3}} Y_3 - {dY_3}{Y_3}^{2}",
        "dY3.*Y3.*(1-Y3)",
        "dY(3)*Y(3)*(1-Y(3))",
        "dY{3}.*Y{3}.*(1-Y{3})",
        "dY3 x Y3 x (1-Y3)",
        "-0.742 x 0.670 x 0.33",
        "minus 0.164",
        "I think -0.164",
        "∂Loss/∂X₃ = −0.164 by hand, −0.16446914 exactly.",
        "−0.742 × 0.670 × (1 − 0.670)",
    ]),
    ("two-hidden-units", "backward:9", [
        "-0.177, -0.202",
        "-0.177; -0.202",
        "[-0.177; -0.202]",
        "[-0.177, -0.202].T",
        "[[-0.177, -0.202]].T",
        "[-0.177 -0.202]'",
        "{-0.177, -0.202}",
        "[-0,177; -0,202]",
        "⎡-0.177⎤ ⎣-0.202⎦",
        r"\begin{pmatrix} -0.177 \\ -0.202 \end{pmatrix}",
        "W2'*dX3",
        "W2.transpose() @ dX3",
        r"W_2^\top dX_3",
        "W2ᵀ∂X₃",
        "W_2^T dX_3",
    ]),
    ("two-hidden-units", "backward:7", ["dX3 ⊗ Y2", "dX3*Y2'", "dX3 Y2^T", "-0.090, 0.018, -0.380, 0.075"]),
    ("stock-example", "backward:1", ["2(P - y)", "2*(y_hat - y)", "-2*(t-P)", "2(ŷ − y)", "-2*(y_true - y_pred)"]),
    ("stock-example", "backward:6", ["dX3*x3", "dX3*x_3", "∂X₃·x₃", "dX3*x[3]"]),
    ("stock-example", "forward:6", ["sigmoid(x3)"]),
    ("hello", "backward:1", ["softmax(P4) - y4"]),
    ("hello", "backward:6", ["da4 @ input4.T"]),
    ("stock-example", "update:1", [
        "W1 - lr*W1.grad",
        r"W_1 \leftarrow W_1 - \eta \frac{\partial L}{\partial W_1}",
    ]),
    ("adam", "update:5", [
        r"W_{1} - \frac{\eta \times \hat{m}\left(W_{1}\right)}{\sqrt{\hat{v}\left(W_{1}\right)} + \varepsilon}",
    ]),
    ("clipping", "update:1", ["sqrt(9479.4 + 106868)"]),
]  # fmt: skip
ANSWERS = [(lesson, step, typed) for lesson, step, answers in RIGHT for typed in answers]


@pytest.mark.parametrize(("lesson", "step", "typed"), ANSWERS)
def test_what_somebody_types_is_read(lesson: str, step: str, typed: str) -> None:
    feedback = said(lesson, step, typed)
    assert feedback.grade.verdict is AnswerVerdict.RIGHT, feedback.problem


def test_a_number_of_the_optimizer_stays_its_own() -> None:
    """Adam counts its updates with t."""
    assert said("adam", "backward:1", "-2*(t-P)").grade.verdict is AnswerVerdict.WRONG


def test_a_lesson_s_own_names_win() -> None:
    feedback = said("stock-example", "forward:5", "x3*W1 + Y2*W2 + B1")
    assert feedback.grade.verdict is AnswerVerdict.RIGHT  # X₃ is what is asked for: the input is meant
    assert said("gru", "forward:7", "(1-z1)*n1").grade.verdict is AnswerVerdict.RIGHT


@pytest.mark.parametrize(
    ("lesson", "step", "typed", "words"),
    [
        ("batch", "loss:1", "0.0826", "this is the sum over the 2 sequences, but the question asks for their mean"),
        ("stock-example", "backward:1", "0.215", "this is the loss itself, but the question asks for its slope"),
        ("stock-example", "total:1", "-0.118", "this is ∂Loss/∂W₂, but the question asks for ∂Loss/∂W₁"),
        ("adam", "update:3", "m(W1)/beta1^t", "the divisor is β₁^t, but it should be 1 − β₁^t"),
        ("adam", "update:1", "beta1*dW1", "β₁ stands where 1 − β₁ belongs"),
        ("clipping", "update:2", "-1.00", "it was clipped by itself"),
        ("hello", "backward:1", "sigmoid(P4)-target4", "σ was used, number by number, where softmax belongs"),
        (
            "lstm",
            "backward:26",
            "dai10*Wi + daf10*Wf + dag10*Wg + dao10*Wo",
            "Wi, Wf, Wg, Wo were used where Ui, Uf, Ug, Uo belong",
        ),
        ("stock-example", "update:1", "0.528", "the step is twice as long"),
        ("two-layers", "backward:1", "0", "the gradient here is not 0"),
        ("stock-example", "update:1", "dW1", "this is ∂Loss/∂W₁ alone"),
        ("yes-or-no", "forward:1", "input1*W2 - B1", "the sign of B₁ is wrong"),
    ],
)
def test_what_is_told(lesson: str, step: str, typed: str, words: str) -> None:
    assert words in "; ".join(mistake.words for mistake in said(lesson, step, typed).grade.mistakes)
