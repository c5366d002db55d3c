"""A page that is taller than the terminal is cut where it hurts least, and no sheet is left with a line or two."""

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.text import Text

from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank, together
from rnn_tutor.screens.layout.sheets import SHARE_LEAST, sheets
from rnn_tutor.screens.walk.walk import Walk
from tests.screens.given import derivation_of

SIZES = ((80, 24), (40, 20))
AROUND = 3  # lines of the terminal that aren't the sheet's
LESSONS = [path.stem for path in all_lessons()]
READ_FIRST = ["one-neuron", "one-weight-or-three", "loss-at-every-step"]
FREE = 12  # lines of a sheet that the pages below are cut for
PAGE = Page(40)
PARAGRAPHS = st.lists(st.tuples(st.integers(1, FREE), st.booleans()), min_size=1, max_size=5)


def contents(lines: Lines) -> list[str]:
    return [line.plain for line in lines if line.plain.strip()]


def is_in_order(part: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(line in rest for line in part)


@pytest.mark.parametrize(
    "lesson", [*READ_FIRST, *(pytest.param(n, marks=pytest.mark.campaign) for n in LESSONS if n not in READ_FIRST)]
)
def test_the_sheets_of_each_lesson(lesson: str) -> None:
    """Every line is there, in order; at 80 × 24 no sheet has a few lines only, and formula and value stay together."""
    walk = Walk(derivation_of(lesson))
    for width, height in SIZES:
        page, room = Page(width), height - AROUND
        for stop in walk.stops:
            lines = walk.page(stop, page)
            cut = sheets(lines, page, room)
            assert max(map(len, cut)) <= room
            head = sum(isinstance(line, PageLine) and line.again is not None for line in lines) + 1
            assert is_in_order(contents(lines[head:]), [line for sheet in cut for line in contents(sheet)])
            if (width, height) != SIZES[0] or len(cut) == 1:
                continue
            for sheet in cut:
                assert len(sheet) >= room // SHARE_LEAST, (stop.address, contents(sheet))
                assert sheet[-1].style != "title"
            if stop.step is not None:
                (with_value,) = [sheet for sheet in cut if any("▶ by hand" in line.plain for line in sheet)]
                rest = [line.plain for line in with_value[head:]]
                after = rest[rest.index("") + 1 :] if "" in rest else []
                (to_value,) = [number for number, line in enumerate(lines) if "▶ by hand" in line.plain]
                # Apart only where both are too tall, or what follows would have had a sheet of a few lines to itself.
                is_whole = any(" = " in line.plain for line in with_value)
                assert is_whole or len(after) < room // SHARE_LEAST or to_value + 2 > room, stop.address


def built(paragraphs: list[tuple[int, bool]]) -> tuple[Lines, list[tuple[int, int, bool]]]:
    """A page of paragraphs, some of which stay with what follows; of each where it begins and ends, and whether."""
    lines: Lines = []
    blocks = []
    for number, (height, is_kept) in enumerate(paragraphs):
        lines += [blank()] if lines else []
        first = len(lines)
        rows: Lines = [Text(f"    p{number} line {row}", end="") for row in range(height)]
        lines += together(rows) if is_kept and number < len(paragraphs) - 1 else [*together(rows[:-1]), rows[-1]]
        blocks.append((first, len(lines), is_kept))
    return lines, blocks


@settings(max_examples=150, deadline=None)
@example([(4, False), (4, False), (3, False), (9, False)])  # the empty line under the third is nothing to read
@given(PARAGRAPHS)
def test_no_other_cuts_between_paragraphs_are_better(paragraphs: list[tuple[int, bool]]) -> None:
    """All ways to cut between them are tried; two poor sheets are as bad as three sheets more."""
    lines, blocks = built(paragraphs)
    head = heading(PAGE, "A page")
    cut = sheets([*head, *lines], PAGE, FREE + len(head))
    found = [sheet[len(head) :] for sheet in cut] if len(cut) > 1 else [lines]
    places = [number for number in range(1, len(blocks)) if not blocks[number - 1][2]]
    ways = [chosen for count in range(len(places) + 1) for chosen in combinations(places, count)]
    possible = []
    for chosen in ways:
        ends = [0, *chosen, len(blocks)]
        sizes = [blocks[b - 1][1] - blocks[a][0] for a, b in pairwise(ends)]
        if max(sizes) <= FREE:
            possible.append(2 * len(sizes) + 3 * poor_of(sizes))
    if not possible:
        return  # some paragraphs that belong together are taller than a sheet
    sizes = list(map(len, found))
    assert max(sizes) <= FREE
    assert 2 * len(sizes) + 3 * poor_of(sizes) <= min(possible)


def poor_of(sizes: list[int]) -> int:
    """How many of several sheets have a few lines only."""
    return sum(size < FREE // SHARE_LEAST for size in sizes) if len(sizes) > 1 else 0


def test_the_head_of_a_page_and_what_stands_around_a_value_never_give_way() -> None:
    """A page that is a little too tall gives up empty lines between paragraphs alone, the lowest first."""
    formula = [Text("      X = 1", end="")]
    lines = [*heading(PAGE, "A page"), Text("X", style="title"), blank(), *formula, blank(), Text("   value", end="")]
    lines += [blank(), Text("One."), blank(), Text("Two."), blank(), Text("Three.")]
    (sheet,) = sheets(lines, PAGE, len(lines) - 2)
    assert [line.plain for line in sheet] == [line.plain for line in lines[:-4]] + ["Two.", "Three."]
    assert len(sheets(lines, PAGE, len(lines) - 3)) > 1


def test_an_arrow_into_a_box_is_drawn_on_both_sheets() -> None:
    walk = Walk(derivation_of("one-weight-or-three"))
    page = Page(80)
    (stop,) = [stop for stop in walk.stops if stop.address == "network"]
    first, second, *_ = sheets(walk.page(stop, page), page, 24 - AROUND)
    arrow = contents(first)[-2:]
    assert arrow == contents(second)[1:3]
    assert arrow[1].strip() == "▼"


def test_a_line_of_a_page_knows_what_it_belongs_to() -> None:
    assert all(isinstance(line, PageLine) and line.bound for line in together([Text("a"), PageLine("b"), blank()]))


def test_what_ends_with_a_colon_is_not_parted_from_what_it_announces() -> None:
    drawn = [Text(f"    {number}") for number in range(6)]
    lines = [*[Text("Words."), blank()] * 6, Text("The test:"), blank(), *drawn, blank(), Text("End.")]
    for height in range(9, len(lines)):
        assert "    0" not in [contents(sheet)[0] for sheet in sheets(lines, Page(40), height)]
