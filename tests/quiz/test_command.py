"""`rnn-tutor quiz` and `rnn-tutor progress` from the command line: what programs rely on, and what is kept."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from rnn_tutor.cli.program import program
from rnn_tutor.cli.quiz_options import QuizOptions
from rnn_tutor.cli.quiz_runs import hold
from rnn_tutor.progress import open_store
from rnn_tutor.screens.layout.output import Output
from tests.cli.given import run as whole_program
from tests.quiz.test_session import RIGHT, SUMS
from tests.terminals import PATIENCE


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("RNN_TUTOR_DATA", str(folder))
    monkeypatch.setenv("COLUMNS", "80")
    return folder


def run(*words: str, lines: list[str] | None = None) -> Result:
    """A command with so many lines of input; its exit code has to be 0."""
    result = CliRunner().invoke(program(), list(words), input="".join(f"{line}\n" for line in lines or []))
    assert result.exit_code == 0, result.output
    return result


def quiz(*words: str, lines: list[str] | None = None) -> str:
    return run("quiz", *words, lines=lines).stdout


def as_json(*words: str, lines: list[str] | None = None) -> Any:
    return json.loads(quiz("--json", *words, lines=lines))


def count_attempts(data: Path) -> int:
    with closing(sqlite3.connect(data / "progress.sqlite3")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
    return int(count)


# The contract for programs.


def test_a_whole_quiz_by_lines() -> None:
    text = quiz(lines=[*RIGHT, *SUMS])
    assert "20 of 20 right first time." in text
    assert text.count("  Right") == 20


def test_json_on_standard_output_and_the_talk_on_standard_error() -> None:
    result = run("quiz", "--json", lines=["0.928", "-0.93", "hint", "dP*Y3"])
    got = json.loads(result.stdout)
    assert list(got) == ["lesson", "seed", "asked", "right_first_time", "answers"]
    assert (got["lesson"], got["seed"], got["asked"], got["right_first_time"]) == ("stock-example", None, 2, 0)
    assert list(got["answers"][0]) == ["quantity", "time_step", "phase", "given", "verdict", "mistakes", "attempt"]
    assert [(a["quantity"], a["given"], a["verdict"], a["mistakes"], a["attempt"]) for a in got["answers"]] == [
        ("P", "0.928", "wrong", ["sign"], 1),
        ("P", "-0.93", "right", [], 2),
        ("W3", "dP*Y3", "right", [], 1),
    ]
    assert "Question 1 of 20" in result.stderr
    assert "How it went" in result.stderr


def test_the_time_step_is_a_number_where_there_is_one() -> None:
    answers = as_json("--from", "4", lines=["-0.742"])["answers"]
    assert (answers[0]["quantity"], answers[0]["time_step"], answers[0]["phase"]) == ("Y", 3, "backward")


@pytest.mark.parametrize("lines", [[], ["quit"], ["skip"] * 17, ["nonsense"] * 5, ["0.1"] * 60])
def test_the_exit_code_is_0_whatever_the_score(lines: list[str]) -> None:
    got = as_json(lines=lines)
    assert got["right_first_time"] == 0


def test_asked_counts_what_was_answered_or_passed_over() -> None:
    assert as_json("--no-save", lines=["-0.928", "skip", "foo"])["asked"] == 2


def test_learning_rate_early_and_the_decimal_point_come_to_the_same_here_and_both_are_offered() -> None:
    got = as_json("--from", "4", lines=["-0.0742"])
    assert got["answers"][0]["mistakes"] == ["learning-rate-early", "decimal-shift"]


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (["--phase", "total"], 5),
        (["--phase", "update", "--from", "2", "--to", "3"], 2),
        (["--phase", "all"], 35),
        (["--from", "backward:9", "--to", "backward:9"], 1),
    ],
)
def test_what_is_asked(words: list[str], steps: int) -> None:
    assert f"Question 1 of {steps}" in quiz(*words)


def test_an_exam_says_nothing_before_the_end() -> None:
    text = quiz("--exam", "--from", "5", "--to", "7", lines=["0.164", "0.131", "-0.5"])
    before, _, after = text.partition("How it went")
    assert before.count("Noted.") == 3
    for told in ("Right", "Not yet", "−0.164"):
        assert told not in before
    assert "a wrong sign" in after
    assert "−0.164" in after


def test_an_exam_gives_credit_for_what_follows() -> None:
    got = as_json("--exam", "--from", "5", "--to", "7", lines=["0.164", "0.131", "0.112"])
    assert [(a["verdict"], a["mistakes"]) for a in got["answers"]] == [
        ("wrong", ["sign"]),
        ("right", ["earlier-slip"]),
        ("right", ["earlier-slip"]),
    ]


def test_fresh_numbers_come_again_with_their_seed() -> None:
    first = as_json("--random", "--no-save", lines=["hint"] * 4)
    assert isinstance(first["seed"], int)
    texts = [quiz("--seed", str(first["seed"]), "--no-save", lines=["hint"] * 4) for _ in range(2)]
    assert texts[0] == texts[1]
    assert texts[0] != quiz("--no-save", lines=["hint"] * 4)
    assert f"seed {first['seed']}" in texts[0]


def test_ascii() -> None:
    text = quiz("--ascii", "--from", "5", lines=["dY3*W3", "-0,1", "hint", "hint", "?", "show", "skip"])
    assert text.isascii()
    assert "dLoss/dX3" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--phase", "sideways"], "there is no phase 'sideways'"),
        (["--from", "99"], "there is no step '99' to ask; the steps are backward:1 to backward:17"),
        (["--from", "9", "--to", "3"], "backward:9 comes after backward:3"),
        (["--attempts", "0"], "--attempts"),
        (["--review", "--exam"], "--review"),
        (["no-such-lesson"], "no-such-lesson: there is no lesson of this name"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], said: str) -> None:
    result = CliRunner().invoke(program(), ["quiz", *words])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


# What is kept.


def test_a_quiz_left_in_the_middle_goes_on_where_it_was() -> None:
    quiz(lines=["-0.928", "hint", "0.5", "quit"])
    text = quiz(lines=["hint", "-0.622"])
    assert "Going on where you left off, at question 2 of 20." in text
    assert "rnn-tutor quiz stock-example --restart" in text
    assert "The formula:" in text  # one hint was given already
    got = as_json(lines=[*RIGHT[2:], *SUMS])
    assert (got["asked"], got["right_first_time"]) == (20, 19)
    assert [a["attempt"] for a in got["answers"][:3]] == [1, 1, 2]
    assert "Question 1 of 20" in quiz()  # it was finished


def test_restart_begins_afresh() -> None:
    quiz(lines=["-0.928"])
    assert "Question 1 of 20" in quiz("--restart")


def test_other_options_are_another_quiz() -> None:
    quiz(lines=["-0.928"])
    assert "Question 1 of 5" in quiz("--phase", "total")
    assert "Question 1 of 20" in quiz("--exam")
    assert "Question 2 of 20" in quiz()
    assert "Question 2 of 20" in quiz("--attempts", "1")


def test_random_numbers_stay_when_a_quiz_goes_on() -> None:
    first = as_json("--random", lines=["skip"])
    second = as_json("--random", lines=["skip"])
    assert (second["seed"], second["asked"]) == (first["seed"], 2)


def test_a_changed_lesson_begins_afresh(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = Path("lessons/stock-example.yaml").read_text("utf-8")
    file.write_text(text, "utf-8")
    quiz(str(file), lines=["-0.928"])
    assert "Question 2 of 20" in quiz(str(file))
    file.write_text(text.replace("Predict a stock", "Guess a stock"), "utf-8")
    assert "Question 2 of 20" in quiz(str(file))
    file.write_text(text.replace("W1: 0.5", "W1: 0.6"), "utf-8")
    assert "Question 1 of 20" in quiz(str(file))


def test_no_save_leaves_no_trace(data: Path) -> None:
    quiz("--no-save", lines=["-0.928", "quit"])
    assert not data.exists()
    assert "Question 1 of 20" in quiz("--no-save")


def test_every_attempt_is_kept_with_what_was_typed(data: Path) -> None:
    quiz(lines=["0.928", "foo", "-0.9", "-0.928", "skip"])
    with open_store(data) as store:
        kept = [(a.step, a.given, a.verdict.value, a.mistakes, a.skill.value) for a in store.attempts()]
    assert kept == [
        ("backward:1", "0.928", "wrong", ("sign",), "output-layer"),
        ("backward:1", "foo", "unreadable", (), "output-layer"),
        ("backward:1", "-0.9", "imprecise", (), "output-layer"),
        ("backward:1", "-0.928", "right", (), "output-layer"),
        ("backward:2", "", "skipped", (), "output-layer"),
    ]


def damage(path: Path) -> None:
    path.write_bytes(b"this is no database at all, not even nearly one" * 100)


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def make_a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("trouble", [damage, make_newer, make_a_folder])
def test_a_store_in_trouble_stops_no_quiz_and_says_so_once(trouble: Any, data: Path) -> None:
    data.mkdir()
    trouble(data / "progress.sqlite3")
    text = quiz(lines=["-0.928", "-0.622"])
    assert text.count("Right.") == 2
    assert text.count("progress file") == 1


def test_a_store_that_fails_in_the_middle_is_said_once_and_the_quiz_goes_on(data: Path) -> None:
    stream = StringIO()
    lines = iter(RIGHT[:4])

    def ask(_: str) -> str:
        line = next(lines, None)
        if line is None:
            raise EOFError
        if line == RIGHT[1]:
            damage(data / "progress.sqlite3")
        return line

    got = hold(QuizOptions("stock-example"), Output(stream, environment={}), ask)
    assert got["right_first_time"] == 4
    text = " ".join(stream.getvalue().split())
    assert text.count("has become damaged") == 1
    assert text.index("has become damaged") < text.index("Question 3 of 20")


def test_a_folder_that_cannot_be_made_stops_no_quiz(data: Path) -> None:
    data.write_text("a file where the folder should be", "utf-8")
    text = quiz(lines=["-0.928", "-0.622"])
    assert text.count("Right.") == 2
    assert " ".join(text.split()).count("your answers from here on are not saved") == 1


def test_a_damaged_file_is_set_aside_and_the_quiz_is_saved(data: Path) -> None:
    data.mkdir()
    damage(data / "progress.sqlite3")
    assert "Question 2 of 20" in quiz(lines=["-0.928"])
    assert count_attempts(data) == 1
    assert len(list(data.glob("progress.damaged-*.sqlite3"))) == 1


# Review and progress.


def days_later(data: Path, days: int) -> None:
    """Everything that is kept was so many days ago."""
    with closing(sqlite3.connect(data / "progress.sqlite3")) as connection:
        for identity, at in connection.execute("SELECT id, at FROM attempts").fetchall():
            earlier = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat(timespec="microseconds")
            connection.execute("UPDATE attempts SET at = ? WHERE id = ?", (earlier, identity))
        connection.commit()


def test_review_asks_exactly_what_is_due(data: Path) -> None:
    assert "Nothing is due for review." in quiz("--review")
    quiz(lines=["-0.928", "0.1", "0.1", "0.1", "-0.928", "skip"])
    assert "Nothing is due for review. Next time:" in quiz("--review")
    days_later(data, 1)
    got = as_json("--review", lines=["-0.622", "-0.742"])  # what went wrong, or was passed over, comes first
    assert [(a["quantity"], a["time_step"], a["verdict"]) for a in got["answers"]] == [
        ("W3", None, "right"),
        ("Y", 3, "right"),
    ]
    assert as_json("--review")["asked"] == 0
    days_later(data, 400)
    text = quiz("--review", lines=["quit"])
    assert "4 steps are due for review." in text
    assert "Question 1 of 4" in text


def test_review_of_a_lesson_that_is_gone_or_changed_asks_what_still_fits(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(Path("lessons/stock-example.yaml").read_text("utf-8"), "utf-8")
    quiz(str(file), lines=["skip"])
    quiz(lines=["skip"])
    days_later(data, 2)
    assert "1 step is due for review." in quiz("--review", str(file), lines=["quit"])
    file.unlink()
    assert "1 step is due for review." in quiz("--review", lines=["-0.928"])


def test_progress_shows_skills_mistakes_and_what_to_practise() -> None:
    assert "Nothing has been asked yet." in run("progress").stdout
    quiz(lines=["0.928", "-0.928", "-0.622", "-0.928", "0.742", "-0.742", "dY3*Y3", "-0.164"])
    text = run("progress").stdout
    assert "the output layer" in text
    assert "2 of 4" in text
    assert "a wrong sign" in text
    assert "To practise next: through the activation" in text


def test_progress_to_a_file_and_back(data: Path, tmp_path: Path) -> None:
    quiz(lines=["-0.928", "0.622"])
    file = tmp_path / "progress.json"
    assert "2 attempts written" in run("progress", "--export", str(file)).stdout
    assert "0 attempts added, 2 already known." in run("progress", "--import", str(file)).stdout
    assert "2 attempts kept in" in " ".join(run("progress", "--reset").stdout.split())
    assert count_attempts(data) == 0
    assert "2 attempts added." in run("progress", "--import", str(file)).stdout
    assert count_attempts(data) == 2


@pytest.mark.parametrize("content", [None, "no json", '{"format": "something else"}'])
def test_what_cannot_be_imported_is_said(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    if content is not None:
        file.write_text(content, "utf-8")
    result = CliRunner().invoke(program(), ["progress", "--import", str(file)])
    assert result.exit_code == 2
    assert "added" not in result.output
    assert "file.json" in result.stderr


def test_progress_of_one_kind_at_a_time() -> None:
    assert CliRunner().invoke(program(), ["progress", "--reset", "--export", "x"]).exit_code == 2


def test_looking_at_progress_leaves_no_trace(data: Path) -> None:
    run("progress")
    assert not data.exists()


# As a real process.


def process(*words: str, lines: bytes, data: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "rnn_tutor", *words],
        input=lines,
        capture_output=True,
        env={**os.environ, "RNN_TUTOR_DATA": str(data), "PYTHONPATH": ".", **env},
        timeout=PATIENCE,
        check=False,
    )


def test_without_input_and_with_a_reader_that_leaves(data: Path) -> None:
    done = process("quiz", lines=b"", data=data)
    assert (done.returncode, done.stderr) == (0, b"")
    piped = subprocess.run(
        f"printf -- '-0.928\\n' | {sys.executable} -m rnn_tutor quiz | head -1",
        shell=True,
        capture_output=True,
        env={**os.environ, "RNN_TUTOR_DATA": str(data), "PYTHONPATH": "."},
        check=False,
    )
    assert piped.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "utf-8"])
def test_encodings_that_lack_the_notation(encoding: str, data: Path) -> None:
    lines = "dP*2\nfoo\nhint\nskip\n"
    done = whole_program("quiz", "--no-save", given=lines, encoding=encoding, RNN_TUTOR_DATA=str(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert ("∂" if encoding == "utf-8" else "dLoss/dP") in done.stdout


def test_times_are_kept_in_utc(data: Path) -> None:
    quiz(lines=["-0.928"])
    with open_store(data) as store:
        (attempt,) = store.attempts()
    assert abs(attempt.at - datetime.now(UTC)) < timedelta(minutes=5)
