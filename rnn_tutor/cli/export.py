"""`rnn-tutor export`."""

from __future__ import annotations

import inspect
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import rnn_tutor.export
from rnn_tutor.cli.completion import beginning_with, complete_lesson
from rnn_tutor.cli.ending import UNWRITABLE
from rnn_tutor.cli.exit_codes import NOT_WRITTEN
from rnn_tutor.cli.given_lesson import Digits, Settings, derive_lesson
from rnn_tutor.cli.options import known
from rnn_tutor.cli.stopping import Stopping
from rnn_tutor.cli.streams import write_for_programs
from rnn_tutor.cli.written_file import written_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rnn_tutor.explain.derivation import Derivation
    from rnn_tutor.screens.layout.how_far import HowFar


# A format is one file of the room `export`: to_json.py, with its function lesson_json.
# What it can be told besides is what that function takes by name.
ROOM = Path(rnn_tutor.export.__path__[0])
FORMATS = sorted(file.stem.removeprefix("to_") for file in ROOM.glob("to_*.py"))

MOST_VARIANTS = 200
STANDARD_OUTPUT = Path("-")
LESSON_ENDINGS = (".yaml", ".yml")
COURSE_FOLDER = "rnn-tutor-course"

LessonToExport = Annotated[
    str | None,
    typer.Argument(
        metavar="LESSON",
        help="A lesson's name (see: rnn-tutor lessons), or the path of a lesson file.",
        autocompletion=complete_lesson,
        show_default=False,
    ),
]


def writer(name: str) -> Callable[..., str]:
    """What writes a derivation in a format; only this one's file is loaded."""
    module = import_module(f"rnn_tutor.export.to_{name}")
    write: Callable[..., str] = getattr(module, f"lesson_{name}")
    return write


def of_its_own(write: Callable[..., str], to: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, as far as the format takes them: they are what its function takes by name.

    Raises:
        typer.BadParameter: for one that it doesn't take.
    """
    takes = inspect.signature(write).parameters
    given = {name: value for name, value in options.items() if value not in (None, False)}
    for name in given:
        if name not in takes:
            raise typer.BadParameter(f"--to {to} doesn't use it.", param_hint=f"--{name}")
    return given


def deliver(text: Iterable[str], to_file: Path | None) -> None:
    """Write a document, in pieces, where it was asked for.

    Raises:
        typer.BadParameter: where the file can't be written.
    """
    if to_file is None or to_file == STANDARD_OUTPUT:
        for piece in text:
            write_for_programs(piece)
        return
    with saying_where(to_file), written_file(to_file) as file:
        file.writelines(text)


def keep_lessons(to_file: Path | None) -> None:
    """Never write over a lesson: nothing that is exported is one.

    Raises:
        typer.BadParameter: where one would be lost.
    """
    if to_file is not None and to_file.suffix.lower() in LESSON_ENDINGS and to_file.is_file():
        raise typer.BadParameter(f"{to_file} is a lesson, and stays one; choose another name.", param_hint="--output")


@contextmanager
def saying_where(target: Path) -> Iterator[None]:
    """Say of what couldn't be written where it was to be.

    Raises:
        typer.BadParameter: where another name is needed.
        typer.Exit: where there is no room for it.
    """
    try:
        yield
    except OSError as error:
        if error.errno in UNWRITABLE:
            typer.echo(f"{target} can't be written: {error.strerror}.", err=True)
            raise typer.Exit(NOT_WRITTEN) from None
        raise typer.BadParameter(f"can't write {target}: {error.strerror or error}.", param_hint="--output") from None


def deliver_steps(
    name: str, derivation: Derivation, digits: int, to_file: Path | None, shown: HowFar
) -> Stopping | None:
    """Write a format that is made a step at a time; None for one that is made whole.

    Ctrl-C ends it after the step that it is at, with a document that is whole as far as it goes.
    """
    module = import_module(f"rnn_tutor.export.to_{name}")
    if not hasattr(module, f"{name}_pieces"):
        return None
    shown.of = len(derivation.operations) * derivation.lesson.training.epochs
    with Stopping() as stopping:
        steps = stopping.until_stopped(module.all_steps(derivation), shown)
        deliver(getattr(module, f"{name}_pieces")(derivation, digits, steps), to_file)
    return stopping


def deliver_course(folder: Path, digits: int) -> None:
    """Write the pages of the course into a folder, and say where they are.

    Raises:
        typer.BadParameter: where they can't be written.
    """
    from rnn_tutor.export.course_pages import INDEX, course_pages, in_course

    entries = in_course()
    with saying_where(folder), showing(len(entries), "pages", folder) as shown, Stopping() as stopping:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in course_pages(digits, stopping.until_stopped(entries, shown)):
            with written_file(folder / name) as file:
                file.write(content)
    typer.echo(f"The course begins at {folder / INDEX}.")
    stopping.tell(shown)


def showing(of: int, unit: str, to_file: Path | None) -> AbstractContextManager[HowFar]:
    """How far it is, unless what is written scrolls by on the same terminal."""
    from rnn_tutor.screens.layout.how_far import HowFar, how_far
    from rnn_tutor.screens.layout.output import is_terminal

    if to_file in (None, STANDARD_OUTPUT) and is_terminal(sys.stdout):
        return nullcontext(HowFar(of, unit))
    return how_far(of, unit)


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin with what is typed."""
    return beginning_with(incomplete, FORMATS)


def complete_medium(incomplete: str) -> list[str]:
    """The media that begin with what is typed."""
    from rnn_tutor.export.to_worksheet import MEDIA

    return beginning_with(incomplete, MEDIA)


def known_format(name: str | None) -> str | None:
    """A format that there is."""
    return known(name, FORMATS, "format")


def export(
    lesson: LessonToExport = None,
    *,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"The format: {', '.join(FORMATS)}.",
            autocompletion=complete_format,
            callback=known_format,
        ),
    ],
    digits: Digits = 20,
    settings: Settings = None,
    key: Annotated[
        bool, typer.Option("--key", help="For a worksheet: the solutions, and the results of common mistakes.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, help="Other numbers, chosen by this seed.")
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            "--count", metavar="N", min=1, max=MOST_VARIANTS, help=("How many to make, each with its own seed.")
        ),
    ] = None,
    medium: Annotated[
        str | None,
        typer.Option(
            "--medium",
            metavar="MEDIUM",
            help="For a worksheet: page (to print), latex or markdown.  [page]",
            autocompletion=complete_medium,
        ),
    ] = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help="For LaTeX: the body alone, without the document around it.")
    ] = False,
    course: Annotated[
        bool,
        typer.Option("--course", help=f"For HTML: all lessons of the course, into a folder ({COURSE_FOLDER}, or -o)."),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of standard output.")
    ] = None,
) -> None:
    """Write a lesson's derivation to standard output.

    Every step with its formula, its numbers, its digits and the reason: as JSON for other programs, as Markdown or
    LaTeX, as a notebook, as a page with the walk and a quiz; and as a worksheet with its solutions, or questions for
    Moodle.

    For example:

    rnn-tutor export stock-example --to json > stock-example.json

    rnn-tutor export stock-example --to markdown > stock-example.md

    rnn-tutor export stock-example --to html -o stock-example.html

    rnn-tutor export stock-example --to worksheet --seed 7 --count 30 -o sheets.html

    rnn-tutor export stock-example --to moodle --seed 1 --count 5 -o stock-example.xml
    """
    if course:
        if to != "html" or lesson is not None or settings:
            raise typer.BadParameter("needs --to html, and no lesson.", param_hint="--course")
        deliver_course(output or Path(COURSE_FOLDER), digits)
        return
    if lesson is None:
        raise typer.BadParameter("say which lesson (see: rnn-tutor lessons).", param_hint="LESSON")
    keep_lessons(output)
    write = writer(to)
    own = of_its_own(write, to, {"key": key, "seed": seed, "count": count, "medium": medium, "fragment": fragment})
    if "settings" in inspect.signature(write).parameters:
        own["settings"] = settings or ()
    with showing(0, "steps", output) as shown:
        derivation = derive_lesson(lesson, settings)
        stopping = deliver_steps(to, derivation, digits, output, shown)
        if stopping is None:
            deliver([write(derivation, digits, **own)], output)
    if stopping is not None:
        stopping.tell(shown)
