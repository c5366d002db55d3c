"""`rnn-tutor progress`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.exit_codes import MENDABLE
from rnn_tutor.cli.options import Ascii, Linear
from rnn_tutor.english import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rnn_tutor.progress import RecordProblem, Store
    from rnn_tutor.screens.layout.output import Output


def progress(
    export: Annotated[
        Path | None,
        typer.Option(
            "--export", metavar="FILE", help="Write all attempts to a file; a .csv is a table.", show_default=False
        ),
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Add the attempts from such a file.", show_default=False),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Start over; the old progress is kept in a copy.")] = False,
    ascii_only: Ascii = False,
    linear: Linear = False,
) -> None:
    """See your progress, and what to practise next.

    Each skill, and the mistakes that keep coming back.

    For example:

    rnn-tutor progress

    rnn-tutor progress --export my-progress.json
    """
    if (export is not None) + (import_ is not None) + reset > 1:
        raise typer.BadParameter("one at a time, please.", param_hint="--export, --import, --reset")
    from rnn_tutor.progress import open_store
    from rnn_tutor.screens.layout.output import Output

    output = Output(ascii_only=ascii_only, linear=linear)
    with open_store(save=import_ is not None or reset) as store:
        if export is not None:
            problems = write_out(store, export, output)
        elif import_ is not None:
            problems = take_in(store, import_, output)
        elif reset:
            problems = begin_afresh(store, output)
        else:
            problems = ()
            show(store, output)
        for notice in store.notices:
            typer.echo(output.page().spell(notice), err=True)
    for problem in problems:
        typer.echo(output.page().spell(str(problem)), err=True)
    if problems:
        raise typer.Exit(MENDABLE)


def show(store: Store, output: Output) -> None:
    """The whole picture."""
    from rnn_tutor.progress import schedule, summary, utc_now
    from rnn_tutor.screens.tables.progress import progress_screen

    attempts = store.attempts()
    output.write(progress_screen(summary(attempts), schedule(attempts), utc_now(), output.page()))


def write_out(store: Store, path: Path, output: Output) -> Sequence[RecordProblem]:
    """All attempts to a file."""
    from rnn_tutor.progress import export_progress

    exported = export_progress(store, path)
    if not exported.problems and str(path) != "/dev/stdout":
        output.write(output.page().prose(f"{attempts_in_words(exported.attempts)} written to {path}."))
    return exported.problems


def take_in(store: Store, path: Path, output: Output) -> Sequence[RecordProblem]:
    """The attempts of a file, as far as they are new."""
    from rnn_tutor.progress import RecordProblem, import_progress

    imported = import_progress(store, path)
    sentence = f"{attempts_in_words(imported.added)} added"
    sentence += f", {imported.known} already known" if imported.known else ""
    sentence += f", {imported.left_out} left out" if imported.left_out else ""
    if imported.added or imported.known or imported.left_out or not imported.problems:
        output.write(output.page().prose(f"{sentence}."))
    more = [RecordProblem(str(path), f"{imported.more_problems} more of this kind.")] if imported.more_problems else []
    return [*imported.problems, *more]


def begin_afresh(store: Store, output: Output) -> Sequence[RecordProblem]:
    """Forget everything, and keep a copy."""
    from rnn_tutor.progress import reset_progress

    done = reset_progress(store)
    if done.backup is not None:
        sentence = f"Your progress starts over. {attempts_in_words(done.attempts)} kept in {done.backup}."
        output.write(output.page().prose(sentence))
    return done.problems


def attempts_in_words(number: int) -> str:
    """`1 attempt`, `12 attempts`."""
    return counted(number, "attempt")
