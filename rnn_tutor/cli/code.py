"""`rnn-tutor code`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rnn_tutor.cli.export import deliver
from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson
from rnn_tutor.cli.options import known

STYLES = ("python", "numpy", "torch")


def known_style(name: str | None) -> str | None:
    """A style that there is."""
    return known(name, STYLES, "style")


def code(
    lesson: GivenLesson,
    style: Annotated[
        str,
        typer.Option("--style", metavar="STYLE", help=f"One of {', '.join(STYLES)}.", callback=known_style),
    ] = "numpy",
    solved: Annotated[
        bool, typer.Option("--solved", help="Fill in the backward pass; in torch, by its own autograd.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default=False),
    ] = None,
    settings: Settings = None,
) -> None:
    """Write a Python program of a lesson, its backward pass left for you to fill in.

    The numbers are there, and the forward pass as a loop; of the way back there is a blank for each kind of step.
    `rnn-tutor diagnose` runs the program and says how far it is right.

    For example:

    rnn-tutor code stock-example -o my_rnn.py

    rnn-tutor code stock-example --style torch --solved
    """
    from rnn_tutor.export.code import lesson_code

    deliver(lesson_code(read_lesson(lesson, settings), style, solved=solved), output)
