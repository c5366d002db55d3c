"""What a quiz asks that is a lesson's own: the steps that it names, and its author's questions."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.progress import open_store
from rnn_tutor.progress.walks import keep_walk
from rnn_tutor.quiz.exercise import exercise
from rnn_tutor.quiz.meaning import meaning_questions
from rnn_tutor.quiz.plan import PHASES, QuizPlan, planned
from rnn_tutor.quiz.session import Quiz, quiz
from tests.cli.given import run
from tests.derivation.networks import loaded
from tests.quiz.given import bundled

OWN = QuizPlan(PHASES["gradients"], sums=True, own=True)
STOCK = Path("lessons/stock-example.yaml").read_text("utf-8")


def identities(name: str, plan: QuizPlan = OWN) -> list[str]:
    return [question.identity for question in planned(bundled(name), plan)]


def at(name: str, step: str) -> Quiz:
    under_way = quiz(bundled(name), OWN)
    under_way.turn_to(step)
    return under_way


def test_a_lesson_about_tied_weights_asks_about_them_first() -> None:
    asked = identities("one-weight-or-three")
    assert asked[:2] == ["meaning:own:1", "meaning:own:2"]
    assert {"total:1", "total:2", "total:3", "meaning:own:3"} <= set(asked)
    assert len(asked) < len(identities("one-weight-or-three", QuizPlan(PHASES["backward"]))) / 2


def test_a_lesson_about_the_test_of_a_gradient_asks_for_the_quotient() -> None:
    assert identities("checking-a-gradient")[:2] == ["meaning:own:1", "meaning:own:2"]


def test_any_other_lesson_asks_for_its_gradients() -> None:
    assert identities("stock-example") == [*(f"backward:{n}" for n in range(1, 18)), "total:1", "total:2", "total:3"]


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("-0.1189", True),
        ("-0.11885", True),
        ("-0.118877", True),
        ("-0.12", True),
        ("(0.214559 - 0.216936)/0.02", True),
        ("(Loss - 0.216936)/0.02", True),
        ("0.1189", False),
        ("-0.1196", False),
        ("-0.2377", False),  # divided by ε, and it is 2ε
        ("-0.002377", False),
    ],
)
def test_a_number_is_right_to_the_fewer_digits(typed: str, is_right: bool) -> None:  # a parameter
    said = at("checking-a-gradient", "meaning:own:2").answer(typed)
    assert said.grade.verdict.value == ("right" if is_right else "wrong")


def test_how_far_off_it_is_is_told_in_words() -> None:
    under_way = at("checking-a-gradient", "meaning:own:2")
    assert under_way.answer("0.1189").grade.distance == "its sign is wrong"
    assert under_way.answer("-0.5").grade.distance == "it is too large in size, more than twice the right number"
    assert under_way.answer("no number").problem is not None


def test_a_count_has_to_be_met_exactly() -> None:
    under_way = at("one-weight-or-three", "meaning:own:1")
    assert under_way.answer("3").grade.verdict.value == "wrong"
    assert under_way.answer("1").grade.verdict.value == "right"


def test_other_numbers_have_other_answers() -> None:
    """The questions are about the lesson's own numbers, the steps are there with any."""
    fresh = planned(exercise(bundled("one-weight-or-three").lesson, 3), OWN)
    assert [question.identity for question in fresh] == [
        one for one in identities("one-weight-or-three") if not one.startswith("meaning")
    ]


def test_what_is_summed_up_in_json_and_where_to_go_on() -> None:
    found = run("quiz", "checking-a-gradient", "--json", "--no-save", given="-0.002377\n-0.1189\nskip\nskip\nskip\n")
    result = json.loads(found.stdout)
    assert [(one["phase"], one["verdict"]) for one in result["answers"]] == [("meaning", "right")] * 2
    assert "rnn-tutor quiz checking-a-gradient --phase backward" in found.stderr
    assert "so the loss falls." in found.stderr


def test_how_many_contributions_have_an_effect_is_asked_where_some_have_none() -> None:
    about = {q.identity: q.right_word for q in meaning_questions(bundled("one-weight-or-three")) if q.about == "effect"}
    assert about == {"meaning:effect:W1a": "1", "meaning:effect:W1b": "1", "meaning:effect:W1c": "1"}
    assert all(question.about != "effect" for question in meaning_questions(bundled("stock-example")))


def test_a_step_that_is_not_there_is_told_with_its_place() -> None:
    with pytest.raises(LessonError) as refused:
        planned(quiz_of("quiz: {steps: [total.W9], questions: [{ask: Why?, answer: 1, before: dX7}]}"), OWN)
    messages = [problem.message for problem in refused.value.problems]
    assert messages == ["no step is called 'total.W9'", "no step is called 'dX7'"]


def quiz_of(key: str) -> Derivation:
    return derive(loaded(f"{STOCK}\n{key}\n"))


@pytest.mark.parametrize(
    ("lesson", "question", "typed", "said"),
    [
        ("one-neuron", "1", "0.147", "that is ∂Loss/∂W₁ itself; the question asks for something that follows from it"),
        ("one-neuron", "1", "W1", "that is W₁ itself; the question asks for something that follows from it"),
        ("loss-at-every-step", "1", "-1.375", "that is ∂Loss/∂X₃ itself; the question asks for something"),
        ("checking-a-gradient", "2", "-0.002377", "that is the answer to an earlier question"),
        ("one-weight-or-three", "1", "-0.928", "the question is how many, so the answer is a whole number"),
        ("one-weight-or-three", "1", "3", "that isn't it"),
    ],
)
def test_what_was_taken_for_the_answer_is_named(lesson: str, question: str, typed: str, said: str) -> None:
    assert at(lesson, f"meaning:own:{question}").answer(typed).grade.distance.startswith(said)


def test_every_gradient_and_the_lessons_own_quiz_are_two_quizzes(tmp_path: Path) -> None:
    """Each goes on where it was left itself."""
    data = str(tmp_path)
    of_all = run(
        "quiz", "checking-a-gradient", "--phase", "gradients", given="skip\nskip\nquit\n", RNN_TUTOR_DATA=data
    ).stdout
    assert "rnn-tutor quiz checking-a-gradient --phase gradients" in of_all
    own = run("quiz", "checking-a-gradient", given="quit\n", RNN_TUTOR_DATA=data).stdout
    assert "Question 1 of 5" in own
    assert "where you left off" not in own
    again = run("quiz", "checking-a-gradient", "--phase", "gradients", given="quit\n", RNN_TUTOR_DATA=data).stdout
    assert "Question 3 of 20" in again


def test_a_quiz_that_asks_something_else_by_now_begins_anew(tmp_path: Path) -> None:
    """What was kept of the questions of an earlier version isn't taken for an answer to others."""
    data = str(tmp_path)
    run("quiz", "checking-a-gradient", given="skip\nskip\nquit\n", RNN_TUTOR_DATA=data)
    file = tmp_path / "progress.sqlite3"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE sessions SET state = replace(state, 'backward:7', 'backward:9')")
    again = run("quiz", "checking-a-gradient", given="quit\n", RNN_TUTOR_DATA=data).stdout
    assert "Question 1 of 5" in again


def test_after_the_last_question_the_next_lesson_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for lesson in ("one-neuron", "two-days", "stock-example", "one-weight-or-three", "checking-a-gradient"):
            keep_walk(store, lesson)
    ended = run("quiz", "checking-a-gradient", given="skip\n" * 5, RNN_TUTOR_DATA=str(tmp_path)).stdout
    assert ended.rstrip().endswith("Then the next lesson:\n    rnn-tutor walk loss-at-every-step")
