"""One element worked out on request, and large lessons that leave the screen calm."""

import math
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from benchmarks.lessons import wide_lesson
from rnn_tutor import load_lesson
from rnn_tutor.equations.tree import Expression
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.part import loss_parts
from rnn_tutor.explain.step import StepElement
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.conversation import Conversation
from rnn_tutor.screens.walk.element import NoSuchElement, chosen, element_lines
from rnn_tutor.screens.walk.showing import AROUND
from rnn_tutor.screens.walk.walk import Walk
from tests.screens.given import UNICODE, VECTORS, cells, plain, text, walk_of

LONGEST = 60  # lines of a page


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return Walk(derive(load_lesson(wide_lesson(tmp_path_factory.mktemp("wide"), 64))))


def said(walk: Walk, *typed: str) -> str:
    answers: Iterator[str] = iter([*typed, "q"])
    stream = StringIO()
    Conversation(walk, Output(stream, width=80, coloured=False), lambda _: next(answers), ["walk"]).run()
    return stream.getvalue()


def page_of(walk: Walk, address: str, page: Page = UNICODE) -> list[str]:
    return plain(walk.page(walk.stops[walk.places[address]], page))


def test_an_element_is_a_line_between_single_numbers() -> None:
    step = walk_of(VECTORS).stops[walk_of(VECTORS).places["forward:1"]].step
    assert step is not None
    assert plain(element_lines(step.element(2), UNICODE, 20)) == [
        "       h₁[2] = tanh(W[2,1] × input₁[1] + W[2,2] × input₁[2] + b[2])",
        "             = tanh(0.1 × 1 + 0.3 × 0 + 0.2)",
        "             = tanh(0.1 + 0 + 0.2)",
        "             = tanh(0.3)",
        "",
        "   ▶ by hand   0.291",
        "       exact   0.29131261245159090582",  # tanh(0.3), as in any table
    ]


def test_a_column_is_named_where_a_matrix_has_several() -> None:
    assert "W[2,1] × input₁[1]" in said(walk_of(VECTORS), "g forward:1", "x 2")


def test_x_alone_goes_from_one_element_to_the_next() -> None:
    found = said(walk_of(VECTORS), "g forward:1", "x", "x", "x")
    assert [line.split()[0] for line in found.splitlines() if line.strip().startswith("h₁[")] == [
        "h₁[1]",
        "h₁[2]",
        "h₁[1]",
    ]


@pytest.mark.parametrize("typed", ["2,1", "2 1", "[2,1]", "2;1", " 2 , 1 "])
def test_a_place_is_understood_however_it_is_written(typed: str) -> None:
    step = next(stop.step for stop in walk_of(VECTORS).stops if stop.step and stop.step.quantity == "U")
    assert chosen(typed.strip(), step, None).place == "2,1"


@pytest.mark.parametrize(
    ("quantity", "typed", "sentence"),
    [
        ("h", "3", "There is no element 3 in h₁; it has 2 elements."),
        ("h", "two", "Which element? Type x 2: h₁ has 2 elements."),
        ("U", "2", "has 2 rows and 2 columns."),
        ("U", "0,1", "There is no element 0,1 in "),
        ("Loss", "1", "x is for vectors and matrices; Loss is a single number, and all of its lines are there."),
    ],
)
def test_where_there_is_no_such_element_it_says_which_there_are(quantity: str, typed: str, sentence: str) -> None:
    step = next(stop.step for stop in walk_of(VECTORS).stops if stop.step and stop.step.quantity == quantity)
    with pytest.raises(NoSuchElement) as refused:
        chosen(typed, step, None)
    assert sentence in str(refused.value)


def test_x_on_a_page_without_a_step_says_so() -> None:
    assert "this page has none" in said(walk_of(VECTORS), "x")


@pytest.mark.parametrize("width", [80, 120])
def test_no_page_of_a_large_lesson_floods_the_screen(wide: Walk, width: int) -> None:
    for stop in wide.stops:
        lines = plain(wide.page(stop, Page(width)))
        assert len(lines) <= LONGEST, stop.address
        assert all(cells(line) <= width for line in lines)


def test_the_corners_of_a_large_matrix_are_shown(wide: Walk) -> None:
    step = wide.stops[wide.places["backward:7"]].step
    assert step is not None
    page = "\n".join(page_of(wide, "backward:7"))
    for row, column in ((1, 1), (1, 64), (64, 1), (64, 64)):
        assert step.element(row, column).exact().replace("-", "−") in page


def test_only_what_is_shown_is_worked_out(wide: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    worked_out = StepElement.exact

    def noted(element: StepElement, digits: int) -> str:
        made.append(element.place)
        return worked_out(element, digits)

    monkeypatch.setattr(StepElement, "exact", noted)
    page_of(wide, "update:2")
    assert 0 < len(made) < 100


def test_all_terms_of_one_element_are_written_out(wide: Walk) -> None:
    _, numbers, *_ = said(wide, "g forward:3", "x 2").rpartition("X₂[2] = ")[2].split("\n\n")
    assert numbers.count("×") == 1 + 64


def test_a_full_page_has_every_element(wide: Walk) -> None:
    full = page_of(wide, "forward:1", Page(80, full=True))
    assert any(line.strip().startswith("[37] = ") for line in full)
    assert not any("⋮" in line for line in full)
    assert "⋮" in text(wide.page(wide.stops[wide.places["forward:1"]], UNICODE))
    assert said(wide, "g forward:1", "f").count("[37] = ") == 1


def test_lines_between_wait_until_they_are_asked_for(tmp_path: Path) -> None:
    lesson = tmp_path / "gates.yaml"
    lesson.write_text(VECTORS.replace("tanh(W @", "sigmoid(W @"), "utf-8")
    walk = Walk(derive(load_lesson(lesson)))
    page = "\n".join(page_of(walk, "forward:2"))
    assert "x shows the lines between" in page
    assert "1/(1 + " not in page
    assert "1/(1 + " in said(walk, "g forward:2", "x 1")


def test_on_forty_columns_each_page_of_a_wide_lesson_stays_short(wide: Walk) -> None:
    longest = max(len(wide.page(stop, Page(40))) for stop in wide.stops)
    assert longest < 1.5 * LONGEST


NUMBERS = re.compile(r"letter (\d) = (.*?)\n? += ([\d.]+)\n")


def test_a_long_loss_is_shown_time_step_by_time_step() -> None:
    """Each line as a calculator takes it, against −log softmax of the scores that the pages before showed."""
    walk = walk_of("hello")
    found = NUMBERS.findall("\n".join(page_of(walk, "loss:1")))
    assert [int(time) for time, _, _ in found] == [1, 2, 3, 4]
    forward = [stop for stop in walk.stops if stop.address.startswith("forward")]
    by_hand = {stop.step.ref.at: stop.step.by_hand for stop in forward if stop.step and stop.step.quantity == "P"}
    losses = []
    for time, numbers, value in found:
        scores = [float(text) for text in by_hand[int(time)].entries]
        # h e l o: after h comes e, after e an l, after l an l, after that an o.
        right = scores[[1, 2, 2, 3][int(time) - 1]]
        loss = -math.log(math.exp(right) / sum(map(math.exp, scores)))
        assert float(value) == pytest.approx(loss, abs=1e-4)
        assert [float(text.replace("−", "-")) for text in re.findall(r"−?\d+\.\d+", numbers[1:])] == [right, *scores]
        losses.append(value)
    page = "\n".join(page_of(walk, "loss:1"))
    assert f" Loss = {' + '.join(losses)}\n" in page
    assert f"by hand   {round(sum(map(float, losses)), 3)}\n" in page


def test_the_numbers_of_a_long_loss_fit_on_a_screen() -> None:
    lines = page_of(walk_of("hello"), "loss:1")
    (exact,) = [number for number, line in enumerate(lines) if "  exact  " in line]
    assert exact < 24 - AROUND


def test_a_full_page_has_every_line_of_a_loss() -> None:
    full = "\n".join(page_of(walk_of("hello"), "loss:1", Page(80, full=True)))
    assert "letter 1 = " not in full
    assert "0 × (−1.8345) + 1 × (−0.9845)" in full


def test_a_short_loss_has_its_lines_as_ever() -> None:
    assert "             = (−0.035)² + 0.275² + 0.599²" in page_of(walk_of("loss-at-every-step"), "loss:1")


def test_targets_of_which_some_are_shares_keep_those(tmp_path: Path) -> None:
    lesson = tmp_path / "smoothed.yaml"
    lesson.write_text(SMOOTHED, "utf-8")
    walk = Walk(derive(load_lesson(lesson)))
    step = walk.stops[walk.places["loss:1"]].step
    assert step is not None
    parts = loss_parts(step.element())
    assert [part.time for part in parts] == [1, 2, 3]
    assert [part.shortened for part in parts] == [False, True, True]
    total = 0.0
    for part in parts:
        value = evaluated(part.value)
        assert evaluated(part.numeric) == pytest.approx(value, abs=1e-4)
        total += value
    assert total == pytest.approx(float(step.by_hand.only), abs=1e-3)


def test_a_loss_with_terms_of_no_time_step_has_its_lines_as_ever(tmp_path: Path) -> None:
    lesson = tmp_path / "decayed.yaml"
    lesson.write_text(SMOOTHED.replace("(target, P)", "(target, P) - w**2/10"), "utf-8")
    walk = Walk(derive(load_lesson(lesson)))
    step = walk.stops[walk.places["loss:1"]].step
    assert step is not None
    assert loss_parts(step.element()) == []
    assert "f shows every line" not in "\n".join(page_of(walk, "loss:1"))


SMOOTHED = """
format_version: 1
title: Smoothed targets
equations:
  each_step:
    h: tanh(w*input + previous(h))
    P: V*h
loss: cross_entropy(target, P)
inputs: [0.5, -1, 0.8]
targets: [[0.8, 0.1, 0.1], [0, 1, 0], [1, 0, 0]]
parameters: {w: 0.7, V: [1, 2, -1]}
learning_rate: 0.1
"""


def evaluated(expression: Expression) -> float:
    line = calculator_line(expression).replace("×", "*")
    return float(eval(line, {"log": math.log, "exp": math.exp}))  # the program's own line
