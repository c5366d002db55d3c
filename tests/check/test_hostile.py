"""Files that are no lessons, or are meant to do harm: one clear line about each, and little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from rnn_tutor.audit.check import check_lesson
from tests.cli.given import environment
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


# A process's peak memory begins with that of what started it, and whoever runs many tests is large: a small one starts
# the one that checks. It checks one file after the other, so the memory told is the most that any has needed so far.
SMALL = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode)"
CHECKS = """
import json, resource, sys
from tests.cli.given import run
for path in sys.argv[1:]:
    done = run("check", path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([done.stdout + done.stderr, done.returncode, memory]), flush=True)
"""

Checked = tuple[str, int, int]


def checked(*paths: Path) -> list[Checked]:
    """What is said about each file, the exit code, and the most memory that was needed so far, in kilobytes."""
    command = [sys.executable, "-c", SMALL, sys.executable, "-c", CHECKS, *map(str, paths)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False, encoding="utf-8", env=environment())
    found = [tuple(json.loads(line)) for line in ended.stdout.splitlines()]
    assert len(found) == len(paths), f"it ended at {paths[len(found)]} with {ended.returncode}"
    return found


@pytest.fixture(scope="module")
def of_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    paths = {}
    for name, (text, _) in FILES.items():
        paths[name] = tmp_path_factory.mktemp("hostile") / "my.yaml"
        paths[name].write_text(text, encoding="utf-8")
    return dict(zip(paths, checked(*paths.values()), strict=True))


@pytest.mark.skipif(sys.platform == "win32", reason="memory of a process is told on Unix")
@pytest.mark.parametrize("name", FILES)
def test_files(name: str, of_files: dict[str, Checked]) -> None:
    _, expected = FILES[name]
    said, code, memory = of_files[name]
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
    found = checked(*(tmp_path / name for name in expected))
    for message, (said, code, memory) in zip(expected.values(), found, strict=True):
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
