"""`rnn-tutor train`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import beginning_with
from rnn_tutor.cli.exit_codes import INTERRUPTED
from rnn_tutor.cli.given_lesson import GivenLesson, Settings, read_lesson
from rnn_tutor.cli.options import Ascii, Linear, Width, known
from rnn_tutor.cli.streams import write_for_programs
from rnn_tutor.limits import UPDATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.training.history import History
    from rnn_tutor.training.train import Update

USUAL_EPOCHS = 1_000


def as_json(history: History) -> str:
    """A training as JSON."""
    from rnn_tutor.export.training_json import training_json

    return training_json(history)


FORMATS: dict[str, Callable[[History], str]] = {"json": as_json}


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin with what is typed."""
    return beginning_with(incomplete, list(FORMATS))


def known_format(name: str | None) -> str | None:
    """A format that there is."""
    return known(name, FORMATS, "format")


def train(
    lesson: GivenLesson,
    epochs: Annotated[
        int, typer.Option("--epochs", "-n", min=1, max=UPDATES.most, help="How many updates to make.")
    ] = USUAL_EPOCHS,
    settings: Settings = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"Write it for other programs: {', '.join(FORMATS)}.",
            autocompletion=complete_format,
            callback=known_format,
            show_default=False,
        ),
    ] = None,
    *,
    ascii_only: Ascii = False,
    linear: Linear = False,
    width: Width = None,
) -> None:
    """Train a lesson's network, and see the loss fall.

    It shows the loss curve, how each parameter moves, and at the end the predictions beside the targets. The steps are
    those of the walk, in ordinary floating point. Ctrl-C stops, and shows the results so far.

    For example:

    rnn-tutor train stock-example

    rnn-tutor train clipping --epochs 50 --set clip=

    rnn-tutor train hello --epochs 300 --to json > hello.json
    """
    from rnn_tutor.explain.float_text import short
    from rnn_tutor.lesson.forward_only import need_updates
    from rnn_tutor.screens.layout.how_far import how_far
    from rnn_tutor.training.history import trained
    from rnn_tutor.training.train import Training

    given = read_lesson(lesson, settings)
    need_updates(given)
    training = Training(given)
    with how_far(epochs, "updates") as shown:

        def watch(update: Update) -> None:
            shown.done, shown.note = update.number, f"loss {short(update.loss, 4)}"

        history = trained(training, epochs, watch)
    if to is not None:
        write_for_programs(FORMATS[to](history))
    else:
        from rnn_tutor.screens.layout.output import Output
        from rnn_tutor.screens.pictures.training import training_screen

        output = Output(ascii_only=ascii_only, linear=linear, width=width)
        output.write(training_screen(history, output.page()))
    if history.stopped:
        raise typer.Exit(INTERRUPTED)
