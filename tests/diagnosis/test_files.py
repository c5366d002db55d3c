"""Files of numbers as people have them, and as nobody should: each is read, or says what is wrong and what to do."""

import codecs
import json
import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest

from rnn_tutor import diagnose, load_lesson
from rnn_tutor.cli import diagnose as command
from rnn_tutor.diagnosis.comparison import Comparison
from rnn_tutor.diagnosis.diagnose import diagnosis
from rnn_tutor.diagnosis.given_names import GivenNames
from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.file import numbers_in
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.diagnosis.template import template

STOCK = load_lesson("stock-example")
RIGHT = {"dP": "-0.92897003", "W3": "-0.62184671"}


def said_of(file: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        diagnosis(STOCK, numbers_in(str(file), STOCK).numbers)
    return f"{caught.value.message}; {caught.value.remedy}"


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + json.dumps(RIGHT).encode(),
        json.dumps(RIGHT).encode("utf-16"),
        codecs.BOM_UTF16_BE + json.dumps(RIGHT).encode("utf-16-be"),
        json.dumps(RIGHT, indent=1).replace("\n", "\r\n").encode(),
    ],
    ids=["mark", "utf-16", "utf-16-be", "line ends"],
)
def test_json_as_windows_writes_it(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    assert numbers_in(str(file), STOCK).numbers == RIGHT


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mine.csv", b"W1,W2\n1,2\n", "numbers are read from .json, .npz, .safetensors"),
        ("mine.ipynb", b'{"cells": [], "nbformat": 4}', "jupyter nbconvert --to script"),
        ("mine.npy", b"\x93NUMPY", "an array by itself has no name"),
        ("mine.pt", b"PK\x03\x04", "isn't opened"),
        ("mine.pkl", b"\x80\x04K\x01.", "isn't opened"),
        ("mine.npz", b"hello", "it is not an archive of numpy arrays"),
        ("mine.json", b'{"W1": 1, "\xe9": 2}', "not UTF-8 text"),
        ("mine.json", b"\0" * 10, "it is not JSON (line 1, column 1)"),
        ("mine.json", b"[" * 100_000, "it is not JSON"),
        ("mine.json", b'{"W1": 1e999999999}', "1e999999999 is too large or too small to be compared"),
        ("mine.json", b'{"W1": 1e' + b"9" * 4500 + b"}", "is too large or too small to be compared"),
        ("mine.json", b'{"W1": 0.' + b"1" * 6000 + b"}", "has more than 5,000 characters"),
        ("mine.json", b'{"": 1}', "nothing in this lesson is called ''"),
        ("mine.json", b'{"' + b"a" * 9000 + b'": 1}', f"called {'a' * 80}…;"),
        ("mine.json", json.dumps(dict.fromkeys(map(str, range(20_001)), 1)).encode(), "more than 20,000 names"),
        ("mine.json", b'{"W1": [null, null]}', "there is no number in it"),
        ("mine.json", b"\n", "there is nothing in it"),
        ("mine.json", b"{'W1': 1}", "(line 1, column 2): names need double quotes"),
        ("mine.json", b"{W1: 1}", "(line 1, column 2): names need double quotes"),
        ("mine.json", b'{"W1": 1,}', "there is a comma before the closing bracket"),
        ("mine.json", b'{"W1": 1', "its end is missing"),
        ("mine.json", b'{"W1": 1 "W2": 2}', "a comma is missing before it"),
        ("mine.json", b'{"W1" 1}', "a colon is missing before it"),
        ("mine.json", b'{"W1": 1}\n{"W2": 2}', "(line 2, column 1): there is something after its end"),
        ("mine.json", b'{"W1": .5}', "a number begins with a digit"),
        ("mine.json", b'{"W1": 1, "W1": 2}', "W1 is given twice; keep one of the two"),
        ("mine.json", b'{"W1": "-0,1426"}', "W1: '-0,1426' is not a number; write a point: -0.1426"),
        ("mine.json", b'{"comment": "hello"}', "called comment; its parameters are W1, W2, B1, W3, B3;"),
        ("mine.json", b'{"dX4": 1}', "called dX4; its parameters are W1, W2, B1, W3, B3; its days are 1 to 3;"),
        ("mine.json", b'{"dX": ["hello"], "dP": 1}', "dX: 'hello' is not a number"),
    ],
)
def test_what_cant_be_read_says_so_and_what_to_do(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert said in said_of(file)


def test_a_text_under_a_name_that_means_nothing_is_let_alone() -> None:
    found = diagnose(STOCK, {**RIGHT, "comment": "hello", "day": "2026-11-26"})
    assert (found["agree"], found["unknown"]) == (["dP", "W3"], ["comment", "day"])


@pytest.mark.parametrize("ending", [".json", ".py", ".npz"])
@pytest.mark.parametrize(
    ("make", "said"),
    [(Path.mkdir, "this is a folder"), (os.mkfifo, "this is not a regular file")],
    ids=["folder", "fifo"],
)
def test_what_is_no_file_is_called_what_it_is(
    make: Callable[[Path], None], said: str, ending: str, tmp_path: Path
) -> None:
    make(tmp_path / f"it{ending}")
    assert said in said_of(tmp_path / f"it{ending}")


def test_standard_input_that_is_closed_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(Unreadable, match="there is nothing in it"):
        command.numbers("-", STOCK, None, 1)


def test_standard_input_without_end_ends() -> None:
    with (
        Path("/dev/zero").open(encoding="ascii") as endless,
        patch.object(sys, "stdin", endless),
        pytest.raises(Unreadable, match="too large for a program's gradients"),
    ):
        command.numbers("-", STOCK, None, 1)


def test_a_template_may_be_filled_in_by_and_by() -> None:
    lesson = load_lesson("two-hidden-units")
    names = json.loads(template(lesson))
    given = GivenNames(Replay(lesson))
    assert given.matched(names).figures == []
    names |= {"P": 0.7, "new.W2": [[None, "0.7"], [None, None]], "Y": [None, [0.1, 0.2], None]}
    figures = given.matched(names).figures
    assert {figure.name for figure in figures} == {"P", "new.W2", "Y.t2"}
    compared = {figure.name: Comparison(given.replay, figures).compared(figure) for figure in figures}
    assert compared["new.W2"].element == "1,2"


def test_a_number_beside_rows_stands_for_a_row() -> None:
    given = GivenNames(Replay(load_lesson("two-hidden-units"))).matched({"dY": [0, [0.1, 0.2], [0.3, 0.4]]})
    (first,) = (figure for figure in given.figures if figure.name == "dY.t1")
    assert first.numbers is not None
    assert [number.text for number in first.numbers.entries] == ["0", "0"]


def test_of_an_array_that_has_gaps_what_is_there_is_explained() -> None:
    found = diagnose("stock-example", {"dX": [None, "-0.0478", "-0.742981"]})
    assert {one["name"] for one in found["wrong"]} == {"dX.t2", "dX.t3"}


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    names = GivenNames(Replay(load_lesson("both-ways")))  # it has a quantity B and a parameter b
    found = names.matched({"dB": np.zeros(3), "db": 0.0})
    assert {figure.name for figure in found.figures} == {"dB.t1", "dB.t2", "dB.t3", "db"}


def test_gradients_without_a_d_are_known_though_a_slip_has_carried_them_off() -> None:
    turned = {"W1": 0.14261258592, "W2": 0.11887821485, "B1": 0.17589379937, "W3": 0.6218467151, "B3": 0.9289700356}
    found = diagnose("stock-example", turned)  # nearer to the new values than to the gradients
    assert found["causes"][0]["mistake"] == "sign"
    assert found["causes"][0]["leaves"] == []


def test_a_number_of_many_digits_is_shown_by_its_beginning() -> None:
    replay = Replay(STOCK)
    figures = GivenNames(replay).matched({"dW1": "9" * 4000}).figures
    assert Comparison(replay, figures).compared(figures[0]).given == "1.000000e4000"


def test_a_small_archive_of_much_too_many_zeros(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("W1.npy", b"\0" * 60_000_000)
    assert "too large for a program's gradients" in said_of(file)
    header = BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)})
    with ZipFile(file, "w") as archive:
        archive.writestr("W1.npy", header.getvalue())
    assert "write it with np.savez" in said_of(file) or "too large" in said_of(file)
