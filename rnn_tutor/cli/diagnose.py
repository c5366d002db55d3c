"""`rnn-tutor diagnose`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson
from rnn_tutor.cli.options import Ascii, Width
from rnn_tutor.cli.streams import write_for_programs

DIFFERS, UNREADABLE = 1, 2
STANDARD_INPUT = "-"


def diagnose(
    lesson: GivenLesson,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="Your numbers as JSON, names and numbers; - for standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON, for programs.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print a JSON of all names, with nulls to fill in.")
    ] = False,
    tolerance: Annotated[
        float,
        typer.Option(
            "--tolerance", min=0.0, help="How far numbers may be off, relatively: 1e-4 for difference quotients."
        ),
    ] = 0.0,
    settings: Settings = None,
    ascii_only: Ascii = False,
    width: Width = None,
) -> None:
    """Find the line of your own backward pass that is wrong, and why.

    Give the numbers that your program found, as many or as few as you have; they are compared with the exact ones, and
    where they differ, every slip that people make is run through the whole derivation until one gives your numbers.

    The exit code is 0 where all agree, 1 where one doesn't, and 2 where the numbers can't be read.

    For example:

    rnn-tutor diagnose stock-example my-gradients.json

    rnn-tutor diagnose stock-example --template
    """
    read = read_lesson(lesson, settings)
    if template:
        from rnn_tutor.diagnosis.template import template as filled_with_nulls

        write_for_programs(filled_with_nulls(read))
        return
    if file is None:
        raise typer.BadParameter("give a file with your numbers, or --template for one to fill in.", param_hint="FILE")
    from rnn_tutor.diagnosis.diagnose import diagnosis
    from rnn_tutor.diagnosis.numbers import Unreadable

    try:
        found = diagnosis(read, numbers_in(file), tolerance)
    except Unreadable as error:
        print(f"{file}: {error.message}{'; ' * bool(error.remedy)}{error.remedy}", file=sys.stderr)
        raise typer.Exit(UNREADABLE) from error
    if as_json:
        import json

        write_for_programs(json.dumps(found.data(), ensure_ascii=False, indent=1) + "\n")
    else:
        from rnn_tutor.screens.diagnosis import diagnosis_screen
        from rnn_tutor.screens.output import Output

        output = Output(ascii_only=ascii_only, width=width)
        output.write(diagnosis_screen(found, output.page()))
    raise typer.Exit(DIFFERS if found.wrong else 0)


def numbers_in(file: str) -> dict[str, Any]:
    """The names and numbers in a file.

    Raises:
        Unreadable: where there are none.
    """
    from pathlib import Path

    from rnn_tutor.diagnosis.numbers import Unreadable
    from rnn_tutor.diagnosis.reading.json_file import read_json

    if file == STANDARD_INPUT:
        return read_json(sys.stdin.read())
    try:
        return read_json(Path(file).read_text("utf-8"))
    except (OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"it can't be read ({getattr(error, 'strerror', None) or 'no UTF-8 text'})") from error
