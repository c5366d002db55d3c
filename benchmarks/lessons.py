"""Lessons made for measuring: long ones, and wide ones."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers import inputs

LONG = """\
format_version: 1
title: {steps} time steps
about: A lesson made for measuring.
network: simple
inputs: [{inputs}]
target: 1.2
parameters: {{W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}}
learning_rate: 0.1
"""

WIDE = """\
format_version: 1
title: {size} hidden units
about: A lesson made for measuring.
equations:
  each_step:
    X: W1 @ input + W2 @ previous(Y) + B1
    Y: tanh(X)
  output:
    P: W3 @ Y + B3
  loss: (target - P)**2
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters:
  W1: {column}
  W2: {square}
  B1: {column}
  W3: [{column}]
  B3: 0.2
learning_rate: 0.1
"""


LSTM = """\
format_version: 1
title: {size} hidden units of an LSTM
about: A lesson made for measuring.
network: lstm
inputs: [{inputs}]
target: 1.2
parameters:
{gates}
  V: [{column}]
  d: 0.2
learning_rate: 0.1
"""


def lstm_lesson(folder: Path, size: int, steps: int = 10) -> Path:
    """An LSTM with many hidden units."""
    file = folder / f"lstm-{size}.yaml"
    texts = ", ".join(f"{float(value):.3f}" for value in inputs(steps))
    gates = "\n".join(
        f"  W{gate}: {_column(size)}\n  U{gate}: {_square(size)}\n  b{gate}: {_column(size)}" for gate in "ifgo"
    )
    file.write_text(LSTM.format(size=size, inputs=texts, gates=gates, column=_column(size)), encoding="utf-8")
    return file


def _column(size: int) -> list[float]:
    return [round(0.05 * (unit % 7 - 3) + 0.01, 2) for unit in range(size)]


def _square(size: int) -> list[list[float]]:
    return [[round(0.02 * ((row * 5 + unit * 3) % 9 - 4), 2) for unit in range(size)] for row in range(size)]


def long_lesson(folder: Path, steps: int) -> Path:
    """The simple network over many time steps."""
    file = folder / f"long-{steps}.yaml"
    texts = ", ".join(f"{float(value):.3f}" for value in inputs(steps))
    file.write_text(LONG.format(steps=steps, inputs=texts), encoding="utf-8")
    return file


def wide_lesson(folder: Path, size: int) -> Path:
    """A network with many hidden units, over three time steps."""
    file = folder / f"wide-{size}.yaml"
    file.write_text(WIDE.format(size=size, column=_column(size), square=_square(size)), encoding="utf-8")
    return file
