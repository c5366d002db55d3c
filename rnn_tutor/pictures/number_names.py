"""What single numbers are called: of a parameter, of a prediction."""

from __future__ import annotations

from rnn_tutor.equations.array import Shape
from rnn_tutor.notation.line import symbol
from rnn_tutor.training.train import PredictionPlace


def element_name(name: str, place: int, shape: Shape) -> str:
    """W₁, or one of its numbers: W₁[2, 1], b[3]."""
    if not shape:
        return symbol(name)
    row, column = divmod(place, shape[1])
    return f"{symbol(name)}[{row + 1}]" if shape[1] == 1 else f"{symbol(name)}[{row + 1}, {column + 1}]"


def place_name(place: PredictionPlace) -> str:
    """P₃."""
    name, time = place
    return symbol(name) if time is None else symbol(name, time)
