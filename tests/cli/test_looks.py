"""Every command, as the environment wants it to look: linear or drawn, coloured or not."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rnn_tutor.cli.overview import COMMANDS
from tests.cli.given import run

LESSON = "stock-example"
CALLS: dict[str, tuple[str, ...]] = {
    "lessons": (),
    "walk": ("one-neuron",),
    "quiz": (LESSON, "--no-save"),
    "progress": (),
    "train": (LESSON, "--epochs", "20"),
    "compare": (LESSON, "--set", "W2=2"),
    "code": (LESSON,),
    "diagnose": (LESSON, "-"),
    "check": (LESSON, "--figures"),
    "new": ("my-lesson",),
    "schema": (),
    "export": (LESSON, "--to", "markdown"),
}
SCREENS = (
    "lessons",
    "walk",
    "quiz",
    "progress",
    "train",
    "compare",
    "diagnose",
    "check",
)  # what a person reads, not a file
DRAWN = {chr(code) for code in (*range(0x239B, 0x23AF), *range(0x2500, 0x25A0), *range(0x2800, 0x2900))}
DRAWN |= set("▲▶▼◀")  # besides brackets, boxes, bars and the dots of curves


@cache
def shown(command: str, *options: str, **environment: str) -> str:
    """All that a command prints; what is typed are a wrong number and, for `diagnose`, wrong numbers."""
    given = '{"dP": 1}' if command == "diagnose" else "1\n"
    with TemporaryDirectory() as folder:
        ended = run(
            command,
            *CALLS.get(command, ()),
            *options,
            given=given,
            cwd=Path(folder),
            RNN_TUTOR_DATA=folder,
            **environment,
        )
    assert ended.returncode in (0, 1)
    assert ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def test_every_command_is_tried() -> None:
    assert CALLS.keys() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_drawn_for_a_screen_reader(command: str) -> None:
    linear = shown(command, RNN_TUTOR_LINEAR="1")
    assert DRAWN & set(linear) == set()
    if command in SCREENS:
        assert DRAWN & set(shown(command))
    if command in SCREENS and command != "check":  # whose lines are one finding each; its tables heed the variable
        assert shown(command, "--linear") == linear


@pytest.mark.parametrize("command", COMMANDS)
def test_colours_are_for_screens_and_only_where_they_are_asked_for(command: str) -> None:
    assert "\x1b" not in shown(command)
    assert "\x1b" not in shown(command, FORCE_COLOR="1", NO_COLOR="1")
    coloured = "\x1b[" in shown(command, FORCE_COLOR="1")
    assert coloured is (command in SCREENS)
    assert ("\x1b[" in shown(command, CLICOLOR_FORCE="1")) is coloured


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_is_plain_text(arguments: list[str]) -> None:
    said = run(*arguments, FORCE_COLOR="1").stdout
    assert not (DRAWN | {"\x1b"}) & set(said)
