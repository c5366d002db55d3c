"""What is said to wrong answers, read line by line: is it true here, does it help, does it give nothing away?"""

from pathlib import Path

import pytest

from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from tests.quiz.given import bundled

ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("feedback_read.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_there_are_sixty() -> None:
    assert len(set(ROWS)) >= 60


@pytest.mark.parametrize(("lesson", "step", "typed", "said"), ROWS)
def test_what_is_said_is_what_was_read(lesson: str, step: str, typed: str, said: str) -> None:
    asked = quiz(bundled(lesson), QuizPlan(PHASES["all"], first=step, last=step))
    assert "; ".join(mistake.words for mistake in asked.answer(typed).grade.mistakes) == said
