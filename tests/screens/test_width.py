"""Every page of every kind of lesson fits its width, in every alphabet, and obeys nothing that a lesson says."""

from collections.abc import Callable

import pytest

from rnn_tutor.screens.layout.page import Page
from tests.screens.given import LESSONS, cells, plain, some_stops, walk_of, written

PAGES: dict[str, Callable[[int], Page]] = {
    "unicode": Page,
    "ascii": lambda width: Page(width, "ascii", notation=False, boxes=False),
    "no boxes": lambda width: Page(width, boxes=False),
}


WIDTHS = {"unicode": [20, 33, 40, 60, 80, 100], "ascii": [20, 80], "no boxes": [40]}


@pytest.mark.parametrize(("alphabet", "width"), [(name, width) for name in PAGES for width in WIDTHS[name]])
@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_line_fits(lesson: str, alphabet: str, width: int) -> None:
    walk, page = walk_of(lesson), PAGES[alphabet](width)
    for stop in some_stops(walk):
        lines = plain(walk.page(stop, page))
        assert [line for line in lines if cells(line) > width] == [], stop.address
        assert all(line.isprintable() for line in lines)
        if alphabet == "ascii":
            assert all(line.isascii() for line in lines)
        if alphabet == "no boxes":
            assert not any(set(line) & set("─│┌┐└┘├▶▼⎛⎝") for line in lines)


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_without_colours_no_escape_is_written(lesson: str) -> None:
    walk = walk_of(lesson)
    for stop in some_stops(walk):
        assert "\x1b" not in written(walk.page(stop, Page(80)))


def test_markup_in_a_lesson_is_shown_and_not_obeyed() -> None:
    walk = walk_of(LESSONS["hostile"])
    opening = written(walk.page(walk.stops[0], Page(80)), coloured=True)
    assert "[bold red]Title[/] [link=file:///etc]" in opening
    assert "[blink]about[/] :smile:" in opening
    assert "\x1b]8" not in opening  # a link
    assert "\x1b[5" not in opening  # blinking
