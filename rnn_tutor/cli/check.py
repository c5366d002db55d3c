"""`rnn-tutor check`."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import beginning_with, complete_lesson
from rnn_tutor.cli.exit_codes import FINDINGS, INTERRUPTED, MENDABLE
from rnn_tutor.cli.options import known
from rnn_tutor.cli.streams import write_for_programs

if TYPE_CHECKING:
    from pathlib import Path

    from rnn_tutor.audit.check import Checked
    from rnn_tutor.screens.layout.how_far import HowFar

FORMATS = ("text", "json")


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin with what is typed."""
    return beginning_with(incomplete, FORMATS)


def known_format(name: str | None) -> str | None:
    """A format that there is."""
    return known(name, FORMATS, "format")


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Lesson files, folders of them, or lessons by name.", autocompletion=complete_lesson
        ),
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Count notes as findings too.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Leave notes out, and list errors last.")] = False,
    figures: Annotated[
        bool, typer.Option("--figures", help="Show every figure that a lesson's source prints, with its verdict.")
    ] = False,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"The format: {', '.join(FORMATS)}.",
            callback=known_format,
            autocompletion=complete_format,
        ),
    ] = "text",
    prove: Annotated[
        bool,
        typer.Option(
            "--prove", help="Only prove the gradients: each is computed a second time, by power series over intervals."
        ),
    ] = False,
) -> None:
    """Check lessons, and a book's figures.

    What is wrong with them, how they could teach better, and the figures that their source prints.

    Each finding is a line: file:line:column: level: message. An error keeps a lesson from being used, a warning says
    that it teaches less than it could, a note is good to know; mistakes of a printed source are notes.

    The exit code is 0 if there are no warnings, 1 if there are, and 2 if a lesson can't be used.

    For example:

    rnn-tutor check my-lesson.yaml

    rnn-tutor check lessons --strict

    rnn-tutor check --prove stock-example
    """
    found = paths(files)
    if prove:
        raise typer.Exit(prove_all(found))
    checked = check_all(found, with_advice=strict)
    if brief:
        checked = in_brief(checked, with_notes=strict)
    if to == "json":
        from rnn_tutor.export.check_json import check_json

        write_for_programs(check_json(checked))
    else:
        write(checked, figures=figures)
    if len(checked) < len(found):
        print(f"Stopped: {len(found) - len(checked)} of {len(found)} lessons were not checked.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(exit_code(checked, strict=strict))


def in_brief(checked: list[Checked], *, with_notes: bool) -> list[Checked]:
    """The same without notes, unless they count; lessons with errors last, where a long report ends."""
    from dataclasses import replace

    levels = ("error", "warning", "note") if with_notes else ("error", "warning")
    short = [replace(one, problems=tuple(p for p in one.problems if p.level in levels)) for one in checked]
    return sorted(short, key=lambda one: one.has("error"))


def check_all(lessons: list[Path], *, with_advice: bool) -> list[Checked]:
    """What was found of each lesson, or of the first of them where Ctrl-C ended it."""
    from rnn_tutor.audit.check import check_lesson
    from rnn_tutor.screens.layout.how_far import how_far

    checked: list[Checked] = []
    with how_far(len(lessons), "lessons") as shown, suppress(KeyboardInterrupt):
        for path in lessons:
            shown.done, shown.note = len(checked), path.name
            checked.append(check_lesson(path, with_advice=with_advice))
    return checked


def prove_all(lessons: list[Path]) -> int:
    """Ask the independent witness about every gradient; each lesson has its line. The exit code.

    It is `FINDINGS` where some gradient isn't what the witness finds, `INTERRUPTED` where Ctrl-C ended it.

    Raises:
        LessonError: for a lesson that can't be used.
    """
    import sys
    from contextlib import nullcontext

    from rnn_tutor.explain.derive import derive
    from rnn_tutor.lesson.forward_only import need_gradients
    from rnn_tutor.lesson.loader import lesson_in
    from rnn_tutor.screens.layout.how_far import how_far
    from rnn_tutor.screens.layout.output import Output, is_terminal
    from rnn_tutor.screens.tables.proof import proof_lines
    from rnn_tutor.witness.proof import ProofResult, prove

    output = Output()
    failed = False
    # Where each lesson's line is seen as it is done, the next one's gradients are counted; else the lessons.
    all_of_them = len(lessons) > 1 and not is_terminal(sys.stdout)
    with how_far(len(lessons), "lessons") if all_of_them else nullcontext() as together:
        for number, path in enumerate(lessons):
            lesson = lesson_in(path)
            need_gradients(lesson)
            with nullcontext(together) if together else how_far(0, "gradients") as shown:
                shown.note = path.name

                def watch(done: int, of: int, shown: HowFar = shown, number: int = number) -> None:
                    shown.done, shown.of = (number, len(lessons)) if together else (done, of)

                proof = prove(derive(lesson), watch)
            output.write(proof_lines(proof, output.page(), str(path) if len(lessons) > 1 else ""))
            failed |= bool(proof.steps(ProofResult.REFUTED, ProofResult.UNDECIDED))
            if proof.stopped:
                return INTERRUPTED
    return FINDINGS if failed else 0


def paths(files: list[str]) -> list[Path]:
    """The lesson files that are meant, each once.

    Raises:
        LessonError: for a name that no lesson has, and a folder without lessons.
    """
    from pathlib import Path

    from rnn_tutor.audit.check import lesson_files
    from rnn_tutor.lesson.library import find_lesson
    from rnn_tutor.lesson.problems import LessonError, Problem

    found: list[Path] = []
    problems: list[Problem] = []
    for name in files:
        try:
            found += lesson_files(Path(name)) if is_folder(name) else [find_lesson(name)]
        except LessonError as error:
            problems += error.problems
    if problems:
        raise LessonError(problems)
    return list(dict.fromkeys(found))


def is_folder(name: str) -> bool:
    """Whether a folder is meant."""
    import os

    try:
        return os.path.isdir(name)  # noqa: PTH112  # Path("") would be the present folder
    except ValueError:
        return False


def write(checked: list[Checked], *, figures: bool) -> None:
    """The findings on standard output, and how many there are, for people, on standard error."""
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.tables.check import figure_lines, problem_lines, summary

    output = Output()
    for one in checked:
        output.write(problem_lines(one, output.page()))
        if figures:
            output.write(figure_lines(one, output.page()))
    print(summary(checked), file=sys.stderr)


def exit_code(checked: list[Checked], *, strict: bool) -> int:
    """2 where a lesson can't be used, 1 where there are warnings (or notes, if they count), else 0."""
    if any(one.has("error") for one in checked):
        return MENDABLE
    counted = any(one.has("warning") or (strict and one.has("note")) for one in checked)
    return FINDINGS if counted else 0
