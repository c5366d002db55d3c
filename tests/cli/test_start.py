"""What is loaded for what, and the help."""

import json
import subprocess
import sys
from decimal import Decimal, localcontext

import pytest

from rnn_tutor import __version__
from tests.cli.given import environment, run

HEAVY = ("sympy", "flint", "yaml", "rich", "pydantic", "rnn_tutor.lesson.loader", "rnn_tutor.derivation.derivation")


def loaded(*arguments: str) -> set[str]:
    """Which of the heavy modules a command loads."""
    code = (
        "import json, sys\n"
        "from rnn_tutor.cli import main\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "try: main()\n"
        "finally: print(json.dumps([name for name in " + repr(HEAVY) + " if name in sys.modules]), file=sys.stderr)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment(), timeout=120
    )
    return set(json.loads(found.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(*arguments) == set()


def test_the_help_of_a_command_loads_no_lesson() -> None:
    assert loaded("walk", "--help") <= {"pydantic"}  # Typer's own


def test_the_list_of_lessons_never_loads_sympy() -> None:
    assert "sympy" not in loaded("lessons")


def test_a_walk_that_nobody_asks_for_closed_forms_never_loads_sympy() -> None:
    assert "sympy" not in loaded("walk", "stock-example")


def test_version() -> None:
    assert run("--version").stdout == f"rnn-tutor {__version__}\n"


@pytest.mark.parametrize("command", ["walk", "lessons", "export"])
def test_each_command_has_help_with_an_example(command: str) -> None:
    found = run(command, "--help")
    assert found.returncode == 0
    example = found.stdout.partition("For example:")[2]
    assert f"rnn-tutor {command}" in example
    assert f"{command} " in run("--help").stdout


def test_help_in_ascii() -> None:
    assert run("walk", "--help", PYTHONIOENCODING="ascii").stdout.isascii()


def test_the_lessons_are_listed() -> None:
    found = run("lessons")
    assert "3  stock-example         Predict a stock's price on day 4 (35 steps)" in found.stdout
    assert "rnn-tutor walk one-neuron" in found.stdout


def test_export_is_json_whatever_the_encoding() -> None:
    found = run("export", "stock-example", "--to", "json", "--digits", "30", PYTHONIOENCODING="ascii")
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
