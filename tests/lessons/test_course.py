"""Each bundled lesson to its end: walked, exported, quizzed right and wrong, trained; and the course as a whole."""

import io
import json
from fractions import Fraction
from itertools import count, groupby

import pytest
from rich.cells import cell_len

from rnn_tutor.export.to_json import lesson_json
from rnn_tutor.lesson.course import course
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.walk import Walk, print_all
from rnn_tutor.training.train import Diverged, Training
from tests.lessons.bundled import FOLDER, NAMES, derivation, lesson

RISES = {"too-large-a-step", "free", "exploding"}  # a step that goes too far is what they show
DIVERGES = {"exploding"}  # within a few steps like that
SLOW = {"truncated", "detach", "two-trays", "forget-bias", "both-ways"}

each_lesson = pytest.mark.parametrize("name", NAMES)
LIKE_LSTM = {"two-trays-lstm", "forget-bias"}  # its equations again, hundreds of steps long
each_kind = pytest.mark.parametrize("name", [name for name in NAMES if name not in LIKE_LSTM])
UPDATES = 20
SOME = 8  # steps of a lesson to which a wrong answer is given each time the tests run


@each_lesson
def test_walked_to_the_end(name: str) -> None:
    paper = io.StringIO()
    walk = Walk(derivation(name))
    print_all(walk, Output(paper, width=80, environment={}))
    shown = paper.getvalue()
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert lesson(name).title in shown
    assert "Did it work?" in shown
    assert ("It worked: the loss fell" in shown) == (name not in RISES)
    for epoch in derivation(name).epochs:
        for step in epoch.steps:
            assert step.identity in walk.places


@each_lesson
def test_exported(name: str) -> None:
    document = json.loads(lesson_json(derivation(name)))
    assert len(document["steps"]) == sum(len(epoch.steps) for epoch in derivation(name).epochs)
    assert document["lesson"]["name"] == name
    assert {step["epoch"] for step in document["steps"]} == set(range(1, lesson(name).training.epochs + 1))


@each_kind
def test_quizzed_right(name: str) -> None:
    asked = quiz(derivation(name), QuizPlan(PHASES["all"]))
    while (question := asked.question) is not None:
        by_hand = question.step.by_hand
        if question.whole:
            answer = json.dumps(by_hand.nested()).replace('"', "")
        else:
            answer = by_hand.at(question.row - 1, question.column - 1)
        assert asked.answer(answer).grade.verdict is AnswerVerdict.RIGHT, (question.step.identity, answer)


@each_kind
def test_quizzed_wrong(name: str) -> None:
    all_wrong(name, every=1 + len(derivation(name).steps) // SOME)


@pytest.mark.campaign
@each_kind
def test_quizzed_wrong_at_every_step(name: str) -> None:
    all_wrong(name, every=1)


def all_wrong(name: str, every: int) -> None:
    """A wrong answer to each question, or to one in so many: for each of them, all likely mistakes are tried."""
    asked = quiz(derivation(name), QuizPlan(PHASES["all"], attempts=1))
    for place in count():
        if (question := asked.question) is None:
            break
        if place % every:
            asked.skip()
            continue
        off = question.step.by_hand.map(lambda text: str(Fraction(text) * 3 + 1))
        answer = json.dumps(off.nested()).replace('"', "") if question.whole else off.entries[0]
        feedback = asked.answer(answer)
        assert feedback.grade.verdict is AnswerVerdict.WRONG, (question.step.identity, answer)
        assert len(set(feedback.attempt.mistakes)) <= 2


@each_lesson
def test_trained(name: str) -> None:
    if name in DIVERGES:
        with pytest.raises(Diverged):
            list(Training(lesson(name)).run(UPDATES))
        return
    losses = [update.loss for update in Training(lesson(name)).run(UPDATES)]
    assert len(losses) == UPDATES
    assert min(losses) < losses[0] / 2 or name in SLOW | RISES
    assert losses[-1] < losses[0] or name in RISES


@each_lesson
def test_not_all_is_zero_by_hand(name: str) -> None:
    texts = [entry for step in derivation(name).steps for entry in step.by_hand.entries]
    zeros = [text for text in texts if not Fraction(text)]
    assert len(zeros) < len(texts) / 4


@each_lesson
def test_words(name: str) -> None:
    of = lesson(name)
    assert len(of.about.split()) > 40
    assert of.question.rstrip().endswith(("?", "."))
    assert len(of.notes) >= 2
    assert len(of.answer.split()) > 15


def test_the_order_of_the_course() -> None:
    bundled = [entry for entry in course() if entry.path.parent == FOLDER]
    assert [entry.name for entry in bundled] == [
        "one-neuron",
        "two-days",
        "stock-example",
        "one-weight-or-three",
        "checking-a-gradient",
        "loss-at-every-step",
        "first-state",
        "two-trays",
        "vanishing",
        "tanh-instead",
        "exploding",
        "clipping",
        "relu-fractions",
        "lstm",
        "two-trays-lstm",
        "forget-bias",
        "gru",
        "attention",
        "both-ways",
        "truncated",
        "detach",
        "forced",
        "free",
        "batch",
        "too-large-a-step",
        "adam",
        "yes-or-no",
        "each-morning",
        "two-layers",
        "two-hidden-units",
        "rotation",
        "hello",
    ]
    assert len({entry.place for entry in bundled}) == len(bundled)
    assert all(entry.teaches for entry in bundled)
    chapters = [entry.chapter for entry in bundled]
    assert all(chapters)
    assert len(list(groupby(chapters))) == len(set(chapters)) == 5  # each in one piece
