"""Formulas between vectors and matrices, as typed for a whole vector or matrix."""

from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.equations.source import source
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.notation.line import write
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import read_answer
from rnn_tutor.quiz.answer_dialect import LONGEST
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz, quiz
from rnn_tutor.quiz.vectors import renamed
from rnn_tutor.screens.layout.spelling import ascii_notation

VECTOR_LESSONS = [path for path in all_lessons() if any(one.value.shape for one in load_lesson(path).parameters)]


@pytest.fixture(scope="module")
def two_units() -> Derivation:
    return derive(load_lesson(Path("lessons/two-hidden-units.yaml")))


def answered(derivation: Derivation, step: str, typed: str) -> Feedback:
    return quiz(derivation, QuizPlan(first=step)).answer(typed)


def asked(derivation: Derivation) -> Quiz:
    under_way = quiz(derivation, QuizPlan(PHASES["all"]))
    if not any(question.whole for question in under_way.questions):
        pytest.skip("every number of this lesson is a single one")
    return under_way


@pytest.mark.parametrize("path", VECTOR_LESSONS, ids=lambda path: path.stem)
def test_each_formula_that_the_walk_shows_is_right(path: Path) -> None:
    """In the equation language, as the screen writes it, and as it writes it in ASCII."""
    derivation = derive(load_lesson(path))
    under_way, names = asked(derivation), AnswerNames(derivation)

    def typed(question: Question) -> str:
        spelled = {ref: Ref(ref.kind, names.spelling(ref)) for ref in question.step.names}
        return source(renamed(question.step.expression, spelled))

    for place, question in enumerate(under_way.questions):
        if not question.whole:
            continue
        paper = write(question.step.expression, derivation.unrolled.paper)
        for text in (typed(question), paper, ascii_notation(typed(question))):
            if len(text) > LONGEST or "(∂" in text:
                continue
            under_way.position = place
            assert under_way.answer(text).grade.verdict is AnswerVerdict.RIGHT, (question.name, text)


def test_the_product_of_a_long_chain_of_matrices_is_read_at_once(two_units: Derivation) -> None:
    """Written out element by element it would have more terms than there are atoms."""
    typed = "@".join(["W2"] * 60 + ["dX3"])
    feedback = answered(two_units, "backward:9", typed)
    assert (feedback.grade.verdict, feedback.problem) == (AnswerVerdict.WRONG, None)


@pytest.mark.parametrize("function", ["softmax", "log_softmax", "silu", "gelu"])
def test_functions_inside_one_another_are_bounded(two_units: Derivation, function: str) -> None:
    """Each holds its argument several times: a dozen of them would take minutes."""
    feedback = answered(two_units, "backward:9", f"{function}(" * 12 + "dX3" + ")" * 12)
    assert feedback.problem is not None
    assert feedback.problem.message == "this grows too long when it is written out"
    assert answered(two_units, "backward:9", f"{function}({function}(dX3))").problem is None


def test_a_lucky_formula_is_told_as_such(two_units: Derivation) -> None:
    """The second input's first number is 1.1; less 0.1, it multiplies by 1."""
    feedback = answered(two_units, "backward:8", "dX3*(input2[1] - 0.1)")
    assert feedback.grade.verdict is AnswerVerdict.WRONG
    assert feedback.grade.lucky


def test_a_mistake_in_one_number_of_a_matrix_has_its_place(two_units: Derivation) -> None:
    feedback = answered(two_units, "backward:7", "[[-0.090, 0.018], [-0.380, 0.75]]")
    assert [mistake.words for mistake in feedback.grade.mistakes] == [
        "at [2,2], the digits are right, but the decimal point is 1 place too far to the right"
    ]


def test_a_formula_in_an_exam_is_kept_with_its_numbers(two_units: Derivation) -> None:
    exam = quiz(two_units, QuizPlan(first="backward:9", exam=True))
    assert exam.answer("W2 @ dX3").grade.mistakes[0].name == "transposed"
    assert exam.answer("dY2*(1 - Y2²)").grade.verdict is AnswerVerdict.RIGHT
    own = [float(exam.own[Question(exam.questions[0].step, row).place].value) for row in (1, 2)]
    assert own == pytest.approx([0.4 * -0.106 + 0.2 * 0.447, 0.3 * -0.106 - 0.5 * 0.447])


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("[1, 2] = dX4 = [1, 2]", "nothing here is called 'dX4'"),
        ("W2.T @ dX3 = 0.1", "both sides of an equals sign need the same number of values"),
        ("dX3[1]*0.3", "the question asks for 2 numbers, as [a, b]; 1 is given"),
        ("W2.T @ [dX3, 1]", "a vector written out consists of single numbers, but dX3 has 2 numbers"),
    ],
)
def test_what_cannot_be_read_says_why(two_units: Derivation, typed: str, problem: str) -> None:
    feedback = answered(two_units, "backward:9", typed)
    assert feedback.problem is not None
    assert feedback.problem.message == problem
    assert feedback.attempts_left == 3


def test_where_one_element_is_asked_for_a_whole_formula_is_read_as_that_element(two_units: Derivation) -> None:
    names, question = AnswerNames(two_units), Question(two_units["dY2"], 2)
    for typed in ("W2.T @ dX3", "(W2.T @ dX3)[2]"):
        (answer,) = read_answer(typed, question, names)
        assert question.accepts(answer.value)
    with pytest.raises(EquationError) as told:
        read_answer("W2", question, names)
    assert told.value.remedy == "pick one element, as in W2[2]"


@pytest.mark.parametrize("typed", ["W2^T @ dX3", "W2.T@dX3", "W2ᵀ·dX3", "transpose(W2) . dX3"])
def test_a_transpose_may_be_written_in_many_ways(two_units: Derivation, typed: str) -> None:
    (first, second) = read_answer(typed, Question(two_units["dY2"], whole=True), AnswerNames(two_units))
    assert first.whole == second.whole == two_units["dY2"].expression
