"""Worksheets in every medium: what is asked, what the key says, and numbers of their own."""

import re
from html.parser import HTMLParser

import pytest

from rnn_tutor.export.notebook_view import markdown_text
from rnn_tutor.export.to_worksheet import MEDIA, lesson_worksheet
from rnn_tutor.export.worksheet import DrawnNumbers, Exercise, Sheet, sheets
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.quiz.network_slips import RIGHT
from rnn_tutor.quiz.untellable import untellable_slips
from tests.export.given import derivation_of

SOME = ["stock-example", "hostile", "forward only", "two-hidden-units", "epochs"]


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # as its parser calls it
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("name", SOME)
def test_a_sheet_asks_and_its_key_answers(name: str, medium: str) -> None:
    derivation = derivation_of(name)
    sheet = lesson_worksheet(derivation, medium=medium)
    key = lesson_worksheet(derivation, medium=medium, key=True)
    last = derivation.steps[-1]
    assert last.identity in sheet
    assert last.identity in key
    if not last.operation.shape:
        assert last.by_hand.only.lstrip("-") in key
    assert "is missing" not in sheet
    assert "is missing" in key


def test_the_key_has_every_number_and_what_slips_give() -> None:
    key = lesson_worksheet(derivation_of("stock-example"), medium="markdown", key=True)
    numbers = re.findall(r"\*\*(\S+)\*\*", key)
    steps = derivation_of("stock-example").steps
    assert [number.replace("−", "-") for number in numbers] == [step.by_hand.only for step in steps]
    assert "the factor Y₂ is missing" in key
    for step in steps:
        assert markdown_text(f"x = {step.formula} = ")[1:] in key
    assert "= 1/(1 + 0.70469) = " in key


def test_seeds_are_printed_and_give_the_same_again() -> None:
    derivation = derivation_of("stock-example")
    sheets = lesson_worksheet(derivation, medium="markdown", seed=7, count=3)
    seeds = re.findall(r"numbers of seed (\d+)", sheets)
    assert len(set(seeds)) == 3
    assert int(seeds[0]) >= 7
    assert re.findall(r"numbers of seed (\d+)", lesson_worksheet(derivation, medium="latex", seed=7, count=3)) == seeds
    assert lesson_worksheet(derivation, medium="markdown", seed=7, count=3) == sheets
    for seed in seeds:
        assert f"numbers of seed {seed})" in lesson_worksheet(derivation, medium="markdown", seed=int(seed), key=True)


@pytest.mark.parametrize("seed", [7, pytest.param(300, marks=pytest.mark.campaign)])
@pytest.mark.parametrize("name", ["stock-example", "gru"])
def test_numbers_are_drawn_so_that_slips_show(name: str, seed: int) -> None:
    drawn = sheets(derivation_of(name), seed, 2)
    told = [[{slip.words: slip.text for slip in one.slips} for one in exercises_of(sheet)] for sheet in drawn]
    for sheet in drawn:
        lesson = sheet.lesson
        arrays = [*lesson.inputs, *lesson.targets, *(parameter.value for parameter in lesson.parameters)]
        sizes = [abs(number.value) for array in arrays for number in array.entries]
        assert len(set(sizes)) == len(sizes)
        assert all(len(str(float(number))) <= 4 for number in sizes)
        for one in exercises_of(sheet):
            texts = [one.result, *(slip.text for slip in one.slips)]
            assert len(set(texts)) == len(texts)
    # What is said together on one sheet comes to the same on every sheet.
    for one, other in zip(*told, strict=True):
        together = [{words for words in slips if "; or " in words} for slips in (one, other)]
        assert together[0] == together[1]


def exercises_of(sheet: Sheet) -> list[Exercise]:
    return [one for part in sheet.parts for one in part.exercises]


def hidden_in(sheet: Sheet) -> int:
    """The slips that come to the right number, by the check of `rnn-tutor check`."""
    return sum(1 for one in exercises_of(sheet) for _ in untellable_slips(one.question))


def test_the_lesson_s_own_numbers_may_hide_slips_and_drawn_ones_are_better() -> None:
    derivation = derivation_of("stock-example")
    (own,) = sheets(derivation, None, 1)
    (drawn,) = sheets(derivation, 1, 1)
    assert hidden_in(drawn) < hidden_in(own)  # the second input is 1


def test_numbers_that_hide_a_slip_are_seen() -> None:
    drawing = DrawnNumbers(derivation_of("stock-example").lesson)
    (own,) = sheets(derivation_of("stock-example"), None, 1)
    assert any(first == RIGHT for _, first, _ in drawing.avoidable(own))
    assert not drawing.avoidable(drawing.sheet(7))


def test_the_page_is_text_only() -> None:
    page = Tags(lesson_worksheet(derivation_of("hostile"), key=True))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text


def test_an_unknown_medium_is_told() -> None:
    with pytest.raises(LessonError, match="choose one of page, latex, markdown"):
        lesson_worksheet(derivation_of("stock-example"), medium="papyrus")


def test_a_long_lesson_is_shortened_with_a_word() -> None:
    assert "are left out here" in lesson_worksheet(derivation_of("long"))
