"""docs/grading.md: each row of its tables is what the quiz does."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.explain.derive import derive
from rnn_tutor.mistakes.catalogue import RULES
from rnn_tutor.mistakes.rule import MistakeRule
from rnn_tutor.quiz.interval import OwnNumber
from rnn_tutor.quiz.plan import PHASES, QuizPlan, asked_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import quiz
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
    under_way = quiz(derive(load_lesson(Path(f"lessons/{lesson_name}.yaml"))), QuizPlan(first=identity))
    assert under_way.question is not None
    assert under_way.question.name == name
    feedback = under_way.answer(typed.strip("`"))
    assert feedback.attempt.verdict.value == verdict
    named = [f"{mistake.name}: {mistake.words}" for mistake in feedback.grade.mistakes]
    problem = feedback.problem and f"{feedback.problem.message}; {feedback.problem.remedy}"
    assert said in (*named, problem) or verdict == "right"


def test_the_catalogue_has_the_mistakes_of_the_contract() -> None:
    assert RULES.keys() >= CONTRACT


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_each_mistake_s_example_is_told(rule: MistakeRule) -> None:
    example = rule.example
    derivation = derive(load_lesson(Path(f"lessons/{example.lesson}.yaml")))
    first = example.before[0] or example.step
    under_way = quiz(derivation, QuizPlan(PHASES["all"], first, example.step, attempts=1))
    if example.before[0]:
        under_way.answer(example.before[1])
    feedback = under_way.answer(example.answer)
    assert (rule.id, example.reply) in [(one.name, one.words) for one in feedback.grade.mistakes]
