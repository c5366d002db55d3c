"""The drawing of the network, for any equations."""

import pytest

from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.pictures.network import network_lines
from tests.screens.given import EACH_DAY, LESSONS, LSTM, UNICODE, derivation_of, plain, simple


def drawing(lesson: str, page: Page = UNICODE) -> list[str]:
    return plain(network_lines(derivation_of(lesson), page))


def test_three_days_stand_side_by_side() -> None:
    assert drawing("stock-example") == [
        "      input₁ = 0.5                 input₂ = 1.0                 input₃ = 0.8",
        "           ▼                            ▼                            ▼",
        "  ┌─ Day 1 ──────────┐         ┌─ Day 2 ──────────┐         ┌─ Day 3 ──────────┐",
        "  │ X₁ = input₁ × W₁ │         │ X₂ = input₂ × W₁ │         │ X₃ = input₃ × W₁ │",
        "  │    + B₁          │      ┌─▶│    + Y₁ × W₂     │      ┌─▶│    + Y₂ × W₂     │",
        "  │                  │      │  │    + B₁          │      │  │    + B₁          │",
        "  │ Y₁ = σ(X₁)       ├─ Y₁ ─┘  │ Y₂ = σ(X₂)       ├─ Y₂ ─┘  │ Y₃ = σ(X₃)       │",
        "  └──────────────────┘         └──────────────────┘         └──────────────────┘",
        "                                                                      │ Y₃",
        "                                                                      ▼",
        "                                                            ┌─ After day 3 ────┐",
        "                                                            │ P = Y₃ × W₃ + B₃ │",
        "                                                            └──────────────────┘",
        "                                                                      │ P",
        "                                                                      ▼",
        "                                                        ┌─ How far off ────────┐",
        "                                                        │ target = 1.2         │",
        "                                                        │ Loss = (target − P)² │",
        "                                                        └──────────────────────┘",
    ]


def test_on_a_narrow_page_one_under_the_other() -> None:
    assert drawing("stock-example", Page(40))[:9] == [
        "┌─ Day 1 ──────────────────────────────┐",
        "│ input₁ = 0.5                         │",
        "│ X₁ = input₁ × W₁ + B₁                │",
        "│ Y₁ = σ(X₁)                           │",
        "└──────────────────────────────────────┘",
        "      │ Y₁",
        "      ▼",
        "┌─ Day 2 ──────────────────────────────┐",
        "│ input₂ = 1.0                         │",
    ]


def test_each_value_carried_over_has_an_arrow_to_where_it_is_used() -> None:
    lines = drawing(LSTM, Page(100))
    (cell,) = [line for line in lines if "─ C₁ " in line]
    assert "├─ C₁ ─┼─▶│ C₂ = F₂ × C₁" in cell  # straight on, across the way of H₁
    (hidden,) = [line for line in lines if "─ H₁ " in line]
    (gate,) = [line for line in lines if "┌─▶" in line]
    assert hidden.index("┘") == gate.index("┌─▶")
    assert "+ H₁ × Uf" in gate


def test_a_loss_on_each_day_is_fed_by_each_day() -> None:
    lines = drawing(EACH_DAY, Page(100))
    assert any(all(f"│ P{day}" in line for day in "₁₂₃") for line in lines)
    assert "Loss = (target₁ − P₁)² + (target₂ − P₂)² + (target₃ − P₃)²" in "\n".join(lines)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_of_many_days_some_are_drawn_and_the_rest_is_named(width: int) -> None:
    lines = drawing(simple(100), Page(width))
    assert len(lines) < 40
    assert any("99 are like" in line for line in lines)
    assert any("Step 100" in line for line in lines)


def test_two_days_that_are_not_drawn_are_no_range() -> None:
    remarks = [line for days in (4, 5) for line in drawing(simple(days), Page(60)) if "Not drawn" in line]
    assert remarks == ["  Not drawn: steps 2 and 3 are like step 4.", "  Not drawn: steps 2 to 4 are like step 5."]


@pytest.mark.parametrize("width", [20, 40, 80, 100])
@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_box_is_closed(lesson: str, width: int) -> None:
    """Each upper left corner has its other three corners, and unbroken sides."""
    lines = drawing(lesson, Page(width))
    grid = [line.ljust(width) for line in lines]
    corners = 0
    for y, line in enumerate(grid):
        for x, character in enumerate(line):
            if character != "┌" or line[x + 1] != "─" or line[x : x + 3] == "┌─▶":
                continue
            corners += 1
            right = line.index("┐", x)
            low = next(n for n in range(y + 1, len(grid)) if grid[n][x] == "└")
            assert grid[low][right] == "┘"
            assert set(grid[low][x + 1 : right]) == {"─"}
            assert all(row[x] in "│▶" and row[right] in "│├" for row in grid[y + 1 : low])
    assert corners >= 2


@pytest.mark.parametrize("lesson", ["two-trays-lstm", "batch", "both-ways", "two-layers"])
def test_names_beside_an_arrow_take_several_lines_where_there_are_many(lesson: str) -> None:
    for width in (20, 21, 22, 25, 29, 34, 40, 47, 59):
        for page in (Page(width), Page(width, "ascii", notation=False, boxes=False)):
            assert max(len(line) for line in drawing(lesson, page)) <= width
