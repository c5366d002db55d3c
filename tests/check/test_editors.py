"""The settings for editors in docs/checking.md, taken from the page and tried on what `check` prints."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.check.test_command import BROKEN, GOOD, POOR, WITH_NOTE, check, lesson
from tests.docs.documents import ROOT, blocks
from tests.terminals import PATIENCE

SETTINGS = {block.language: block.text for block in blocks(ROOT / "docs" / "checking.md")}
LESSONS = {
    "good.yaml": GOOD,
    "poor.yaml": POOR,
    "noted.yaml": WITH_NOTE,
    "with spaces/and one more.yaml": BROKEN,
    r"C:\lessons\poor.yaml": POOR,  # a name like any other here, and as Windows prints a path
    "at 12:30.yaml": WITH_NOTE,
    "cut.yaml": "a: [",
    "empty.yaml": "",
}
JUMPS = "call writefile([json_encode(map(getqflist(), '[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type]'))]"

Place = tuple[str, int, int, str]


@pytest.fixture(autouse=True)
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    return [lesson(name, text) for name, text in LESSONS.items()]


def found(names: list[str], *options: str) -> list[Place]:
    """What `check` finds, as data."""
    files = json.loads(check(*names, *options, "--to", "json").stdout)["files"]
    problems = [(file["file"], problem) for file in files for problem in file["problems"]]
    return [(name, problem["line"], problem["column"], problem["level"]) for name, problem in problems]


@pytest.mark.parametrize("options", [[], ["--brief"]])
def test_the_problem_matcher_reads_every_line(names: list[str], options: list[str]) -> None:
    pattern = json.loads(SETTINGS["json"])["tasks"][0]["problemMatcher"]["pattern"]
    read = []
    for line in check(*names, *options).stdout.splitlines():
        match = re.search(pattern["regexp"], line)
        assert match, line
        file, row, column, level, message = (
            match[pattern[part]] for part in ("file", "line", "column", "severity", "message")
        )
        assert message
        read.append((file, int(row), int(column), level))
    wanted = [place for place in found(names) if not options or place[3] != "note"]
    assert {place[3] for place in read} == {"error", "warning", *([] if options else ["note"])}
    assert sorted(read) == sorted(wanted)


@pytest.mark.skipif(not shutil.which("vim"), reason="there is no vim here")
def test_vim_jumps_to_every_line(names: list[str]) -> None:
    Path("lines.txt").write_text(check(*names).stdout, "utf-8")
    Path("settings.vim").write_text(f"{SETTINGS['vim']}cfile lines.txt\n{JUMPS}, 'read.json')\nqa!\n", "utf-8")
    vim = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", "settings.vim"]
    subprocess.run(vim, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE)
    read = json.loads(Path("read.json").read_text("utf-8"))
    assert sorted(map(tuple, read)) == sorted((*place[:3], place[3][0]) for place in found(names))


def test_a_name_with_a_blank_stays_one_word() -> None:
    task = json.loads(SETTINGS["json"])["tasks"][0]
    assert (task["command"], task["args"]) == ("rnn-tutor", ["check", "${relativeFile}"])  # quoted where it has to be
    assert r"makeprg=rnn-tutor\ check\ %:S" in SETTINGS["vim"]
