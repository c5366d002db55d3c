"""Values set otherwise: each takes its place before anything is checked, and what is wrong names the option."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.overrides import load_changed_lesson
from rnn_tutor.lesson.problems import LessonError
from tests.lesson.given import NAMED

VECTORS = """\
format_version: 1
title: Vectors
network: elman
inputs: [[0.5, 0.1], [1.0, -0.2]]
target: 1.2
parameters:
  W1: [[0.5, 0.1], [0.2, -0.3]]
  W2: [[0.3, 0.2], [-0.1, 0.4]]
  B1: [0.1, -0.1]
  W3: [[0.8, -0.5]]
  B3: 0.2
learning_rate: 0.1
clip: {norm: 1}
notes: {norm: Clipped.}
printed: {P: 0.7}
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {"named": NAMED, "vectors": VECTORS, "started": NAMED + "initial: {Y: 0.5}\n"}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return {name: tmp_path / f"{name}.yaml" for name in texts}


def value(lesson: Lesson, name: str, row: int = 0, column: int = 0) -> Fraction:
    return next(p.value for p in lesson.parameters if p.name == name).at(row, column).value


def refusals(path: Path, *settings: str) -> list[str]:
    with pytest.raises(LessonError) as raised:
        load_changed_lesson(path, settings, "my.yaml")
    return [str(problem) for problem in raised.value.problems]


def test_nothing_set_is_the_lesson_itself(files: dict[str, Path]) -> None:
    lesson = load_changed_lesson(files["vectors"], [])
    assert lesson.title == "Vectors"
    assert lesson.notes
    assert lesson.printed


def test_a_parameter(files: dict[str, Path]) -> None:
    lesson = load_changed_lesson(files["named"], ["W2=0.9", " W1 = 1/3 "])
    assert (value(lesson, "W2"), value(lesson, "W1")) == (Fraction(9, 10), Fraction(1, 3))
    assert value(lesson, "W3") == Fraction(8, 10)
    assert lesson.title == "Prices (with W2=0.9, W1 = 1/3)"


def test_one_element_and_a_whole_matrix(files: dict[str, Path]) -> None:
    lesson = load_changed_lesson(
        files["vectors"], ["W2[2, 1]=7", "B1[2]=-1", "W1=[[1, 2], [3, 4]]", "inputs[2]=[8, 9]"]
    )
    assert [value(lesson, "W2", *place) for place in ((0, 0), (1, 0), (1, 1))] == [Fraction(3, 10), 7, Fraction(2, 5)]
    assert value(lesson, "B1", 1) == -1
    assert value(lesson, "W1", 1, 1) == 4
    assert [number.value for number in lesson.inputs[1].entries] == [8, 9]


def test_what_else_a_lesson_gives(files: dict[str, Path]) -> None:
    settings = ["η=1/2", "target=3", "activation=tanh", "optimizer={name: adam, beta1: 0.5}", "epochs=3", "input[1]=2"]
    lesson = load_changed_lesson(files["named"], settings)
    assert lesson.learning_rate is not None
    assert lesson.learning_rate.value == Fraction(1, 2)
    assert lesson.targets[0].only.value == 3
    assert (lesson.training.optimizer, lesson.training.epochs) == ("adam", 3)
    assert dict(lesson.training.settings)["beta1"].value == Fraction(1, 2)
    assert lesson.inputs[0].only.value == 2
    assert load_changed_lesson(files["started"], ["Y=-1"]).initial[0][1].only.value == -1


def test_without_a_value_a_key_is_left_out_with_what_is_said_of_it(files: dict[str, Path]) -> None:
    lesson = load_changed_lesson(files["vectors"], ["clip="])
    assert lesson.training.clip_norm is None
    assert not lesson.notes
    assert not lesson.printed


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("W2", "--set W2: a name, an equals sign and a value are expected; write it like W2=0.9, learning_rate=0.5"),
        ("=3", "--set =3: a name, an equals sign and a value are expected"),
        ("W9=1", "--set W9=1: there is nothing called 'W9' to set; there is W1, W2, B1, W3, B3"),
        ("leraning_rate=1", "--set leraning_rate=1: there is nothing called 'leraning_rate' to set; did you mean"),
        ("notes={}", "--set notes={}: there is nothing called 'notes' to set"),
        ("W2=", "--set W2=: W2 needs a value"),
        ("W2=high", "--set W2=high: 'high' is not a number; write it like 0.1"),
        ("W2=[1, 2]", "--set W2=[1, 2]: W2 is 2 numbers here, but a single number in the network 'simple'"),
        ("W2[1]=3", "--set W2[1]=3: W2 has no place [1]"),
        ("inputs[0]=3", "--set inputs[0]=3: places are counted from 1"),
        ("inputs[4]=3", "--set inputs[4]=3: inputs has no place [4]"),
        ("inputs[1,2,3]=3", "--set inputs[1,2,3]=3: places are counted from 1"),
        ("learning_rate=0", "--set learning_rate=0: the learning rate has to be above 0"),
        ("optimizer={name: adm}", "--set optimizer={name: adm}: there is no optimizer 'adm'; did you mean 'adam'?"),
        ("target={", "--set target={:"),
        ("title=", "--set title=: a lesson needs title; give it a value, as in title=…"),
        ("target=", "--set target=: a lesson needs target; give it a value, as in target=…"),
        ("inputs=", "--set inputs=: a lesson needs inputs; give it a value, as in inputs=…"),
        ("network=", "--set network=: a lesson needs network"),
    ],
)
def test_refused(files: dict[str, Path], setting: str, said: str) -> None:
    (message,) = refusals(files["named"], setting)
    assert message.startswith(said)


def test_each_setting_that_is_wrong_is_named(files: dict[str, Path]) -> None:
    said = refusals(files["named"], "W1=a", "W2=0.5", "W3=b")
    assert [message.partition(":")[0] for message in said] == ["--set W1=a", "--set W3=b"]


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(NAMED)
    for setting in (text, f"W2={text}", f"inputs[{text}]=1"):
        try:
            load_changed_lesson(file, [setting])
        except LessonError as error:
            assert all(str(problem).isprintable() for problem in error.problems)  # noqa: PT017  # either is fine
