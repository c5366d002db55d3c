"""Every bundled lesson asked: the numbers on its screens are right, whole vectors too, and practise a skill."""

from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.progress import Skill
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.exercise import exercise
from rnn_tutor.quiz.plan import PHASES, QuizPlan, elements_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz, quiz
from rnn_tutor.quiz.skill import skill_of
from tests.quiz.given import graded

LESSONS = [path for path in all_lessons() if path.stem != "exploding"] + [Path("lessons/exploding.yaml")]
MOST = 12  # questions of a lesson


def typed(texts: Array[str]) -> str:
    """A value as one types it: a number, or [a, b], or [[a, b], [c, d]]."""
    rows = [", ".join(row) for row in texts.rows()]
    if not texts.shape:
        return texts.only
    return f"[{', '.join(rows if texts.shape[1] == 1 else [f'[{row}]' for row in rows])}]"


def some(under_way: Quiz) -> list[tuple[int, Question]]:
    every = max(1, len(under_way.questions) // MOST)
    return list(enumerate(under_way.questions))[::every]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_by_hand_and_exact_are_right(path: Path) -> None:
    under_way = quiz(derive(load_lesson(path)), QuizPlan(PHASES["all"]))
    for place, question in some(under_way):
        parts = elements_of(question)
        for text in (
            typed(question.step.by_hand) if question.whole else parts[0].by_hand_text,
            typed(question.step.exact(6))
            if question.whole
            else question.step.exact(6).at(question.row - 1, question.column - 1),
        ):
            under_way.position = place
            assert under_way.answer(text).grade.verdict is AnswerVerdict.RIGHT, (question.name, text)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_step_practises_a_skill(path: Path) -> None:
    skills = {Skill(skill_of(step)) for step in derive(load_lesson(path)).steps}
    assert {Skill.FORWARD, Skill.LOSS, Skill.SUM_OVER_TIME, Skill.UPDATE, Skill.OUTPUT_LAYER} <= skills


@pytest.fixture(scope="module")
def two_units() -> Derivation:
    return derive(load_lesson(Path("lessons/two-hidden-units.yaml")))


def whole(derivation: Derivation, quantity: str, time: int) -> Quiz:
    """A quiz that stands at the gradient of a vector."""
    under_way = quiz(derivation, QuizPlan())
    asked = [(q.step.quantity, q.step.time_step) for q in under_way.questions]
    under_way.position = asked.index((quantity, time))
    return under_way


def test_a_whole_vector_is_graded_number_by_number(two_units: Derivation) -> None:
    under_way = whole(two_units, "X", 3)
    first, second = (part.by_hand_text for part in elements_of(under_way.questions[under_way.position]))
    turned = [text[1:] if text.startswith("-") else f"-{text}" for text in (first, second)]
    both = under_way.answer(f"[{turned[0]}, {turned[1]}]")
    assert [mistake.name for mistake in both.grade.mistakes] == ["sign"]
    assert both.grade.mistakes[0].words == "the size is right, but the sign is wrong"
    one = under_way.answer(f"[{first}, {turned[1]}]")
    assert one.grade.mistakes[0].words == "at [2], the size is right, but the sign is wrong"
    assert under_way.answer(f"[{first}, 9.87]").grade.distance == "at [2], its sign is wrong"
    under_way.position -= 1
    assert under_way.answer(f"[{first}]").problem is not None
    assert under_way.answer(first).problem is not None


def test_a_matrix_read_with_rows_and_columns_exchanged_is_known(two_units: Derivation) -> None:
    """∂Y₂ is W₂ᵀ ∂X₃; somebody takes W₂ itself."""
    under_way = whole(two_units, "Y", 2)
    parameter = next(p for p in two_units.lesson.parameters if p.name == "W2").value
    steps = {(s.quantity, s.time_step): s for s in two_units.phase(Phase.BACKWARD)}
    dX = [float(text) for text in steps["X", 3].by_hand.entries]
    wrong = [sum(float(w.value) * d for w, d in zip(row, dX, strict=True)) for row in parameter.rows()]
    feedback = under_way.answer(f"[{wrong[0]:.4f}, {wrong[1]:.4f}]")
    assert "transposed" in feedback.attempt.mistakes


def test_one_element_of_a_vector_may_be_asked_for(two_units: Derivation) -> None:
    steps = [step for step in two_units.steps if step.operation.shape == (2, 1)]
    for step in steps[:6]:
        for row in (1, 2):
            question = Question(step, row)
            assert question.name.endswith(f"[{row}]")
            assert graded(question, question.by_hand_text).verdict is AnswerVerdict.RIGHT


@pytest.mark.parametrize("seed", [1, 4711])
@pytest.mark.parametrize("name", ["stock-example", "loss-at-every-step", "tanh-instead", "two-hidden-units"])
def test_fresh_numbers_make_an_exercise(name: str, seed: int) -> None:
    lesson = load_lesson(Path(f"lessons/{name}.yaml"))
    first, again = exercise(lesson, seed), exercise(lesson, seed)
    assert first.lesson == again.lesson
    assert first.lesson != lesson
    assert [step.identity for step in first.steps] == [step.identity for step in derive(lesson).steps]


def test_seeds_differ() -> None:
    lesson = load_lesson(Path("lessons/stock-example.yaml"))
    assert len({exercise(lesson, seed).lesson.parameters for seed in range(30)}) == 30
