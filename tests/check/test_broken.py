"""Broken and poor lessons, kept as files: what is said about each stands beside it, word for word.

Where what is said was changed on purpose: in the folder `broken`, rnn-tutor check NAME.yaml > NAME.out, and the exit
code under it; then read what `git diff` shows.
"""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnn_tutor.cli.program import program

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))


def checked(*arguments: str) -> str:
    done = CliRunner().invoke(program(), ["check", *arguments], catch_exceptions=False)
    return f"{done.stdout}exit {done.exit_code}\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert checked(file.name) == file.with_suffix(".out").read_text(encoding="utf-8")


def test_there_are_many() -> None:
    assert len(FILES) >= 80
    assert {file.with_suffix(".out") for file in FILES} == {*FOLDER.glob("*.out")}


def test_each_line_says_where_of_what_kind_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    for file in FILES:
        for line in file.with_suffix(".out").read_text(encoding="utf-8").split("\n")[:-2]:
            where, level, what = line.split(": ", 2)
            assert level in ("error", "warning", "note")
            assert where == file.name or [*map(str.isdigit, where.split(":"))] == [False, True, True]
            assert what


def test_many_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, some = tmp_path / "broken", [file for file in FILES[::5] if file.stem != "fine"]
    folder.mkdir()
    for file in some:
        shutil.copy(file, folder)
    monkeypatch.chdir(tmp_path)
    said = checked("broken", "--strict")
    assert said.endswith("exit 2\n")
    for file in some:
        assert f"broken/{file.name}:" in said.replace("\\", "/")
