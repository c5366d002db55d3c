"""The commands: each is a function in the file of its name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from rnn_tutor import __version__
from rnn_tutor.cli.ending import Ended

COMMANDS = ("walk", "lessons", "export", "train", "compare", "quiz", "progress", "new", "check", "schema")


def program(commands: Sequence[str] = COMMANDS) -> typer.Typer:
    """The program with these commands."""
    app = typer.Typer(
        cls=Ended,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(rnn_tutor)
    for name in commands:
        app.command()(getattr(import_module(f"rnn_tutor.cli.{name}"), name))
    return app


def asked_for(words: Sequence[str]) -> Sequence[str]:
    """The commands that a command line takes: the one it begins with, or all, of which help or completion may tell.

    Typer looks at every option of every command that it is given, which for all of them takes 25 ms.
    """
    return words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS


def show_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        typer.echo(f"rnn-tutor {__version__}")
        raise typer.Exit


def rnn_tutor(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """See every number of a recurrent network: forward, loss, backpropagation through time, update.

    For a start: rnn-tutor walk stock-example
    """
