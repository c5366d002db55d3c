"""Files that are no lessons, or are meant to do harm: one clear line about each, and little memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from rnn_tutor.audit.check import check_lesson
from tests.lesson.given import NAMED, changed
from tests.lesson.test_mutations import mutated

MOST_MEMORY = 300 * 1024  # kilobytes
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES = {
    "an alias bomb": (BOMB, "'*' at the start of a value is a YAML alias"),
    "ten megabytes": ("# " + "x" * 10_000_000, "this file is larger than a lesson may be"),
    "two hundred thousand brackets": ("[" * 200_000, "nested deeper than 50"),
    "brackets and braces": ("[{a: " * 50_000, "nested deeper than 50"),
    "a million dashes": ("- " * 499_000, "nested deeper than 50"),
    "many keys": ("".join(f"k{n}: {n}\n" for n in range(60_000)), "there is no key 'k0'"),
    "a long number": (changed(NAMED, ("1.2", "9" * 900_000)), "is not a number"),
    "many steps": (changed(NAMED, ("0.5, 1.0", ", ".join(["0.5"] * 30_000))), "at most 5,000"),
    "many figures": (NAMED + "printed:\n" + "".join(f"  q{n}: 1\n" for n in range(20_000)), "no step is called 'q0'"),
    "a long line of arithmetic": (NAMED + f"printed: {{text: {'1+' * 90_000}1 = 2}}", "longer than 10,000 characters"),
    "a tower in a line": (NAMED + "printed: {text: 9^9^9^9^9 = 2}", "does not follow"),
    "a null byte": ("a\0b", "control character"),
}


# A child's peak memory begins with its parent's, and the parent that runs many tests is large: so a small one measures.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def checked(path: Path | str) -> tuple[str, int, int]:
    """What is said, the exit code, and the most memory that was needed, in kilobytes."""
    command = [sys.executable, "-c", MEASURED, sys.executable, "-m", "rnn_tutor", "check", str(path)]
    ended = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, encoding="utf-8")
    *said, memory = ended.stderr.splitlines()
    return ended.stdout + "\n".join(said), ended.returncode, int(memory)


@pytest.mark.skipif(sys.platform == "win32", reason="memory of a process is told on Unix")
@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    text, expected = FILES[name]
    path = tmp_path / "my.yaml"
    path.write_text(text, encoding="utf-8")
    said, code, memory = checked(path)
    assert "Traceback" not in said
    assert expected in said
    assert code == (0 if expected == "does not follow" else 2)
    assert memory < MOST_MEMORY


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_things_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "closed.yaml").write_text(NAMED)
    (tmp_path / "closed.yaml").chmod(0)
    expected = {
        "pipe.yaml": "this is not a regular file",
        "folder.yaml": "there is no lesson in this folder",
        "loop.yaml": "can't be opened (too many levels of symbolic links)",
    }
    if not os.access(tmp_path / "closed.yaml", os.R_OK):
        expected["closed.yaml"] = "you have no permission to read this file"
    for name, message in expected.items():
        said, code, memory = checked(tmp_path / name)
        assert message in said
        assert "Traceback" not in said
        assert code == 2
        assert memory < MOST_MEMORY


def check(folder: Path, data: bytes) -> None:
    file = folder / "my.yaml"
    file.write_bytes(data)
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in check_lesson(file).problems:
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(lines)
        assert str(problem).isprintable()


@settings(settings.get_profile("files"), max_examples=30)
@given(mutated())
def test_some_mutated_lessons(tmp_path: Path, data: bytes) -> None:
    check(tmp_path, data)


@pytest.mark.campaign
@settings(settings.get_profile("files"), max_examples=2000)
@given(mutated())
def test_two_thousand_mutated_lessons(tmp_path: Path, data: bytes) -> None:
    check(tmp_path, data)
