"""What is left out: the division of a mean, the + of += in some parameters, a blank, a decimal point."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import Lesson, diagnose, load_lesson
from rnn_tutor.diagnosis.diagnose import diagnosis
from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.json_file import read_json
from rnn_tutor.diagnosis.reading.learners_program import run_program
from rnn_tutor.export.code import lesson_code
from rnn_tutor.screens.tables.diagnosis import sentence
from tests.diagnosis.broken import Rnn, plain
from tests.diagnosis.test_batch_rows import Batch
from tests.terminals import PATIENCE

STEPS, OUTPUTS = 3, 2
NET = Rnn.some(31, 2, 2, OUTPUTS, STEPS)
COUNTS = {"the 3 steps": STEPS, "the 2 outputs": OUTPUTS, "the 3 steps and the 2 outputs": STEPS * OUTPUTS}


def text_of_mean() -> str:
    text = NET.lesson().replace("loss: sum((target - y)**2)", "loss: mean((target - y)**2)\nover_steps: mean")
    assert "over_steps" in text
    return text


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    file = tmp_path_factory.mktemp("mean") / "mean.yaml"
    file.write_text(text_of_mean(), "utf-8")
    return load_lesson(str(file))


def totals(slip: str = "") -> dict[str, Any]:
    """Of a loss that is the sum over all steps and outputs."""
    return {name: value for name, value in NET.run(slip).items() if name.startswith("total.")}


def divided(found: dict[str, Any], by: float) -> dict[str, Any]:
    return {name: plain(np.asarray(value) / by) for name, value in found.items()}


def test_a_mean_of_means_is_right(lesson: Lesson) -> None:
    assert diagnose(lesson, divided(totals(), STEPS * OUTPUTS))["wrong"] == []


@pytest.mark.parametrize("over", COUNTS)
def test_a_forgotten_division_of_a_mean_is_one_slip(over: str, lesson: Lesson) -> None:
    causes = diagnose(lesson, divided(totals(), STEPS * OUTPUTS / COUNTS[over]))["causes"]
    assert (causes[0]["mistakes"], causes[0]["leaves"]) == (["mean-not-sum"], [])
    assert causes[0]["words"].startswith(f"the mean's 1/{COUNTS[over]} is missing: the sum over {over} stands")


def test_overwritten_in_some_parameters_is_one_slip(lesson: Lesson) -> None:
    right, slipped = totals(), totals("= for +=")
    some = ("total.Wx", "total.Wh", "total.b")
    found = diagnose(lesson, divided(right | {name: slipped[name] for name in some}, STEPS * OUTPUTS))
    assert {one["name"] for one in found["wrong"]} == set(some)
    assert (found["causes"][0]["mistakes"], found["causes"][0]["leaves"]) == (["share-not-total"], [])


TEXTS = {"vectors": text_of_mean(), "2 rows": Batch(2).text(), "3 rows": Batch(3).text()}


@pytest.mark.parametrize("kind", TEXTS)
def test_no_blank_of_a_network_with_arrays_has_another_shape(kind: str, tmp_path: Path) -> None:
    file, program = tmp_path / "lesson.yaml", tmp_path / "mine.py"
    file.write_text(TEXTS[kind], "utf-8")
    drawn = load_lesson(str(file))
    program.write_text(lesson_code(drawn, "numpy", solved=False), "utf-8")
    given = run_program(str(program), drawn, seconds=PATIENCE).numbers
    found = diagnosis(drawn, given, of_gradients=True)
    assert {(one.figure.problem, one.given) for one in found.wrong} == {("", "nan")}


@pytest.mark.parametrize("number", ["-0,142", "0,142", "-0,042", "12,5", "0,5e-3"])
@pytest.mark.parametrize("around", ['{{"dW1": {}}}', '{{"dW2": 1.5, "dW1": {}, "dB1": 2}}'])
def test_a_decimal_comma_is_told_as_such(number: str, around: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(around.format(number))
    assert f"{number} has a decimal comma" in caught.value.message
    assert caught.value.remedy == f"write a point: {number.replace(',', '.')}"


@pytest.mark.parametrize("text", ['{"dW1": [1,2}', "{'dW1': 1.5}", '{"dW1": 1.5, dW2: 2}', '{"dW1": [1,2 3]}'])
def test_what_is_no_decimal_comma_is_not_told_as_one(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    with pytest.raises(Unreadable) as caught:
        read_json(text)
    assert "decimal comma" not in caught.value.message


def test_a_name_at_the_beginning_of_a_sentence_keeps_its_letters() -> None:
    assert sentence("inputₜ stands where h belongs").startswith("inputₜ")
    assert sentence("hₜ stands where h belongs").startswith("hₜ")
    assert sentence("the mean's 1/6 is missing").startswith("The mean's")
