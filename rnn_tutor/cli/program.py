"""The commands, each registered in one line."""

from __future__ import annotations

from typing import Annotated

import typer

from rnn_tutor import __version__
from rnn_tutor.cli import check, compare, export, lessons, new, progress, quiz, schema, train, walk
from rnn_tutor.cli.ending import Ended

app = typer.Typer(
    cls=Ended,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(walk.walk)
app.command()(lessons.lessons)
app.command()(export.export)
app.command()(train.train)
app.command()(compare.compare)
app.command()(quiz.quiz)
app.command()(progress.progress)
app.command()(new.new)
app.command()(check.check)
app.command()(schema.schema)


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
