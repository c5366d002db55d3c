"""`rnn-tutor compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from rnn_tutor.cli.completion import complete_lesson
from rnn_tutor.cli.given_lesson import GivenLesson, Settings, derive_lesson
from rnn_tutor.cli.options import Ascii, Linear, Width


def compare(
    one: GivenLesson,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[LESSON]",
            help="Another lesson. Without it, the first is compared with itself as changed by --set.",
            autocompletion=complete_lesson,
            show_default=False,
        ),
    ] = None,
    settings: Settings = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Leave nothing out of long tables.")] = False,
    ascii_only: Ascii = False,
    linear: Linear = False,
    width: Width = None,
) -> None:
    """Put two lessons side by side.

    Their values, their gradients, and where they first differ.

    With one lesson and --set, the lesson is compared with itself with other values; with two lessons, the values are
    set in both.

    For example:

    rnn-tutor compare stock-example tanh-instead

    rnn-tutor compare vanishing lstm

    rnn-tutor compare stock-example --set W2=0.9
    """
    if other is None and not settings:
        message = "give a second lesson, or change a value of the first: --set W2=0.9."
        raise typer.BadParameter(message, param_hint="LESSON")
    from rnn_tutor.explain.side_by_side import SideBySide
    from rnn_tutor.lesson.forward_only import need_gradients
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.tables.compare import compare_screen

    if other is None:
        both = SideBySide(derive_lesson(one), derive_lesson(one, settings))
        name = both.one.lesson.name
        names = name, f"{name} with {', '.join(settings or ())}"
    else:
        both = SideBySide(derive_lesson(one, settings), derive_lesson(other, settings))
        names = both.one.lesson.name, both.other.lesson.name
    output = Output(ascii_only=ascii_only, linear=linear, width=width, full=full)
    output.write(compare_screen(both, names, output.page()))
    if (both.one.lesson.network.loss is None) != (both.other.lesson.network.loss is None):
        for derivation in (both.one, both.other):
            need_gradients(derivation.lesson)  # to compare those of the other one with
