"""`rnn-tutor quiz`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rnn_tutor.cli.completion import beginning_with, complete_lesson, complete_step
from rnn_tutor.cli.given_lesson import Settings
from rnn_tutor.cli.options import AsciiFormulas, Linear, known
from rnn_tutor.cli.quiz_options import DEFAULT_LESSON, PHASES, USUAL_ATTEMPTS, USUAL_PHASE, QuizOptions
from rnn_tutor.cli.streams import asker, be_lenient_with_input, write_for_programs

if TYPE_CHECKING:
    from rnn_tutor.screens.layout.output import Ask


def complete_phase(incomplete: str) -> list[str]:
    """The phases that begin with what is typed."""
    return beginning_with(incomplete, PHASES)


def known_phase(name: str | None) -> str | None:
    """A phase that there is."""
    return known(name, PHASES, "phase")


def quiz(
    lesson: Annotated[
        str | None,
        typer.Argument(
            metavar="LESSON",
            help=f"A lesson's name, or the path of a lesson file; by default {DEFAULT_LESSON}.",
            autocompletion=complete_lesson,
            show_default=False,
        ),
    ] = None,
    *,
    settings: Settings = None,
    phase: Annotated[
        str | None,
        typer.Option(
            "--phase",
            metavar="PHASE",
            help=f"What to ask: {', '.join(PHASES)}; by default {USUAL_PHASE}.",
            autocompletion=complete_phase,
            callback=known_phase,
            show_default=False,
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="STEP", help="The first step, 9 or backward:9.", autocompletion=complete_step),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="STEP", help="The last step.", autocompletion=complete_step)
    ] = None,
    epoch: Annotated[
        int | None, typer.Option("--epoch", metavar="N", min=1, help="Which epoch to ask, in a lesson with several.")
    ] = None,
    random: Annotated[bool, typer.Option("--random", help="New small numbers for the same network.")] = False,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", min=0, help="Choose the new numbers, and the mix, by this seed."),
    ] = None,
    attempts: Annotated[
        int, typer.Option("--attempts", min=1, max=99, help="How many attempts each question has.")
    ] = USUAL_ATTEMPTS,
    exam: Annotated[
        bool, typer.Option("--exam", help="Answers can't be changed, and the results come at the end.")
    ] = False,
    review: Annotated[bool, typer.Option("--review", help="Ask what is due for review.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=("Start over instead of continuing the previous quiz."))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The result as JSON on standard output; the questions go to standard error.")
    ] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help="Don't keep the answers in your progress.")] = False,
    ascii_only: AsciiFormulas = False,
    linear: Linear = False,
) -> None:
    """Compute the next step yourself.

    Wrong answers are explained.

    By default it asks for the gradients: the backward pass, then the sums; or for what the lesson itself chooses.
    --phase mix asks twelve questions: each kind of step once before any comes twice, and two about what the numbers
    mean.

    A quiz that you leave goes on where it was. ? shows what can be typed. If input is not a terminal, each line of it
    is an answer.

    For example:

    rnn-tutor quiz

    rnn-tutor quiz stock-example --random --attempts 2

    rnn-tutor quiz lstm --phase mix

    rnn-tutor quiz --review
    """
    if review and (phase or first or last or epoch or exam or settings):
        message = "asks what is due, and can't be combined with --phase, --from, --to, --epoch, --exam, --set."
        raise typer.BadParameter(message, param_hint="--review")
    if phase == "mix" and (first or last):
        raise typer.BadParameter("picks its own questions, without --from and --to.", param_hint="--phase mix")
    options = QuizOptions(
        lesson=lesson or DEFAULT_LESSON,
        phase=phase or USUAL_PHASE,
        phase_is_chosen=phase is not None,
        first=first,
        last=last,
        epoch=epoch,
        random=random or seed is not None,
        seed=seed,
        attempts=attempts,
        exam=exam,
        review=review,
        restart=restart,
        as_json=as_json,
        save=not no_save,
        ascii_only=ascii_only,
        settings=tuple(settings or ()),
    )
    from rnn_tutor.cli.quiz_runs import hold, hold_review
    from rnn_tutor.quiz.plan import NothingToAsk
    from rnn_tutor.screens.layout.output import Output

    be_lenient_with_input()
    output = Output(sys.stderr if as_json else None, ascii_only=ascii_only, linear=linear)
    ask_line = loading_meanwhile(asker(output, as_json=as_json))
    try:
        result = hold_review(options, lesson, output, ask_line) if review else hold(options, output, ask_line)
    except NothingToAsk as refused:
        raise typer.BadParameter(str(refused), param_hint="--phase, --from, --to, --epoch") from None
    if as_json:
        write_for_programs(json.dumps(result, ensure_ascii=False) + "\n")


def loading_meanwhile(ask_line: Ask) -> Ask:
    """The same, with what grading takes loaded while the first question is read."""
    from rnn_tutor.calculus.background import load_in_background

    is_first = True

    def asking(prompt: str) -> str:
        nonlocal is_first
        if is_first:
            load_in_background()
            is_first = False
        return ask_line(prompt)

    return asking
