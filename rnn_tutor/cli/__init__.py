"""The command line. A command is one file here, and one line below registers it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from rnn_tutor import __version__
from rnn_tutor.cli import export, lessons, walk
from rnn_tutor.cli.ending import Program

app = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(walk.walk)
app.command()(lessons.lessons)
app.command()(export.export)


def show_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        typer.echo(f"rnn-tutor {__version__}")
        raise typer.Exit


@app.callback()
def rnn_tutor(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """See every number of a recurrent network: forward, loss, backpropagation through time, update.

    For a start: rnn-tutor walk stock-example
    """


def main() -> None:
    """Run the command that was typed, and leave with its exit code."""
    try:
        app(prog_name="rnn-tutor")
    finally:
        flush()


def flush() -> None:
    """Write what is left while a reader who has gone (`| head`) can still be met calmly."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
