"""`rnn-tutor walk`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import complete_lesson, complete_start
from rnn_tutor.cli.given_lesson import Digits, Settings, begin_lesson, derive_lesson, set_again
from rnn_tutor.cli.options import AsciiFormulas, Linear, Width
from rnn_tutor.cli.streams import ask

if TYPE_CHECKING:
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.walk.conversation import Conversation


def walk(
    lesson: Annotated[
        str | None,
        typer.Argument(
            metavar="LESSON",
            help="A lesson's name (see: rnn-tutor lessons), or the path of a lesson file; the next of the course where "
            "none is given.",
            autocompletion=complete_lesson,
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str,
        typer.Option(
            "--from", metavar="PHASE:N", help="Begin at a step, like backward:9.", autocompletion=complete_start
        ),
    ] = "start",
    digits: Digits = 20,
    *,
    settings: Settings = None,
    no_pause: Annotated[bool, typer.Option("--no-pause", help="Print everything at once.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Leave nothing out of large matrices, long sums and tables.")
    ] = False,
    printed: Annotated[
        bool,
        typer.Option("--printed", help="Show the figures that the lesson's source prints beside the lesson's own."),
    ] = False,
    ascii_only: AsciiFormulas = False,
    linear: Linear = False,
    width: Width = None,
) -> None:
    """Walk through a lesson, one step at a time.

    Every number of the forward pass, the loss, backpropagation through time and the update, and why it is so.

    Enter goes on; ? shows the other keys. Where input or output is not a terminal, everything is printed at once.

    A walk that was left goes on where it was, with c on its first page. After it comes the quiz of the same lesson,
    then the next lesson of the course, to which walk goes by itself.

    For example:

    rnn-tutor walk

    rnn-tutor walk stock-example

    rnn-tutor walk stock-example --from backward:9

    rnn-tutor walk vanishing --set W2=4 --from pictures

    rnn-tutor walk my-lesson.yaml --no-pause --ascii > walk.txt
    """
    from rnn_tutor.cli.course_progress import keep_left, keep_walked, left_at, next_in_course, ways_on
    from rnn_tutor.screens.layout.called import in_a_line
    from rnn_tutor.screens.layout.command import ways_on_lines
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.layout.page import blank
    from rnn_tutor.screens.walk import walk as screens
    from rnn_tutor.screens.walk.conversation import Conversation

    output = Output(ascii_only=ascii_only, linear=linear, width=width, full=full)
    lesson = next_in_course() if lesson is None else lesson
    if lesson is None:
        review = in_a_line("quiz", "--review")
        output.write(output.page().prose(f"You have walked all lessons. To keep what you know: {review}"))
        return
    is_talk = output.is_conversation and not no_pause
    derivation = begin_lesson(lesson, settings) if is_talk else derive_lesson(lesson, settings)
    if printed and not (derivation.lesson.source.strip() and derivation.lesson.printed):
        message = "needs a lesson that names its source (source:) and has figures that it prints (printed:)."
        raise typer.BadParameter(message, param_hint="--printed")
    pages = screens.Walk(derivation, digits, printed=printed)
    try:
        place = pages.place(start)
    except screens.NoSuchStop as refused:
        raise typer.BadParameter(str(refused), param_hint="--from") from None
    if not is_talk:
        screens.print_all(pages, output, place)
        output.write([blank(), *ways_on_lines(ways_on(lesson, settings or ()), output.page())])
        return
    options = (
        ["--digits", str(digits)] * (digits != 20)
        + ["--ascii"] * ascii_only
        + ["--full"] * full
        + ["--printed"] * printed
    )
    command = ["rnn-tutor", "walk", lesson, *set_again(settings), *options]
    conversation = Conversation(pages, output, ask, command, place)
    conversation.left = left_at(lesson, derivation.lesson, settings or ()) if place == 0 else None
    try:
        talk(conversation, output)
    finally:
        if conversation.is_last:
            keep_walked(lesson, settings or ())
        elif conversation.place:
            keep_left(lesson, derivation.lesson, settings or (), conversation.stop.address)
    if conversation.is_last:
        output.write(ways_on_lines(ways_on(lesson, settings or ()), output.page()))


def talk(conversation: Conversation, output: Output) -> None:
    """Hold the conversation, in keys where they can act at once, else in lines."""
    from rnn_tutor.cli.keyboard import can_hold, held

    if not can_hold(output):
        conversation.run()
        return
    with held(output) as keyboard:
        conversation.ask, conversation.ask_line = keyboard.key, keyboard.line
        conversation.run()
