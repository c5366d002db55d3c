"""A quiz under way: what counts, what doesn't, where it stands, and how it is taken up again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.notation.line import line as on_one_line
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.hints import HintLevel
from rnn_tutor.quiz.plan import PHASES, NothingToAsk, QuizPlan
from rnn_tutor.quiz.session import Quiz, quiz
from tests.quiz.given import lesson, stock_quiz

RIGHT = ["-0.928", "-0.622", "-0.928", "-0.742", "-0.164", "-0.131", "-0.112", "-0.164", "-0.049", "-0.011"]
RIGHT += ["-0.011", "-0.006", "-0.011", "-0.003", "-0.0007", "-0.0004", "-0.0007"]
SUMS = ["-0.142", "-0.118", "-0.176"]  # those of more than one contribution


def ended(under_way: Quiz, *lines: str) -> Quiz:
    for line in lines:
        under_way.answer(line)
    return under_way


def test_all_right_first_time() -> None:
    done = ended(stock_quiz(), *RIGHT)
    assert done.question is None
    assert (done.asked, done.right_first_time) == (17, 17)


def test_the_order_and_the_names_of_the_questions() -> None:
    asked = [(q.step.quantity, q.step.time_step) for q in stock_quiz().questions]
    assert asked[:5] == [("P", None), ("W3", None), ("B3", None), ("Y", 3), ("X", 3)]
    assert [q.name for q in stock_quiz().questions][5:9] == [
        "(∂Loss/∂W₁)₃",
        "(∂Loss/∂W₂)₃",
        "(∂Loss/∂B₁)₃",
        "∂Loss/∂Y₂",
    ]


@pytest.mark.parametrize(
    ("phase", "count"), [("forward", 8), ("backward", 17), ("total", 5), ("update", 5), ("all", 35)]
)
def test_phases(phase: str, count: int) -> None:
    assert len(stock_quiz(phases=PHASES[phase]).questions) == count


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("9", "10", ["backward:9", "backward:10"]),
        ("backward:16", None, ["backward:16", "backward:17"]),
        (None, "2", ["backward:1", "backward:2"]),
        ("3", "BACKWARD:3", ["backward:3"]),
    ],
)
def test_from_and_to(first: str | None, last: str | None, names: list[str]) -> None:
    assert [q.step.identity for q in stock_quiz(first=first, last=last).questions] == names


@pytest.mark.parametrize("options", [{"first": "18"}, {"last": "forward:1"}, {"first": "5", "last": "4"}, {"only": ()}])
def test_a_plan_that_asks_nothing_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(NothingToAsk):
        stock_quiz(**options)


def test_attempts_run_out_and_the_quiz_moves_on() -> None:
    under_way = stock_quiz(attempts=2)
    first = under_way.answer("0.1")
    assert (first.attempts_left, first.over) == (1, False)
    second = under_way.answer("0.2")
    assert (second.attempts_left, second.over) == (0, True)
    assert [attempt.number for attempt in under_way.attempts] == [1, 2]
    assert under_way.position == 1
    assert under_way.answer("-0.622").attempt.number == 1


def test_what_cannot_be_read_or_lacks_digits_costs_no_attempt() -> None:
    under_way = stock_quiz(attempts=1)
    for typed, verdict in (
        ("foo", AnswerVerdict.UNREADABLE),
        ("-0.9", AnswerVerdict.IMPRECISE),
        ("-1", AnswerVerdict.IMPRECISE),
    ):
        feedback = under_way.answer(typed)
        assert (feedback.attempt.verdict, feedback.attempts_left, feedback.attempt.number) == (verdict, 1, 1)
    assert under_way.answer("-0.93").attempt.verdict is AnswerVerdict.RIGHT
    assert under_way.right_first_time == 1


def test_a_hint_gives_one_level_more_and_costs_the_first_time() -> None:
    under_way = stock_quiz(first="5")
    levels = [given.level for _ in range(5) if (given := under_way.hint())]
    assert levels == [1, 2, 3, 4, 4]
    under_way = stock_quiz(first="5")
    under_way.hint()
    under_way.answer("-0.164")
    assert under_way.right_first_time == 0
    assert under_way.attempts[0].hints == 1


def test_hints_say_more_and_more() -> None:
    under_way = stock_quiz(first="5")
    rule, *others = [given for _ in range(4) if (given := under_way.hint())]
    assert "slope of σ" in rule.words
    assert [[(found.name, on_one_line(found.layout)) for found in given.formulas] for given in others] == [
        [("∂Loss/∂X₃", "∂Loss/∂Y₃ × Y₃(1 − Y₃)")],
        [("∂Loss/∂X₃", "−0.742 × 0.670 × (1 − 0.670)")],
        [("∂Loss/∂X₃", "−0.164")],
    ]


def test_where_nothing_explains_an_answer_the_next_hint_is_the_formula() -> None:
    under_way = stock_quiz(first="5")
    assert under_way.answer("-0.1234").grade.mistakes == ()
    given = under_way.hint()
    assert given is not None
    assert given.level is HintLevel.FORMULA


def test_skip_and_back() -> None:
    under_way = stock_quiz()
    assert not under_way.back()
    assert under_way.skip().step.identity == "backward:1"
    assert under_way.position == 1
    assert under_way.back()
    under_way.answer("-0.928")
    assert (under_way.asked, under_way.right_first_time) == (1, 0)  # its answer stood in the table already


def test_going_back_gives_the_attempts_anew_and_counts_nothing_twice() -> None:
    under_way = stock_quiz(attempts=2)
    ended(under_way, "-0.928")
    under_way.back()
    assert under_way.answer("0.3").attempts_left == 1
    assert under_way.answer("-0.928").attempt.number == 3
    assert (under_way.asked, under_way.right_first_time) == (1, 1)


def test_the_table_holds_what_comes_before_the_question() -> None:
    under_way = stock_quiz(first="5")
    assert [step.identity for step in under_way.known][-1] == "backward:4"
    assert len(under_way.known) == 12


def test_names_that_are_not_known_yet_are_no_way_round() -> None:
    under_way = stock_quiz(first="5")
    for typed in ("dX3", "∂X₃", "dX2", "dW1", "dX1*1"):
        assert under_way.answer(typed).attempt.verdict is AnswerVerdict.UNREADABLE


def test_the_only_share_may_be_called_as_the_total() -> None:
    assert stock_quiz(first="3").answer("dW3/Y3").attempt.verdict is AnswerVerdict.RIGHT
    total = quiz(lesson("stock example")[0], QuizPlan(PHASES["total"], first="4"))
    assert total.answer("dW3").attempt.verdict is AnswerVerdict.RIGHT


# The exam.


def test_an_exam_takes_one_answer_to_each_question() -> None:
    exam = stock_quiz(exam=True)
    feedback = exam.answer("0.5")
    assert (feedback.over, exam.position) == (True, 1)
    assert exam.hint() is None
    assert not exam.back()


def test_an_exam_tells_nothing_by_asking_for_digits() -> None:
    for typed, verdict in (("-0.9", AnswerVerdict.IMPRECISE), ("0.7", AnswerVerdict.WRONG)):
        exam = stock_quiz(exam=True)
        assert (exam.answer(typed).attempt.verdict, exam.position) == (verdict, 1)
        assert (exam.asked, exam.right_first_time) == (1, 0)


@pytest.mark.parametrize("later", ["-0.059", "dX3*W2", "-0.197*0.3"])
def test_step_9_gets_its_credit_though_step_5_went_wrong(later: str) -> None:
    """∂X₃ answered −0.197: then W₂'s share is −0.197 × 0.685, and ∂Y₂ is −0.197 × 0.3."""
    exam = ended(stock_quiz(exam=True), "-0.928", "-0.622", "-0.928", "-0.742", "-0.197", "-0.158", "-0.135", "-0.197")
    feedback = exam.answer(later)
    assert feedback.attempt.verdict is AnswerVerdict.RIGHT
    assert feedback.attempt.mistakes == (() if "W2" in later else ("earlier-slip",))
    assert exam.right_first_time == 8
    wrong = [attempt for attempt in exam.attempts if attempt.verdict is AnswerVerdict.WRONG]
    assert [attempt.step for attempt in wrong] == ["backward:5"]


def test_an_exam_shows_one_s_own_numbers() -> None:
    exam = ended(stock_quiz(exam=True, first="5"), "-0.197", "dX3*input3")
    asked = exam.questions[0]
    assert str(exam.screen.value(asked.step.ref)) == "-197/1000"
    share = exam.questions[1]
    assert float(exam.screen.own[share.place].value) == pytest.approx(-0.197 * 0.8)


def test_a_right_answer_with_two_digits_is_no_slip_for_what_follows() -> None:
    """−0.16 is right for ∂X₃; what is worked out from it is right as well, and nothing is held against it."""
    exam = ended(stock_quiz(exam=True, first="5"), "-0.16", "-0.128")
    assert [(a.verdict, a.mistakes) for a in exam.attempts] == [(AnswerVerdict.RIGHT, ()), (AnswerVerdict.RIGHT, ())]


def test_outside_an_exam_what_follows_from_a_wrong_answer_is_explained() -> None:
    under_way = ended(stock_quiz(first="5", attempts=1), "-0.197")
    feedback = under_way.answer("-0.158")
    assert feedback.attempt.verdict is AnswerVerdict.WRONG
    assert "earlier-slip" in feedback.attempt.mistakes


# The contract for programs, and going on later.


def test_the_result_for_programs() -> None:
    done = ended(stock_quiz(last="2"), "0.928", "-0.928", "dP*Y3")
    assert done.as_json(7) == {
        "lesson": "stock-example",
        "seed": 7,
        "asked": 2,
        "right_first_time": 1,
        "answers": [
            {
                "quantity": "P",
                "time_step": None,
                "phase": "backward",
                "given": "0.928",
                "verdict": "wrong",
                "mistakes": ["sign"],
                "attempt": 1,
            },
            {
                "quantity": "P",
                "time_step": None,
                "phase": "backward",
                "given": "-0.928",
                "verdict": "right",
                "mistakes": [],
                "attempt": 2,
            },
            {
                "quantity": "W3",
                "time_step": None,
                "phase": "backward",
                "given": "dP*Y3",
                "verdict": "right",
                "mistakes": [],
                "attempt": 1,
            },
        ],
    }


ACTS = ["hint", "skip", "back", "0.3", "-0.1234", "foo", "-0.9", *RIGHT[:6], "dP*Y3", "dP*W3", "-.197", "dX3 *\tW2"]


def act(under_way: Quiz, what: str) -> None:
    match what:
        case _ if under_way.question is None:
            return
        case "hint":
            under_way.hint()
        case "skip":
            under_way.skip()
        case "back":
            under_way.back()
        case _:
            under_way.answer(what)


@given(st.lists(st.sampled_from(ACTS), max_size=25), st.lists(st.sampled_from(ACTS), max_size=8), st.booleans())
def test_a_quiz_taken_up_again_goes_on_as_if_it_had_not_been_left(
    before: list[str], after: list[str], exam: bool
) -> None:
    whole, first, second = (stock_quiz(exam=exam) for _ in range(3))
    for what in before:
        act(whole, what)
        act(first, what)
    second.restore(json.loads(json.dumps(first.state())), [replace(attempt) for attempt in first.attempts])
    for what in after:
        act(whole, what)
        act(second, what)
    assert second.state() == whole.state()
    assert second.as_json(None) == whole.as_json(None)
    assert second.own == whole.own


@pytest.mark.parametrize(
    "state",
    [{}, {"position": "x"}, stock_quiz().state() | {"firsts": 3}, stock_quiz().state() | {"position": None}],
)
def test_a_state_of_something_else_is_refused_and_changes_nothing(state: dict[str, Any]) -> None:
    under_way = stock_quiz()
    with pytest.raises((KeyError, TypeError, ValueError)):
        under_way.restore(state, [])
    assert under_way.state() == stock_quiz().state()
