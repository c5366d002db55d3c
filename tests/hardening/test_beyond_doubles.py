"""Numbers beyond floating point: walk, training and quiz tell them as such, and none ends with a traceback."""

import base64
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flint import fmpq

from rnn_tutor import Derivation, derive, load_lesson
from rnn_tutor.export.page_quiz import quiz_data
from rnn_tutor.export.to_json import json_pieces
from rnn_tutor.export.to_moodle import lesson_moodle
from rnn_tutor.export.to_worksheet import lesson_worksheet
from rnn_tutor.numbers.digits import by_hand, by_hand_text
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.pictures.curve import curve_picture
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.walk import Walk, print_all
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


def test_numbers_of_thousands_of_digits_are_on_pages_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    derivation = derive(
        load_lesson(
            "format_version: 1\ntitle: Powers\nequations: {each_step: {A: (input*W)**10000}, loss: (target - A)**2}\n"
            "inputs: [1.01]\ntarget: 1\nparameters: {W: 2}\nlearning_rate: 0.1\n"
        )
    )
    walk = Walk(derivation)
    print_all(walk, Output(sys.stdout, width=80, coloured=False))
    pages = len(walk.stops)
    assert f"page {pages} of {pages}" in capsys.readouterr().out
    steps = json.loads("".join(json_pieces(derivation, 20, list(derivation))))["steps"]
    assert [step["closed_form"] for step in steps] == [None] * len(steps)


HUGE_WAVE = """format_version: 1
title: A wave of a huge number
equations: {each_step: {X: input*W, Y: cos(X)}, output: {P: Y*V}, loss: huber(target - P)}
inputs: [1e400]
target: 1
parameters: {W: 0.76, V: 2.43}
learning_rate: 1e-300
optimizer: adam
epochs: 2
"""


def test_what_no_double_holds_is_not_asked_on_a_page() -> None:
    derivation = derive(load_lesson(HUGE_WAVE))
    packed = json.loads(zlib.decompress(base64.b64decode(quiz_data(derivation))), parse_constant=pytest.fail)
    assert packed["names"]
    assert "dX1" not in [question["name"] for question in packed["questions"]]


def test_names_of_a_later_epoch_whose_numbers_take_more_digits() -> None:
    first, second = derive(load_lesson(HUGE_WAVE)).epochs
    assert second["Y.t1"].sympy is not None
    assert {str(symbol) for symbol in first["P"].sympy.free_symbols} == {"V", "Y1"}


def test_rounding_to_doubles_leaves_what_no_double_holds() -> None:
    for rule in (Rounding(None, 17, 53), Rounding(None, 9, 24)):
        assert by_hand_text(rule, by_hand(rule, fmpq(4) * fmpq(10) ** 400)).startswith("4.0000000")
        assert by_hand_text(rule, by_hand(rule, -fmpq(1, 4))) == "-0.25"


@pytest.mark.parametrize(
    ("rounding", "write"), [("none", lesson_moodle), ("double", lesson_moodle), ("3", lesson_worksheet)]
)
def test_what_is_too_near_to_zero_is_on_no_sheet(rounding: str, write: Callable[[Derivation], object]) -> None:
    lesson = (
        "format_version: 1\ntitle: Small\nequations: {each_step: {X: input*W, Y: sigmoid(X)}, output: {P: Y*V}, "
        "loss: (target - P)**4}\ninputs: [1, 2]\ntarget: 1\n"
        f"parameters: {{W: -3000, V: 2}}\nlearning_rate: 100\nrounding: {rounding}\n"
    )
    assert write(derive(load_lesson(lesson)))


@pytest.mark.parametrize("function", ["gelu(X)", "relu(X)", "tanh(X)"])
def test_an_axis_that_ends_at_infinity_is_not_drawn(function: str) -> None:
    lesson = (
        f"format_version: 1\ntitle: Far\nequations: {{each_step: {{X: input*W, Y: {function}}}, loss: target - Y}}\n"
        "inputs: [INPUT]\ntarget: 1\nparameters: {W: 2}\nlearning_rate: 0.1\n"
    )
    for number in ("1e309", "-1e308", "1e200"):
        assert curve_picture(derive(load_lesson(lesson.replace("INPUT", number)))["Y.t1"]) is None


@pytest.mark.parametrize("weight", ["-100000", "-40000", "3000"])
def test_a_saturated_sigmoid_is_not_asked_and_ends_nothing(weight: str) -> None:
    found = run("quiz", "stock-example", "--set", f"W1={weight}", "--phase", "all", "--no-save")
    assert "Traceback" not in found.stderr
    assert found.returncode == 0
    nothing = run(
        "quiz", "stock-example", "--set", "W1=-100000", "--phase", "all", "--from", "2", "--to", "2", "--no-save"
    )
    assert nothing.returncode == 2
    assert "too close to zero, to be asked" in nothing.stderr


def test_check_of_a_saturated_sigmoid(tmp_path: Path) -> None:
    lesson = tmp_path / "saturated.yaml"
    source = (ROOT / "lessons" / "stock-example.yaml").read_text("utf-8")
    lesson.write_text(source.replace("W1: 0.5", "W1: -100000"), "utf-8")
    found = run("check", str(lesson))
    assert "Traceback" not in found.stderr
    assert found.returncode in (0, 1)
