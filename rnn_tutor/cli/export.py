"""`rnn-tutor export`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.given_lesson import Digits, GivenLesson, derive_lesson

if TYPE_CHECKING:
    from rnn_tutor.derivation.derivation import Derivation


class Format(StrEnum):
    """What a lesson can be exported to."""

    JSON = "json"


def export(
    lesson: GivenLesson,
    to: Annotated[Format, typer.Option("--to", help="The format.")],
    digits: Digits = 20,
) -> None:
    """Write a lesson's whole derivation to standard output.

    For example:

    rnn-tutor export stock-example --to json > stock-example.json
    """
    text = written(derive_lesson(lesson), to, digits)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8, whatever the terminal is
    sys.stdout.write(text)


def written(derivation: Derivation, to: Format, digits: int) -> str:
    """A derivation in one of the formats."""
    match to:
        case Format.JSON:
            from rnn_tutor.export.to_json import lesson_json

            return lesson_json(derivation, digits)
