"""What takes its time says how far it is, where that is a terminal, and ends at Ctrl-C with what there is."""

import json
import sys
from io import StringIO
from pathlib import Path
from time import sleep

import pytest

from rnn_tutor.screens.layout import how_far as shown_by
from rnn_tutor.screens.layout.how_far import how_far
from tests.cli.given import run
from tests.cli.test_terminal import Terminal

LONG = """
format_version: 1
title: Many days
about: The same day again and again.
time_steps: {days}
equations:
  each_step: {{Y: sigmoid(previous(Y)*W + B)}}
  loss: (target - Y)**2
target: 1
parameters: {{W: 0.3, B: 0.1}}
learning_rate: 0.1
"""


class Stream(StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def long(tmp_path: Path) -> Path:
    file = tmp_path / "long.yaml"
    file.write_text(LONG.format(days=2000))
    return file


@pytest.mark.parametrize("terminal", [True, False])
def test_only_on_a_terminal_and_gone_at_the_end(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(shown_by, "PATIENCE", 0)
    monkeypatch.setattr(shown_by, "BETWEEN", 0.01)
    monkeypatch.setenv("TERM", "xterm")
    with how_far(12_000, "[steps]") as shown:
        shown.done, shown.note = 1234, "loss 0.5"
        while terminal and "1,234 of 12,000 [steps]   loss 0.5" not in stream.getvalue():
            sleep(0.01)
    assert bool(stream.getvalue()) == terminal
    assert not terminal or stream.getvalue().endswith("\x1b[2K")


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(terminal=True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(shown_by, "PATIENCE", 1000)
    with how_far(12, "steps"):
        pass
    assert stream.getvalue() == ""


def test_a_proof_is_stopped_with_what_is_proved(long: Path) -> None:
    with Terminal("check", "--prove", str(long)) as terminal:
        terminal.until(" of 6,001 gradients")
        terminal.child.sendintr()
        assert terminal.ends() == 130
    assert " of 6001 gradients proved" in terminal.raw
    assert "of them were not checked." in terminal.raw


def test_a_folder_is_stopped_with_what_is_checked(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.yaml").write_text(LONG.format(days=400))
    with Terminal("check", str(tmp_path)) as terminal:
        terminal.until(" of 200 lessons")
        terminal.child.sendintr()
        assert terminal.ends() == 130
    assert "lessons were not checked." in terminal.raw


def test_an_export_is_stopped_and_whole_as_far_as_it_goes(long: Path, tmp_path: Path) -> None:
    written = tmp_path / "long.json"
    long.write_text(LONG.format(days=5000))
    with Terminal("export", str(long), "--to", "json", "-o", str(written)) as terminal:
        terminal.until(" of 20,004 steps")
        terminal.child.sendintr()
        assert terminal.ends() == 130
    assert "of 20,004 steps are written." in terminal.raw
    assert len(json.loads(written.read_text())["steps"]) < 20_004


def test_where_it_is_no_terminal_nothing_is_said(long: Path) -> None:
    long.write_text(LONG.format(days=60))
    done = run("check", "--prove", str(long), "stock-example")
    assert done.stderr == ""
    assert done.stdout.endswith("22 of 22 gradients proved\n")
