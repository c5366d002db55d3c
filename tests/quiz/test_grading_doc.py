"""docs/grading.md: each row of its tables is what the quiz does."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from rnn_tutor.quiz import slips
from rnn_tutor.quiz.interval import OwnNumber
from rnn_tutor.quiz.plan import asked_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.screens.mistake_names import MISTAKES
from tests.quiz.given import graded, ids, lesson
from tests.quiz.test_mistakes import CONTRACT

DOCUMENT = Path("docs/grading.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines() if line.startswith("|")]
STEP = re.compile(r"(forward|backward|total|update|loss):\d+")
VERDICTS = [row for row in ROWS if STEP.fullmatch(row[0])]
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


def test_every_mistake_is_in_the_document_and_has_a_name() -> None:
    shown = {row[0] for row in ROWS}
    assert shown >= CONTRACT
    assert MISTAKES.keys() >= CONTRACT
    for mistake in MISTAKES:
        assert mistake in DOCUMENT


def test_every_rule_s_mistakes_have_a_name() -> None:
    sources = "".join(Path(rule.__code__.co_filename).read_text("utf-8") for rule in slips.RULES)
    assert set(re.findall(r'Slip\(\s*"([a-z-]+)"', sources)) <= MISTAKES.keys()
