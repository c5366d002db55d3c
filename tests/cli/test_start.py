"""What is loaded for what, and the help."""

import json
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal, localcontext

import pytest

from rnn_tutor import __version__
from rnn_tutor.cli.front import INDENT
from rnn_tutor.cli.overview import COMMANDS, ENVIRONMENT, EXIT_CODES, GROUPS
from tests.cli.given import environment, run, run_process
from tests.terminals import PATIENCE

HEAVY = ("sympy", "flint", "yaml", "rich", "pydantic", "rnn_tutor.lesson.loader", "rnn_tutor.explain.derivation")
LATER = (  # than the opening screen
    "sympy",
    "rnn_tutor.explain.closed_form",
    "rnn_tutor.explain.outcome",
    "rnn_tutor.witness.forward",
    "rnn_tutor.screens.walk.outcome",
    "rnn_tutor.screens.pictures.of_step",
    "rnn_tutor.screens.walk.step",
    "rnn_tutor.training.train",
)


def loaded(*arguments: str, of: Iterable[str] = HEAVY, before: str = "") -> set[str]:
    """Which of some modules a command loads; `before` is Python to be run first."""
    code = (
        "import json, sys\n"
        "from rnn_tutor.__main__ import main\n"
        f"{before}\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "try: main()\n"
        f"finally: print(json.dumps([name for name in {list(of)!r} if name in sys.modules]), file=sys.stderr)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment(), timeout=PATIENCE
    )
    return set(json.loads(found.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(*arguments) == set()


def test_the_help_of_a_command_loads_no_lesson() -> None:
    assert loaded("walk", "--help") <= {"pydantic"}  # Typer's own


def test_the_list_of_lessons_never_loads_sympy() -> None:
    assert "sympy" not in loaded("lessons")


def test_a_command_loads_no_other() -> None:
    assert loaded("lessons", of=[f"rnn_tutor.cli.{name}" for name in COMMANDS]) == {"rnn_tutor.cli.lessons"}


def typed(*answers: str) -> str:
    """Python that has a conversation in which this is typed, and then nothing more; nothing is loaded beside it."""
    return (
        "import builtins\n"
        "from rnn_tutor.calculus import background\n"
        "from rnn_tutor.screens.layout.output import Output\n"
        "from rnn_tutor.screens.walk.conversation import Conversation\n"
        "Output.is_conversation = property(lambda _: True)\n"
        "Conversation.warm_up = lambda _: None\n"
        "background.load_in_background = lambda: None\n"
        f"answers = iter({list(answers)!r})\n"
        "def next_line(_=''):\n"
        "    for line in answers: return line\n"
        "    raise EOFError\n"
        "builtins.input = next_line\n"
    )


def test_the_opening_screen_waits_for_nothing_that_comes_later() -> None:
    assert loaded("walk", "stock-example", of=LATER, before=typed()) == set()


@pytest.mark.parametrize("lesson", ["stock-example", "lstm"])
def test_forward_steps_wait_for_no_derivative(lesson: str) -> None:
    """Not even where their figures in print are audited."""
    assert "sympy" not in loaded("walk", lesson, before=typed("", "", ""))


@pytest.mark.parametrize("lesson", ["stock-example", "lstm", "two-hidden-units"])
def test_the_first_question_waits_for_no_derivative(lesson: str) -> None:
    assert "sympy" not in loaded("quiz", lesson, "--no-save", before=typed())


def test_while_it_is_read_the_rest_is_loaded() -> None:
    assert loaded(
        "--version", of=LATER, before="from rnn_tutor.screens.walk.conversation import load_the_rest; load_the_rest()"
    ) >= {
        "sympy",
        "rnn_tutor.screens.walk.step",
    }


def test_version() -> None:
    assert run("--version").stdout == f"rnn-tutor {__version__}\n"


def test_the_help_has_each_command_in_its_group_and_what_the_surroundings_say() -> None:
    said = run("--help").stdout
    for title, names in GROUPS.items():
        section = said.partition(f"\n{title}:\n")[2].partition("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()] == list(names)
    for name in (*ENVIRONMENT, *EXIT_CODES):
        assert f"\n  {name} " in said


def test_the_program_alone_says_what_one_may_want_on_one_screen() -> None:
    found = run()
    assert found.returncode == 0
    assert len(found.stdout.splitlines()) < 23  # with the prompt that follows, on a terminal of 24 lines
    commands = [line.split() for line in found.stdout.splitlines() if line.startswith(INDENT)]
    assert [words[:2] for words in commands] == [["rnn-tutor", words[1]] for words in commands]
    assert {words[1] for words in commands} <= set(COMMANDS)
    assert "rnn-tutor --help" in found.stdout.splitlines()[-1]
    assert loaded() <= {"pydantic"}  # Typer's own


def test_the_version_has_a_short_name() -> None:
    assert run("-V").stdout == run("--version").stdout == f"rnn-tutor {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command: str) -> None:
    found = run(command, "--help")
    assert found.returncode == 0
    example = found.stdout.partition("For example:")[2]
    assert f"rnn-tutor {command}" in example
    assert f"{command} " in run("--help").stdout


def test_help_in_ascii() -> None:
    assert run_process("walk", "--help", PYTHONIOENCODING="ascii").stdout.isascii()


def test_the_lessons_are_listed() -> None:
    found = run("lessons")
    assert "3  stock-example         Predict a stock's price on day 4 (35 steps)" in found.stdout
    assert "rnn-tutor walk one-neuron" in found.stdout


def test_export_is_json_whatever_the_encoding() -> None:
    found = run_process("export", "stock-example", "--to", "json", "--digits", "30", PYTHONIOENCODING="ascii")
    steps = json.loads(found.stdout)["steps"]
    assert len(steps) == 35
    with localcontext(prec=60):
        truth = 1 / (1 + (-Decimal("0.35")).exp())
        assert Decimal(steps[1]["exact"]) == truth.quantize(Decimal(steps[1]["exact"]))
    assert len(steps[1]["exact"]) == 32


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rnn-tutor walk st", "stock-example"),
        ("rnn-tutor export stock-example --to j", "json"),
        ("rnn-tutor wa", "walk"),
    ],
)
def test_the_shell_completes(typed: str, offered: str) -> None:
    found = run(_RNN_TUTOR_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert offered in found.stdout.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("rnn-tutor walk st", "stock-example"), ("rnn-tutor walk --fr", "--from"), ("rnn-tutor w", "walk")],
)
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_complete(shell: str, typed: str, offered: str) -> None:
    found = run(
        _RNN_TUTOR_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_ARGS=typed, _TYPER_COMPLETE_FISH_ACTION="get-args"
    )
    assert offered in found.stdout


@pytest.mark.parametrize("words", [["wlak"], ["--nonsense"], ["stock-example", "walk"]])
def test_what_is_no_command_is_refused_with_a_word(words: list[str]) -> None:
    found = run(*words)
    assert found.returncode == 2
    assert "Error: No such" in found.stderr


def test_a_command_may_follow_two_dashes() -> None:
    assert run("--", "lessons").stdout == run("lessons").stdout


def test_help_before_a_command_has_all_commands() -> None:
    assert run("--help", "walk").stdout == run("--help").stdout
