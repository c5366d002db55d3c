"""Each kind of addition that CONTRIBUTING.md names, made in a copy: one file or one row, and it works."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Run = Callable[..., str]
LESSON = """
format_version: 1
title: All that was added
about: A network, an activation, a loss and an optimizer of one's own.
network: additive
activation: softclip
loss: quartic_error
inputs: [0.5, 1.0]
target: 1.2
parameters: {Wa: 0.5, Ua: 0.3, Va: 0.8}
learning_rate: 0.1
optimizer: signed
"""
NETWORK = """
about: A network that was added in a test, with no bias anywhere.
equations:
  each_step:
    a: input*Wa + previous(h)*Ua
    h: activation(a)
  output:
    P: h*Va
parameters: {Wa: number, Ua: number, Va: number}
"""
ACTIVATION = """SOFTCLIP = Function(
    "softclip",
    "softclip",
    definition="x/sqrt(1 + x**2)",
    does="softclip bends {x} towards 1 and −1",
    why="The slope of softclip falls with the size of {x}",
    activation=True,
)
"""
WHOLE = '''class Reversed(Function):
    """The elements from the last to the first."""

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression:
        """The element as far from the other end."""
        (operand,) = node.arguments
        return elements.at(operand, (elements.shape(operand) or (1, 1))[0] + 1 - row, column)

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received:
        """The gradient from the last to the first."""
        yield node.arguments[0], self(rules.spread(upstream, rules.shape(node)))

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any]:
        """The entries from the last to the first."""
        return lambda operand: as_value(as_array(operand).shape, as_array(operand).entries[::-1])


REVERSED = Reversed("reversed", "reversed", whole=True, why="What is turned round is turned round on the way back")
'''
TURNED_ROUND = """
format_version: 1
title: A function of whole vectors that was added
equations:
  each_step:
    a: W @ input + reversed(previous(h))
    h: tanh(a)
  output:
    P: dot(V, reversed(h))
  loss: (target - P)**2
inputs: [[0.5, -0.2], [1, 0.3], [0.25, 2]]
target: 1.2
parameters: {W: [[0.5, 0.1], [-0.3, 0.8]], V: [0.4, -0.9]}
learning_rate: 0.1
"""
LOSS = """    Loss("quartic_error", "sum((target - prediction)**4)", "the distance, squared twice"),
"""
OPTIMIZER = """    Optimizer(
        "signed",
        "Signed descent",
        (UpdateEquation("w", "w - rate*sign(g)", "only the gradient's sign counts"),),
        "took one step",
    ),
"""
MISTAKE = '''

@MistakeRule(
    "seventh",
    "a seventh",
    "took a seventh of it",
    Example("stock-example", "backward:4", "-0.106", "it is a seventh of what it should be"),
    weight=50,
)
def a_seventh(task: Task) -> Iterator[Candidate]:
    """The number over 7."""
    yield multiply(Number(Fraction(1, 7)), task.expression), "it is a seventh of what it should be"
'''
FORMAT = '''"""The names of all steps, one to a line."""

from rnn_tutor.explain.derivation import Derivation


def lesson_names(derivation: Derivation, digits: int = 20) -> str:
    """The names."""
    return "".join(f"{step.identity}\\n" for step in derivation.steps)
'''
COMMAND = '''"""`rnn-tutor greet`."""


def greet() -> None:
    """Say hello."""
    print("hello")
'''
FINDING = '''

@rule
def no_question(derivation: Derivation) -> Iterator[Finding]:
    """A lesson that asks nothing at its end."""
    if not derivation.lesson.question:
        yield Finding("no-question", (), "there is nothing to think about", "ask something at the end")
'''


def into(file: Path, before: str, text: str) -> None:
    """A row in a table: a text put in before another one."""
    source = file.read_text("utf-8")
    assert source.count(before) == 1, f"{file}: {before!r}"
    file.write_text(source.replace(before, text + before), "utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with one addition of each kind."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("rnn_tutor", "lessons", "docs", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("_lessons"))
    shutil.copy(ROOT / "README.md", copy)
    package = copy / "rnn_tutor"
    (copy / "lessons" / "added.yaml").write_text(LESSON, "utf-8")
    (package / "networks" / "additive.yaml").write_text(NETWORK, "utf-8")
    into(package / "equations" / "operations" / "activations.py", "IDENTITY = Function(", ACTIVATION)
    with (package / "equations" / "operations" / "structural.py").open("a", encoding="utf-8") as file:
        file.write(WHOLE)
    (copy / "lessons" / "turned-round.yaml").write_text(TURNED_ROUND, "utf-8")
    into(package / "equations" / "losses.py", '    Loss(\n        "binary_cross_entropy",', LOSS)
    into(package / "equations" / "optimizers.py", '    Optimizer(\n        "momentum",', OPTIMIZER)
    with (package / "mistakes" / "roundings.py").open("a", encoding="utf-8") as file:
        file.write(MISTAKE)
    with (package / "audit" / "rules_lesson.py").open("a", encoding="utf-8") as file:
        file.write(FINDING)
    (package / "export" / "to_names.py").write_text(FORMAT, "utf-8")
    (package / "cli" / "greet.py").write_text(COMMAND, "utf-8")
    into(package / "cli" / "overview.py", '"train", "compare"', '"greet", ')
    return copy


# The program of the copy, for one command after the other: a process for each would take as long as all of these do.
COMMANDS = """
import json, sys
from tests.cli.given import run
for line in sys.stdin:
    words, typed, data = json.loads(line)
    done = run(*words, given=typed, COLUMNS="80", RNN_TUTOR_DATA=data)
    print(json.dumps(done.stdout + done.stderr), flush=True)
"""


@pytest.fixture(scope="module")
def program(house: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", COMMANDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=house,
        encoding="utf-8",
        env={"PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"},
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def run(house: Path, program: subprocess.Popen[str]) -> Run:
    """What a command of the copy prints."""

    def printed(*words: str, typed: str = "") -> str:
        assert program.stdin is not None
        assert program.stdout is not None
        print(json.dumps([words, typed, str(house / "data")]), file=program.stdin, flush=True)
        said: str = json.loads(program.stdout.readline())
        assert "Traceback" not in said, said
        return said

    return printed


def documents(house: Path, *words: str) -> str:
    """What renews or checks the documents of the copy says."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.docs.documents", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd=house,
        encoding="utf-8",
        env={"PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in ended.stdout, ended.stdout
    return ended.stdout


def test_a_function_of_whole_vectors(run: Run) -> None:
    """One class: its elements are written out, its gradient is what the forward pass says, its slope is explained."""
    proved = run("check", "--prove", "turned-round")
    assert "13 of 13 gradients proved" in proved, proved
    walk = " ".join(run("walk", "turned-round").split())
    assert "reversed(h₂)" in walk
    assert "What is turned round is turned round on the way back" in walk
    numpy = run("code", "turned-round", "--solved")
    assert "reversed(" in numpy


def test_a_lesson_with_its_network_activation_loss_and_optimizer(run: Run) -> None:
    walk = run("walk", "added")
    assert "softclip" in walk
    assert "The slope of softclip falls with the size of a₂." in " ".join(walk.split())
    assert "(target − P)⁴" in walk
    assert "only the gradient's sign counts" in " ".join(walk.split())
    assert "added" in run("lessons")


def test_a_mistake(run: Run) -> None:
    said = run("quiz", "stock-example", "--from", "backward:4", typed="-0.106\n")
    assert "it is a seventh of what it should be" in " ".join(said.split())


def test_a_format_and_a_command(run: Run) -> None:
    assert "backward:4\n" in run("export", "added", "--to", "names")
    assert "names" in run("export", "--help")
    assert "greet" in run("--help")
    assert run("greet") == "hello\n"


def test_what_makes_a_poor_lesson(run: Run) -> None:
    assert "there is nothing to think about" in run("check", "added")


def test_the_documents_and_the_schema(house: Path) -> None:
    assert "Out of date" in documents(house, "--check")
    documents(house, "--lists")
    assert documents(house, "--check") == ""
    pages = {file.name: file.read_text("utf-8") for file in (house / "docs").iterdir() if file.suffix in {".md", ".1"}}
    assert "`softclip`" in pages["equations.md"]
    assert all(f"| `{name}`" in pages["lessons.md"] for name in ("additive", "quartic_error", "signed"))
    assert "| seventh | took a seventh of it | stock-example backward:4 | `-0.106`" in pages["grading.md"]
    assert "| `names` | The names of all steps, one to a line. |" in pages["exports.md"]
    assert "Say hello." in pages["rnn-tutor.1"]
    keys = json.loads((house / "lessons" / "lesson.schema.json").read_text("utf-8"))["properties"]
    assert "additive" in keys["network"]["enum"]
    assert "softclip" in keys["activation"]["enum"]
    assert "quartic_error" in keys["loss"]["anyOf"][0]["enum"]
    assert "signed" in json.dumps(keys["optimizer"])
