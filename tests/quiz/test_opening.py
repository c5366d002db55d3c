"""What a quiz begins with: in a terminal of the usual size, all of it is on the screen with the first question."""

from io import StringIO

import pyte
import pytest

from rnn_tutor.pictures.route import Route
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from rnn_tutor.quiz.symbol import symbol_in_words
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.quiz.asking import question_lines
from rnn_tutor.screens.quiz.dialogue import TO_BEGIN, QuizConversation
from rnn_tutor.screens.quiz.opening import opening_lines
from tests.lessons.bundled import derivation
from tests.quiz.test_screens import Nowhere

OWN = QuizPlan(PHASES["gradients"], sums=True, own=True)
KINDS = ["one-neuron", "loss-at-every-step", "two-trays", "lstm", "attention", "hello", "two-hidden-units"]


class Terminal(Output):
    """An output that takes itself for a terminal of some size, with a person before it."""

    is_conversation = True

    def __init__(self, width: int, height: int) -> None:
        self.rows = height
        super().__init__(StringIO(), width=width, environment={"TERM": "xterm-256color"}, coloured=False)

    @property
    def height(self) -> int:
        return self.rows


def screens(name: str, width: int, height: int, typed: list[str]) -> list[list[str]]:
    """What stands on the screen at each prompt, for somebody who types these lines and then leaves."""
    output, seen, lines = Terminal(width, height), [], iter([*typed, "quit"])
    screen = pyte.Screen(width, height)
    stream = pyte.Stream(screen)

    def ask(prompt: str) -> str:
        assert isinstance(output.stream, StringIO)
        stream.feed((output.stream.getvalue() + prompt).replace("\n", "\r\n"))
        seen.append([row.rstrip() for row in screen.display])
        output.stream.truncate(0)
        output.stream.seek(0)
        line = next(lines)
        stream.feed(f"{line}\r\n")
        return line

    QuizConversation(quiz(derivation(name), OWN), output, ask, Nowhere()).run()
    return seen


@pytest.mark.parametrize("name", ["one-neuron", "two-days", "stock-example", "too-large-a-step"])
def test_title_equations_rules_and_the_first_question_are_on_one_screen(name: str) -> None:
    screen, *_ = screens(name, 80, 24, [])
    text = "\n".join(screen)
    assert screen[0].startswith("── Quiz · ")
    for part in ("Xₜ = inputₜ × W₁", "Loss = (target − ", "a number or a formula, like", "3 decimals", "Question 1 of"):
        assert part in " ".join(text.split())
    assert text.rstrip().splitlines()[-1].endswith(" =")


@pytest.mark.parametrize("name", ["one-neuron", "two-days", "stock-example"])
def test_so_is_what_is_said_to_whoever_goes_on(name: str) -> None:
    under_way = quiz(derivation(name), OWN)
    remark = (
        "Going on where you left off, at question 3 of 20. To start over:",
        ["rnn-tutor", "quiz", name, "--restart"],
    )
    asked = question_lines(under_way, Route(derivation(name)), Page(80), 23)
    opening = opening_lines(under_way, [remark], Page(80), 23 - len(asked))
    text = "\n".join(line.plain for line in opening)
    assert len(opening) + len(asked) <= 23
    assert "--restart" in text
    assert "Xₜ = inputₜ × W₁" in text
    assert "how to answer" in text or "formula" in text


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 20)])
@pytest.mark.parametrize("name", KINDS)
def test_whatever_comes_first_its_top_is_seen(name: str, width: int, height: int) -> None:
    first, *rest = screens(name, width, height, ["", "", "", ""])
    assert "Quiz" in first[0]
    before = [screen for screen in (first, *rest) if screen[-1] == "" and "Enter: the first" in "\n".join(screen)]
    question = next(screen for screen in (first, *rest) if "Question 1 of" in "\n".join(screen))
    assert any("Question 1 of" in row for row in question)
    assert len(before) <= 3


@pytest.mark.parametrize("name", KINDS)
def test_every_question_is_on_one_screen(name: str) -> None:
    under_way, route, page = quiz(derivation(name), OWN), Route(derivation(name)), Page(80)
    for position in range(len(under_way.questions)):
        under_way.position = position
        assert len(question_lines(under_way, route, page, 23)) <= 23


def test_an_answer_typed_at_the_opening_answers_the_first_question() -> None:
    first, second, *_ = screens("stock-example", 40, 20, ["-0.928"])
    assert any(TO_BEGIN.strip() in row for row in first)
    text = "\n".join(second)
    assert "Right. ∂Loss/∂P = −0.928 by hand" in " ".join(text.split())


def test_a_question_stays_on_the_screen_with_what_was_said_before_it() -> None:
    for screen in screens("stock-example", 80, 24, ["-0.928", "-0.622", "0.5", "-0.9"])[1:3]:
        text = "\n".join(screen)
        assert "Right." in text
        assert "Question" in text


@pytest.mark.parametrize("typed", ["?gradient", "? gradient", "?Gradients"])
def test_a_word_is_explained(typed: str) -> None:
    screen = "\n".join(screens("stock-example", 80, 40, [typed])[1])
    assert "gradient" in screen
    assert "has no meaning" not in screen


SYMBOLS: list[tuple[str, str, str]] = [
    ("one-weight-or-three", "W1a", "W1a is a weight, a parameter that something is multiplied by"),
    ("two-days", "X2", "X₂ is a number that the network computes on day 2: X₂ = input₂ × W₁ + Y₁ × W₂ + B₁."),
    ("two-days", "X₂", "X₂ is a number that the network computes on day 2"),
    ("two-days", "B1", "B₁ is a bias, a parameter that is added"),
    ("two-days", "η", "η is the learning rate: 0.3."),
    ("two-days", "dX2", "∂Loss/∂X₂ is the gradient of X₂; in an answer it is typed dX2."),
    ("two-days", "dW1_2", "W₁ on day 2 alone"),
    ("two-days", "target", "target is what the network should have predicted: 0.6."),
    ("gru", "Un", "Un is a weight"),
    ("adam", "beta1", "β₁ is a setting of the optimizer: 0.9."),
    ("two-days", "W9", ""),
]


@pytest.mark.parametrize(("lesson", "symbol", "said"), SYMBOLS)
def test_a_symbol_is_explained_from_the_lesson(lesson: str, symbol: str, said: str) -> None:
    words = symbol_in_words(derivation(lesson), symbol)
    assert said in words
    assert bool(said) == bool(words)


def test_what_a_question_asks_is_not_given_away() -> None:
    """A gradient's formula is what hints are for."""
    stock = derivation("stock-example")
    for question in quiz(stock, OWN).questions:
        words = symbol_in_words(stock, stock.names.name_of(question.step)) or symbol_in_words(stock, question.name)
        assert words
        assert question.step.formula not in words
        assert question.by_hand_text not in words
