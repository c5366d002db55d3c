"""docs/grading.md: each row of its tables is what the quiz does."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from rnn_tutor.derivation.derive import derive
from rnn_tutor.lesson.loader import load_lesson
from rnn_tutor.quiz import slips
from rnn_tutor.quiz.interval import OwnNumber
from rnn_tutor.quiz.plan import Plan, asked_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import quiz
from rnn_tutor.screens.mistake_names import MISTAKES
from tests.quiz.given import graded, ids, lesson
from tests.quiz.test_mistakes import CONTRACT

DOCUMENT = Path("docs/grading.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines() if line.startswith("|")]
STEP = re.compile(r"(forward|backward|total|update|loss):\d+")
VERDICTS = [row for row in ROWS if STEP.fullmatch(row[0])]
VECTORS = [row for row in ROWS if row[0].startswith("two-hidden-units ")]
MISTAKES_SHOWN = [row for row in ROWS if len(row) > 1 and STEP.fullmatch(row[1])]


def asked(identity: str) -> Question:
    derivation, _ = lesson("stock example")
    return asked_of(next(step for step in derivation.steps if step.identity == identity))


@pytest.mark.parametrize(("step", "name", "typed", "verdict", "because"), VERDICTS)
def test_what_is_right(step: str, name: str, typed: str, verdict: str, because: str) -> None:
    question = asked(step)
    assert question.name == name
    assert graded(question, typed.strip("`")).verdict.value == verdict
    assert because


@pytest.mark.parametrize(("mistake", "step", "name", "typed", "said"), MISTAKES_SHOWN)
def test_why_it_is_wrong(mistake: str, step: str, name: str, typed: str, said: str) -> None:
    question = asked(step)
    assert question.name == name
    text, *earlier = re.findall(r"`([^`]+)`", typed)
    own = {}
    if earlier:
        place = asked(typed.rpartition(" at ")[2]).place
        own[place] = OwnNumber(Fraction(earlier[0]), Fraction(1, 2000))
    found = graded(question, text, own)
    assert mistake in ids(found)
    assert said in [one.words for one in found.mistakes]


@pytest.mark.parametrize(("step", "name", "typed", "verdict", "said"), VECTORS)
def test_formulas_between_vectors(step: str, name: str, typed: str, verdict: str, said: str) -> None:
    lesson_name, identity = step.split()
    under_way = quiz(derive(load_lesson(Path(f"lessons/{lesson_name}.yaml"))), Plan(first=identity))
    assert under_way.question is not None
    assert under_way.question.name == name
    feedback = under_way.answer(typed.strip("`"))
    assert feedback.attempt.verdict.value == verdict
    named = [f"{mistake.name}: {mistake.words}" for mistake in feedback.grade.mistakes]
    problem = feedback.problem and f"{feedback.problem.message}; {feedback.problem.remedy}"
    assert said in (*named, problem) or verdict == "right"


def test_every_mistake_is_in_the_document_and_has_a_name() -> None:
    shown = {row[0] for row in ROWS}
    assert shown >= CONTRACT
    assert MISTAKES.keys() >= CONTRACT
    for mistake in MISTAKES:
        assert mistake in DOCUMENT


def test_every_rule_s_mistakes_have_a_name() -> None:
    sources = "".join(Path(rule.__code__.co_filename).read_text("utf-8") for rule in slips.RULES)
    assert set(re.findall(r'Slip\(\s*"([a-z-]+)"', sources)) <= MISTAKES.keys()
