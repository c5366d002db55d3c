"""How the program begins and ends: what went wrong is said in a line, and the exit code is the usual one.

0 when all is well, also when the reader of our output has gone (`| head`) or input ends (Ctrl-D);
1 where the output can't be written; 2 for what the person can mend: a lesson with mistakes, an option that there isn't;
130 after Ctrl-C. A mistake in the program itself is not hidden: it ends with its traceback, and 1.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import EDQUOT, EIO, ENOSPC
from typing import Any

import typer
from typer.core import TyperGroup

from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.screens.spelling import never_raise

NOT_WRITTEN = 1
MENDABLE = 2
INTERRUPTED = 130
NEW_OBJECTS = 500_000  # between two looks for garbage

UNWRITABLE = (EDQUOT, EIO, ENOSPC)


def main() -> None:
    """Run the command that was typed, and leave with its exit code."""
    collect_rarely()
    # Validating a lesson is no place for plugins, and looking for them in every installed package takes 15 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        provide_streams()
        from rnn_tutor.cli.program import program_for, typed_words

        program_for(typed_words())(prog_name="rnn-tutor")
    except KeyboardInterrupt:  # before Typer is there to meet it
        sys.exit(INTERRUPTED)
    finally:
        flush()


def collect_rarely() -> None:
    """Have Python look for garbage less often than it would, after some hundreds of new objects.

    What a run makes, modules and thousands of operations, it needs to its end; there is next to nothing to find.
    """
    gc.set_threshold(NEW_OBJECTS)


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
    """A group of commands that end calmly."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # Typer's own context is not public
        """Run a command."""
        try:
            return super().invoke(ctx)
        except LessonError as error:
            for problem in error.problems:
                print(problem, file=sys.stderr)
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
