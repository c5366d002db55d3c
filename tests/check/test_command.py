"""rnn-tutor check on the command line: levels, formats, exit codes, folders, names."""

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from rnn_tutor.cli.program import program
from rnn_tutor.lesson.library import all_lessons, find_lesson
from tests.lesson.given import NAMED, changed

GOOD = changed(
    NAMED,
    ("title: Prices", "title: Prices\nabout: Three days."),
    ("{W1: 0.5, W2: 0.3, B1: 0.1,", "{W1: 0.4, W2: 0.3, B1: 0.15,"),
    ("W3: 0.8, B3: 0.2}", "W3: 0.7, B3: 0.2}\nrounding: 6"),
    ("[0.5, 1.0, 0.8]", "[0.5, 1.1, 0.8]"),
)
POOR = changed(GOOD, ("learning_rate: 0.1", "learning_rate: 8"))
WITH_NOTE = changed(GOOD, ("about: Three days.\n", ""))
BROKEN = changed(GOOD, ("title: Prices", "titel: Prices"))
WRONGLY_PRINTED = GOOD + "printed: {X.t1: 0.36}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(program(), ["check", *arguments], catch_exceptions=False)


def lesson(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("text", "code", "strict_code", "level"),
    [
        (GOOD, 0, 0, ""),
        (WITH_NOTE, 0, 1, "note"),
        (WRONGLY_PRINTED, 0, 1, "note"),
        (POOR, 1, 1, "warning"),
        (BROKEN, 2, 2, "error"),
        ("{" * 1000, 2, 2, "error"),
    ],
)
def test_exit_codes(text: str, code: int, strict_code: int, level: str) -> None:
    name = lesson("my.yaml", text)
    found = check(name)
    assert found.exit_code == code
    assert check(name, "--strict").exit_code == strict_code
    assert bool(found.stdout) == bool(level)
    assert all(re.match(rf"my\.yaml:\d+:\d+: {level}: ", line) for line in found.stdout.splitlines())


def test_the_worst_lesson_counts() -> None:
    names = [lesson("a.yaml", GOOD), lesson("b.yaml", POOR), lesson("c.yaml", BROKEN)]
    assert check(*names[:1]).exit_code == 0
    assert check(*names[:2]).exit_code == 1
    assert check(*names).exit_code == 2
    assert check(*names).stderr == "3 lessons checked: 1 error, 1 warning.\n"
    assert check(names[0]).stderr == "1 lesson checked: all is well.\n"


def test_folders() -> None:
    for name in ("in/b.yaml", "in/deeper/a.yml", "in/.hidden/c.yaml", "in/notes.txt", "in/.d.yaml"):
        lesson(name, BROKEN)
    said = check("in").stdout
    assert [line.split(":")[0].replace("\\", "/") for line in said.splitlines()] == ["in/b.yaml", "in/deeper/a.yml"]
    assert check("in", "in/b.yaml").stdout == said


def test_a_folder_that_goes_round_in_circles() -> None:
    lesson("in/a.yaml", GOOD)
    Path("in/again").symlink_to("..")
    assert check("in").stderr == "1 lesson checked: all is well.\n"


def test_a_folder_without_lessons_and_other_names_that_lead_nowhere() -> None:
    Path("empty").mkdir()
    found = check("empty", "stock-exampel", "none.yaml")
    assert found.exit_code == 2
    assert found.stderr.splitlines() == [
        "empty: there is no lesson in this folder; lessons end in .yaml",
        "stock-exampel: there is no lesson of this name; did you mean 'stock-example'?",
    ]
    assert check("none.yaml").stdout == "none.yaml: error: there is no such file\n"


def test_a_lesson_by_name() -> None:
    said = check("stock-example").stdout
    assert "dP = -0.928 agrees by hand; exactly it is -0.929: rounding on the way has drifted by 0.00097" in said


def test_every_figure_in_a_table() -> None:
    lesson("my.yaml", GOOD + "printed: {X.t1: 0.35, P: 0.664, text: e^0 = 2}\n")
    said = check("my.yaml", "--figures").stdout
    rows = [line.split(maxsplit=4) for line in said.splitlines() if re.match(r"    \S+ +[0-9]", line)]
    assert [row[:3] for row in rows] == [["X.t1", "0.35", "0.35"], ["P", "0.664", "0.664"], ["e^0", "2", "1"]]
    assert [row[4] for row in rows] == ["exact to the digits printed"] * 2 + ["that does not follow"]


def test_json() -> None:
    lesson("my.yaml", WRONGLY_PRINTED + "question: ''\n")
    lesson("no.yaml", BROKEN)
    found = check("my.yaml", "no.yaml", "gone.yaml", "--to", "json")
    assert found.exit_code == 2
    data = json.loads(found.stdout)
    assert data["format_version"] == 1
    assert [file["file"] for file in data["files"]] == ["my.yaml", "no.yaml", "gone.yaml"]
    (printed,) = data["files"][0]["printed"]
    assert printed | {"drift": ""} == {
        "line": 10,
        "column": 17,
        "name": "X.t1",
        "step": "forward:1",
        "printed": "0.36",
        "verdict": "last-place",
        "exact": "0.35",
        "right": "0.35",
        "drift": "",
        "mistakes": [],
    }
    assert {problem["rule"] for problem in data["files"][0]["problems"]} == {"printed"}
    (problem,) = data["files"][1]["problems"]
    assert problem == {
        "line": 2,
        "column": 1,
        "level": "error",
        "rule": "",
        "message": "there is no key 'titel'",
        "remedy": "did you mean 'title'?",
    }
    assert data["files"][2]["problems"][0]["line"] is None


def test_a_format_that_there_is_not() -> None:
    assert check("stock-example", "--to", "xml").exit_code == 2


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_bundled_lessons_have_no_warnings(path: Path) -> None:
    found = check(str(path))
    assert found.exit_code == 0, found.stdout


def test_the_hook_runs_the_command() -> None:
    root = Path(__file__).parent.parent.parent
    (hook,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    called, *arguments = hook["entry"].split()
    assert called == "rnn-tutor"
    assert hook["language"] == "python"
    name = lesson("lessons/my.yaml", POOR)
    assert re.search(hook["files"], name)
    assert not re.search(hook["files"], ".github/workflows/ci.yaml")
    done = CliRunner().invoke(program(), [*arguments, name])
    assert done.exit_code == 1


def test_what_a_lesson_means_to_show_is_no_finding(tmp_path: Path) -> None:
    text = find_lesson("too-large-a-step").read_text("utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("meant: [loss-rises]\n", ""), "utf-8")
    assert check(str(file)).exit_code == 1
    file.write_text(text, "utf-8")
    assert check(str(file)).exit_code == 0


def test_in_brief_notes_are_left_out_and_errors_come_last() -> None:
    names = [lesson("a.yaml", BROKEN), lesson("b.yaml", WITH_NOTE), lesson("c.yaml", POOR)]
    lines = check("--brief", *names).stdout.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["warning"] * (len(lines) - 1) + ["error"]
    assert lines[-1].startswith("a.yaml:")
    assert check("--brief", names[1]).exit_code == 0
    assert "note" in check("--brief", "--strict", names[1]).stdout
