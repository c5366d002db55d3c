"""Completion: what is offered at Tab, and that the real shells put it in, zsh at its first Tab too."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from rnn_tutor.cli import completion
from rnn_tutor.lesson.networks import network_names
from tests.cli.given import environment, run
from tests.terminals import PATIENCE, end

SHELLS = {"bash": ["--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


def offered(line: str, cwd: Path) -> list[str]:
    """What bash is told for a line that is typed so far."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), completion.ASKED: "complete_bash"}
    found = run(cwd=cwd, **asked)
    assert found.stderr == ""
    return found.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rnn-tutor walk stock", ["stock-example"]),
        ("rnn-tutor walk mi", ["mine.yaml"]),
        ("rnn-tutor walk sub", ["subfolder/"]),
        ("rnn-tutor walk subfolder/in", ["subfolder/inner.yml"]),
        ("rnn-tutor check mi", ["mine.yaml"]),
        ("rnn-tutor walk stock-example --set W", ["W1=", "W2=", "W3="]),
        ("rnn-tutor walk no-such-lesson --set learn", ["learning_rate="]),
        ("rnn-tutor walk stock-example --from back", ["backward:1"]),
        ("rnn-tutor quiz stock-example --to tot", ["total:1"]),
        ("rnn-tutor new x --activation tan", ["tanh"]),
        ("rnn-tutor new x --network ", network_names()),
        ("rnn-tutor export stock-example --to js", ["json"]),
        ("rnn-tutor check x --to te", ["text"]),
        ("rnn-tutor export stock-example --medium la", ["latex"]),
        ("rnn-tutor train stock-example --to ", ["json"]),
        ("rnn-tutor code stock-example --style t", ["torch"]),
        ("rnn-tutor quiz stock-example --phase tot", ["total"]),
    ],
)
def test_what_is_offered(line: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").touch()
    (tmp_path / "mine.txt").touch()
    (tmp_path / "subfolder").mkdir()
    (tmp_path / "subfolder" / "inner.yml").touch()
    assert offered(line, tmp_path) == list(expected)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_puts_it_in(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    program = tmp_path / "bin" / "rnn-tutor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rnn_tutor "$@"\n')
    program.chmod(0o755)
    surroundings = environment(
        HOME=str(tmp_path),
        PATH=f"{program.parent}:{os.environ['PATH']}",
        TERM="dumb",
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",
    )
    shown = subprocess.run(
        [str(program), "--show-completion", shell], capture_output=True, text=True, check=True, env=surroundings
    ).stdout
    script = tmp_path / "completions" / "_rnn-tutor"
    script.parent.mkdir()
    script.write_text(shown)
    begin = f"fpath=({script.parent} $fpath); autoload -U compinit; compinit -u" if shell == "zsh" else f". {script}"
    child = pexpect.spawn(
        shell,
        SHELLS[shell],
        env=surroundings,
        encoding="utf-8",
        dimensions=(30, 200),
        timeout=PATIENCE,
        cwd=str(tmp_path),
    )
    child.sendline(f"{begin}; echo re''ady")
    child.expect("ready")
    child.send("rnn-tutor walk stock\t")
    child.expect("walk stock-example ")
    child.send("--set learn\t")  # a second Tab: what the first one loaded has to work, too
    child.expect("--set learning_rate=")
    end(child)
