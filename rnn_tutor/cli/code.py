"""`rnn-tutor code`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rnn_tutor.cli.completion import beginning_with
from rnn_tutor.cli.export import STANDARD_OUTPUT, deliver
from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson, set_again
from rnn_tutor.cli.options import known

STYLES = ("python", "numpy", "torch")


def complete_style(incomplete: str) -> list[str]:
    """The styles that begin with what is typed."""
    return beginning_with(incomplete, STYLES)


def known_style(name: str | None) -> str | None:
    """A style that there is."""
    return known(name, STYLES, "style")


def code(
    lesson: GivenLesson,
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="STYLE",
            help=f"One of {', '.join(STYLES)}.",
            autocompletion=complete_style,
            callback=known_style,
        ),
    ] = "numpy",
    solved: Annotated[
        bool, typer.Option("--solved", help="Fill in the backward pass; in torch, by its own autograd.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file; an existing one is kept.", show_default=False
        ),
    ] = None,
    settings: Settings = None,
) -> None:
    """Write a Python program of a lesson, with its backward pass left for you to fill in.

    It has the numbers, the forward pass as a loop, and a blank for each kind of step of the backward pass.
    `rnn-tutor diagnose` runs the program and says what is right so far.

    For example:

    rnn-tutor code stock-example -o my_rnn.py

    rnn-tutor code stock-example --style torch --solved
    """
    from rnn_tutor.export.code import lesson_code

    if output is not None and output.is_file():
        raise typer.BadParameter(
            f"{output} already exists, perhaps with your work in it; choose another name, or move the file.",
            param_hint="--output",
        )
    program = "THIS_FILE" if output is None or output == STANDARD_OUTPUT else str(output)
    words = ["rnn-tutor", "diagnose", lesson, program, *set_again(settings)]
    deliver(lesson_code(read_lesson(lesson, settings), style, solved=solved, diagnosed_by=words), output)
