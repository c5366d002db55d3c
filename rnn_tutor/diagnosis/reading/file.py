"""Numbers from a file, by its ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.json_file import LARGEST, TOO_LARGE, decoded, read_json
from rnn_tutor.diagnosis.reading.learners_program import SECONDS, run_program
from rnn_tutor.diagnosis.reading.npz_file import read_npz
from rnn_tutor.diagnosis.reading.safetensors_file import read_safetensors
from rnn_tutor.lesson.lesson import Lesson

PROGRAM = ".py"
ARRAYS: dict[str, Callable[[str], dict[str, Any]]] = {".npz": read_npz, ".safetensors": read_safetensors}
PICKLED = ("a pickle may run any program, so it isn't opened", "write the numbers with np.savez(file, dW1=dW1, …)")
OTHERS = {
    ".ipynb": ("this is a notebook", "save its code as a program: jupyter nbconvert --to script"),
    ".npy": ("an array by itself has no name", "write np.savez(file, dW1=dW1, …)"),
    **dict.fromkeys((".pt", ".pth", ".pkl", ".pickle"), PICKLED),
}
"""Endings that people have numbers in, and what to do about each."""
ENDINGS = f"numbers are read from .json, {', '.join(ARRAYS)}, or computed by a program ({PROGRAM})"


@dataclass(frozen=True)
class Found:
    """The numbers by name, what a program printed beside, and whether they are known to be gradients.

    `is_row` says that a program gave no names: those of the parameters were put in their order.
    """

    numbers: dict[str, Any] = field(default_factory=dict)
    printed: str = ""
    of_gradients: bool = False
    is_row: bool = False


def numbers_in(file: str, lesson: Lesson, python: str | None = None, seconds: float = SECONDS) -> Found:
    """The numbers in a file; a program is run, and asked for them.

    Raises:
        Unreadable: where there are none.
    """
    path = Path(file)
    if not path.is_file():
        is_other = "this is a folder" if path.is_dir() else "this is not a regular file"
        raise Unreadable(is_other if path.exists() else "there is no such file")
    ending = path.suffix.lower()
    if ending == PROGRAM:
        ran = run_program(file, lesson, python, seconds)
        return Found(dict(ran.numbers), ran.printed, of_gradients=True, is_row=ran.is_row)
    if ending in ARRAYS:
        return Found(ARRAYS[ending](file))
    if ending in OTHERS:
        raise Unreadable(*OTHERS[ending])
    return Found(_json_in(path))


def _json_in(path: Path) -> dict[str, Any]:
    """The numbers of a file in JSON, whatever it is called."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"it can't be read ({error.strerror})") from error
    if len(content) > LARGEST:
        raise Unreadable(*TOO_LARGE)
    try:
        return read_json(decoded(content))
    except Unreadable as error:
        if path.suffix.lower() in ("", ".json"):
            raise
        raise Unreadable(f"{error.message}; {ENDINGS}", error.remedy) from error
