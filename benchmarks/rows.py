"""The rows of the table: what is measured, against what, and the ratio aimed at."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pexpect

from benchmarks.lessons import long_lesson, lstm_lesson, wide_lesson
from benchmarks.measure import ROUNDS, Times, alone, as_installed, cpu, peak_memory, process, side_by_side
from benchmarks.peers import IMPORT_ALL, IMPORT_SYMPY, MINIMAL_APP, PYTORCH, SYMPY, ball_walk, plain_training
from rnn_tutor.__main__ import collect_rarely
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import WorkingPrecision
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.lesson.loader import lesson_in
from rnn_tutor.quiz.plan import QuizPlan
from rnn_tutor.quiz.session import quiz
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.walk import Walk
from rnn_tutor.training.train import Training

PROGRAM = str(Path(sys.executable).with_name("rnn-tutor"))
PROMPT = "quit >"
STEPS = 1000
DIGITS_BITS = 128
MILLISECONDS_20 = 0.020


@dataclass(frozen=True)
class Row:
    """One line of the table: `limit` is the ratio aimed at, or a time in seconds where there is no peer."""

    what: str
    against: str
    limit: float
    ours: Times
    peer: Times | None = None
    note: str = ""
    ratio: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ratio", self.ours.median / (self.peer.median if self.peer else 1))

    @property
    def reached(self) -> bool:
        """Whether the aim is reached."""
        return self.ratio <= self.limit


def rows(folder: Path) -> Iterator[Row]:
    """Every row, measured as it is asked for."""
    yield from _start_up(folder)
    yield from _walking()
    yield from _exporting(folder)
    yield from _engine(folder)
    yield from _training_and_quiz()


def _minimal_app(folder: Path) -> list[str]:
    file = folder / "minimal.py"
    file.write_text(MINIMAL_APP, encoding="utf-8")
    return [sys.executable, str(file)]


def _start_up(folder: Path) -> Iterator[Row]:
    minimal = _minimal_app(folder)
    for option in ("--help", "--version"):
        ours, peer = side_by_side(partial(process, [PROGRAM, option]), partial(process, [*minimal, "--help"]))
        yield Row(f"`{option}`", "the minimal app's `--help`", 1.15, ours, peer)
    completing = partial(
        process, [PROGRAM], _RNN_TUTOR_COMPLETE="complete_bash", COMP_WORDS="rnn-tutor wa", COMP_CWORD="1"
    )
    ours, peer = side_by_side(completing, partial(process, [*minimal, "--help"]))
    yield Row("shell completion", "the minimal app's `--help`", 1.15, ours, peer)
    ours, peer = side_by_side(lambda: _to_first_step()[0], partial(_to_its_end, minimal), 3 * ROUNDS)  # it sways
    yield Row("launch to the opening screen, in a pseudo-terminal", "the minimal app in one", 1.3, ours, peer)
    ours, peer = side_by_side(lambda: _to_first_step()[1], partial(process, [sys.executable, "-c", IMPORT_SYMPY]))
    yield Row("from there, `p` at once, to the first step", f'`python -c "{IMPORT_SYMPY}"`', 0.5, ours, peer)


def _in_terminal(command: list[str]) -> pexpect.spawn[bytes]:
    return pexpect.spawn(command[0], command[1:], dimensions=(40, 80), timeout=30, env=as_installed())


def _to_its_end(command: list[str]) -> float:
    """The seconds that a process takes in a pseudo-terminal."""
    start = time.perf_counter()
    child = _in_terminal(command)
    child.expect(pexpect.EOF)
    taken = time.perf_counter() - start
    child.close()  # which waits for a while
    return taken


def _to_first_step() -> tuple[float, float]:
    """The seconds to the opening screen's prompt, and from the key for the next phase to the next prompt."""
    start = time.perf_counter()
    child = _in_terminal([PROGRAM, "walk", "stock-example"])
    child.expect_exact(PROMPT)
    opened = time.perf_counter()
    child.send("p")
    child.expect_exact(PROMPT)
    stepped = time.perf_counter()
    child.send("q")
    child.expect(pexpect.EOF)
    return opened - start, stepped - opened


def _walking() -> Iterator[Row]:
    ours, peer = side_by_side(
        partial(process, [PROGRAM, "walk", "stock-example"]), partial(process, [sys.executable, "-c", IMPORT_ALL])
    )
    yield Row("the whole walk, piped", f'`python -c "{IMPORT_ALL}"`', 1.8, ours, peer)
    walk, page = Walk(Derivation(_stock())), Output(width=80).page()
    times = alone(lambda: cpu(lambda: [walk.page(stop, page) for stop in walk.stops]) / len(walk.stops))
    yield Row("each further Enter, processor time", "20 ms", MILLISECONDS_20, times)


def _exporting(folder: Path) -> Iterator[Row]:
    def export(lesson: Path) -> list[str]:
        return [PROGRAM, "export", str(lesson), "--to", "json"]

    one, long, longer = (export(long_lesson(folder, steps)) for steps in (1, STEPS, 2 * STEPS))
    for name, python in pythons_with_torch():
        torch = [python, "-c", PYTORCH, str(STEPS)]
        ours, peer = side_by_side(partial(process, long), partial(process, torch))
        yield Row(f"export of {STEPS} time steps, 20 proved digits", f"{name}, float64, whole process", 1.0, ours, peer)
        memory = Times((float(peak_memory(long)),)), Times((float(peak_memory(torch)),))
        yield Row("its memory", f"that of {name}", 0.6, *memory)
    times = [[process(command) for command in (one, long, longer)] for _ in range(ROUNDS)]
    beyond_one = [[taken[place] - taken[0] for taken in times] for place in (1, 2)]
    ours, peer = (Times(tuple(beyond)) for beyond in reversed(beyond_one))
    yield Row(f"export of {2 * STEPS}, beyond that of one time step", f"{STEPS}", 2.3, ours, peer)
    wide, narrow = (export(lstm_lesson(folder, size)) for size in (64, 32))
    ours, peer = side_by_side(partial(process, wide), partial(process, narrow), 3)
    yield Row("export of an LSTM with 64 hidden units, 10 steps", "32 hidden units", 4.6, ours, peer)
    memory = Times((float(peak_memory(wide)),)), Times((200.0 * 1024,))
    yield Row("its memory", "200 MB", 1.0, *memory)


def pythons_with_torch() -> Iterator[tuple[str, str]]:
    """PyTorch's version with the interpreter that has it: ours, the system's, and the one that TORCH_PYTHON names."""
    asks = "import torch; print(torch.__version__)"
    for python in dict.fromkeys((os.environ.get("TORCH_PYTHON", ""), sys.executable, "/usr/bin/python3")):
        if python and Path(python).exists():
            found = subprocess.run([python, "-c", asks], capture_output=True, check=False, encoding="utf-8")
            if found.returncode == 0:
                yield f"PyTorch {found.stdout.strip()}", python


def _stock() -> Lesson:
    return lesson_in(find_lesson("stock-example"))


def _derived(lesson: Lesson) -> Derivation:
    """Graph, values, gradients and step objects, no text."""
    derivation = Derivation(lesson)
    _ = derivation.exact
    _ = derivation.steps
    return derivation


def _engine(folder: Path) -> Iterator[Row]:
    lessons = {steps: lesson_in(long_lesson(folder, steps)) for steps in (10, STEPS, 2 * STEPS)}

    def derive(steps: int) -> Callable[[], float]:
        return partial(_engine_time, lessons[steps])

    def balls() -> None:
        with WorkingPrecision(DIGITS_BITS):
            ball_walk(STEPS)

    ours, peer = side_by_side(derive(STEPS), lambda: cpu(balls))
    yield Row(f"engine alone, {STEPS} time steps", "one walk in ball arithmetic", 8.0, ours, peer)
    ours, peer = side_by_side(derive(2 * STEPS), derive(STEPS))
    yield Row(f"engine, {2 * STEPS} time steps", f"{STEPS}", 2.3, ours, peer)
    wide = {size: lesson_in(wide_lesson(folder, size)) for size in (16, 32)}
    ours, peer = side_by_side(partial(_engine_time, wide[32]), partial(_engine_time, wide[16]))
    yield Row("engine, 32 hidden units", "16", 4.6, ours, peer)
    once = Times((process([sys.executable, "-c", SYMPY, "10"]),))
    ours = alone(derive(10))
    yield Row(
        "engine, 10 time steps", "differentiate, substitute, evaluate with SymPy", 1 / 1000, ours, once, "peer run once"
    )


def _training_and_quiz() -> Iterator[Row]:
    lesson = _stock()

    def train() -> None:
        for _ in Training(lesson).run(STEPS):
            pass

    ours, peer = side_by_side(lambda: cpu(train), lambda: cpu(lambda: plain_training(STEPS)))
    yield Row(
        f"training, {STEPS} updates", "the same loop in plain Python floats", 20.0, ours, peer, "double precision"
    )
    derivation = Derivation(lesson)

    def answer() -> None:
        quiz(derivation, QuizPlan(phases=(Phase.BACKWARD,), first="backward:5")).answer("-0.31")

    yield Row(
        "a quiz answer read, graded, all mistakes tried", "20 ms", MILLISECONDS_20, alone(lambda: cpu(answer), ROUNDS)
    )


def growth(folder: Path) -> dict[int, float]:
    """The engine's processor time over the number of time steps."""
    lessons = {steps: lesson_in(long_lesson(folder, steps)) for steps in (10, 30, 100, 300, 1000, 3000)}
    return {steps: alone(partial(_engine_time, lesson), 5).median for steps, lesson in lessons.items()}


def _engine_time(lesson: Lesson) -> float:
    """The processor time of one derivation, with what the one before has left cleared away."""
    collect_rarely()  # as the program does
    gc.collect()
    return cpu(lambda: _derived(lesson))
