"""Which questions a quiz asks: the gradients, a mix with questions of meaning, any epoch."""

import json
from collections import Counter
from pathlib import Path

import pytest

from rnn_tutor.cli.quiz_options import QuizOptions
from rnn_tutor.cli.quiz_runs import of_epoch, plan_of
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Ref
from rnn_tutor.pictures.route import Route
from rnn_tutor.quiz.attempt import as_data
from rnn_tutor.quiz.meaning import MeaningQuestion, meaning_questions
from rnn_tutor.quiz.mix import kind_of
from rnn_tutor.quiz.plan import PHASES, NothingToAsk, QuizPlan, planned
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import quiz
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.quiz.asking import question_lines
from rnn_tutor.screens.quiz.known_numbers import Table
from tests.quiz import by_float
from tests.quiz.given import STOCK, bundled

BUNDLED = sorted(path.stem for path in Path("lessons").glob("*.yaml"))
WITH_SHARES = ["stock-example", "loss-at-every-step", "gru", "lstm", "two-hidden-units", "two-layers", "adam"]


def asked(lesson: str, **options: object) -> tuple[Question, ...]:
    given = QuizOptions(lesson=lesson, phase_is_chosen="phase" in options, **options)  # type: ignore[arg-type]  # any
    return planned(of_epoch(bundled(lesson), given), plan_of(given, given.seed))


def test_by_itself_it_asks_the_way_back_and_then_the_sums_of_several_contributions() -> None:
    identities = [question.identity for question in asked("stock-example")]
    assert identities == [*(f"backward:{n}" for n in range(1, 18)), "total:1", "total:2", "total:3"]


def test_a_named_phase_or_a_range_asks_all_of_its_steps() -> None:
    assert len(asked("stock-example", phase="backward")) == 17
    assert len(asked("stock-example", phase="total")) == 5
    assert [q.identity for q in asked("stock-example", first="total:4")] == ["total:4", "total:5"]
    between = [q.identity for q in asked("stock-example", first="backward:16", last="total:2")]
    assert between == ["backward:16", "backward:17", "total:1", "total:2"]


def test_every_epoch_can_be_asked() -> None:
    for options in ({"epoch": 2, "phase": "update"}, {"first": "2.update:1"}):
        questions = asked("adam", **options)
        assert [q.identity for q in questions[:2]] == ["2.update:1", "2.update:2"]
    under_way = quiz(bundled("adam").epochs[1], QuizPlan(PHASES["update"]))
    assert under_way.answer("beta1*old m(W1) + (1 - beta1)*dW1").attempt.verdict.value == "right"
    table = "\n".join(line.plain for line in question_lines(under_way, Route(under_way.derivation), Page(80)))
    assert "W₁ = 0.5 " not in table  # that was before the first update


@pytest.mark.parametrize(
    "options", [{"epoch": 99}, {"first": "1.backward:1", "last": "2.backward:1"}, {"epoch": 1, "first": "2.update:1"}]
)
def test_an_epoch_that_is_not_there_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(NothingToAsk):
        asked("adam", **options)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lesson", WITH_SHARES)
def test_a_mix_has_each_kind_once_before_any_twice(lesson: str, seed: int) -> None:
    questions = planned(bundled(lesson), QuizPlan(PHASES["all"], mix=seed))
    assert len(questions) == 12
    phases = Counter(question.phase for question in questions)
    assert phases["meaning"] == 2
    assert phases["forward"] == 2
    assert phases["total"] >= 1
    assert phases["update"] >= 1
    back = Counter(kind_of(question.step) for question in questions if question.phase == "backward")
    there = {kind_of(s) for s in bundled(lesson).phase(Phase.BACKWARD) if not isinstance(s.expression, Ref)}
    assert back.keys() == there or max(back.values()) == 1
    assert questions == planned(bundled(lesson), QuizPlan(PHASES["all"], mix=seed))


def test_nothing_in_a_mix_stands_in_the_table_already() -> None:
    for seed in range(5):
        under_way = quiz(bundled("stock-example"), QuizPlan(PHASES["all"], mix=seed))
        for place, question in enumerate(under_way.questions):
            under_way.position = place
            table = Table(under_way, whole=True)
            shown = {ref for _, refs in table.names() for ref in refs}
            assert isinstance(question, MeaningQuestion) or question.step.ref not in shown
            assert isinstance(question, MeaningQuestion) or not isinstance(question.step.expression, Ref)


def test_questions_of_meaning_are_graded_by_the_lesson() -> None:
    """Against the same lesson in plain floats."""
    worked = by_float.simple([0.5, 1.0, 0.8], 1.2, STOCK, 0.1)
    questions = {question.identity: question for question in meaning_questions(bundled("stock-example"))}
    for name in ("W1", "W2", "B1"):
        shares = worked.share[name]
        assert questions[f"meaning:count:{name}"].right_word == str(len(shares))
        assert questions[f"meaning:largest:{name}"].right_word == str(max(shares, key=lambda day: abs(shares[day])))
    for name in STOCK:
        way = "down" if worked.total(name) > 0 else "up"
        assert questions[f"meaning:direction:{name}"].right_word == way


@pytest.mark.parametrize(
    ("about", "typed", "verdict"),
    [
        ("count:W2", "2", "right"),
        ("count:W2", "two", "right"),
        ("count:W2", "it has 3", "wrong"),
        ("count:W2", "many", "unreadable"),
        ("largest:W1", "day 3", "right"),
        ("direction:W1", "Up.", "right"),
        ("direction:W1", "down", "wrong"),
        ("direction:W1", "0.3", "unreadable"),
    ],
)
def test_how_a_question_of_meaning_is_answered(about: str, typed: str, verdict: str) -> None:
    under_way = quiz(bundled("stock-example"), QuizPlan())
    question = next(q for q in meaning_questions(bundled("stock-example")) if q.identity == f"meaning:{about}")
    under_way.questions = (question,)
    feedback = under_way.answer(typed)
    assert feedback.attempt.verdict.value == verdict
    assert json.loads(json.dumps(as_data(feedback.attempt)))["phase"] == "meaning"
    assert feedback.over == (verdict == "right" or (verdict == "wrong" and bool(question.choices)))


@pytest.mark.parametrize("lesson", BUNDLED)
def test_a_question_fits_on_the_screen_with_its_table(lesson: str) -> None:
    under_way = quiz(bundled(lesson), QuizPlan(PHASES["all"]))
    route = Route(under_way.derivation)
    for place in range(0, len(under_way.questions), max(1, len(under_way.questions) // 12)):
        under_way.position = place
        assert len(question_lines(under_way, route, Page(80))) < 24


def test_in_an_exam_the_table_goes_on_from_one_s_own_numbers_throughout() -> None:
    """Of a matrix too large to be asked as a whole, too: its other elements follow from what was answered."""
    under_way = quiz(bundled("two-layers"), QuizPlan(PHASES["backward"], exam=True))
    for _ in range(2):
        under_way.answer("7.25")
    question = under_way.questions[0]
    if not question.whole:
        table = Table(under_way, whole=True)
        list(table.names())
        value = table.values[question.step.ref]
        assert value.at(question.row - 1, question.column - 1).startswith("7.25")
