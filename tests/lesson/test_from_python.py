"""Lessons from Python: texts, dicts and changed values are read as files are."""

import copy
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor import LessonError, load_lesson
from rnn_tutor.lesson.from_python import yaml_text
from rnn_tutor.lesson.library import all_lessons, find_lesson

STOCK: dict[str, Any] = {
    "format_version": 1,
    "title": "A title: with #, 'quotes' and \"more\"",
    "network": "simple",
    "inputs": [0.5, 1, Fraction(4, 5)],
    "target": 1.2,
    "parameters": {"W1": 0.5, "B1": 0.1, "W2": 0.3, "W3": 0.8, "B3": Fraction(1, 5)},
    "learning_rate": 1e-1,
}


def test_a_dict_is_a_lesson() -> None:
    lesson = load_lesson(STOCK)
    assert lesson.title == STOCK["title"]
    assert [entry.only.value for entry in lesson.inputs] == [Fraction(1, 2), 1, Fraction(4, 5)]
    assert {p.name: p.value.only.value for p in lesson.parameters} == {
        name: Fraction(str(value)) for name, value in STOCK["parameters"].items()
    }


def test_a_text_is_a_lesson() -> None:
    text = find_lesson("stock-example").read_text("utf-8")
    assert load_lesson(text).parameters == load_lesson("stock-example").parameters


def test_arrays_of_numpys_kind() -> None:
    class Array:
        def tolist(self) -> list[list[float]]:
            return [[0.5, 0.25]]

    assert yaml_text({"W": Array()}) == '{"W": [[0.5, 0.25]]}'


def test_values_set_otherwise() -> None:
    lesson = load_lesson("stock-example", set={"W2": 0.9, "inputs[3]": Fraction(3, 2), "rounding": None})
    assert next(p for p in lesson.parameters if p.name == "W2").value.only.value == Fraction(9, 10)
    assert lesson.inputs[2].only.value == Fraction(3, 2)
    with pytest.raises(LessonError, match="there is nothing called"):
        load_lesson("stock-example", set={"W9": 1})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"inputs": [float("nan")]}, "'nan' is not a number"),
        ({"target": {1}}, "can't contain a set"),
        ({"network": None}, "network"),
        ({"inputs": [0.5, "a"]}, "'a' is not a number"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], said: str) -> None:
    with pytest.raises(LessonError, match=said):
        load_lesson({**STOCK, **change})


def test_a_dict_without_end() -> None:
    endless: dict[str, Any] = {}
    endless["inputs"] = endless
    with pytest.raises(LessonError, match="nested deeper"):
        load_lesson(endless)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8))
def test_nothing_in_a_dict_is_a_traceback(value: object) -> None:
    with pytest.raises(LessonError):
        load_lesson({**STOCK, "title": [value]})


def test_a_lesson_is_a_line_and_can_be_copied() -> None:
    lesson = load_lesson("hello")
    assert repr(lesson).startswith("<Lesson hello: 4 time steps, ")
    assert "\n" not in repr(lesson)
    assert pickle.loads(pickle.dumps(lesson)) == copy.deepcopy(lesson) == lesson


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_each_lesson_from_its_text(path: Path) -> None:
    assert load_lesson(path.read_text("utf-8"), str(path)).network == load_lesson(path).network
