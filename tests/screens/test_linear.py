"""Pages for a screen reader or braille: nothing drawn, nothing stacked, no columns; and the same numbers."""

import re

import pytest

from tests.cli.given import run

DRAWN = set("─│┌┐└┘├┤┬┴┼═║╔╗╚╝▶◀▼▲▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▒░")


@pytest.mark.parametrize("lesson", ["stock-example", "two-hidden-units", "loss-at-every-step"])
def test_nothing_is_drawn(lesson: str) -> None:
    lines = run("walk", lesson, "--linear").stdout.splitlines()
    assert [line for line in lines if DRAWN & set(line)] == []


def test_bars_are_numbers_there() -> None:
    printed = run("walk", "stock-example", "--linear").stdout
    assert "  |∂Loss/∂X₂|: 0.0106\n" in printed
    assert "The bars" not in printed


def test_the_numbers_are_the_same_ones() -> None:
    def figures(text: str) -> list[str]:
        steps = text.partition("Did it work")[0]
        return re.findall(r"^[ ▶]+(?:by hand|exact)   (\S+)", steps, re.MULTILINE)

    linear, drawn = run("walk", "stock-example", "--linear").stdout, run("walk", "stock-example").stdout
    assert figures(linear) == figures(drawn)
    assert len(figures(linear)) > 60
    assert "∂Loss/∂X₃ = ∂Loss/∂Y₃ × ∂Y₃/∂X₃ = ∂Loss/∂Y₃ × Y₃(1 − Y₃)" in linear
