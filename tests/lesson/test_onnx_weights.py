"""Weights as ONNX has them, against its operators computed here by their formulas, gates one below the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

FEATURES = 3
INPUTS = np.array([[0.5, -0.2, 0.3], [0.1, 0.4, -0.6], [-0.3, 0.8, 0.2]])
TARGET = 0.7
LESSON = """\
format_version: 1
title: Weights from ONNX
network: {network}
inputs: [[0.5, -0.2, 0.3], [0.1, 0.4, -0.6], [-0.3, 0.8, 0.2]]
{target}
parameters: {{file: weights.npz}}
learning_rate: 0.1
"""


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def simple(x: Any, h: Any, c: Any, w: Any, r: Any, b: Any) -> Any:
    wb, rb = np.split(b, 2)
    return np.tanh(x @ w.T + h @ r.T + wb + rb), c


def rectified(x: Any, h: Any, c: Any, w: Any, r: Any, b: Any) -> Any:
    wb, rb = np.split(b, 2)
    return np.maximum(x @ w.T + h @ r.T + wb + rb, 0), c


def lstm(x: Any, h: Any, c: Any, w: Any, r: Any, b: Any, *peepholes: Any) -> Any:
    wb, rb = np.split(b, 2)
    pi, po, pf = np.split(peepholes[0], 3) if peepholes else np.zeros((3, len(h)))
    i, o, f, g = np.split(x @ w.T + h @ r.T + wb + rb, 4)
    new = sigmoid(f + pf * c) * c + sigmoid(i + pi * c) * np.tanh(g)
    return sigmoid(o + po * new) * np.tanh(new), new


def gru(x: Any, h: Any, c: Any, w: Any, r: Any, b: Any) -> Any:
    """linear_before_reset = 0."""
    (wz, wr, wh), (rz, rr, rh), (bz, br, bh, sz, sr, sh) = np.split(w, 3), np.split(r, 3), np.split(b, 6)
    z, reset = sigmoid(x @ wz.T + h @ rz.T + bz + sz), sigmoid(x @ wr.T + h @ rr.T + br + sr)
    return (1 - z) * np.tanh(x @ wh.T + (reset * h) @ rh.T + sh + bh) + z * h, c


def gru_linear_before_reset(x: Any, h: Any, c: Any, w: Any, r: Any, b: Any) -> Any:
    (wz, wr, wh), (rz, rr, rh), (bz, br, bh, sz, sr, sh) = np.split(w, 3), np.split(r, 3), np.split(b, 6)
    z, reset = sigmoid(x @ wz.T + h @ rz.T + bz + sz), sigmoid(x @ wr.T + h @ rr.T + br + sr)
    return (1 - z) * np.tanh(x @ wh.T + reset * (h @ rh.T + sh) + bh) + z * h, c


CELLS: dict[str, tuple[Any, int]] = {
    "elman": (simple, 1),
    "rnn": (simple, 1),
    "irnn": (rectified, 1),
    "lstm": (lstm, 4),
    "lstm-peephole": (lstm, 4),
    "gru": (gru, 3),
    "gru-pytorch": (gru_linear_before_reset, 3),
}
OUTPUT = {"elman": ("W3", "B3")}


def weights(network: str, units: int = 2, directions: int = 1) -> dict[str, Any]:
    """Weights in single precision, two decimals each, in ONNX' sizes; those of the output by the network's names."""
    random, gates = np.random.default_rng(7), CELLS[network][1]

    def drawn(*shape: int) -> Any:
        return random.integers(-90, 90, shape).astype("f4") / 100

    matrix, bias = OUTPUT.get(network, ("V", "d"))
    arrays = {
        "W": drawn(directions, gates * units, FEATURES),
        "R": drawn(directions, gates * units, units),
        "B": drawn(directions, 2 * gates * units),
        "P": drawn(directions, 3 * units),
        matrix: drawn(1, units),
        bias: drawn(1),
    }
    if network != "lstm-peephole":
        del arrays["P"]
    return arrays


def prediction(network: str, arrays: dict[str, Any]) -> float:
    exact = {name: array.astype("f8").round(2) for name, array in arrays.items()}
    given = [exact[name][0] for name in "WRBP" if name in exact]
    matrix, bias = OUTPUT.get(network, ("V", "d"))
    h, c = np.zeros((2, given[1].shape[1]))
    for x in INPUTS:
        h, c = CELLS[network][0](x, h, c, *given)
    return float((exact[matrix] @ h + exact[bias])[0])


def text_of(network: str) -> str:
    target = f"targets: [null, null, {TARGET}]" if network == "rnn" else f"target: {TARGET}"
    return LESSON.format(network="elman\nactivation: tanh" if network == "elman" else network, target=target)


@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize("network", CELLS)
def test_an_operator_s_inputs(network: str, units: int, tmp_path: Path) -> None:
    arrays = weights(network, units)
    np.savez(tmp_path / "weights.npz", **arrays)
    derivation = derive(loaded(tmp_path, text_of(network)))
    found = derivation["P.t3" if network == "rnn" else "P"]
    assert float(found.exact().only) == pytest.approx(prediction(network, arrays), rel=1e-12)


def test_with_the_operator_s_name_in_front_and_flat(tmp_path: Path) -> None:
    arrays = weights("lstm")
    np.savez(tmp_path / "weights.npz", **arrays)
    plain = loaded(tmp_path, text_of("lstm")).parameters
    renamed = {f"encoder/lstm/{name}" if name in "WRB" else name: array.squeeze() for name, array in arrays.items()}
    np.savez(tmp_path / "weights.npz", **{**renamed, "V": arrays["V"]})
    assert loaded(tmp_path, text_of("lstm")).parameters == plain


@pytest.mark.parametrize(
    ("network", "arrays", "said"),
    [
        ("lstm", weights("lstm", directions=2), "only one direction can be read: save the first, W[:1]"),
        (
            "lstm",
            {**weights("lstm"), "B": weights("lstm", directions=2)["B"]},
            "B has 2 rows, one for each direction; it reads the inputs in one direction only",
        ),
        ("lstm", weights("gru"), "W has 6 rows, which can't be divided equally among Wi, Wo, Wf and Wg"),
        ("lstm", weights("lstm-peephole"), "the network 'lstm' has no 'P'; its arrays are W, R, B"),
        (
            "lstm",
            {name: array for name, array in weights("lstm").items() if name != "B"},
            "add it, zeros where the model has none",
        ),
        ("mgu", weights("gru"), "the network 'mgu' has no weights in ONNX; these have: elman, gru, gru-pytorch"),
    ],
)
def test_what_is_said(network: str, arrays: dict[str, Any], said: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", **arrays)
    found = complaints(tmp_path, text_of(network))
    assert any(said in line for line in found), found
