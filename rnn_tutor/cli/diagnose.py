"""`rnn-tutor diagnose`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson
from rnn_tutor.cli.options import Ascii, Linear, Width
from rnn_tutor.cli.streams import write_for_programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.diagnosis.diagnose import Diagnosis
    from rnn_tutor.diagnosis.reading.file import Found
    from rnn_tutor.lesson.lesson import Lesson

DIFFERS, UNREADABLE = 1, 2
STANDARD_INPUT = "-"
NUMBERS = (".py", ".json", ".npz", ".safetensors")
POLL_INTERVAL = 0.3  # seconds between two looks whether a file was saved


def diagnose(
    lesson: GivenLesson,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="Your numbers: .json, .npz or .safetensors, - for JSON on standard input; or your program (.py), "
            "which is run.",
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
            "--tolerance",
            min=0.0,
            help="How far numbers may be off, relative to their size: 1e-4 for difference quotients.",
        ),
    ] = 0.0,
    python: Annotated[
        str | None,
        typer.Option("--python", metavar="PYTHON", help="The Python that runs your program.", show_default=False),
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="How many seconds your program may run.")] = 30.0,
    watch: Annotated[
        bool, typer.Option("--watch", help="Run again whenever the file is saved, until all numbers agree.")
    ] = False,
    settings: Settings = None,
    ascii_only: Ascii = False,
    linear: Linear = False,
    width: Width = None,
) -> None:
    """Find the line of your own backward pass that is wrong, and why.

    Give the numbers that your program found, as many or as few as you have. They are compared with the exact ones. If
    some differ, common mistakes are tried in the whole derivation, until one of them gives your numbers.

    A program (.py) is run, with your rights: it needs a function gradients(inputs, target, parameters) that returns a
    dict of numbers by name. `rnn-tutor code` writes one to begin with.

    The exit code is 0 if all agree, 1 if one doesn't, and 2 if the numbers can't be read.

    For example:

    rnn-tutor diagnose stock-example my-gradients.json

    rnn-tutor diagnose stock-example my_rnn.py --watch

    rnn-tutor diagnose stock-example --template
    """
    need_a_lesson_first(lesson, file)
    read = read_lesson(lesson, settings)
    if template:
        from rnn_tutor.diagnosis.template import template as filled_with_nulls

        write_for_programs(filled_with_nulls(read))
        return
    if file is None:
        raise typer.BadParameter("give a file with your numbers, or --template for one to fill in.", param_hint="FILE")
    shown = as_data if as_json else lambda found: as_page(found, ascii_only=ascii_only, linear=linear, width=width)

    def once() -> int:
        return answered(read, file, shown, tolerance, python, timeout)

    raise typer.Exit(watched(file, once) if watch and file != STANDARD_INPUT else once())


def need_a_lesson_first(lesson: str, file: str | None) -> None:
    """Say so where a file of numbers stands in the lesson's place.

    Raises:
        typer.BadParameter: where it does.
    """
    if lesson.lower().endswith(NUMBERS):
        name = file or "stock-example"
        raise typer.BadParameter(
            f"the lesson comes first, then your numbers: rnn-tutor diagnose {name} {lesson}", param_hint="LESSON"
        )


def answered(
    lesson: Lesson,
    file: str,
    shown: Callable[[Diagnosis], None],
    tolerance: float,
    python: str | None,
    timeout: float,
) -> int:
    """Read, compare, answer; the exit code."""
    from rnn_tutor.diagnosis.diagnose import diagnosis
    from rnn_tutor.diagnosis.numbers import Unreadable

    try:
        found = numbers(file, lesson, python, timeout)
        show_printed(found.printed)
        answer = diagnosis(lesson, found.numbers, tolerance, of_gradients=found.of_gradients, is_row=found.is_row)
    except Unreadable as error:
        show_printed(getattr(error, "printed", ""))
        name = "standard input" if file == STANDARD_INPUT else file
        print(f"{name}: {error.message}{'; ' * bool(error.remedy)}{error.remedy}", file=sys.stderr)
        return UNREADABLE
    shown(answer)
    return DIFFERS if answer.wrong else 0


def numbers(file: str, lesson: Lesson, python: str | None, timeout: float) -> Found:
    """The numbers in a file, or on standard input.

    Raises:
        Unreadable: where there are none.
    """
    from rnn_tutor.diagnosis.reading.file import PROGRAM, Found, numbers_in
    from rnn_tutor.diagnosis.reading.json_file import LARGEST, read_json

    if file == STANDARD_INPUT:
        return Found(read_json(sys.stdin.read(LARGEST + 1) if sys.stdin else ""))
    if file.lower().endswith(PROGRAM) and saved(file) is not None:
        from rnn_tutor.lesson.problems import printable

        print(f"Running {printable(file)} with your rights: it can do everything that you can.", file=sys.stderr)
    return numbers_in(file, lesson, python, timeout)


def show_printed(printed: str) -> None:
    """What the learner's program printed itself, on standard error."""
    from rnn_tutor.lesson.problems import printable

    if printed.strip():
        print("What it printed:", file=sys.stderr)
        for line in printed.rstrip().splitlines():
            print(f"  | {printable(line.expandtabs())}", file=sys.stderr)


def as_data(found: Diagnosis) -> None:
    """The answer as JSON."""
    import json

    write_for_programs(json.dumps(found.data(), ensure_ascii=False, indent=1) + "\n")


def as_page(found: Diagnosis, *, ascii_only: bool, linear: bool, width: int | None) -> None:
    """The answer for a person."""
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.tables.diagnosis import diagnosis_screen

    output = Output(ascii_only=ascii_only, linear=linear, width=width)
    output.write(diagnosis_screen(found, output.page()))


def watched(file: str, once: Callable[[], int]) -> int:
    """Once now, and again whenever the file is saved, until all agrees."""
    import time

    before = saved(file)
    while (code := once()) != 0:
        print(f"Waiting until {file} is saved again; Ctrl-C leaves.", file=sys.stderr, flush=True)
        while (now := saved(file)) == before or now is None:
            time.sleep(POLL_INTERVAL)
        before = now
    return code


def saved(file: str) -> tuple[int, int] | None:
    """When a file was saved last, and how long it is; None while there is none."""
    import os

    try:
        found = os.stat(file)  # noqa: PTH116  # a path would have to be loaded for it
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
