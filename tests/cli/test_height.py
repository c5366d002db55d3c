"""No key press prints more lines than the terminal has: any lesson, three sizes, to the end."""

import os
import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from math import ceil
from tempfile import TemporaryDirectory

import pytest
from rich.cells import cell_len

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.conversation import Conversation
from tests.cli.test_terminal import Terminal, without_escapes
from tests.lessons.bundled import NAMES
from tests.screens.given import walk_of

SIZES = [(80, 24), (100, 30), (40, 20)]
PROMPT = re.compile(r"(?:q: quit|\?: help|b: back|Enter: leave) > ")
SHOWING_MORE = ["e", "v", "x", "?"]


class Paper(Output):
    """An output of a size that can be set, to a stream in memory."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(StringIO(), coloured=False, environment={})
        self.now = os.terminal_size(size)

    def size(self) -> os.terminal_size:
        return self.now

    def taken(self) -> str:
        """What was written since the last time."""
        assert isinstance(self.stream, StringIO)
        seen = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return seen


def lines_of(seen: str, columns: int) -> int:
    """The lines that a text takes in a terminal."""
    return sum(max(ceil(cell_len(line) / columns), 1) for line in seen.split("\n"))


def walked(
    name: str, size: tuple[int, int], keys: Iterator[str], sizes: Iterator[tuple[int, int]] | None = None
) -> None:
    """Walk a lesson to its end by keys, and count what each of them prints."""
    paper, pressed = Paper(size), 0

    def ask(prompt: str) -> str:
        nonlocal pressed
        seen = "\n" * bool(pressed) + paper.taken() + prompt
        assert lines_of(seen, paper.now.columns) <= paper.now.lines, seen
        if sizes is not None and pressed % 3 == 2:
            paper.now = os.terminal_size(next(sizes))
        pressed += 1
        return next(keys)

    talk = Conversation(walk_of(name), paper, ask, ["rnn-tutor"])
    talk.warm_up = lambda: None  # type: ignore[method-assign]  # what it loads is loaded
    talk.run()
    assert talk.is_last


def enters() -> Iterator[str]:
    while True:
        yield ""


def everything() -> Iterator[str]:
    while True:
        yield from SHOWING_MORE
        yield from [""] * 5


def all_sizes() -> Iterator[tuple[int, int]]:
    while True:
        yield from SIZES


def unlike(name: str) -> Iterator[int]:
    """The places of a lesson's pages that are not made like one before them: a step of each kind, first and last."""
    known: set[object] = set()
    noted = walk_of(name).margin
    for place, stop in enumerate(walk_of(name).stops):
        step = stop.step
        operation = step.operation if step else None
        is_end = step is not None and step.time_step in (1, step.derivation.lesson.time_steps)
        key = (operation.kind, operation.name, operation.via, is_end) if operation else stop.address
        if key not in known or (step and noted.lines(step, Page(80))):
            known.add(key)
            yield place


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_page_of_each_lesson(name: str) -> None:
    """Sheet by sheet as Enter shows them, each page at another size than the one before it.

    The campaign below presses every key in a terminal of each size.
    """
    paper = Paper(SIZES[0])
    talk = Conversation(walk_of(name), paper, str, ["rnn-tutor"])
    for place, size in zip(unlike(name), all_sizes(), strict=False):
        paper.now = os.terminal_size(size)
        talk.go(place)
        while True:
            seen = f"\n{paper.taken()}{talk.prompt()}"
            assert lines_of(seen, size[0]) <= size[1], seen
            if not talk.main.has_more:
                break
            talk.go_on()


@pytest.mark.parametrize("size", SIZES)
def test_a_lesson_at_one_size(size: tuple[int, int]) -> None:
    walked("two-layers", size, enters())


@pytest.mark.parametrize("size", SIZES)
def test_whatever_is_shown_beside_a_page(size: tuple[int, int]) -> None:
    walked("two-hidden-units", size, everything())


@pytest.mark.parametrize("size", SIZES)
def test_a_page_in_full(size: tuple[int, int]) -> None:
    walked("two-hidden-units", size, chain(["g total:1", "f"], enters()))


def test_a_terminal_that_is_resized_again_and_again() -> None:
    walked("stock-example", SIZES[0], enters(), all_sizes())


def in_a_terminal(name: str, size: tuple[int, int], then: tuple[int, int] | None = None) -> None:
    columns, rows = size
    with (
        TemporaryDirectory() as data,
        Terminal("walk", name, columns=columns, rows=rows, changes={"RNN_TUTOR_DATA": data}) as terminal,
    ):
        pressed = 0
        while True:
            terminal.child.expect(PROMPT)
            seen = without_escapes(terminal.child.before + terminal.child.after)
            assert lines_of(seen, columns) <= rows, seen
            terminal.screen.reset()
            if "leave" in seen.split("\n")[-1]:
                break
            if then is not None and pressed == 7:
                columns, rows = then
                terminal.child.setwinsize(rows, columns)
            terminal.child.send("\r")
            pressed += 1
        terminal.child.send("\r")
        assert terminal.ends() == 0


def test_in_a_pseudo_terminal() -> None:
    in_a_terminal("one-neuron", SIZES[0], then=SIZES[2])


@pytest.mark.campaign
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_in_a_pseudo_terminal_at_each_size(name: str, size: tuple[int, int]) -> None:
    in_a_terminal(name, size)
