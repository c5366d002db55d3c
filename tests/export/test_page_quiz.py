"""The quiz of a page reads and grades what is typed as the program does, in a real browser where there is one."""

from pathlib import Path

import pytest

from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.export.to_html import lesson_html
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import read_answer
from rnn_tutor.quiz.grading import grade
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.plan import GRADIENTS, QuizPlan, elements_of, planned
from rnn_tutor.quiz.question import Question
from tests.export.browser import Browser
from tests.export.given import derivation_of

VERDICTS = {AnswerVerdict.RIGHT: "right", AnswerVerdict.IMPRECISE: "", AnswerVerdict.WRONG: "wrong"}

NUMBERS = "-0.112  −0.112  -1.12e-1  -0.11  -0.1  0.112  -0.164  0  -.1126  -0.164×0.685  -0.164 * 0.685  17  -0.1129"
NAMES = """dX3*Y2|∂Loss/∂X₃ × Y₂|dX_3*y2|Y2*dLoss/dX3|(dX3)(Y2)|dX3 Y2|2dX3*Y2/2|dX3*Y2²/Y2|dX3*Y[2]|∂X₃·Y₂|dL/dX3*Y2
dW2_3 = dX3*Y2|dX3*Y2 = -0.112|dX3*Y2 = 0.112|(∂Loss/∂W₂)₃ = -0.112|dW2 = -0.112|-0.164*Y2|dX3*0.685
dX3*Y3|dX3*Y1|dX3|-dX3*Y2|Y2|dX3*input3|dX3/Y2|dX3*W2|X_2*dX3
dY3*σ′(X3)*Y2|dY3*sigmoid_slope(X3)*Y2|dY3*Y3*(1 - Y3)*Y2|dX3*sigmoid(X2)|dX3*σ(X₂)|dX3/(1 + exp(-X2))|dX3/(1 + e^(-X2))
dY1|dW2_3|dX2|Q|alert(1)|dX3*(Y2|dX3**|dX3)|Y2[1]|dX3*Y2*|constructor|__proto__|dX3*Y2#1#|sigmoid|sigmoid()|1/0|9^9^9^9"""
OF_VECTORS = """dX3[1]*Y2[1]|dX3[1]*Y2[2]|dX_3[1]*Y_2[1]|∂Loss/∂X₃[1] × Y₂[1]|dX3[2]*Y2[1]|dX3[1]|dX3*Y2[1]|dX3[3]*Y2[1]
Y2[1]*dX3[1]|W2[1,1]*dX3[1]|dX3[1]*W2[1, 2]|dX3[1]*Y2[1,1]"""


def by_program(question: Question, names: AnswerNames, typed: str) -> str:
    """What the page's feedback is to be called."""
    try:
        answers = read_answer(typed, question, names)
    except EquationError:
        return ""
    verdicts = [grade(question, answer).verdict for answer in answers]
    return VERDICTS[verdicts[0]] if len(verdicts) == 1 else ""


def opened(browser: Browser, page: Path, lesson: str) -> list[Question]:
    """The page at its quiz, and what it asks."""
    derivation = derivation_of(lesson)
    page.write_text(lesson_html(derivation), "utf-8")
    browser.open(page)
    while browser.run("document.documentElement?.dataset.quiz") != "ready":
        assert browser.errors == []
    browser.run("location.hash = '#quiz'")
    while browser.run("document.getElementById('quiz').hidden"):
        assert browser.errors == []
    return [part for whole in planned(derivation, QuizPlan(GRADIENTS, sums=True)) for part in elements_of(whole)]


def asked_at(browser: Browser, asked: list[Question], name: str) -> Question:
    """The question of this name, from the start."""
    place = next(place for place, question in enumerate(asked) if question.name == name)
    browser.run("while (document.getElementById('again').hidden) document.getElementById('skip').click()")
    browser.run("document.getElementById('again').click()")
    browser.run(f"for (let n = 0; n < {place}; n += 1) document.getElementById('skip').click()")
    assert browser.run("document.getElementById('asked-for').textContent") == f"{name} ="
    return asked[place]


def said(browser: Browser, typed: str) -> tuple[str, str]:
    """What kind of feedback there is, and its words; a right answer leads on to the next question."""
    browser.run("document.getElementById('answer').value = ''; document.getElementById('answer').focus()")
    browser.type(typed)
    browser.press("Enter")
    found = browser.run("[document.getElementById('said').className, document.getElementById('said').textContent]")
    kind, words = found
    return kind.removeprefix("said").strip(), words


@pytest.mark.parametrize(
    ("lesson", "name", "answers"),
    [
        ("stock-example", "(∂Loss/∂W₂)₃", [*NUMBERS.split("  "), *NAMES.replace("\n", "|").split("|")]),
        ("two-hidden-units", "(∂Loss/∂W₂)₃[1,1]", OF_VECTORS.replace("\n", "|").split("|")),
    ],
)
def test_it_reads_and_grades_as_the_program_does(
    lesson: str, name: str, answers: list[str], browser: Browser, tmp_path: Path
) -> None:
    asked = opened(browser, tmp_path / "page.html", lesson)
    question = asked_at(browser, asked, name)
    names, differ = AnswerNames(derivation_of(lesson)), {}
    for typed in answers:
        kind, words = said(browser, typed)
        if kind != (expected := by_program(question, names, typed)):
            differ[typed] = (kind, words, expected)
        if kind == "right":
            asked_at(browser, asked, name)
    assert differ == {}
