"""How the program begins and ends: what went wrong is said in a line, and the exit code is the usual one.

0 when all is well, also when the reader of our output has gone (`| head`) or input ends (Ctrl-D);
1 where the output can't be written; 2 for what the person can mend: a lesson with mistakes, an option that there isn't;
130 after Ctrl-C. A mistake in the program itself is not hidden: it ends with its traceback, and 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from typing import Any

import typer
from typer.core import TyperGroup

from rnn_tutor.cli.exit_codes import INTERRUPTED, MENDABLE, NOT_WRITTEN
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.screens.layout.called import as_called
from rnn_tutor.screens.layout.spelling import never_raise

UNWRITABLE = (EDQUOT, EFBIG, EIO, ENOSPC)


def provide_streams() -> None:
    """Standard output and error to write to, even where they were closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  # until the end
    never_raise(sys.stderr)  # a message may quote anything; standard output is looked after where it is written


def flush() -> None:
    """Write what is left, while a reader who has gone can still be met calmly."""
    try:
        sys.stdout.flush()
    except OSError:
        discard()


def discard() -> None:
    """Let what is still to be written go nowhere: Python would try again at the very end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Ended(TyperGroup):
    """A group of commands that end calmly, those included that are read before any of them runs (--help)."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # Typer's own context is not public
        """Read the command line."""
        with calmly():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # as above
        """Run a command."""
        with calmly():
            return super().invoke(ctx)


@contextmanager
def calmly() -> Iterator[None]:
    """End with a line and the usual exit code where a person, a file or a reader is the cause.

    Raises:
        typer.Exit: in place of the exception that came.
    """
    try:
        yield
    except LessonError as error:
        for problem in error.problems:
            print(as_called(str(problem)), file=sys.stderr)
        raise typer.Exit(MENDABLE) from None
    except BrokenPipeError:
        discard()
        raise typer.Exit from None
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        print(f"The output can't be written: {error.strerror}.", file=sys.stderr)
        discard()
        raise typer.Exit(NOT_WRITTEN) from None
    except EOFError:
        print(file=sys.stderr)
        raise typer.Exit from None
    except KeyboardInterrupt:
        print(file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
