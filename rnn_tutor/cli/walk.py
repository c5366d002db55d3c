"""`rnn-tutor walk`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import complete_lesson, complete_start
from rnn_tutor.cli.given_lesson import Digits, Settings, begin_lesson, derive_lesson, set_again
from rnn_tutor.cli.options import AsciiFormulas, Linear, Width
from rnn_tutor.cli.streams import ask, asker, be_lenient_with_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.walk.conversation import Conversation
    from rnn_tutor.screens.walk.walk import Walk


def walk(
    lesson: Annotated[
        str | None,
        typer.Argument(
            metavar="LESSON",
            help="A lesson's name (see: rnn-tutor lessons), or the path of a lesson file; by default the next "
            "of the course.",
            autocompletion=complete_lesson,
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str,
        typer.Option(
            "--from", metavar="PHASE:N", help="Begin at this step, like backward:9.", autocompletion=complete_start
        ),
    ] = "start",
    digits: Digits = 20,
    *,
    settings: Settings = None,
    fade: Annotated[
        bool,
        typer.Option(
            "--fade", help="Ask a step of a kind that you have seen twice before it is shown; Enter shows it."
        ),
    ] = False,
    no_pause: Annotated[bool, typer.Option("--no-pause", help="Print everything at once.")] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Leave nothing out of large matrices, long sums and tables, and walk every time step in full.",
        ),
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

    Enter goes on; ? shows the other keys. If input or output is not a terminal, everything is printed at once.

    With --fade, a step of a kind that you have seen twice is asked before it is shown: what belongs in it, then the
    number. Enter alone shows it; then the next of its kind is shown as well, and the one after that is asked. What
    you answered right at once, here or in a quiz, is not asked before you are likely to have forgotten it.

    The key c on the first page continues a walk that was left. After a walk comes the quiz of the same lesson, then the
    next lesson of the course, with which `rnn-tutor walk` alone goes on.

    For example:

    rnn-tutor walk

    rnn-tutor walk stock-example

    rnn-tutor walk stock-example --from backward:9

    rnn-tutor walk stock-example --fade

    rnn-tutor walk vanishing --set W2=4 --from pictures

    rnn-tutor walk my-lesson.yaml --no-pause --ascii > walk.txt
    """
    from rnn_tutor.cli.course_progress import next_in_course, ways_on
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
    pages = screens.Walk(derivation, digits, printed=printed, every_step=full)
    try:
        place = pages.place(start)
    except screens.NoSuchStop as refused:
        raise typer.BadParameter(str(refused), param_hint="--from") from None
    if not is_talk:
        print_all(pages, output, place, lesson, fade=fade)
        output.write([blank(), *ways_on_lines(ways_on(lesson, settings or (), fades=fade), output.page())])
        return
    options = (
        ["--digits", str(digits)] * (digits != 20)
        + ["--ascii"] * ascii_only
        + ["--full"] * full
        + ["--printed"] * printed
        + ["--fade"] * fade
    )
    command = ["rnn-tutor", "walk", lesson, *set_again(settings), *options]
    looks = pages.asks_for_the_answer(start)
    conversation = Conversation(pages, output, ask, command, place, fades=fade, begins_with_answer=looks)
    talk_and_keep(conversation, lesson, settings or ())
    if conversation.is_last:
        ways = ways_on(lesson, settings or (), fades=conversation.fades)
        if conversation.has_answer and not conversation.knows_answer:
            ways = [("The answer to the question above:", [*command, "--from", screens.ANSWER]), *ways]
        output.write(ways_on_lines(ways, output.page()))


def print_all(pages: Walk, output: Output, place: int, lesson: str, *, fade: bool) -> None:
    """Print every page; with `fade` each line of the input answers a question on the way, if somebody can see it."""
    from rnn_tutor.screens.layout.output import is_terminal
    from rnn_tutor.screens.walk import walk as screens

    if not fade or (is_terminal(sys.stdin) and not output.is_conversation):
        screens.print_all(pages, output, place)
        return
    from rnn_tutor.cli.walk_keeper import WalkKeeper
    from rnn_tutor.screens.fading.fading import print_all_asking

    be_lenient_with_input()
    with WalkKeeper(lesson) as keeper:
        print_all_asking(pages, output, place, keeper.fading(pages), asker(output, as_json=False))


def talk_and_keep(conversation: Conversation, lesson: str, settings: Sequence[str]) -> None:
    """Hold the conversation; what was seen in it, and where it was left, is kept."""
    from rnn_tutor.cli.course_progress import keep_left, keep_walked, left_at
    from rnn_tutor.cli.walk_keeper import WalkKeeper, has_walked_some

    pages = conversation.walk
    walked = pages.derivation.lesson
    if conversation.place == 0:
        conversation.left = left_at(lesson, walked, settings)
        conversation.offers_fading = has_walked_some()
    with WalkKeeper(lesson) as keeper:
        conversation.fading = lambda: keeper.fading(pages)
        try:
            talk(conversation, conversation.output)
        finally:
            keeper.keep_seen(conversation.seen.values())
            if conversation.came_to_the_end:
                keep_walked(lesson, settings)
            elif conversation.place:
                keep_left(lesson, walked, settings, conversation.stop.address)
        for notice in keeper.notices:
            conversation.say(notice)


def talk(conversation: Conversation, output: Output) -> None:
    """Hold the conversation, in keys where they can act at once, else in lines."""
    from rnn_tutor.cli.keyboard import can_hold, held

    if not can_hold(output):
        conversation.run()
        return
    with held(output) as keyboard:
        conversation.ask, conversation.ask_line = keyboard.key, keyboard.line
        conversation.ask_answer = keyboard.answer
        conversation.run()
