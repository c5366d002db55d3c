"""Numbers beyond floating point: walk, training and quiz tell them as such, and none ends with a traceback."""

import json
from pathlib import Path

import pytest

from tests.cli.given import ROOT, run

HUGE = ("inputs[1]=1e400", "W1=1e400", "learning_rate=1e400", "target=-1e400", "B3=1e-400")
SIN = """format_version: 1
title: A wave that diverges
equations:
  each_step: {h: sin(input*W) + previous(h)*U}
  output: {P: h*V}
  loss: (target - P)**2
inputs: [0.5, 1, 2]
target: 1
parameters: {W: 3, U: 9, V: 20}
learning_rate: 50
"""


@pytest.mark.parametrize("setting", HUGE)
@pytest.mark.parametrize("command", ["walk", "train"])
def test_a_number_beyond_doubles(command: str, setting: str) -> None:
    found = run(command, "stock-example", "--set", setting)
    assert "Traceback" not in found.stderr
    assert found.returncode == 0


def test_training_that_leaves_the_doubles_is_json_still() -> None:
    found = run("train", "stock-example", "--set", "W3=1e400", "--epochs", "5", "--to", "json")
    assert json.loads(found.stdout)["diverged"] is not None


def test_a_wave_of_something_infinite(tmp_path: Path) -> None:
    lesson = tmp_path / "wave.yaml"
    lesson.write_text(SIN)
    found = run("train", str(lesson), "--epochs", "90")
    assert "Traceback" not in found.stderr
    assert found.returncode == 0


@pytest.mark.parametrize("weight", ["-100000", "-40000", "3000"])
def test_a_saturated_sigmoid_is_not_asked_and_ends_nothing(weight: str) -> None:
    found = run("quiz", "stock-example", "--set", f"W1={weight}", "--phase", "all", "--no-save")
    assert "Traceback" not in found.stderr
    assert found.returncode == 0
    nothing = run(
        "quiz", "stock-example", "--set", "W1=-100000", "--phase", "all", "--from", "2", "--to", "2", "--no-save"
    )
    assert nothing.returncode == 2
    assert "too near to zero, to be asked" in nothing.stderr


def test_check_of_a_saturated_sigmoid(tmp_path: Path) -> None:
    lesson = tmp_path / "saturated.yaml"
    source = (ROOT / "lessons" / "stock-example.yaml").read_text("utf-8")
    lesson.write_text(source.replace("W1: 0.5", "W1: -100000"), "utf-8")
    found = run("check", str(lesson))
    assert "Traceback" not in found.stderr
    assert found.returncode in (0, 1)
