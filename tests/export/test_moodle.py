"""A question bank, read back and answered as Moodle does: the first answer within whose tolerance a number lies."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.export.to_moodle import lesson_moodle
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import read_answer
from rnn_tutor.quiz.grading import grade
from rnn_tutor.quiz.likely import label
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.plan import asked_of, elements_of
from rnn_tutor.quiz.question import Question
from tests.export.given import EVERY, derivation_of

SOME = ["stock-example", "relu-fractions", "hostile", "forward only", "sequences"]


@dataclass
class Asked:
    name: str
    text: str
    answers: list[tuple[int, Fraction | None, Fraction, str]]

    def answer(self, value: Fraction) -> tuple[int, str]:
        """The grade in per cent, and the feedback."""
        for worth, number, tolerance, feedback in self.answers:
            if number is None or abs(value - number) <= tolerance:
                return worth, feedback
        raise AssertionError(f"{value} is no answer to {self.name}")


def text_in(element: ET.Element, path: str) -> str:
    found = element.findtext(f"{path}/text")
    assert found is not None, path
    return found


def number_in(text: str) -> Fraction | None:
    return None if text == "*" else Fraction(text)


def asked(xml: str) -> list[Asked]:
    found = []
    for question in ET.fromstring(xml).iterfind("question[@type='numerical']"):
        answers = [
            (
                int(answer.attrib["fraction"]),
                number_in(answer.findtext("text") or ""),
                Fraction(answer.findtext("tolerance") or ""),
                text_in(answer, "feedback"),
            )
            for answer in question.iterfind("answer")
        ]
        found.append(Asked(text_in(question, "name"), text_in(question, "questiontext"), answers))
    return found


def questions_of(name: str) -> list[Question]:
    derivation = derivation_of(name)
    return [part for epoch in derivation.epochs for step in epoch.steps for part in elements_of(asked_of(step))]


@pytest.mark.parametrize(
    "name", [*SOME, *(pytest.param(name, marks=pytest.mark.campaign) for name in EVERY if name not in [*SOME, "long"])]
)
def test_each_number_is_asked_and_graded(name: str) -> None:
    questions, bank = questions_of(name), asked(lesson_moodle(derivation_of(name)))
    by_name = {f"{question.step.identity} {label(question)}": question for question in questions}
    assert [one.name for one in bank] == [name for name in by_name if name in {one.name for one in bank}]
    assert (
        len(bank) == len(questions) or len(derivation_of(name).epochs[0].steps) * len(derivation_of(name).epochs) > 200
    )
    for found in bank:
        question = by_name[found.name]
        assert found.name.startswith(question.step.identity)
        for right in (question.by_hand, question.exact, Fraction(question.by_hand_text)):
            assert found.answer(right)[0] == 100
        if question.by_hand:
            assert found.answer(-question.by_hand)[0] == 0
            assert found.answer(Fraction(0))[0] == 0
            assert found.answer(question.by_hand * 3)[0] == 0
        wrong = [one for one in found.answers if one[0] == 0 and one[1] is not None]
        assert len(wrong) <= 8
        for _, number, _, feedback in wrong:
            assert number is not None
            worth, said = found.answer(number)
            assert worth == 0
            assert said.startswith("<p>")
            assert feedback


@cache
def bank() -> list[Asked]:
    """What is asked of the stock example."""
    return asked(lesson_moodle(derivation_of("stock-example")))


@given(st.data(), st.integers(-60, 60), st.booleans())
def test_it_grades_as_the_program_does(data: st.DataObject, thousandths: int, around_the_right_one: bool) -> None:
    derivation = derivation_of("stock-example")
    place = data.draw(st.integers(0, len(bank()) - 1))
    question = questions_of("stock-example")[place]
    value = (round(question.by_hand, 3) if around_the_right_one else Fraction(0)) + Fraction(thousandths, 1000)
    typed = f"{float(value):.3f}"
    (answer,) = read_answer(typed, question, AnswerNames(derivation))
    by_program = grade(question, answer).verdict in (AnswerVerdict.RIGHT, AnswerVerdict.IMPRECISE)
    assert (bank()[place].answer(Fraction(typed))[0] == 100) == by_program


def test_a_slip_is_told_by_its_feedback() -> None:
    (share,) = [one for one in bank() if one.name.startswith("backward:7 ")]
    assert "the factor Y₂ is missing" in share.answer(Fraction("-0.164"))[1]
    assert "the sign is wrong" in share.answer(Fraction("0.112"))[1]
    assert "No known mistake" in share.answer(Fraction(17))[1]


def test_a_solution_is_the_step_on_one_line() -> None:
    xml = lesson_moodle(derivation_of("stock-example"))
    said = [text_in(one, "generalfeedback") for one in ET.fromstring(xml).iterfind("question[@type='numerical']")]
    for step, text in zip(derivation_of("stock-example").steps, said, strict=True):
        assert f" = {step.formula} = " in text


def test_variants_are_categories_of_their_own() -> None:
    xml = lesson_moodle(derivation_of("stock-example"), seed=7, count=2)
    names = [text_in(one, "category") for one in ET.fromstring(xml).iterfind("question[@type='category']")]
    assert [name.rpartition("/")[2] for name in names] == ["seed 7", "seed 8"]
    assert len({question.text for question in asked(xml)}) > 60
    assert xml == lesson_moodle(derivation_of("stock-example"), seed=7, count=2)


def test_what_an_author_wrote_is_obeyed_by_nothing() -> None:
    xml = lesson_moodle(derivation_of("hostile"))
    for sign in ("[[", "@@", "$$", r"\(", r"\input", "{a}"):
        assert sign not in xml
    for question in asked(xml):
        page = ET.fromstring(f"<div>{question.text.replace('<br>', '<br/>')}</div>")
        assert {element.tag for element in page.iter()} <= {"div", "p", "b", "span", "br"}
        assert "[[1]]" in "".join(page.itertext())


def test_a_long_lesson_is_shortened_with_a_word() -> None:
    xml = lesson_moodle(derivation_of("long"))
    assert len(asked(xml)) <= 200
    assert "in the middle are not asked" in xml
