"""`rnn-tutor new`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from rnn_tutor.cli.completion import complete_activation, complete_network
from rnn_tutor.cli.options import known
from rnn_tutor.cli.streams import ask
from rnn_tutor.lesson.library import SCHEMA_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.lesson.new_lesson import NewLesson

ENDING = ".yaml"
MOST_STEPS = 1000
LONGEST_TITLE = 100  # characters that are made of a name; a person may write more
ATTEMPTS = 8
SMALL = 200  # numbers that are carried on through time: beyond, the search for good ones would take long


def known_network(name: str | None) -> str | None:
    """A network that there is."""
    from rnn_tutor.lesson.networks import network_names

    return known(name, network_names(), "network")


def known_activation(name: str | None) -> str | None:
    """An activation function that there is."""
    from rnn_tutor.equations.functions import ACTIVATIONS

    return known(name, ACTIVATIONS, "activation function")


def line_of_text(text: str | None) -> str | None:
    """A text for people that fits on one line, or none."""
    from pydantic_core import PydanticCustomError

    from rnn_tutor.lesson.reading import read_line

    try:
        return None if text is None else read_line(text)
    except PydanticCustomError as error:
        raise typer.BadParameter(f"{error.message()}.") from None


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The lesson's name, or a path. An existing file is not overwritten.")
    ],
    *,
    network: Annotated[
        str | None,
        typer.Option(
            "--network",
            metavar="NETWORK",
            help="A named network, such as simple, rnn, lstm or gru.",
            autocompletion=complete_network,
            callback=known_network,
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="What it is about.", callback=line_of_text)] = None,
    time_step: Annotated[
        str | None, typer.Option("--time-step", help="What one time step is called.", callback=line_of_text)
    ] = None,
    steps: Annotated[int | None, typer.Option("--steps", min=1, max=MOST_STEPS, help="How many time steps.")] = None,
    features: Annotated[
        int, typer.Option("--features", min=1, max=100, help="How many inputs each time step has.")
    ] = 1,
    hidden: Annotated[int, typer.Option("--hidden", min=1, max=100, help="How many hidden units.")] = 2,
    outputs: Annotated[int, typer.Option("--outputs", min=1, max=100, help="How many outputs.")] = 1,
    activation: Annotated[
        str | None,
        typer.Option(
            "--activation",
            help="The activation function.",
            autocompletion=complete_activation,
            callback=known_activation,
        ),
    ] = None,
    target_each_step: Annotated[
        bool, typer.Option("--target-each-step", help="A target at each time step, not only at the end.")
    ] = False,
) -> None:
    """Write a lesson to begin with.

    It runs, and has a comment on every key.

    In a terminal it asks for what no option gives. If there is a folder `lessons`, the new lesson is written there, and
    is found by its name.

    For example:

    rnn-tutor new my-lesson

    rnn-tutor new translation --network lstm --hidden 2 --features 3 --steps 4 --time-step Word
    """
    from rnn_tutor.lesson.new_lesson import NewLesson

    path = place(name)
    refuse_if_there(path)
    answers = Answers()
    plan = NewLesson(
        path.stem,
        title=answers.text(
            title, "What is the lesson about?", path.stem.replace("-", " ").capitalize()[:LONGEST_TITLE]
        ),
        network=answers.of(network, "Which network?", "simple", known_network),
        time_step=answers.text(time_step, "What is one time step called?", "Step"),
        time_steps=answers.count(steps, "How many time steps?", 3),
        features=features,
        hidden=hidden,
        outputs=outputs,
        activation=activation,
        target_each_step=target_each_step,
    )
    from rnn_tutor.screens.layout.called import in_a_line

    command = path.stem if path.parent == Path("lessons") else str(path)
    write_new(path, good_lesson(plan, command, path))
    print(f"Written: {path}")
    if write_schema(path.parent):
        print(f"Written: {path.with_name(SCHEMA_FILE)}, with which an editor completes and checks its keys")
    print(f"Walk through it: {in_a_line('walk', command)}")


def place(name: str) -> Path:
    """The file of a new lesson."""
    from rnn_tutor.lesson.library import ENDINGS, is_path

    if is_path(name):
        return Path(name if name.endswith(ENDINGS) else name + ENDING)
    if not name or name.startswith(("-", ".")) or not name.isprintable():
        raise typer.BadParameter("a lesson's name is a word like my-lesson.", param_hint="NAME")
    return Path("lessons" if Path("lessons").is_dir() else ".", name + ENDING)


def good_lesson(plan: NewLesson, command: str, path: Path) -> str:
    """A lesson with start values about which `rnn-tutor check` has no warning, if some are soon found.

    Raises:
        LessonError: where no lesson may be as large.
    """
    from tempfile import TemporaryDirectory

    from rnn_tutor.audit.check import check_lesson
    from rnn_tutor.lesson.new_lesson import lesson_text

    is_small = plan.time_steps * plan.hidden * max(plan.hidden, plan.features) <= SMALL
    texts = [lesson_text(plan, command, attempt) for attempt in range(ATTEMPTS if is_small else 1)]
    with TemporaryDirectory() as folder:
        for text in texts:
            trial = Path(folder, "trial.yaml")
            trial.write_text(text, encoding="utf-8")
            checked = check_lesson(trial)
            if not checked.has("error", "warning"):
                return text
            if checked.has("error"):
                refuse(path, f"it isn't written, because {checked.problems[0].message}", checked.problems[0].remedy)
    return texts[0]


def refuse_if_there(path: Path) -> None:
    """Stop before anything is asked where the file is there already.

    Raises:
        LessonError: if it is.
    """
    if os.path.lexists(path):
        refuse(path, "this file already exists", "choose another name; nothing is overwritten")


def refuse(path: Path, message: str, remedy: str = "") -> NoReturn:
    """Say why a file can't be written."""
    from rnn_tutor.lesson.problems import LessonError, Problem

    raise LessonError([Problem(str(path), None, message, remedy)])


def write_new(path: Path, text: str) -> None:
    """Write a file that isn't there yet.

    Raises:
        LessonError: if it can't be written, or has come to be there in the meantime.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        refuse_if_there(path)
        raise
    except FileNotFoundError:
        missing = f"create it first: mkdir {path.parent}" if path.parent != Path() else "change to a folder that exists"
        refuse(path, "there is no such folder", missing)
    except (OSError, ValueError) as error:
        refuse(path, f"this file can't be written ({(getattr(error, 'strerror', None) or str(error)).lower()})")


def write_schema(folder: Path) -> bool:
    """Lay the schema, to which a lesson's first line points, beside it; whether it wasn't there and is now."""
    import json

    from rnn_tutor.lesson.json_schema import json_schema

    try:
        with (folder / SCHEMA_FILE).open("x", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
    except OSError:  # there already, or no room for it: the lesson is as good without
        return False
    return True


class Answers:
    """What options leave open: asked in a terminal, else the usual."""

    def __init__(self) -> None:
        from rnn_tutor.screens.layout.output import is_terminal

        self.may_ask = is_terminal(sys.stdin) and is_terminal(sys.stdout)

    def of(self, given: str | None, question: str, usual: str, checked: Callable[[str | None], str | None]) -> str:
        """The option, or an answer that passes the option's own check."""
        while given is None:
            if not self.may_ask:
                return usual
            answer = ask(f"{question} [{usual}] ").strip()
            try:
                given = checked(answer or usual)
            except typer.BadParameter as refused:
                print(f"  {refused.message}")
        return given

    def text(self, given: str | None, question: str, usual: str) -> str:
        """A line of text."""
        return self.of(given, question, usual, line_of_text)

    def count(self, given: int | None, question: str, usual: int) -> int:
        """A number of time steps."""
        return given or int(self.of(None, question, str(usual), number_of_steps))


def number_of_steps(text: str | None) -> str | None:
    """A number of time steps, as it is typed."""
    typed = text or ""
    if not re.fullmatch("[0-9]{1,9}", typed) or not 1 <= int(typed) <= MOST_STEPS:
        raise typer.BadParameter(f"a number from 1 to {MOST_STEPS:,}, please.")
    return typed
