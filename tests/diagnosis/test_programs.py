"""A learner's own program: run in a process group of its own, whatever it does."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from rnn_tutor import load_lesson
from rnn_tutor.diagnosis.diagnose import diagnosis
from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.learners_program import ProgramFailed, run_program
from tests.cli.given import PROGRAM, environment, run
from tests.terminals import PATIENCE

STOCK = load_lesson("stock-example")

RIGHT = """
from math import exp

def gradients(inputs, target, parameters):
    W1, B1, W2, W3, B3 = (parameters[name] for name in ("W1", "B1", "W2", "W3", "B3"))
    Y = [0.0]
    for x in inputs:
        Y.append(1 / (1 + exp(-(x * W1 + Y[-1] * W2 + B1))))
    dP = 2 * (Y[-1] * W3 + B3 - target)
    found = {"W1": 0.0, "B1": 0.0, "W2": 0.0, "W3": dP * Y[-1], "B3": dP}
    dY = dP * W3
    for t in range(len(inputs), 0, -1):
        dX = dY * Y[t] * (1 - Y[t])
        found["W1"] += dX * inputs[t - 1]
        found["W2"] += dX * Y[t - 1]
        found["B1"] += dX
        dY = dX * W2
    return found
"""


DEAF = """
import signal

for one in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(one, signal.SIG_IGN)
held = open({held!r}, "wb", buffering=0)
held.write(b"x")
while True:
    pass
"""


# A child that is there until it is ended, while what started it goes on.
OUTLIVING = """
import os, time
held = open({held!r}, "wb", buffering=0)
if os.fork() == 0:
    time.sleep(1000)
held.write(b"x")
"""


class Held:
    """A pipe with a name that a program holds open: it tells when the program begins, and that it has ended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def __enter__(self) -> Self:
        self.reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.reader)

    def reads(self, seconds: float) -> bytes | None:
        """What was written, nothing where nobody holds it any more; None where all stays as it is for so long."""
        return os.read(self.reader, 1) if select.select([self.reader], [], [], seconds)[0] else None

    def has_begun(self, seconds: float = PATIENCE) -> bool:
        return self.reads(seconds) == b"x"

    def has_ended(self) -> bool:
        return self.reads(PATIENCE) == b""


def diagnosed(program: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    file = folder / "my_rnn.py"
    file.write_text(program, "utf-8")
    return run("diagnose", "stock-example", str(file), "--json", "--timeout", str(PATIENCE), *words)


def failed(program: str, folder: Path, seconds: float = PATIENCE) -> ProgramFailed:
    file = folder / "my_rnn.py"
    file.write_text(program, "utf-8")
    with pytest.raises(ProgramFailed) as caught:
        run_program(str(file), STOCK, seconds=seconds)
    return caught.value


def test_a_right_program_agrees_and_its_prints_are_its_own(tmp_path: Path) -> None:
    ended = diagnosed(RIGHT + "\nprint('hello')\n", tmp_path)
    assert ended.returncode == 0
    assert sorted(json.loads(ended.stdout)["agree"]) == ["B1", "B3", "W1", "W2", "W3"]
    assert "it can do everything that you can" in ended.stderr
    assert "| hello" in ended.stderr


def test_a_slip_in_a_program_is_named(tmp_path: Path) -> None:
    ended = diagnosed(RIGHT.replace("dX * Y[t - 1]", "dX * Y[t]"), tmp_path)
    answer = json.loads(ended.stdout)
    assert (ended.returncode, answer["first"]) == (1, "W2")
    assert answer["causes"][0]["mistake"] == "wrong-time-step"


def test_a_row_in_the_order_of_the_parameters_will_do(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    order = [parameter.name for parameter in STOCK.parameters]
    file.write_text(RIGHT.replace("return found", f"return tuple(found[name] for name in {order!r})"), "utf-8")
    assert list(run_program(str(file), STOCK, seconds=PATIENCE).numbers) == [f"total.{name}" for name in order]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("def gradients(*_):\n    raise ZeroDivisionError('no')", "ZeroDivisionError"),
        ("raise SystemExit(3)", "exit 3"),
        ("import os\nos._exit(4)", "exit code 4"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
        ("x = 1", "no function gradients"),
        ("gradients = 7", "no function gradients"),
        ("def gradients(*_):\n    return None", "NoneType"),
        ("def gradients(*_):\n    return 'W1'", "str"),
        ("def gradients(*_):\n    return {'W1': 'many'}", "for W1 something that is not a number: 'many'"),
        ("def gradients(*_):\n    return {'W1': 1.0, 'h': {'t1': 1j}}", "for h.t1 something that is not a number: 1j"),
        ("def gradients(*_):\n    return ['many'] * 5", "returns something that is not a number: 'many'"),
        (
            "import os\nfor one in range(3, 64):\n    try: os.write(one, b'x')\n    except OSError: pass",
            "can't be read",
        ),
        ("def gradients(*_):\n    return (1.0, 2.0)", "2 values"),
        ("def gradients(", "SyntaxError"),
        ("def gradients():\n    return {}", "gradients() can't be called with three values"),
        ("def gradients(*, inputs, target, parameters):\n    return {}", "can't be called with three values"),
        ("raise SystemExit", "exit 0"),
        ("def gradients(*_):\n    return 'a' * 10**11", "MemoryError"),
        ("import no_such_module", "ModuleNotFoundError"),
    ],
)
def test_what_delivers_nothing_is_told_clearly(program: str, said: str, tmp_path: Path) -> None:
    assert said in failed(program, tmp_path).message


@pytest.mark.parametrize("program", ["x = '\0'", "def gradients(inputs):\n    return {}"])
def test_of_a_traceback_only_the_learners_own_part_is_shown(program: str, tmp_path: Path) -> None:
    """What stops it before a line of theirs has none."""
    assert "learner.py" not in failed(program, tmp_path).printed


@pytest.mark.parametrize(
    "answer",
    [
        "0.215, found",
        "{'grads': found}",
        "list(found.items())",
        "__import__('types').MappingProxyType(found)",
        "__import__('numpy').array([found[name] for name in parameters])",
    ],
)
def test_gradients_as_people_return_them(answer: str, tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    file.write_text(RIGHT.replace("return found", f"return {answer}"), "utf-8")
    ran = run_program(str(file), STOCK, seconds=PATIENCE)
    assert len(diagnosis(STOCK, ran.numbers, of_gradients=True, is_row=ran.is_row).agreeing) == 5


def test_of_two_copies_of_a_program_the_first_answer_counts(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    file.write_text(f"import os\nos.fork()\n{RIGHT}", "utf-8")
    assert len(run_program(str(file), STOCK, seconds=PATIENCE).numbers) == 5


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    with Held(tmp_path / "held") as held:
        for seconds in (0.5, 2, 8, 32, 128):  # as many as the machine needs to get the program going
            said = failed(OUTLIVING.format(held=str(held.path)) + "time.sleep(1000)\n", tmp_path, seconds).message
            assert f"still running after {seconds:g} seconds" in said
            if held.has_begun(0):
                break
        assert held.has_ended()


def test_a_child_that_outlives_the_answer_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    with Held(tmp_path / "held") as held:
        file.write_text(OUTLIVING.format(held=str(held.path)) + RIGHT, "utf-8")
        assert len(run_program(str(file), STOCK, seconds=PATIENCE).numbers) == 5
        assert held.has_begun()
        assert held.has_ended()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP], ids=["killed", "window closed"])
def test_a_program_ends_with_whoever_ran_it(how: signal.Signals, tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    with Held(tmp_path / "held") as held:
        file.write_text(DEAF.format(held=str(held.path)), "utf-8")
        words = [*PROGRAM, "diagnose", "stock-example", str(file), "--timeout", str(2 * PATIENCE)]
        with subprocess.Popen(words, env=environment(), stderr=subprocess.DEVNULL, start_new_session=True) as process:
            assert held.has_begun(), "the program doesn't begin"
            process.send_signal(how)
            assert held.has_ended(), "the program still runs"


def test_a_whole_number_beyond_floats_is_infinite(tmp_path: Path) -> None:
    ended = diagnosed("def gradients(*_):\n    return {'W1': 10**5000, 'W2': -10**400, 'B1': None}", tmp_path)
    assert [one["name"] for one in json.loads(ended.stdout)["wrong"]] == ["W1", "W2"]


def test_a_gigabyte_of_prints_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "my_rnn.py"
    file.write_text(RIGHT + "\nfor _ in range(300):\n    print('x' * 10**6)\n", "utf-8")
    ran = run_program(str(file), STOCK, seconds=PATIENCE)
    assert len(ran.numbers) == 5
    assert len(ran.printed) <= 20_000


@pytest.mark.parametrize(("value", "said"), [("float('nan')", None), ("[1.0, 2.0]", None), ("float('inf')", None)])
def test_nan_and_a_wrong_shape_are_wrong_numbers(value: str, said: None, tmp_path: Path) -> None:
    ended = diagnosed(f"def gradients(*_):\n    return {{'W1': {value}}}", tmp_path)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["wrong"] == [{"name": "W1", "element": None, "apart": said}]


def test_the_exit_code_of_a_program_that_delivers_nothing(tmp_path: Path) -> None:
    ended = diagnosed("raise ValueError('mine')", tmp_path)
    assert ended.returncode == 2
    assert "ValueError: mine" in ended.stderr
    assert "learner.py" not in ended.stderr


def test_another_python_is_taken_or_missed(tmp_path: Path) -> None:
    assert diagnosed(RIGHT, tmp_path, "--python", sys.executable).returncode == 0
    missing = diagnosed(RIGHT, tmp_path, "--python", "no-such-python")
    assert (missing.returncode, "no program no-such-python" in missing.stderr) == (2, True)


def test_arrays_of_numpy(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    np.savez(file, W1=np.float64(-0.24), h=np.zeros(3))
    command = ["diagnose", "stock-example", str(file), "--json"]
    answer = json.loads(run(*command).stdout)
    assert (answer["first"], answer["unknown"]) == ("W1", ["h"])
    np.savez(file, W1=np.array([object()]))
    ended = run(*command)
    assert (ended.returncode, "Python objects" in ended.stderr) == (2, True)
    file.write_bytes(b"PK\x03\x04 broken")
    assert run(*command).returncode == 2


def test_a_python_that_is_no_program() -> None:
    with pytest.raises(Unreadable):
        run_program("no-such-file.py", STOCK)


def test_tensors_of_safetensors(tmp_path: Path) -> None:
    save_file = pytest.importorskip("safetensors.numpy").save_file
    file = tmp_path / "mine.safetensors"
    save_file({"W1.grad": np.array([-0.24])}, str(file))
    command = ["diagnose", "stock-example", str(file), "--json"]
    answer = json.loads(run(*command).stdout)
    assert answer["first"] == "W1.grad"
    file.write_bytes(b"nothing of the kind")
    assert run(*command).returncode == 2


@pytest.mark.parametrize("words", [["mine.py"], ["mine.py", "stock-example"], ["mine.json", "stock-example"]])
def test_the_lesson_comes_first(words: list[str]) -> None:
    ended = run("diagnose", *words)
    said = f"the lesson comes first, then your numbers: rnn-tutor diagnose stock-example {words[0]}"
    assert (ended.returncode, said in " ".join(ended.stderr.split())) == (2, True)


def test_nothing_is_said_to_run_that_is_not_there() -> None:
    assert run("diagnose", "stock-example", "no-such.py").stderr == "no-such.py: there is no such file\n"
