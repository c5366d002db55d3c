"""What a shell may put in at Tab: names of lessons, files, values and steps; and the scripts by which it asks.

A completion must be quick, so none of these derives anything: a lesson is read only for `--set`, whose names it has.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ASKED = "_RNN_TUTOR_COMPLETE"  # set by the shells that Typer knows, which tell the words in one of these
TYPED = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
SETTINGS = (
    "learning_rate",
    "inputs",
    "target",
    "targets",
    "epochs",
    "clip",
    "truncate",
    "activation",
    "loss",
    "rounding",
)

ZSH_AT_THE_FIRST_TAB = """
compdef %(complete_func)s %(prog_name)s
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  %(complete_func)s "$@"
fi
"""
"""zsh loads a completion file as a function when it is first needed: it has to complete then, not only register."""

BASH_GOES_ON = """
    case "${COMPREPLY[0]}" in *=|*/) compopt -o nospace ;; esac
    return 0
"""
"""After `W1=` and after a folder's slash one goes on typing: no blank."""


def is_about_completion() -> bool:
    """Whether a shell asks for words, or a person for the script by which it will."""
    return ASKED in os.environ or any(word in sys.argv for word in ("--install-completion", "--show-completion"))


def typed_words() -> list[str]:
    """The words after the program's name, typed so far where a shell asks how they may go on."""
    if ASKED not in os.environ:
        return sys.argv[1:]
    return next((os.environ[name].split()[1:] for name in TYPED if name in os.environ), [])


def mend_scripts() -> None:
    """Have the scripts that Typer installs complete at zsh's first Tab, and leave no blank in bash after `W1=`."""
    from typer import _completion_shared as shared

    scripts: dict[str, str] = shared._completion_scripts  # noqa: SLF001  # Typer offers no other way
    for shell, old, new in (
        ("zsh", "\ncompdef %(complete_func)s %(prog_name)s\n", ZSH_AT_THE_FIRST_TAB),
        ("bash", "\n    return 0\n", BASH_GOES_ON),
    ):
        scripts[shell] = scripts[shell].replace(old, new)


def beginning_with(incomplete: str, choices: Sequence[str]) -> list[str]:
    """The choices that begin with what is typed."""
    return [choice for choice in choices if choice.startswith(incomplete)]


def complete_lesson(incomplete: str) -> list[str]:
    """The lesson names, and the lesson files and folders, that begin with what is typed."""
    from rnn_tutor.lesson.library import all_lessons

    return [*beginning_with(incomplete, [path.stem for path in all_lessons()]), *files(incomplete)]


def files(incomplete: str) -> list[str]:
    """The lesson files and the folders that begin with what is typed, a folder with its slash."""
    folder, _, start = incomplete.rpartition("/")
    before = incomplete.removesuffix(start)
    try:
        entries = sorted(os.scandir(Path(os.path.expanduser(folder or ("/" if before else ".")))), key=lambda e: e.name)  # noqa: PTH111  # Path's own raises for a user that there isn't
    except (OSError, ValueError):
        return []
    found = [entry for entry in entries if entry.name.startswith(start) and not entry.name.startswith(".")]
    return [
        f"{before}{entry.name}{'/' if entry.is_dir() else ''}"
        for entry in found
        if entry.is_dir() or entry.name.endswith((".yaml", ".yml"))
    ]


def complete_setting(incomplete: str) -> list[str]:
    """`NAME=` of what may be set in the lesson that is named before."""
    from rnn_tutor.lesson.library import find_lesson
    from rnn_tutor.lesson.loader import lesson_in
    from rnn_tutor.lesson.problems import LessonError

    names: list[str] = []
    for lesson in [word for word in typed_words()[1:-1] if not word.startswith("-")][:1]:
        with suppress(LessonError):  # what is wrong with it is said when the command runs
            names = [parameter.name for parameter in lesson_in(find_lesson(lesson)).parameters]
    return beginning_with(incomplete, [f"{name}=" for name in (*names, *SETTINGS)])


def complete_start(incomplete: str) -> list[str]:
    """Where a walk may begin: the first step of a phase, or a page of its own."""
    return beginning_with(
        incomplete, [*steps(), "start", "network", "parameters", "plan", "pictures", "outcome", "comparison", "answer"]
    )


def complete_step(incomplete: str) -> list[str]:
    """The first step of each phase."""
    return beginning_with(incomplete, steps())


def steps() -> list[str]:
    """The address of the first step of each phase."""
    from rnn_tutor.derivation.operation import Phase

    return [f"{phase.value}:1" for phase in Phase]


def complete_network(incomplete: str) -> list[str]:
    """The networks that begin with what is typed."""
    from rnn_tutor.lesson.networks import network_names

    return beginning_with(incomplete, network_names())


def complete_activation(incomplete: str) -> list[str]:
    """The activations that begin with what is typed."""
    from rnn_tutor.equations.functions import ACTIVATIONS

    return beginning_with(incomplete, list(ACTIVATIONS))
