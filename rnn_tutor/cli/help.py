"""The program's own help: its commands in groups, and what it takes from its surroundings."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from rnn_tutor.cli.ending import Ended
from rnn_tutor.cli.overview import ENVIRONMENT, EXIT_CODES, GROUPS
from rnn_tutor.screens.layout.called import as_called

MARGIN = 6  # around the two columns of a list


class Command(TyperCommand):
    """A command whose help names the program as it was called."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # Typer's own classes are not public
        """The help, its examples such as can be typed."""
        return as_called(super().get_help(ctx))


class Grouped(Ended):
    """The group of all commands, with a help in sections."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # as above
        """The help, its examples such as can be typed."""
        return as_called(super().get_help(ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  # Typer's own classes are not public
        """Write the commands, those together that serve the same end."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        width = formatter.width - MARGIN - max(map(len, commands))
        for title, names in GROUPS.items():
            rows = [(name, command.get_short_help_str(width)) for name in names if (command := commands.get(name))]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002  # as above
        """Write what the environment may say, and how the program ends."""
        for title, rows in {"Environment": ENVIRONMENT, "Exit codes": EXIT_CODES}.items():
            with formatter.section(title):
                formatter.write_dl(list(rows.items()))
