"""Progress as a table for a gradebook: one row for each attempt, as a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

from rnn_tutor.progress.attempts import Attempt

COLUMNS: Final = (
    *("lesson", "step", "quantity", "time_step", "skill"),
    *("answer", "verdict", "mistakes", "attempt", "hints", "seed", "at"),
)
NUMBER: Final = re.compile(r"[-+−]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", re.IGNORECASE)
FORMULA_SIGNS: Final = ("=", "+", "-", "−", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def results_csv(attempts: Iterable[Attempt]) -> str:
    """Each attempt with its verdict, the oldest first; times are in UTC.

    No spreadsheet takes a cell for a formula: one that begins like one has an apostrophe before it.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, attempts))
    return table.getvalue()


def _row(attempt: Attempt) -> list[str]:
    cells = (
        attempt.lesson,
        attempt.step,
        attempt.quantity,
        attempt.time_step,
        attempt.skill,
        attempt.given,
        attempt.verdict,
        " ".join(attempt.mistakes),
        attempt.number,
        attempt.hints,
        attempt.seed,
        attempt.at.isoformat(timespec="seconds"),
    )
    return ["" if cell is None else as_text(str(cell)) for cell in cells]


def as_text(cell: str) -> str:
    """A cell that is a number, or a text that no spreadsheet works out."""
    if cell.lstrip().startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
