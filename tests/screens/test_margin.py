"""What an author adds to the pages of a lesson."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnn_tutor import load_lesson
from rnn_tutor.cli.program import program
from rnn_tutor.explain.derive import derive
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.walk import Walk
from tests.lesson.given import NAMED
from tests.screens.given import plain

ADDED = """\
source: A book
question: What if `W2` were **2**?
answer: It would *remember* more.
notes:
  dX3: The *first* factor.
  Y: |
    Between 0 and 1:

    - always
  backward:9: Here.
printed:
  dX3: -0.164
  dY2: -0.5
"""


def walked(folder: Path, text: str) -> Walk:
    file = folder / "my.yaml"
    file.write_text(text, encoding="utf-8")
    return Walk(derive(load_lesson(file)), printed=True)


def page_of(walk: Walk, address: str) -> str:
    return "\n".join(plain(walk.page(walk.stops[walk.places[address]], Page())))


def test_a_note_stands_on_its_steps(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED + ADDED)
    with_note = [
        stop.address for stop in walk.stops if "Between 0 and 1:\n\n   • always" in page_of(walk, stop.address)
    ]
    assert with_note == ["forward:2", "forward:4", "forward:6"]
    assert [stop.address for stop in walk.stops if "The first factor." in page_of(walk, stop.address)] == ["backward:5"]
    assert [stop.address for stop in walk.stops if "Here." in page_of(walk, stop.address)] == ["backward:9"]


def test_a_printed_figure_stands_under_the_steps_own(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED + ADDED)
    lines = page_of(walk, "backward:5").split("\n")
    (exact,) = [place for place, line in enumerate(lines) if line.startswith("       exact")]
    assert lines[exact + 1] == "     printed   −0.164"
    assert "In print:" not in page_of(walk, "backward:5")
    assert "In print: dY2 = -0.5 does not follow" in page_of(walk, "backward:9")
    assert "printed " not in page_of(walk, "backward:10")


def test_the_end_sums_up_and_asks(tmp_path: Path) -> None:
    end = page_of(walked(tmp_path, NAMED + ADDED), "comparison")
    assert "Numbers in print: 1 exact to the digits printed, 1 that does not follow." in end
    assert end.endswith("To think about\n\n  What if W2 were 2?")


def test_figures_in_print_are_shown_where_the_source_is_named_and_they_are_asked_for(tmp_path: Path) -> None:
    named, unnamed = walked(tmp_path, NAMED + ADDED), walked(tmp_path, NAMED + ADDED.replace("source: A book\n", ""))
    for silent in (Walk(named.derivation), unnamed, Walk(unnamed.derivation)):
        pages = "\n".join(page_of(silent, stop.address) for stop in silent.stops)
        assert "printed " not in pages
        assert "in print" not in pages.lower()
    assert "From: A book" in page_of(Walk(named.derivation), "start")


def test_the_answer_is_shown_when_it_is_asked_for(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED + ADDED)
    assert not any("remember more" in page_of(walk, stop.address) for stop in walk.stops)
    assert "It would remember more." in "\n".join(plain(walk.margin.answer(Page())))


def test_later_epochs_have_no_margin(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED + ADDED + "epochs: 2\n")
    assert "The first factor." in page_of(walk, "backward:5")
    assert "The first factor." not in page_of(walk, "2.backward:5")
    assert "printed " not in page_of(walk, "2.backward:5")


def test_a_lesson_without_additions_is_as_it_was(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED)
    for stop in walk.stops:
        assert "print" not in page_of(walk, stop.address).replace("rnn_tutor", "")


def test_the_authors_hints_come_before_the_quizs_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUTOR_DATA", str(tmp_path / "data"))
    file = tmp_path / "my.yaml"
    hints = "hints:\n  dP: [What is **squared**?, Then the inside., 'And [red]two[/red].']\n  W3: Look at `P`.\n"
    hints += "  dY3: [a, b, c, d]\n"
    file.write_text(NAMED + hints, encoding="utf-8")
    asked = "hint\nhint\nhint\nhint\nskip\nhint\n"
    done = CliRunner().invoke(program(), ["quiz", str(file), "--no-save"], input=asked, catch_exceptions=False)
    places = [done.stdout.index(text) for text in ("What is squared?", "Then the inside.", "And [red]two[/red].")]
    rule, formula, numbers = (done.stdout.index(text) for text in ("The rule", "The formula", "The numbers put in"))
    assert places[0] < rule < places[1] < formula < places[2] < numbers
    assert "Look at P." in done.stdout[numbers:]


def test_hints_that_are_left_come_with_the_last_level(tmp_path: Path) -> None:
    walk = walked(tmp_path, NAMED + "hints: {dP: [a, b, c, d]}\n")
    step = walk.derivation["dP"]
    given = [[line.plain.strip() for line in walk.margin.hint(step, level, 3, Page())] for level in (1, 2, 3, 4)]
    assert given == [["a", ""], ["b", ""], ["c", "", "d", ""], []]
