"""Numbers from a file, by its ending."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.reading.json_file import read_json
from rnn_tutor.diagnosis.reading.learners_program import SECONDS, run_program
from rnn_tutor.diagnosis.reading.npz_file import read_npz
from rnn_tutor.diagnosis.reading.safetensors_file import read_safetensors
from rnn_tutor.lesson.lesson import Lesson

PROGRAM = ".py"
ARRAYS = {".npz": read_npz, ".safetensors": read_safetensors}


@dataclass(frozen=True)
class Found:
    """The numbers by name, what a program printed beside, and whether they are known to be gradients."""

    numbers: dict[str, Any] = field(default_factory=dict)
    printed: str = ""
    of_gradients: bool = False


def numbers_in(file: str, lesson: Lesson, python: str | None = None, seconds: float = SECONDS) -> Found:
    """The numbers in a file; a program is run, and asked for them.

    Raises:
        Unreadable: where there are none.
    """
    path = Path(file)
    ending = path.suffix.lower()
    if ending == PROGRAM:
        ran = run_program(file, lesson, python, seconds)
        return Found(dict(ran.numbers), ran.printed, of_gradients=True)
    if not path.is_file():
        raise Unreadable("that is a folder" if path.is_dir() else "there is no such file")
    if ending in ARRAYS:
        return Found(ARRAYS[ending](file))
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise Unreadable(f"it can't be read ({getattr(error, 'strerror', None) or 'no text in UTF-8'})") from error
    return Found(read_json(text))
