"""`rnn-tutor export`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.given_lesson import Digits, GivenLesson, Settings, derive_lesson
from rnn_tutor.cli.options import known
from rnn_tutor.cli.streams import write_for_programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.derivation.derivation import Derivation


def as_json(derivation: Derivation, digits: int) -> str:
    """A derivation as JSON."""
    from rnn_tutor.export.to_json import lesson_json

    return lesson_json(derivation, digits)


FORMATS: dict[str, Callable[[Derivation, int], str]] = {"json": as_json}


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin with what is typed."""
    return [name for name in FORMATS if name.startswith(incomplete)]


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

    Every step with its formula, its numbers and its digits, for other programs to read.

    For example:

    rnn-tutor export stock-example --to json > stock-example.json
    """
    write_for_programs(FORMATS[to](derive_lesson(lesson, settings), digits))
