"""A quiz about 64 hidden units: the table stays a table, and what a question takes is there."""

import re
from collections.abc import Iterator

import pytest

from benchmarks.lessons import wide_lesson
from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import minus
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Element, Expression, Ref, children
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.quiz.answer import short_name
from rnn_tutor.quiz.hints import HintLevel, hint
from rnn_tutor.quiz.plan import QuizPlan
from rnn_tutor.quiz.session import Quiz, quiz
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.quiz.feedback import formula_lines
from rnn_tutor.screens.quiz.known_lines import table_lines
from tests.derivation.networks import loaded
from tests.quiz.test_screens import transcript
from tests.screens.given import VECTORS

MANY = 16  # numbers that are shown as they are


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Derivation:
    return derive(load_lesson(wide_lesson(tmp_path_factory.mktemp("wide"), 64)))


def all_questions(derivation: Derivation) -> Quiz:
    return quiz(derivation, QuizPlan(tuple(Phase)))


def table_of(under_way: Quiz, page: Page, *, whole: bool = False) -> list[str]:
    return [line.plain for line in table_lines(under_way, page, whole=whole)]


def elements_in(expression: Expression) -> Iterator[Element]:
    if isinstance(expression, Element):
        yield expression
    for part in children(expression):
        yield from elements_in(part)


@pytest.mark.parametrize("width", [80, 40])
def test_no_table_floods_the_screen(wide: Derivation, width: int) -> None:
    under_way = all_questions(wide)
    for position in range(len(under_way.questions)):
        under_way.position = position
        lines = table_of(under_way, Page(width))
        assert len(lines) <= (30 if width == 80 else 60)  # W2 alone has 4096 numbers
        assert all(len(line) <= width for line in lines)


def test_the_few_numbers_that_a_question_takes_are_singled_out_among_others(wide: Derivation) -> None:
    under_way, checked = all_questions(wide), 0
    for position, question in enumerate(under_way.questions):
        under_way.position = position
        needed = [part for part in elements_in(question.expression) if is_long(wide, part)]
        if not 0 < len(needed) <= MANY:
            continue
        _, _, singled_out = " ".join(table_of(under_way, Page(80))).partition("among them")
        for part in needed:
            assert isinstance(part.operand, Ref)
            number = minus(number_text(question.step.shown_number(part)))
            matrix = f"[{part.row},{part.column}] = {number}"
            column = f"[{part.row}] = {number}"
            assert any(f"{short_name(part.operand)}{place}" in singled_out for place in (matrix, column))
            checked += 1
        if question.step.phase is Phase.BACKWARD:
            assert singled_out.count(" = ") > 2 * len(needed)  # which to take isn't told
            assert f" {short_name(question.step.ref)}[" not in singled_out  # nor is the answer
    assert checked > 20


def is_long(derivation: Derivation, part: Element) -> bool:
    assert isinstance(part.operand, Ref)
    rows, columns = derivation.unrolled.shape(part.operand)
    return rows * columns > MANY


def test_full_leaves_nothing_out_and_a_word_says_so(wide: Derivation) -> None:
    under_way = all_questions(wide)
    short, full = table_of(under_way, Page(80)), table_of(under_way, Page(80, full=True))
    assert any("W₂: 64 × 64" in line for line in short)
    assert any("B₁ = [−0.14, …, −0.14], 64" in line for line in short)
    assert " ".join(" ".join(short[-2:]).split()) == (
        "Of large vectors and matrices, only the ends or the size are shown; full shows everything."
    )
    assert "…" not in "".join(full)
    assert "full" not in "".join(full)
    numbers = re.findall(r"[−\d.]+", " ".join(full).partition("W₂ = ")[2].partition("B₁")[0])
    assert len(numbers) == 64 * 64


def test_a_small_vector_is_shown_whole() -> None:
    under_way = all_questions(derive(loaded(VECTORS)))
    lines = table_of(under_way, Page(80))
    assert "W = [[0.5, −0.2], [0.1, 0.3]]" in " ".join(lines)
    assert not any("among them" in line or "full" in line for line in lines)


@pytest.mark.parametrize("typed", ["full", "f"])
def test_full_is_a_word_of_the_quiz(wide: Derivation, typed: str) -> None:
    said = transcript([typed, "?"], 80, about=all_questions(wide))
    assert len(re.findall(r"−?0\.0\d?,", said)) > 64 * 60
    assert "with every number of large vectors and matrices" in " ".join(said.split())


def test_where_f_is_a_name_it_stays_one() -> None:
    named_f = VECTORS.replace("h:", "f:").replace("(h)", "(f)").replace("@ h", "@ f")
    said = transcript(["f", "full"], 80, about=all_questions(derive(loaded(named_f))))
    before, _, after = said.partition("= full")
    assert before.count("given ") == 1
    assert after.count("given ") == 1


def test_a_long_formula_is_folded_and_the_numbers_put_in_are_not(wide: Derivation) -> None:
    under_way = quiz(wide, QuizPlan((Phase.BACKWARD,), first="backward:9"))
    question = under_way.question
    assert question is not None
    rule, numbers = (
        " ".join(line.plain.strip() for line in formula_lines(hint(question, level), Page(80)))
        for level in (HintLevel.FORMULA, HintLevel.NUMBERS)
    )
    assert "+ … +" in rule
    assert numbers.count("×") == 64
