"""The table of losses: one row for each, as an equation over `target` and `prediction`.

Each works element by element and adds up, so that it serves a single number and a vector alike; `mean_…` takes the mean
over the elements instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Loss:
    """One row; `equation` is in the equation language, `about` says in a line when one uses it."""

    name: str
    equation: str
    about: str


ROWS = (
    Loss("squared_error", "sum((target - prediction)**2)", "the squared distance: large errors count most"),
    Loss(
        "half_squared_error",
        "sum((target - prediction)**2/2)",
        ("half of squared_error, so that its slope has no factor 2"),
    ),
    Loss(
        "absolute_error", "sum(abs(target - prediction))", ("the distance itself: an error twice as large counts twice")
    ),
    Loss("huber", "sum(huber(target - prediction))", "squared up to a distance of 1, straight beyond (Huber, 1964)"),
    Loss(
        "binary_cross_entropy",
        "sum(-(target*log(prediction) + (1 - target)*log(1 - prediction)))",
        "for a prediction that is a probability, between 0 and 1",
    ),
    Loss(
        "cross_entropy",
        "cross_entropy(target, prediction)",
        "for scores, one for each choice, and a target that is 1 at the right one (Bridle, 1990)",
    ),
)


def _mean(row: Loss) -> Loss:
    return replace(row, name=f"mean_{row.name}", equation="mean" + row.equation.removeprefix("sum"))


MEANS = tuple(_mean(row) for row in ROWS if row.equation.startswith("sum("))
LOSSES = {row.name: row for row in (*ROWS, *MEANS)}
