"""Worked examples that are published with their figures, written as lessons: the figures come out.

The forward passes of recurrent and LSTM layers: the check values of Stanford's course CS231n, assignment 3 (batches
over evenly spaced numbers; a sequence here for each row of a batch). The LSTM over two steps: A. Gomez,
"Backpropogating an LSTM: A Numerical Example" (2016). The rest are small exercises of courses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from tests.lesson.given import loaded

PLAIN = """\
  each_step:
    h: tanh(transpose(Wx) @ input + transpose(Wh) @ previous(h) + b)
"""
FUSED = """\
  each_step:
    a: Wx.T @ input + Wh.T @ previous(h) + b
    i: sigmoid(a[1:{h}])
    f: sigmoid(a[{h1}:{h2}])
    o: sigmoid(a[{h21}:{h3}])
    g: tanh(a[{h31}:{h4}])
    c: f*previous(c) + i*g
    h: o*tanh(c)
"""


def fused(units: int) -> str:
    names = {"h": units, "h1": units + 1, "h2": 2 * units, "h21": 2 * units + 1, "h3": 3 * units}
    return FUSED.format(**names, h31=3 * units + 1, h4=4 * units)


def spaced(low: float, high: float, *shape: int) -> Any:  # an array
    return np.linspace(low, high, num=int(np.prod(shape))).reshape(*shape)


def text(equations: str, sequences: list[Any], starts: list[dict[str, Any]], parameters: dict[str, Any]) -> str:
    """A lesson in the file's own language, with a sequence for each row of a batch."""
    lines = ["format_version: 1", "title: A published example", "equations:", equations.rstrip(), "sequences:"]
    for inputs, start in zip(sequences, starts, strict=True):
        initial = ", ".join(f"{name}: {value.tolist()}" for name, value in start.items())
        lines.append(f"  - {{inputs: {inputs.tolist()}, initial: {{{initial}}}}}")
    lines.append("parameters:")
    lines += [f"  {name}: {value.tolist()}" for name, value in parameters.items()]
    return "\n".join([*lines, "rounding: 8", ""])


def found(derivation: Derivation, name: str, row: int, time: int, rows: int) -> Any:  # an array
    quantity = f"{name}_seq{row}" if rows > 1 else name
    return np.array(derivation[f"{quantity}.t{time}"].by_hand.nested(), dtype=float)


RNN_OVER_TIME = [
    [
        [-0.42070749, -0.27279261, -0.11074945, 0.05740409, 0.22236251],
        [-0.39525808, -0.22554661, -0.0409454, 0.14649412, 0.32397316],
        [-0.42305111, -0.24223728, -0.04287027, 0.15997045, 0.35014525],
    ],
    [
        [-0.55857474, -0.39065825, -0.19198182, 0.02378408, 0.23735671],
        [-0.27150199, -0.07088804, 0.13562939, 0.33099728, 0.50158768],
        [-0.51014825, -0.30524429, -0.06755202, 0.17806392, 0.40333043],
    ],
]
LSTM_STEP = {
    "h": [
        [0.24635157, 0.28610883, 0.32240467, 0.35525807, 0.38474904],
        [0.49223563, 0.55611431, 0.61507696, 0.66844003, 0.7159181],
        [0.56735664, 0.66310127, 0.74419266, 0.80889665, 0.858299],
    ],
    "c": [
        [0.32986176, 0.39145139, 0.451556, 0.51014116, 0.56717407],
        [0.66382255, 0.76674007, 0.87195994, 0.97902709, 1.08751345],
        [0.74192008, 0.90592151, 1.07717006, 1.25120233, 1.42395676],
    ],
}
LSTM_OVER_TIME = [
    [
        [0.01764008, 0.01823233, 0.01882671, 0.0194232],
        [0.11287491, 0.12146228, 0.13018446, 0.13902939],
        [0.31358768, 0.33338627, 0.35304453, 0.37250975],
    ],
    [
        [0.45767879, 0.4761092, 0.4936887, 0.51041945],
        [0.6704845, 0.69350089, 0.71486014, 0.7346449],
        [0.81733511, 0.83677871, 0.85403753, 0.86935314],
    ],
]


def close(value: Any, printed: Any) -> bool:  # arrays
    return bool(np.all(np.abs(value - np.array(printed)) < 5e-8))


def test_a_recurrent_layer_over_time(tmp_path: Path) -> None:
    x, h = spaced(-0.1, 0.3, 2, 3, 4), spaced(-0.3, 0.1, 2, 5)
    parameters = {"Wx": spaced(-0.2, 0.4, 4, 5), "Wh": spaced(-0.4, 0.1, 5, 5), "b": spaced(-0.7, 0.1, 5)}
    derivation = derive(loaded(tmp_path, text(PLAIN, list(x), [{"h": row} for row in h], parameters)))
    for row in (1, 2):
        for time in (1, 2, 3):
            assert close(found(derivation, "h", row, time, 2), RNN_OVER_TIME[row - 1][time - 1])


def test_one_step_of_an_lstm(tmp_path: Path) -> None:
    x, h, c = spaced(-0.4, 1.2, 3, 4), spaced(-0.3, 0.7, 3, 5), spaced(-0.4, 0.9, 3, 5)
    parameters = {"Wx": spaced(-2.1, 1.3, 4, 20), "Wh": spaced(-0.7, 2.2, 5, 20), "b": spaced(0.3, 0.7, 20)}
    starts = [{"h": h[row], "c": c[row]} for row in range(3)]
    derivation = derive(loaded(tmp_path, text(fused(5), [x[row : row + 1] for row in range(3)], starts, parameters)))
    for row in (1, 2, 3):
        for name, printed in LSTM_STEP.items():
            assert close(found(derivation, name, row, 1, 3), printed[row - 1])


def test_an_lstm_over_time(tmp_path: Path) -> None:
    x, h = spaced(-0.4, 0.6, 2, 3, 5), spaced(-0.4, 0.8, 2, 4)
    parameters = {"Wx": spaced(-0.2, 0.9, 5, 16), "Wh": spaced(-0.3, 0.6, 4, 16), "b": spaced(0.2, 0.7, 16)}
    derivation = derive(loaded(tmp_path, text(fused(4), list(x), [{"h": row} for row in h], parameters)))
    for row in (1, 2):
        for time in (1, 2, 3):
            assert close(found(derivation, "h", row, time, 2), LSTM_OVER_TIME[row - 1][time - 1])


GOMEZ = """\
format_version: 1
title: An LSTM over two steps
equations:
  each_step:
    a: tanh(Wa @ input + Ua*previous(y) + ba)
    i: sigmoid(Wi @ input + Ui*previous(y) + bi)
    f: sigmoid(Wf @ input + Uf*previous(y) + bf)
    o: sigmoid(Wo @ input + Uo*previous(y) + bo)
    s: a*i + f*previous(s)
    y: tanh(s)*o
  loss: (y - target)**2/2
inputs: [[1, 2], [0.5, 3]]
targets: [0.5, 1.25]
parameters:
  Wa: [[0.45, 0.25]]
  Ua: 0.15
  ba: 0.2
  Wi: [[0.95, 0.8]]
  Ui: 0.8
  bi: 0.65
  Wf: [[0.7, 0.45]]
  Uf: 0.1
  bf: 0.15
  Wo: [[0.6, 0.4]]
  Uo: 0.25
  bo: 0.1
learning_rate: 0.1
"""
PRINTED = {
    "a.t1": 0.81775,
    "i.t1": 0.96083,
    "f.t1": 0.85195,
    "o.t1": 0.81757,
    "s.t1": 0.78572,
    "y.t1": 0.53631,
    "a.t2": 0.84980,
    "i.t2": 0.98118,
    "f.t2": 0.87030,
    "o.t2": 0.84993,
    "s.t2": 1.5176,
    "y.t2": 0.77197,
    "dy.t2": -0.47803,
    "ds.t2": -0.07111,
    "ds.t1": -0.05349,
    "new.Ua": 0.15104,
    "new.Ui": 0.80006,
    "new.Uf": 0.10034,
    "new.Uo": 0.25297,
    "new.ba": 0.20364,
    "new.bi": 0.65028,
    "new.bf": 0.15063,
    "new.bo": 0.10536,
}


@pytest.mark.parametrize("name", PRINTED)
def test_an_lstm_over_two_steps(name: str, tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, GOMEZ))
    printed = PRINTED[name]
    places = len(str(printed).partition(".")[2])
    assert float(derivation[name].exact().only) == pytest.approx(printed, abs=1.5 * 10**-places)


def test_counting_up_with_relu(tmp_path: Path) -> None:
    lesson = (
        "format_version: 1\ntitle: By hand\nequations:\n  each_step:\n    H: relu(A @ previous(H) + B*input)\n"
        "    Y: C @ H\ninputs: [3, 4, 5, 6]\nparameters: {A: [[1, -1], [1, 1]], B: [1, 2], C: [[-1, 1]]}\n"
    )
    derivation = derive(loaded(tmp_path, lesson))
    assert [derivation[f"Y.t{time}"].exact().only for time in (1, 2)] == ["3", "16"]
    assert derivation["H.t2"].exact().nested() == ["1", "17"]
