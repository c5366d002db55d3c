"""Days that a walk sums up: in a table, with every number; each step is a key, an address or --full away."""

import io
from dataclasses import replace

import pytest

from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_json import lesson_json
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.walk import Walk, print_all
from tests.cli.given import run
from tests.cli.test_terminal import Terminal
from tests.lessons.bundled import NAMES, derivation, lesson

SUMMED = [name for name in NAMES if lesson(name).in_full]


def printed(walk: Walk, width: int = 80) -> str:
    paper = io.StringIO()
    print_all(walk, Output(paper, width=width, environment={}), walk.place("forward:1"))
    return paper.getvalue()


def test_the_long_lessons_say_which_days_are_walked_in_full() -> None:
    assert {"lstm", "two-trays-lstm", "vanishing", "exploding"} <= set(SUMMED)
    for name in SUMMED:
        walk = Walk(derivation(name))
        assert len(walk.stops) < 0.8 * len(Walk(derivation(name), every_step=True).stops)
    assert all(len(Walk(derivation(name)).stops) < 300 for name in NAMES)


@pytest.mark.parametrize("name", SUMMED)
def test_each_step_stands_alone_or_in_one_table(name: str) -> None:
    walk, steps = Walk(derivation(name)), derivation(name).steps
    found = [step for stop in walk.stops for step in (stop.summed or ([stop.step] if stop.step else []))]
    assert found == list(steps)
    of_notes = walk.margin.noted
    for stop in walk.stops:
        for step in stop.summed:
            assert step.time_step not in lesson(name).in_full
            assert step.ref not in of_notes
            assert walk.stops[walk.places[step.identity]] is stop


@pytest.mark.parametrize("width", [80, 40])
def test_every_number_is_in_its_table(width: int) -> None:
    walk = Walk(derivation("vanishing"))
    for stop in walk.stops:
        if stop.summed:
            shown = "\n".join(row.plain for row in walk.page(stop, replace(Output().page(), width=width)))
            assert all(step.by_hand.only.replace("-", "−") in shown for step in stop.summed)
            assert max(map(len, shown.splitlines())) <= width


def test_nothing_else_changes() -> None:
    without = derive(replace(lesson("exploding"), in_full=()))
    assert lesson_json(without) == lesson_json(derivation("exploding"))
    assert printed(Walk(without)) == printed(Walk(derivation("exploding"), every_step=True))


def test_an_address_shows_the_step_and_those_of_its_day() -> None:
    walk = Walk(derivation("lstm"))
    count = len(walk.stops)
    place = walk.place("forward:44")
    assert walk.stops[place].step is not None
    assert walk.stops[place].address == "forward:44"
    assert count < len(walk.stops) < count + 12


def test_the_keys() -> None:
    with Terminal("walk", "exploding", "--from", "forward:2", rows=60) as terminal:
        terminal.until()
        assert "Steps 3 to 6 of" in terminal.press()
        assert "The key f shows them step by step" in " ".join(terminal.lines()) or terminal.raw
        assert "Step 3 of" in terminal.press("f")
        assert "Step 4 of" in terminal.press()
        assert "Step 3 of" in terminal.press("b")
        assert "the loss" in terminal.press("p")
    assert "summed up" not in run("walk", "exploding", "--full").stdout
