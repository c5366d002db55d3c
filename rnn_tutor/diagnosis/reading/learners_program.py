"""Numbers that a learner's own program finds: it is run in a process group of its own, within limits."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.json_file import flat
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.numbers.floating import nearest_float

SECONDS = 30.0
MEMORY = 8 * 2**30  # bytes
MOST_PRINTED = 20_000  # characters of what the program prints
MOST_ANSWERED = 50_000_000
PIECE = 65536
ENDING = 5.0  # seconds that a program may take to end after it has answered nothing
PATIENCE = 0.2  # seconds between two looks whether the program still runs
EXAMPLE = "return a dict: {'W1': dW1, 'W2': dW2, …}"
PROBLEMS = {
    "raise": ("the program stopped with {}", "fix that first"),
    "exit": (
        ("the program exited before gradients() returned (exit {})"),
        "remove the exit, so that gradients() returns its numbers",
    ),
    "no-function": (
        "there is no function gradients in it",
        f"write def gradients(inputs, target, parameters): and {EXAMPLE}",
    ),
    "arguments": (
        "{} can't be called with three values",
        f"write def gradients(inputs, target, parameters): and {EXAMPLE}",
    ),
    "no-number": (
        "gradients() returns {where} that is not a number: {}",
        "each value of the dict is a number, a list of numbers or an array",
    ),
    "no-answer": ("gradients() returns {}, which has no names", EXAMPLE),
}
"""What keeps a program from giving numbers, as its runner calls it, and how to mend it."""
RUNNING = 256  # no exit code: the program hadn't ended when its answer did
RUNNER = Path(__file__).with_name("learner.py")


@dataclass(frozen=True)
class Ran:
    """What a program gave: its numbers by name (those of a row by the names of the parameters), and what it printed."""

    numbers: Mapping[str, Any]
    printed: str = ""
    is_row: bool = False


class ProgramFailed(Unreadable):
    """A program that gives no numbers; `printed` is what it said itself, its traceback with it."""

    def __init__(self, message: str, remedy: str = "", printed: str = "") -> None:
        super().__init__(message, remedy)
        self.printed = printed


def interpreter(python: str | None) -> str:
    """The learner's Python: the one they name, else that of the environment they are in, else the one running.

    Raises:
        Unreadable: where there is none.
    """
    if python is not None:
        found = shutil.which(python)
        if found is None:
            raise Unreadable(f"there is no program {python}", "name a Python: --python python3")
        return found
    environment = os.environ.get("VIRTUAL_ENV")
    for candidate in ("bin/python", "Scripts/python.exe") if environment else ():
        if environment and (path := Path(environment, candidate)).exists():
            return str(path)
    return sys.executable


def run_program(path: str, lesson: Lesson, python: str | None = None, seconds: float = SECONDS) -> Ran:
    """Run a learner's file and ask its `gradients(inputs, target, parameters)`.

    It gets the lesson's numbers as floats, and as numpy arrays where it imports numpy; what it returns is a dict of
    names, or a tuple in the order of the parameters. Whatever it starts is gone when this returns.

    Raises:
        ProgramFailed: where nothing comes of it: it hangs, raises, ends, has no such function, returns no numbers.
        Unreadable: where there is no such file.
    """
    if not Path(path).is_file():
        raise Unreadable("there is no such file", "")
    answer, printed, ended = _conversation(path, lesson, interpreter(python), seconds)
    found = _understood(answer, printed, ended, seconds)
    if "row" in found:
        names = [parameter.name for parameter in lesson.parameters if not parameter.frozen]
        row = found["row"]
        if len(row) != len(names):
            message = f"gradients() returns {len(row)} values, but the lesson has {len(names)} parameters"
            raise ProgramFailed(message, f"return them in the order {', '.join(names)}, or {EXAMPLE}", printed)
        return Ran({f"total.{name}": value for name, value in zip(names, row, strict=True)}, printed, is_row=True)
    return Ran(flat(found["names"]), printed)


def _conversation(path: str, lesson: Lesson, python: str, seconds: float) -> tuple[str, str, int | None]:
    """What the program answers, what it prints, and how it ended (None where it was stopped, or RUNNING)."""
    read, write = os.pipe()
    lifeline, held = os.pipe()  # ends with this process, however that ends; the other one waits for it
    with lesson_file(lesson) as given:
        process = subprocess.Popen(  # noqa: S603  # the learner asked for their file to be run
            [python, "-B", str(RUNNER), str(write), str(lifeline), path],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(write, lifeline),
            start_new_session=True,
            preexec_fn=_limited if os.name == "posix" else None,  # noqa: PLW1509  # no threads run yet
        )
    os.close(write)
    os.close(lifeline)
    try:
        answer, printed, is_late = _listen(process, read, seconds)
        if not answer and not is_late:
            _await_end(process, min(seconds, ENDING))
        is_over = process.poll() is not None
    finally:
        _end(process)
        os.close(read)
        os.close(held)
    return answer, printed, None if is_late else process.returncode if is_over else RUNNING


def _await_end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a program that has answered nothing, so that it can be told how it ended by itself."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def lesson_file(lesson: Lesson) -> IO[str]:
    """The lesson's numbers, as a file to read from."""
    file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # closed by whoever asks for it
    json.dump(lesson_data(lesson), file)
    file.seek(0)
    return file


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """Inputs, target and parameters as numbers and lists."""
    targets = [as_lists(target) for target in lesson.targets]
    return {
        "inputs": [as_lists(value) for value in lesson.inputs],
        "target": targets if lesson.targets_are_timed else (targets[0] if targets else None),
        "parameters": {parameter.name: as_lists(parameter.value) for parameter in lesson.parameters},
    }


def as_lists(array: Array[Number]) -> Any:  # noqa: ANN401  # a float, or lists of floats
    """An array of the lesson as floats."""
    return array.map(lambda number: nearest_float(number.value)).nested()


def _limited() -> None:
    """Limits of the new process, where the system has them."""
    import resource  # not on every system

    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, MEMORY)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def _listen(process: subprocess.Popen[bytes], channel: int, seconds: float) -> tuple[str, str, bool]:
    """Read until the answer is there; of what is printed only the beginning is kept."""
    assert process.stdout is not None
    answer, printed = bytearray(), bytearray()
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ, answer)
        selector.register(process.stdout.fileno(), selectors.EVENT_READ, printed)
        while channel in selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return "", printed.decode("utf-8", "replace"), True
            for key, _ in selector.select(min(left, PATIENCE)):
                piece = os.read(key.fd, PIECE)
                if not piece:
                    selector.unregister(key.fd)
                most = MOST_ANSWERED if key.fd == channel else MOST_PRINTED
                key.data.extend(piece[: max(most - len(key.data), 0)])
            if process.poll() is not None and not selector.select(0):
                break
    _rest_of(process, printed)
    return answer.decode("utf-8", "replace"), printed.decode("utf-8", "replace"), False


def _rest_of(process: subprocess.Popen[bytes], printed: bytearray) -> None:
    """What was printed and not read yet."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    while len(printed) < MOST_PRINTED:
        try:
            piece = os.read(process.stdout.fileno(), PIECE)
        except BlockingIOError:
            return
        if not piece:
            return
        printed.extend(piece[: MOST_PRINTED - len(printed)])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program, and all that it started in its group."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    else:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _understood(answer: str, printed: str, ended: int | None, seconds: float) -> dict[str, Any]:
    """The answer, where there is one.

    Raises:
        ProgramFailed: where there is none.
    """
    if ended is None:
        message = f"the program was still running after {seconds:g} seconds"
        raise ProgramFailed(message, "look for an endless loop", printed)
    try:
        found, _ = json.JSONDecoder().raw_decode(answer)  # a copy of the process may answer after it
        found = dict(found)
    except (ValueError, TypeError) as error:
        if answer or ended == RUNNING:
            message = "what the program answered can't be read"
            raise ProgramFailed(message, "let it write to no file that it hasn't opened itself", printed) from error
        how = f"signal {-ended}" if ended < 0 else f"exit code {ended}"
        message = f"the program ended before it returned anything ({how})"
        raise ProgramFailed(message, "run it by itself first", printed) from error
    if "problem" in found:
        kind = found.get("kind", "")
        message, remedy = PROBLEMS[found["problem"]]
        raise ProgramFailed(
            message.format(kind, where=found.get("where", "")), remedy, _cut(f"{printed}{found.get('traceback', '')}")
        )
    return found


def _cut(printed: str) -> str:
    """The beginning and the end of what is long."""
    if len(printed) <= MOST_PRINTED:
        return printed
    return f"{printed[: MOST_PRINTED // 2]}\n…\n{printed[-MOST_PRINTED // 2 :]}"
