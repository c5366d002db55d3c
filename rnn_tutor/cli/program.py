"""The commands: each is a function in the file of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated

import typer

from rnn_tutor import __version__
from rnn_tutor.cli.help import Command, Grouped
from rnn_tutor.cli.overview import COMMANDS
from rnn_tutor.screens.layout.called import PROGRAM, in_a_line


def program(commands: Sequence[str] = COMMANDS, *, to_run: bool = True) -> typer.Typer:
    """The program with these commands; with their names and help alone, where none of them will run."""
    app = typer.Typer(
        cls=Grouped,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(rnn_tutor)
    for name in commands:
        command = getattr(import_module(f"rnn_tutor.cli.{name}"), name)
        app.command(name, cls=Command)(command if to_run else listed(command))
    return app


def listed(command: Callable[..., None]) -> Callable[[], None]:
    """A command without its options: Typer looks at each of them, which for all commands takes 20 ms."""

    def shown() -> None:
        pass

    shown.__doc__ = command.__doc__
    return shown


def program_for(words: Sequence[str]) -> typer.Typer:
    """The program, as far as a command line takes it: only the command that it names will run."""
    first = next((word for word in words if not word.startswith("-")), "")
    if first not in COMMANDS:
        return program(to_run=False)
    return program([first] if words[0] == first else COMMANDS)  # of --help walk, the help has all of them


def name_to_show(*, completes: bool) -> str:
    """The program's name in usage lines: by which it was called; a shell `completes` its words by its own name."""
    return PROGRAM if completes else in_a_line()


def show_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        typer.echo(f"rnn-tutor {__version__}")
        raise typer.Exit


def rnn_tutor(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  # its callback reads it
        bool, typer.Option("--version", "-V", help="Show the version.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """See every number of a recurrent network: forward, loss, backpropagation through time, update.

    For a start: rnn-tutor walk stock-example

    What comes next: rnn-tutor quiz stock-example asks for its numbers; then rnn-tutor walk goes on with the course.
    """
    if context.invoked_subcommand is None:
        from rnn_tutor.cli.front import front

        typer.echo(front())
