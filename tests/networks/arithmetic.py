"""Vectors and matrices for the independent reading of equations: numpy's, with two dimensions always."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import autograd.numpy as np


def column(written: Any) -> Any:
    """A number (1×1), a column vector or a matrix, of texts as a lesson has them."""
    entries = written if isinstance(written, list) else [written]
    rows = [entry if isinstance(entry, list) else [entry] for entry in entries]
    return np.array([[float(Fraction(entry)) for entry in row] for row in rows])


def softmax(x: Any) -> Any:
    return np.exp(x) / np.sum(np.exp(x))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "abs": np.abs,
    "max": np.maximum,
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.where(x > 0, x, 0.0),
    "identity": lambda x: x,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "sum": np.sum,
    "mean": np.mean,
    "dot": lambda a, b: np.sum(a * b),
    "transpose": np.transpose,
    "softmax": softmax,
    "log_softmax": lambda x: np.log(softmax(x)),
    "concat": lambda *parts: np.concatenate(parts),
    "stack": lambda *parts: np.concatenate([np.reshape(part, (1, 1)) for part in parts]),
    "squared_error": lambda target, prediction: np.sum((target - prediction) ** 2),
    "half_squared_error": lambda target, prediction: np.sum((target - prediction) ** 2) / 2,
    "mean_squared_error": lambda target, prediction: np.mean((target - prediction) ** 2),
    "cross_entropy": lambda target, prediction: -np.sum(target * np.log(softmax(prediction))),
}
