"""Lessons found by name or by path, wherever the program is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.lesson import library
from rnn_tutor.lesson.library import all_lessons, find_lesson
from rnn_tutor.lesson.problems import LessonError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_bundled_lesson_by_name() -> None:
    assert find_lesson("stock-example").name == "stock-example.yaml"
    assert find_lesson("stock-example") in all_lessons()


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_every_bundled_lesson_loads(path: Path) -> None:
    assert load_lesson(path).name == path.stem


def test_lessons_travel_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "rnn_tutor"
    inside, beside = package / "_lessons", package.parent / "lessons"
    beside.mkdir(parents=True)
    (beside / "far.yaml").touch()
    monkeypatch.setattr(library, "PACKAGE", package)
    assert all_lessons() == [beside / "far.yaml"]
    inside.mkdir(parents=True)
    (inside / "near.yaml").touch()
    assert all_lessons() == [inside / "near.yaml"]


def test_lessons_of_ones_own(elsewhere: Path) -> None:
    own = elsewhere / "lessons"
    own.mkdir()
    for name in ("mine.yaml", "other.yml", "stock-example.yaml", "notes.txt"):
        (own / name).touch()
    assert find_lesson("mine") == Path("lessons/mine.yaml")
    assert find_lesson("other") == Path("lessons/other.yml")
    assert find_lesson("stock-example").parent != Path("lessons")
    names = [path.stem for path in all_lessons()]
    assert names == sorted(names)
    assert {"mine", "other", "stock-example"} <= set(names)
    assert "notes" not in names


@pytest.mark.parametrize("path", ["none.yaml", "none.yml", "./none", "a/none", "lessons/stock-example"])
def test_a_path_stays_as_it_is(path: str) -> None:
    assert find_lesson(path) == Path(path)


def test_a_file_is_a_path_whatever_its_name(elsewhere: Path) -> None:
    (elsewhere / "stock-example").touch()
    assert find_lesson("stock-example") == Path("stock-example")


def test_a_directory_does_not_hide_a_lesson(elsewhere: Path) -> None:
    (elsewhere / "stock-example").mkdir()
    assert find_lesson("stock-example").suffix == ".yaml"


def test_an_unknown_name_brings_up_those_alike() -> None:
    with pytest.raises(LessonError) as caught:
        find_lesson("stock-exampel")
    assert str(caught.value) == "stock-exampel: there is no lesson of this name; did you mean 'stock-example'?"


@pytest.mark.parametrize("name", ["", "qqq", "a\0b", "x" * 5000, "\udcff"])
def test_strange_names(name: str) -> None:
    with pytest.raises(LessonError, match=r"there is no lesson of this name; the lessons are .*stock-example"):
        find_lesson(name)


def test_listing_lessons_reads_none_of_them() -> None:
    code = (
        "import sys, rnn_tutor.lesson.library; print({'pydantic', 'yaml', 'difflib', 'fractions'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=library.PACKAGE.parent
    )
    assert done.stdout == "set()\n"
