"""Colours: asked for by the environment, else by a terminal; whoever asks for none is heard first."""

import pytest

from rnn_tutor.screens.layout.colour import uses_colour
from rnn_tutor.screens.layout.page import STYLES
from tests.cli.given import run


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "3"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "0"}, False, False),
        ({"CLICOLOR": "0"}, True, False),
        ({"CLICOLOR": "1"}, True, True),
        ({"CLICOLOR": "1"}, False, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, False, True),
    ],
)
def test_what_the_environment_asks_for(environment: dict[str, str], *, terminal: bool, expected: bool) -> None:
    assert uses_colour(environment, is_conversation=terminal, is_dumb=False) is expected


def test_a_dumb_terminal_has_none_unless_told() -> None:
    assert not uses_colour({}, is_conversation=True, is_dumb=True)
    assert uses_colour({"FORCE_COLOR": "1"}, is_conversation=True, is_dumb=True)


def test_a_walk_in_a_pipe_has_colours_where_they_are_forced() -> None:
    assert "\x1b[" in run("walk", "one-neuron", FORCE_COLOR="1").stdout
    assert "\x1b" not in run("walk", "one-neuron", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_the_document_says_what_each_style_means() -> None:
    from tests.cli.given import ROOT

    rows = [line for line in (ROOT / "docs" / "colours.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows[1:] == [f"| {meaning} | {style} |" for style, meaning in STYLES.values()]


def test_no_screen_has_a_colour_of_its_own() -> None:
    import re

    from tests.cli.given import ROOT

    named = re.compile(r"[\"'](?:bold |dim |on )*(?:red|green|yellow|cyan|magenta|blue|white|black)[\"']")
    files = [*(ROOT / "rnn_tutor" / "screens").rglob("*.py"), *(ROOT / "rnn_tutor" / "cli").rglob("*.py")]
    assert len(files) > 50
    assert [file.name for file in files if named.search(file.read_text("utf-8"))] == ["page.py"]  # the table of them
