"""How the program ends: with a line and the usual exit code, never with a traceback for what a person does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.given import environment, run, run_process, shell
from tests.terminals import PATIENCE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["walk", "stok-example"], "did you mean 'stock-example'?"),
        (["walk", "no/such.yaml"], "no/such.yaml: there is no such file"),
        (["walk", ""], "there is no lesson of this name"),
        (["walk", "\udcff\x1b[2J"], "there is no lesson of this name"),
        (["export", "--to", "json"], "say which lesson"),
        (["walk", "stock-example", "--from", "backward:99"], "There is no step backward:99; backward has 1 to 17."),
        (["walk", "stock-example", "--digits", "0"], "--digits"),
        (["walk", "stock-example", "--width", "5"], "--width"),
        (["export", "stock-example", "--to", "docx"], "there is no format 'docx'; there are html, json,"),
        (["export", "stock-example"], "Missing option '--to'"),
        (["wlak"], "Did you mean 'walk'?"),
        (["--nonsense"], "No such option"),
    ],
)
def test_what_can_be_mended_ends_with_2(arguments: list[str], said: str) -> None:
    found = run(*arguments)
    assert found.returncode == 2
    assert found.stdout == ""
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert "\x1b" not in found.stderr


def test_all_mistakes_of_a_lesson_one_to_a_line(tmp_path: Path) -> None:
    lesson = tmp_path / "mine.yaml"
    source = Path("lessons/stock-example.yaml").read_text("utf-8")
    lesson.write_text(source.replace("learning_rate: 0.1", "learning_rat: x").replace("0.5, 1.0", "0.5, nan"), "utf-8")
    found = run("walk", str(lesson))
    assert (found.returncode, found.stdout) == (2, "")
    lines = found.stderr.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(f"{lesson}:") for line in lines)


def test_a_message_in_an_encoding_that_lacks_its_letters() -> None:
    found = run_process("walk", "préface.yaml", PYTHONIOENCODING="ascii")
    assert found.stderr == "preface.yaml: there is no such file\n"


def test_a_reader_who_has_gone_is_no_error() -> None:
    found = shell("rnn-tutor walk stock-example | head -n 2; echo ${PIPESTATUS[0]}")
    assert found.stdout.splitlines()[0].startswith("── Predict")
    assert found.stdout.splitlines()[-1] == "0"
    assert found.stderr == ""


@pytest.mark.parametrize("command", ["walk stock-example", "export stock-example --to json", "lessons", "--help"])
def test_nor_one_who_never_came(command: str) -> None:
    found = shell(f"rnn-tutor {command} | true; echo ${{PIPESTATUS[0]}}")
    assert "Traceback" not in found.stderr
    assert found.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")  # noqa: PTH110  # a device
@pytest.mark.parametrize("command", ["walk stock-example", "--version", "--help", "quiz --help"])
def test_a_full_disk_is_said_to_be_full(command: str) -> None:
    found = shell(f"rnn-tutor {command} > /dev/full; echo $?")
    assert found.stdout == "1\n"
    assert found.stderr == "The output can't be written: No space left on device.\n"


def test_closed_output_is_no_error() -> None:
    found = shell("rnn-tutor walk stock-example >&- <&-; echo $?")
    assert (found.stdout, found.stderr) == ("0\n", "")


def test_a_mistake_of_the_program_is_not_hidden() -> None:
    broken = (
        "import rnn_tutor.screens.walk.opening as o\ndef fail(*_): raise ZeroDivisionError\no.network_lines = fail\n"
    )
    code = f"{broken}from rnn_tutor.__main__ import main\nimport sys\nsys.argv[1:] = ['walk', 'stock-example']\nmain()"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment(), timeout=PATIENCE
    )
    assert found.returncode == 1
    assert "ZeroDivisionError" in found.stderr


def test_numbers_with_more_digits_than_python_reads() -> None:
    endless = "9" * 5000
    found = run("walk", "stock-example", "--from", f"backward:{endless}")
    assert found.returncode == 2
    assert "backward has 1 to 17" in found.stderr
    assert run("lessons", COLUMNS=endless).returncode == 0
    assert run("lessons", COLUMNS="²").returncode == 0


def test_interrupted_while_modules_are_imported() -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.argv[1:] = ['lessons']\n"
        "from rnn_tutor.__main__ import main\n"
        "main()\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment(), timeout=PATIENCE
    )
    assert (found.returncode, found.stdout, found.stderr) == (130, "", "")
