"""`rnn-tutor export`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import rnn_tutor.export
from rnn_tutor.cli.completion import beginning_with
from rnn_tutor.cli.given_lesson import Digits, GivenLesson, Settings, derive_lesson
from rnn_tutor.cli.options import known
from rnn_tutor.cli.streams import write_for_programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.derivation.derivation import Derivation


# A format is one file of the room `export`: to_json.py, with its function lesson_json.
ROOM = Path(rnn_tutor.export.__path__[0])
FORMATS = sorted(file.stem.removeprefix("to_") for file in ROOM.glob("to_*.py"))


def written(name: str, derivation: Derivation, digits: int) -> str:
    """A derivation in a format; only this one's file is loaded."""
    module = import_module(f"rnn_tutor.export.to_{name}")
    write: Callable[[Derivation, int], str] = getattr(module, f"lesson_{name}")
    return write(derivation, digits)


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin with what is typed."""
    return beginning_with(incomplete, FORMATS)


def known_format(name: str | None) -> str | None:
    """A format that there is."""
    return known(name, FORMATS, "format")


def export(
    lesson: GivenLesson,
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
) -> None:
    """Write a lesson's derivation to standard output.

    Every step with its formula, its numbers, its digits and the reason: as JSON for other programs, or as Markdown for
    a page or a slide.

    For example:

    rnn-tutor export stock-example --to json > stock-example.json

    rnn-tutor export stock-example --to markdown > stock-example.md
    """
    write_for_programs(written(to, derive_lesson(lesson, settings), digits))
