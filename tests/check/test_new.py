"""rnn-tutor new: a lesson that runs, in the right shapes, and that never takes the place of another file."""

import json
import os
import shlex
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnn_tutor import load_lesson
from rnn_tutor.cli import new as command
from rnn_tutor.cli.program import program
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.json_schema import json_schema
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.lesson.networks import network_names
from rnn_tutor.lesson.new_lesson import NewLesson, lesson_text


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments: str) -> Result:
    return CliRunner().invoke(program(), ["new", *arguments], catch_exceptions=False)


def written(*arguments: str, at: str = "mine.yaml") -> Lesson:
    done = new("mine", *arguments)
    assert done.exit_code == 0, done.output
    return load_lesson(Path(at))


def test_a_lesson_that_runs() -> None:
    lesson = written()
    assert (lesson.title, lesson.network.name, lesson.time_steps) == ("Mine", "simple", 3)
    assert len(derive(lesson).phase(Phase.FORWARD)) == 7
    assert "rnn-tutor walk mine.yaml" in Path("mine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("each", [False, True], ids=["at the end", "at each step"])
@pytest.mark.parametrize("network", network_names())
def test_every_network(network: str, each: bool) -> None:
    plan = NewLesson("mine", "Mine", network, hidden=3, features=2, target_each_step=each)
    Path("mine.yaml").write_text(lesson_text(plan, "mine.yaml"), encoding="utf-8")
    lesson = load_lesson(Path("mine.yaml"))
    assert lesson.network.name == network
    assert len(lesson.targets) == (3 if each else 1)
    derive(lesson)


def test_shapes_of_an_lstm() -> None:
    lesson = written(*shlex.split("--network lstm --features 3 --hidden 4 --outputs 2 --steps 2 --time-step Word"))
    shapes = {parameter.name: parameter.value.shape for parameter in lesson.parameters}
    gates = {
        f"{letter}{gate}": shape for gate in "ifgo" for letter, shape in (("W", (4, 3)), ("U", (4, 4)), ("b", (4, 1)))
    }
    assert shapes == gates | {"V": (2, 4), "d": (2, 1)}
    assert lesson.inputs[0].shape == (3, 1)
    assert lesson.targets[0].shape == (2, 1)
    assert (lesson.time_steps, lesson.time_step) == (2, "Word")
    derive(lesson)


def test_an_irnn_starts_as_one() -> None:
    values = {one.name: one.value for one in written("--network", "irnn").parameters}
    assert [entry.value for entry in values["U"].entries] == [1, 0, 0, 1]
    assert [entry.value for entry in values["b"].entries] == [0, 0]


@pytest.mark.parametrize("attempt", range(6))
def test_a_leak_is_a_share(attempt: int) -> None:
    text = lesson_text(NewLesson("mine", "Mine", "leaky-integrator"), "mine.yaml", attempt)
    (alpha,) = (line.split()[1] for line in text.splitlines() if line.startswith("  alpha:"))
    assert 0 < float(alpha) < 1


def test_no_number_is_there_twice_in_a_small_lesson() -> None:
    lesson = written()
    numbers = [p.value.only.value for p in lesson.parameters] + [i.only.value for i in lesson.inputs]
    assert len({abs(number) for number in numbers}) == len(numbers)


def test_the_same_name_gives_the_same_lesson() -> None:
    written()
    first = Path("mine.yaml").read_text(encoding="utf-8")
    Path("mine.yaml").unlink()
    written()
    assert Path("mine.yaml").read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    "title", ["A: colon", "yes", "# not a comment", "'quoted'", '"', "- a", "[x]", "σ × ∂", "1", "a #b"]
)
def test_titles_that_yaml_would_take_for_something_else(title: str) -> None:
    assert written("--title", title).title == title


def test_it_goes_where_lessons_are_found_by_name() -> None:
    Path("lessons").mkdir()
    done = new("mine")
    assert "rnn-tutor walk mine\n" in done.stdout
    assert find_lesson("mine") == Path("lessons/mine.yaml")
    assert "# Walk through it: rnn-tutor walk mine\n" in Path("lessons/mine.yaml").read_text(encoding="utf-8")


def test_a_path_is_taken_as_it_is() -> None:
    Path("a").mkdir()
    assert new("a/mine").exit_code == 0
    assert new("a/other.yml").exit_code == 0
    assert sorted(path.name for path in Path("a").glob("*.y*ml")) == ["mine.yaml", "other.yml"]


def test_nothing_is_overwritten() -> None:
    Path("mine.yaml").write_text("precious")
    Path("folder.yaml").mkdir()
    Path("link.yaml").symlink_to("nowhere")
    for name in ("mine", "mine.yaml", "folder", "link"):
        done = new(name)
        assert done.exit_code == 2
        assert "this file already exists; choose another name; nothing is overwritten" in done.stderr
    assert Path("mine.yaml").read_text() == "precious"
    assert Path("link.yaml").is_symlink()
    assert not Path("nowhere").exists()


def test_a_file_that_comes_in_the_meantime_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*_: object) -> str:
        Path("mine.yaml").write_text("precious")
        return "new"

    monkeypatch.setattr(command, "good_lesson", meanwhile)
    assert new("mine").exit_code == 2
    assert Path("mine.yaml").read_text() == "precious"


def test_places_where_nothing_can_be_written(folder: Path) -> None:
    assert new("none/mine").stderr == "none/mine.yaml: there is no such folder; create it first: mkdir none\n"
    closed = folder / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
    if not os.access(closed, os.W_OK):
        assert "can't be written (permission denied)" in new("closed/mine").stderr
    assert "can't be written" in new("x" * 300 + ".yaml").stderr


@pytest.mark.parametrize(
    "arguments",
    [[""], ["--", "-x"], [".hidden"], ["a\nb"], ["m", "--network", "lstmm"], ["m", "--activation", "sigmoyd"],
     ["m", "--steps", "0"], ["m", "--hidden", "0"], ["m", "--title", "\x1b[31m"], ["m", "--title", ""]],
)  # fmt: skip
def test_what_is_refused(arguments: list[str], folder: Path) -> None:
    assert new(*arguments).exit_code == 2
    assert not list(folder.iterdir())


class Terminal:
    """Answers for questions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.asked: list[str] = []
        self.answers = list(answers)
        monkeypatch.setattr(command, "ask", self.ask)
        monkeypatch.setattr("rnn_tutor.screens.layout.output.is_terminal", lambda _: True)

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)


def test_in_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, "Wetter", "grue", "gru", "", "many", "2")
    lesson = written()
    assert (lesson.title, lesson.network.name, lesson.time_step, lesson.time_steps) == ("Wetter", "gru", "Step", 2)
    assert terminal.asked[0] == "What is the lesson about? [Mine] "
    assert len(terminal.asked) == 6


def test_what_is_said_by_an_option_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, "Word")
    assert written("--title", "T", "--network", "simple", "--steps", "2").time_step == "Word"
    assert terminal.asked == ["What is one time step called? [Step] "]


def test_its_first_line_points_to_a_schema_that_lies_beside_it() -> None:
    assert "lesson.schema.json" in new("mine").stdout
    pointer = Path("mine.yaml").read_text("utf-8").splitlines()[0].partition("$schema=")[2]
    assert json.loads(Path(pointer).read_text("utf-8")) == json_schema()
    Path(pointer).write_text("mine already", "utf-8")
    assert "lesson.schema.json" not in new("other").stdout
    assert Path(pointer).read_text("utf-8") == "mine already"


def test_what_no_lesson_may_be_isn_t_written() -> None:
    done = new("mine", *shlex.split("--network gru --steps 1000 --hidden 100 --features 100"))
    assert done.exit_code == 2
    assert "it isn't written, because the derivation has" in done.output
    assert not Path("mine.yaml").exists()


def test_in_a_folder_that_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "change to a folder that exists" in new("mine").output
