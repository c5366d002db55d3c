"""Lessons in folders of one's own, and in packages that others install."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tutor.lesson import library
from rnn_tutor.lesson.library import all_lessons, find_lesson
from rnn_tutor.lesson.problems import LessonError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RNN_TUTOR_LESSONS", raising=False)
    return tmp_path


def lessons(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.yaml").touch()
    return folder


def pack(site: Path, name: str, value: str, *lesson_names: str) -> None:
    """A package as it is installed; importing it would fail."""
    package = lessons(site / name / "lessons", *lesson_names).parent
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    about = site / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[rnn_tutor.lessons]\n{name} = {value}\n")


def test_folders_of_the_environment(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = lessons(elsewhere / "one", "a", "b"), lessons(elsewhere / "two", "b", "c")
    monkeypatch.setenv("RNN_TUTOR_LESSONS", os.pathsep.join([str(first), "", str(elsewhere / "none"), str(second)]))
    assert find_lesson("a") == first / "a.yaml"
    assert find_lesson("b") == first / "b.yaml"
    assert find_lesson("c") == second / "c.yaml"
    assert {"a", "b", "c", "stock-example"} <= {path.stem for path in all_lessons()}


def test_a_folder_below_home(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons(elsewhere / "mine", "a")
    monkeypatch.setenv("HOME", str(elsewhere))
    monkeypatch.setenv("USERPROFILE", str(elsewhere))
    monkeypatch.setenv("RNN_TUTOR_LESSONS", "~/mine")
    assert find_lesson("a") == elsewhere / "mine" / "a.yaml"


@pytest.mark.parametrize("value", ["\0", "a" * 5000, "::", "/dev/null", "~nobody-of-this-name/lessons"])
def test_folders_that_are_none(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"RNN_TUTOR_LESSONS": value}
    monkeypatch.setattr("os.environ", environment)
    assert find_lesson("stock-example").exists()
    with pytest.raises(LessonError):
        find_lesson("none-of-them")


@pytest.mark.parametrize("value", ["weather.lessons", "weather:lessons"])
def test_a_pack_is_found_without_running_it(elsewhere: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    pack(elsewhere / "site", "weather", value, "rain", "stock-example")
    monkeypatch.syspath_prepend(elsewhere / "site")
    assert find_lesson("rain") == elsewhere / "site" / "weather" / "lessons" / "rain.yaml"
    assert find_lesson("stock-example").parent.name != "weather"
    assert "rain" in {path.stem for path in all_lessons()}
    with pytest.raises(LessonError, match="did you mean 'rain'"):
        find_lesson("rian")


@pytest.mark.parametrize("value", ["gone.lessons", "weather.nowhere"])
def test_a_pack_that_is_not_whole_is_passed_over(elsewhere: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    pack(elsewhere / "site", "weather", value, "rain")
    monkeypatch.syspath_prepend(elsewhere / "site")
    assert "rain" not in {path.stem for path in all_lessons()}


def test_the_order_of_the_folders(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(elsewhere / "site", "weather", "weather.lessons", "x", "y", "z")
    monkeypatch.syspath_prepend(elsewhere / "site")
    monkeypatch.setenv("RNN_TUTOR_LESSONS", str(lessons(elsewhere / "mine", "x", "y")))
    lessons(elsewhere / "lessons", "x")
    assert find_lesson("x") == Path("lessons/x.yaml")
    assert find_lesson("y") == elsewhere / "mine" / "y.yaml"
    assert find_lesson("z").parent.parent.name == "weather"


def test_without_packs_nothing_is_loaded_to_look_for_them() -> None:
    code = (
        "import sys; from rnn_tutor.lesson.library import all_lessons; all_lessons(); "
        "print({'importlib.metadata', 'pydantic', 'yaml'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=library.PACKAGE.parent
    )
    assert done.stdout == "set()\n"
