"""The table of losses: one row for each, as an equation over `target` and `prediction`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Loss:
    """One row; `equation` is in the equation language, `about` says in a line when one uses it."""

    name: str
    equation: str
    about: str


ROWS = (
    Loss("squared_error", "(target - prediction)**2", "the distance, squared: large misses count most"),
    Loss("half_squared_error", "(target - prediction)**2/2", "the same halved, so that its slope has no 2"),
    Loss("absolute_error", "abs(target - prediction)", "the distance itself: a miss counts as far as it misses"),
    Loss("huber", "huber(target - prediction)", "squared up to a distance of 1, straight beyond (Huber, 1964)"),
    Loss(
        "binary_cross_entropy",
        "-(target*log(prediction) + (1 - target)*log(1 - prediction))",
        "for a prediction that is a probability, between 0 and 1",
    ),
)

LOSSES = {row.name: row for row in ROWS}
