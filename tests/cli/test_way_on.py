"""Where a walk was left, what comes next, and by which words the program is called again."""

import re
from pathlib import Path

import pytest

from rnn_tutor.progress import open_store
from rnn_tutor.progress.walks import keep_walk
from rnn_tutor.screens.layout.called import as_called, found_by_the_shell, repeated
from tests.cli.given import ROOT, run
from tests.cli.test_terminal import LAST, Terminal
from tests.terminals import PATIENCE


def walk(data: Path, *arguments: str) -> Terminal:
    return Terminal("walk", *arguments, changes={"RNN_TUTOR_DATA": str(data)})


@pytest.mark.parametrize("control", ["c", "d"])
def test_a_place_is_kept_and_offered(control: str, tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example") as terminal:
        assert "Last time" not in terminal.until()
        terminal.press("g9\r")
        terminal.child.sendcontrol(control)
        terminal.ends()
    with walk(tmp_path, "stock-example") as terminal:
        first = terminal.until()
        assert "Last time you came to page 21 (backward:9). The key c goes on there." in first
        assert first.index("Last time") < first.index("A stock closed")  # seen at once, however low the terminal is
        assert "Step 9 of 17" in terminal.press("c")
    with walk(tmp_path, "two-days") as terminal:
        assert "Last time" not in terminal.until()
        assert "There is no earlier walk" in terminal.press("c")


def test_a_window_that_is_closed(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--from", "backward:9") as terminal:
        terminal.until()
        terminal.child.ptyproc.fileobj.close()  # the kernel hangs up
        terminal.child.wait()
    with walk(tmp_path, "stock-example") as terminal:
        assert "(backward:9)" in terminal.until()


def test_a_changed_lesson_begins_anew(tmp_path: Path) -> None:
    lesson = tmp_path / "mine.yaml"
    source = (ROOT / "lessons" / "stock-example.yaml").read_text("utf-8")
    lesson.write_text(source, "utf-8")
    with walk(tmp_path, str(lesson), "--from", "backward:9") as terminal:
        terminal.until()
        terminal.leave()
    lesson.write_text(source.replace("target: 1.2", "target: 1.3"), "utf-8")
    with walk(tmp_path, str(lesson)) as terminal:
        assert "Last time" not in terminal.until()
    lesson.write_text(source, "utf-8")
    with walk(tmp_path, str(lesson)) as terminal:
        assert "(backward:9)" in terminal.until()


def test_values_set_otherwise_are_another_walk(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--set", "W2=0.9", "--from", "backward:9") as terminal:
        terminal.until()
        terminal.leave()
    with walk(tmp_path, "stock-example") as terminal:
        assert "Last time" not in terminal.until()
    with walk(tmp_path, "stock-example", "--set", "W2=0.9") as terminal:
        assert "(backward:9)" in terminal.until()


def test_the_end_leads_to_the_quiz_and_the_next_lesson(tmp_path: Path) -> None:
    with walk(tmp_path, "one-neuron", "--from", "comparison") as terminal:
        terminal.until(LAST)
        terminal.child.send("\r")
        assert terminal.ends() == 0
        assert re.search(r"rnn-tutor quiz one-neuron\b.*rnn-tutor walk two-days\b", terminal.raw, re.DOTALL)
    with walk(tmp_path) as terminal:
        assert "── Two days ─" in terminal.until()
    assert re.search(
        r"1 +one-neuron.*walked to the end.*2 +two-days.*comes next.*3 +stock",
        run("lessons", RNN_TUTOR_DATA=str(tmp_path)).stdout,
        re.DOTALL,
    )


def test_where_all_are_walked(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for lesson in (ROOT / "lessons").glob("*.yaml"):
            keep_walk(store, lesson.stem)
    found = run("walk", RNN_TUTOR_DATA=str(tmp_path))
    assert (found.returncode, found.stderr) == (0, "")
    assert "You have walked all lessons." in found.stdout
    assert "rnn-tutor quiz --review" in found.stdout


def test_without_a_name_and_without_a_terminal(tmp_path: Path) -> None:
    assert run("walk", RNN_TUTOR_DATA=str(tmp_path)).stdout == run("walk", "one-neuron").stdout


@pytest.mark.parametrize(
    ("script", "typed", "on_path", "words"),
    [
        ("{here}/rnn-tutor", ["python", "{here}/rnn-tutor", "walk"], "{here}/rnn-tutor", ["rnn-tutor"]),
        (".venv/bin/rnn-tutor", ["python", ".venv/bin/rnn-tutor", "walk"], None, [".venv/bin/rnn-tutor"]),
        (".venv/bin/rnn-tutor", ["python", ".venv/bin/rnn-tutor"], "/usr/bin/rnn-tutor", [".venv/bin/rnn-tutor"]),
        ("{here}/__main__.py", ["python3", "-m", "rnn_tutor", "walk"], None, ["python3", "-m", "rnn_tutor"]),
        ("{here}/__main__.py", ["py", "-X", "dev", "-m", "rnn_tutor", "walk"], None, ["py", "-m", "rnn_tutor"]),
        ("{here}/__main__.py", ["/usr/bin/python3", "-m", "rnn_tutor", "walk"], None, ["rnn-tutor"]),
        ("{here}/pytest", ["python", "-m", "pytest"], None, ["rnn-tutor"]),
    ],
)
def test_the_program_is_named_as_it_was_called(
    script: str, typed: list[str], on_path: str | None, words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "rnn-tutor").touch()
    here = {"here": str(tmp_path)}
    found = repeated(
        script.format(**here), [word.format(**here) for word in typed], on_path.format(**here) if on_path else None
    )
    assert list(found) == words


def test_a_hint_can_be_followed(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = Path(sys.executable).with_name("rnn-tutor")
    if not script.exists():
        pytest.skip("the package is not installed here")
    (tmp_path / "bin").symlink_to(script.parent)
    found = subprocess.run(
        ["bin/rnn-tutor", "lessons"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE
    )
    assert found.stdout.rstrip().splitlines()[-1].strip().startswith("bin/rnn-tutor walk ")


def test_what_uv_runs_is_called_by_uv_again(tmp_path: Path) -> None:
    script = tmp_path / "venv" / "rnn-tutor"
    script.parent.mkdir()
    script.touch(0o755)
    path = {"PATH": f"{script.parent}:/usr/bin:/bin"}
    assert found_by_the_shell(str(script), path) == str(script)
    assert found_by_the_shell(str(script), path | {"UV": "/usr/bin/uv"}) is None  # on the path for this run alone
    assert repeated(str(script), ["python", str(script)], None, by_uv=True) == ("uv", "run", "rnn-tutor")
    assert repeated(str(script), ["python", str(script)], None) == (str(script),)


def test_help_and_messages_name_the_program_as_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "For a start: rnn-tutor walk stock-example (rnn-tutor, see .venv/bin/rnn-tutor walk)"
    assert as_called(text) == text
    monkeypatch.setattr("rnn_tutor.screens.layout.called.called", lambda: (".venv/bin/rnn-tutor",))
    assert as_called(text) == text.replace(": rnn-tutor walk", ": .venv/bin/rnn-tutor walk")
    monkeypatch.setattr("rnn_tutor.screens.layout.called.called", lambda: ("uv", "run", "rnn-tutor"))
    assert as_called("uv run rnn-tutor walk, rnn-tutor quiz") == "uv run rnn-tutor walk, uv run rnn-tutor quiz"


@pytest.mark.parametrize("words", [["--help"], ["walk", "--help"], ["walk", "--nonsense"]])
def test_whatever_is_printed_can_be_typed(words: list[str], tmp_path: Path) -> None:
    import subprocess
    import sys

    script = Path(sys.executable).with_name("rnn-tutor")
    if not script.exists():
        pytest.skip("the package is not installed here")
    (tmp_path / "bin").symlink_to(script.parent)
    found = subprocess.run(
        ["bin/rnn-tutor", *words], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
    )
    commands = re.findall(r"[\w./-]*rnn-tutor (?:walk|quiz|lessons)", found.stdout + found.stderr)
    assert commands
    assert all(command.startswith("bin/rnn-tutor ") for command in commands)


def test_a_walk_in_a_pipe_ends_with_what_comes_next(tmp_path: Path) -> None:
    found = run("walk", "one-neuron", RNN_TUTOR_DATA=str(tmp_path)).stdout
    assert re.search(
        r"rnn-tutor quiz one-neuron\n.*Then the next lesson:\n +rnn-tutor walk two-days\n$", found, re.DOTALL
    )
    later = run("walk", "two-days", RNN_TUTOR_DATA=str(tmp_path)).stdout
    assert "the first lesson that you haven't walked:\n    rnn-tutor walk one-neuron\n" in later
