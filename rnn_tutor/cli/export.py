"""`rnn-tutor export`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.given_lesson import Digits, GivenLesson, Settings, derive_lesson

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


def known_format(name: str) -> str:
    """A format that there is."""
    if name not in FORMATS:
        raise typer.BadParameter(f"there is no format {name!r}; there is {', '.join(FORMATS)}.")
    return name


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
    text = FORMATS[to](derive_lesson(lesson, settings), digits)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # for programs to read, whatever the terminal is
    sys.stdout.write(text)
