"""How a command ends: what went wrong is said in a line, and the exit code is the usual one.

0 when all is well, also when the reader of our output has gone (`| head`) or input ends (Ctrl-D);
2 for what the person can mend: a lesson with mistakes, an option that doesn't exist; 130 after Ctrl-C.
A mistake in the program itself is not hidden: it ends with its traceback and 1.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from rnn_tutor.lesson.problems import LessonError

MENDABLE = 2
INTERRUPTED = 130


class Program(TyperGroup):
    """The group of all commands."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # as Typer has it
        """Run a command, and end it calmly."""
        try:
            return super().invoke(ctx)
        except LessonError as error:
            for problem in error.problems:
                typer.echo(str(problem), err=True)
            raise typer.Exit(MENDABLE) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from None
        except EOFError:
            typer.echo()
            raise typer.Exit from None
        except KeyboardInterrupt:
            typer.echo()
            raise typer.Exit(INTERRUPTED) from None
