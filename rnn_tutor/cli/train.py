"""`rnn-tutor train`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.ending import INTERRUPTED
from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.training.history import History

MOST_EPOCHS = 1_000_000
USUAL_EPOCHS = 1_000


def as_json(history: History) -> str:
    """A training as JSON."""
    from rnn_tutor.export.training_json import training_json

    return training_json(history)


FORMATS: dict[str, Callable[[History], str]] = {"json": as_json}


def known_format(name: str | None) -> str | None:
    """A format that there is."""
    if name is not None and name not in FORMATS:
        raise typer.BadParameter(f"there is no format {name!r}; there is {', '.join(FORMATS)}.")
    return name


def train(
    lesson: GivenLesson,
    epochs: Annotated[
        int, typer.Option("--epochs", "-n", min=1, max=MOST_EPOCHS, help="How many updates to make.")
    ] = USUAL_EPOCHS,
    settings: Settings = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"Write it for other programs: {', '.join(FORMATS)}.",
            callback=known_format,
            show_default=False,
        ),
    ] = None,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Plain ASCII.")] = False,
    width: Annotated[
        int | None,
        typer.Option("--width", min=20, max=500, help="Columns to use; by default what the terminal has."),
    ] = None,
) -> None:
    """Train a lesson's network on, and see the loss fall.

    The loss curve, each parameter's way, and in the end what the network says beside what it should. The same steps as
    in the walk, in ordinary floating point. Ctrl-C stops, and shows what there is.

    For example:

    rnn-tutor train stock-example

    rnn-tutor train exploding --epochs 50 --set clip=

    rnn-tutor train hello --epochs 300 --to json > hello.json
    """
    from rnn_tutor.screens.progress_bar import training_bar
    from rnn_tutor.training.history import trained
    from rnn_tutor.training.train import Training

    training = Training(read_lesson(lesson, settings))
    with training_bar(epochs) as watch:
        history = trained(training, epochs, watch)
    if to is not None:
        text = FORMATS[to](history)
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # for programs to read, whatever the terminal is
        sys.stdout.write(text)
    else:
        from rnn_tutor.screens.output import Output
        from rnn_tutor.screens.training import training_screen

        output = Output(ascii_only=ascii_only, width=width)
        output.write(training_screen(history, output.page()))
    if history.stopped:
        raise typer.Exit(INTERRUPTED)
