"""What a quiz looks like: first what has to be on it, then the whole of one, kept as files.

After a wanted change: `pytest tests/quiz/test_screens.py --snapshot-update`, then read what `git diff` shows.
"""

import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from rnn_tutor.english import minus
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.pictures.route import Route
from rnn_tutor.quiz.answer import short_name
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz, quiz
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.quiz.asking import question_lines
from rnn_tutor.screens.quiz.dialogue import QuizConversation
from rnn_tutor.screens.quiz.feedback import pointed_at
from tests.derivation.networks import loaded, simple
from tests.lessons.bundled import derivation
from tests.quiz.given import lesson, stock_quiz
from tests.screens.given import EACH_DAY, LSTM
from tests.screens.test_pages import TextFile


class Nowhere:
    """Keeps nothing."""

    def answered(self, feedback: Feedback) -> None: ...

    def skipped(self, question: Question) -> None: ...

    def answer_shown(self, question: Question) -> None: ...

    def moved(self) -> None: ...

    def ended(self) -> None: ...

    def news(self) -> Sequence[str]:
        return ()


def transcript(
    lines: list[str],
    width: int,
    *,
    exam: bool = False,
    of: Derivation | None = None,
    about: Quiz | None = None,
    **how: Any,
) -> str:
    """A quiz with somebody who types these lines, as it is written: over the stock example, a lesson, a quiz."""
    stream = StringIO()
    output = Output(stream, width=width, environment={"TERM": "xterm-256color"}, **how)
    typed: Iterator[str] = iter(lines)

    def ask(prompt: str) -> str:
        try:
            line = next(typed)
        except StopIteration:
            raise EOFError from None
        stream.write(f"{prompt}{line}\n")
        return line

    asked = about or (stock_quiz(exam=exam) if of is None else quiz(of, QuizPlan(exam=exam)))
    QuizConversation(asked, output, ask, Nowhere()).run()
    return stream.getvalue()


# What has to be there.

KINDS: dict[str, Derivation] = {
    "stock example": lesson("stock example")[0],
    "two hidden": lesson("two hidden quantities")[0],
    "LSTM": derive(loaded(LSTM)),
    "a target on each day": derive(loaded(EACH_DAY)),
    "fifty steps": simple(50).derivation(),
}


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("kind", KINDS)
def test_a_question_shows_the_numbers_it_needs_and_not_the_answer(kind: str, width: int) -> None:
    derivation = KINDS[kind]
    under_way, page, route = quiz(derivation, QuizPlan(PHASES["all"])), Page(width), Route(derivation)
    for position in range(0, len(under_way.questions), 1 + len(under_way.questions) // 60):
        under_way.position = position
        question = under_way.questions[position]
        text = "\n".join(line.plain for line in question_lines(under_way, route, page))
        operands = references(question.step.expression)
        for ref in operands:
            assert f"{short_name(ref)} = {minus(number_text(question.step.shown_number(ref)))}" in text
        if len(operands) > 1:  # else it is the same number once more
            assert f"{short_name(question.step.ref)} = " not in text
            assert question.step.formula not in text


def test_the_whole_table_of_a_long_lesson_is_there_when_asked_for() -> None:
    under_way = quiz(KINDS["fifty steps"], QuizPlan())
    asked = "\n".join(line.plain for line in question_lines(under_way, Route(under_way.derivation), Page(80)))
    assert "Y₃₀ = " not in asked
    assert asked.count("\n") < 20


@pytest.mark.parametrize(
    ("typed", "offset", "shown"),
    [
        ("dP * Wrong", 5, ["                 ^^^^^"]),
        ("a\tb", 1, ["  a\\tb", "   ^"]),
        ("\x1b[2J", 0, ["  \\x1b[2J", "  ^"]),
        ("x" * 300, 200, ["  … " + "x" * 24 + "x" * 24 + " …", "    " + " " * 24 + "^"]),
    ],
)
def test_the_caret_stands_under_the_place(typed: str, offset: int, shown: list[str]) -> None:
    lines = pointed_at(typed, offset, 5, "∂Loss/∂X₃ = ", Page(80))
    assert [line.plain for line in lines] == shown


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("-2(1.2-0.736)", "−2(1.2 − 0.736)"),
        ("1.2-0.736-1", "1.2 − 0.736 − 1"),
        ("-1-2*3", "−1 − 2 × 3"),
        ("1--2", "1 − (−2)"),
        ("3*(1-0.5)-(2-1)", "3(1 − 0.5) − (2 − 1)"),
    ],
)
def test_what_is_taken_away_is_read_back_as_it_was_typed(typed: str, read: str) -> None:
    assert f"read as {read} = " in transcript([typed], 80)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("exp(1000)", "read as e^(1000) = 1.97007111401705e434"),
        ("log(0)", "This has no value here: it leads to the log of zero."),
        ("sqrt(-1)", "This has no value here: it leads to the square root of a negative number."),
        ("exp(10^7)", "This has no value here: it leads to a power of e too large to go on with."),
    ],
)
def test_what_leads_out_of_the_numbers_is_answered_in_a_line(typed: str, said: str) -> None:
    assert f"{said}\n" in transcript([typed], 80)


def test_a_name_that_can_not_be_used_is_said_as_it_was_typed() -> None:
    said = transcript(["dP", "dX3"], 80)
    assert "'dP' is what the question asks for." in said
    assert "'dX3' isn't known yet." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-0,928", "Perhaps you mean a decimal point: write -0.928"),
        ("-0.582, -0.059", "Several numbers go between brackets: write [-0.582, -0.059]"),
        ("0.582, 0.059", "Several numbers go between brackets: write [0.582, 0.059]"),
    ],
)
def test_a_comma_is_a_decimal_point_or_parts_numbers(typed: str, said: str) -> None:
    assert said in transcript([typed], 80)


def test_how_several_numbers_are_asked_for() -> None:
    hidden = derivation("two-hidden-units")
    said = " ".join(transcript(["-0.644", "-0.582 -0.059", "W3*dP", "[dP*Y3[1], dP*Y3[2]]"], 80, of=hidden).split())
    assert "The question asks for 2 numbers, as [[a, b]]; 1 is given." in said
    assert "read as W₃ × ∂P = [[−0.580, −0.451]] Not yet: W₃ was used where Y₃ᵀ belongs." in said
    assert "asks for one number" not in said
    assert "Right." in said.partition("belongs.")[2]


def test_small_numbers_have_a_rule_of_their_own_only_among_decimals() -> None:
    among_decimals, among_figures = transcript([], 80), transcript([], 80, of=derivation("vanishing"))
    assert "step is rounded to 3 decimals, or to its first digit if it is smaller than 0.001 in size." in " ".join(
        among_decimals.split()
    )
    assert "step is rounded to 3 significant figures." in " ".join(among_figures.split())


def test_the_words_that_are_offered_do_something() -> None:
    """In an exam there are no hints and no way back; and the formula has names that the lesson has."""
    exam, lstm = transcript(["?"], 80, exam=True), transcript(["?"], 80, of=KINDS["LSTM"])
    assert re.search("^    hint ", exam, re.MULTILINE) is None
    assert re.search("^    back ", exam, re.MULTILINE) is None
    assert "hint, show, full, skip, back, quit, ?" in " ".join(lstm.split())
    assert "dX3" not in lstm
    (formula,) = re.findall(r"^    (d\w+\*\w+) ", lstm, re.MULTILINE)
    assert "Nothing here is called" not in transcript([formula], 80, of=KINDS["LSTM"])


@pytest.mark.parametrize("typed", ["I don't know", "I don’t know.", "idk", "??", "no idea", "weiß nicht", "give up"])
@pytest.mark.parametrize("of", ["stock example", "LSTM"])  # an LSTM has an i of its own
def test_who_does_not_know_is_told_what_helps(typed: str, of: str) -> None:
    said = " ".join(transcript([typed, "quit"], 80, of=KINDS[of]).split())
    assert "hint helps, a step at a time; skip passes over the question." in said
    assert "has no meaning" not in said
    assert "Nothing was answered this time." in said


def test_half_of_the_right_number_is_not_said_beside_its_cause() -> None:
    said = transcript(["-0.464"], 80)
    assert "Not yet: the 2 of the square is missing.\n" in said
    assert "half of what" not in said


def test_the_mistakes_are_summed_up_in_words() -> None:
    said = " ".join(transcript(["-0.464", "0.928"], 80).split())
    assert "– a factor forgotten, once: ∂Loss/∂P (step 1 of the backward pass)." in said
    assert "backward:1" not in said.partition("How it went")[2]
    assert "a slip in the numbers" not in said  # half of it, which is no cause beside the 2 of the square


def test_a_number_that_keeps_one_digit_by_hand_says_which_one_is_which() -> None:
    under_way = quiz(KINDS["stock example"], QuizPlan(first="backward:15"))
    said = " ".join(transcript(["-0.0008"], 80, about=under_way).split())
    assert "Right to the one digit that is kept: −0.000775 is the exact number." in said
    assert "By hand, from rounded numbers, ∂Loss/∂X₁ = −0.0007, and the table goes on with that." in said


# The whole of one.

LINES = [
    "0.928",
    "-2(target - P)",
    "dP*W3",
    "−0.622",
    "hint",
    "-0,928",
    "dP",
    "-0.74",
    "dY3*Y3",
    "-0.1234",
    "hint",
    "-0.2",
    "-0.497",
    "?",
    "-0.131",
    "dX3*Y3",
    "show",
    "dX3 * Why2",
    "-1.12e-1",
    "skip",
    "back",
    "-0.164",
    "",
    "dX3*0.4",
]


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextFile)


@pytest.mark.parametrize("width", [40, 80])
def test_a_quiz(screens: SnapshotAssertion, width: int) -> None:
    assert transcript(LINES, width) == screens


@pytest.mark.parametrize("width", [40, 80])
def test_a_quiz_in_ascii(screens: SnapshotAssertion, width: int) -> None:
    text = transcript(LINES, width, ascii_only=True)
    assert text.replace("−", "-").isascii()  # one of the lines typed has a typographic minus
    assert text == screens


def test_a_quiz_in_colours(screens: SnapshotAssertion) -> None:
    text = transcript(LINES, 80, coloured=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == transcript(LINES, 80)
    assert text == screens


@pytest.mark.parametrize("width", [40, 80])
def test_an_exam(screens: SnapshotAssertion, width: int) -> None:
    lines = ["-0.928", "-0.622", "-0.928", "-0.742", "-0.197", "-0.158", "skip", "dX3", "-0.059"]
    assert transcript(lines, width, exam=True) == screens


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 100])
def test_nothing_is_wider_than_the_page(width: int) -> None:
    lines = [line for line in transcript(LINES, width).splitlines() if not line.startswith(("∂Loss", "(∂Loss"))]
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize(("typed", "is_it"), [("-0.0008", True), ("-0.0007", True), ("-0.001", False)])
def test_it_is_only_called_right_to_a_digit_that_it_has(typed: str, is_it: bool) -> None:  # a parameter
    said = transcript([typed], 80, about=quiz(KINDS["stock example"], QuizPlan(first="backward:15")))
    assert ("Right to the one digit" in said) is is_it
    assert ("Right, since it is near enough" in said) is not is_it


def test_a_line_of_the_solution_is_not_said_twice() -> None:
    under_way = quiz(KINDS["stock example"], QuizPlan(first="backward:3"))
    said = transcript(["1", "2", "3"], 80, about=under_way).partition("This is how it goes:")[2]
    assert said.partition("── Question")[0].count("∂Loss/∂B₃ = −0.928") == 1
