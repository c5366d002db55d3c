"""Weights as Keras keeps them, against networks computed here by its formulas, gate by gate and side by side."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import diagnose
from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

UNITS, FEATURES, OUTPUTS = 2, 3, 1
INPUTS = np.array([[0.5, -0.2, 0.3], [0.1, 0.4, -0.6]])
TARGET = 0.7
LESSON = """\
format_version: 1
title: Weights from Keras
network: {network}
inputs: [[0.5, -0.2, 0.3], [0.1, 0.4, -0.6]]
{target}
parameters: {{file: weights.npz}}
learning_rate: 0.1
"""
RANDOM = np.random.default_rng(7)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def weights(gates: int, *, rows_of_bias: int = 1) -> dict[str, Any]:
    """Weights in single precision, two decimals each, as a model's variables are called."""

    def drawn(*shape: int) -> Any:
        return RANDOM.integers(-90, 90, shape).astype("f4") / 100

    bias = (rows_of_bias, gates * UNITS) if rows_of_bias > 1 else (gates * UNITS,)
    return {
        "model/layer/cell/kernel:0": drawn(FEATURES, gates * UNITS),
        "model/layer/cell/recurrent_kernel:0": drawn(UNITS, gates * UNITS),
        "model/layer/cell/bias:0": drawn(*bias),
        "model/dense/kernel:0": drawn(UNITS, OUTPUTS),
        "model/dense/bias:0": drawn(OUTPUTS),
    }


def simple(x: Any, h: Any, c: Any, k: Any, u: Any, b: Any) -> Any:
    return np.tanh(x @ k + h @ u + b), c


def lstm(x: Any, h: Any, c: Any, k: Any, u: Any, b: Any) -> Any:
    i, f, g, o = np.split(x @ k + h @ u + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru(x: Any, h: Any, c: Any, k: Any, u: Any, b: Any) -> Any:
    """reset_after=False."""
    (xz, xr, xh), (uz, ur, uh) = np.split(x @ k + b, 3), np.split(u, 3, axis=1)
    z, r = sigmoid(xz + h @ uz), sigmoid(xr + h @ ur)
    return z * h + (1 - z) * np.tanh(xh + (r * h) @ uh), c


def gru_reset_after(x: Any, h: Any, c: Any, k: Any, u: Any, b: Any) -> Any:
    (xz, xr, xh), (hz, hr, hh) = np.split(x @ k + b[0], 3), np.split(h @ u + b[1], 3)
    z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    return z * h + (1 - z) * np.tanh(xh + r * hh), c


CELLS = {
    "elman": (simple, 1, 1),
    "rnn": (simple, 1, 1),
    "lstm": (lstm, 4, 1),
    "gru": (gru, 3, 1),
    "gru-pytorch": (gru_reset_after, 3, 2),
}
ACTIVATED = {"elman": "elman\nactivation: tanh"}


def prediction(network: str, arrays: dict[str, Any]) -> float:
    kernel, recurrent, bias, dense, last = (array.astype("f8").round(2) for array in arrays.values())
    h, c = np.zeros(UNITS), np.zeros(UNITS)
    for x in INPUTS:
        h, c = CELLS[network][0](x, h, c, kernel, recurrent, bias)
    return float((h @ dense + last)[0])


def text_of(network: str) -> str:
    target = f"targets: [null, {TARGET}]" if network == "rnn" else f"target: {TARGET}"
    return LESSON.format(network=ACTIVATED.get(network, network), target=target)


def safetensors(path: Path, arrays: dict[str, Any]) -> None:
    header, data = {}, b""
    for name, array in arrays.items():
        part = array.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    about = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(about)) + about + data)


@pytest.mark.parametrize("network", CELLS)
def test_a_layer_s_weights(network: str, tmp_path: Path) -> None:
    _, gates, rows = CELLS[network]
    arrays = weights(gates, rows_of_bias=rows)
    np.savez(tmp_path / "weights.npz", **arrays)
    derivation = derive(loaded(tmp_path, text_of(network)))
    name = "P.t2" if network == "rnn" else "P"
    assert float(derivation[name].exact().only) == pytest.approx(prediction(network, arrays), rel=1e-12)
    gate = next(iter(derivation.lesson.parameters))
    upstream = derivation[f"total.{gate.name}"].exact().nested()
    assert np.array(upstream, dtype=float).shape == (UNITS, FEATURES)


def test_gradients_are_those_of_the_kernel(tmp_path: Path) -> None:
    arrays = weights(4)
    np.savez(tmp_path / "weights.npz", **arrays)
    derivation = derive(loaded(tmp_path, text_of("lstm")))
    step, key = 1e-5, next(iter(arrays))
    for gate, name in enumerate(("Wi", "Wf", "Wg", "Wo")):
        found = np.array(derivation[f"total.{name}"].exact().nested(), dtype=float)
        for unit in range(UNITS):
            losses = []
            for sign in (1, -1):
                exact = {k: a.astype("f8").round(2) for k, a in arrays.items()}
                exact[key][1, gate * UNITS + unit] += sign * step
                h, c = np.zeros(UNITS), np.zeros(UNITS)
                kernel, recurrent, bias, dense, last = exact.values()
                for x in INPUTS:
                    h, c = lstm(x, h, c, kernel, recurrent, bias)
                losses.append((TARGET - float((h @ dense + last)[0])) ** 2)
            assert found[unit, 1] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-6, abs=1e-9)


def test_without_layers_in_front_and_from_safetensors(tmp_path: Path) -> None:
    arrays = weights(4)
    plain = dict(
        zip(("kernel", "recurrent_kernel", "bias", "dense_kernel", "dense_bias"), arrays.values(), strict=True)
    )
    np.savez(tmp_path / "weights.npz", **arrays)
    safetensors(tmp_path / "weights.safetensors", plain)
    other = text_of("lstm").replace(".npz", ".safetensors")
    assert loaded(tmp_path, other).parameters == loaded(tmp_path, text_of("lstm")).parameters


@pytest.mark.parametrize(
    ("network", "arrays", "said"),
    [
        (
            "gru",
            weights(3, rows_of_bias=2),
            "bias has two rows, as in a GRU that resets after the product",
        ),
        ("gru-pytorch", weights(3), "bias has one row, as in a GRU that resets before the product; write network: gru"),
        (
            "lstm",
            weights(3),
            "kernel has 6 columns, which can't be divided equally among Wi, Wf, Wg and Wo",
        ),
        ("mgu", weights(2), "the network 'mgu' has no weights in Keras; these have: elman, gru, gru-pytorch"),
    ],
)
def test_what_is_said(network: str, arrays: dict[str, Any], said: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", **arrays)
    assert any(said in line for line in complaints(tmp_path, text_of(network)))


def test_a_kernel_of_pytorch_s_layout(tmp_path: Path) -> None:
    arrays = weights(4)
    key = next(iter(arrays))
    np.savez(tmp_path / "weights.npz", **{**arrays, key: arrays[key].T})
    assert complaints(tmp_path, text_of("lstm"))


def gradients(network: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """The gradient of each array, as large as it, by steps along the imaginary axis."""
    exact = [array.astype("f8").round(2).astype(complex) for array in arrays.values()]

    def loss() -> complex:
        kernel, recurrent, bias, dense, last = exact
        h, c = np.zeros(UNITS), np.zeros(UNITS)
        for x in INPUTS:
            h, c = CELLS[network][0](x, h, c, kernel, recurrent, bias)
        return complex((TARGET - (h @ dense + last)[0]) ** 2)

    found = {}
    for name, array in zip(arrays, exact, strict=True):
        gradient = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            array[place] += 1e-30j
            gradient[place] = loss().imag / 1e-30
            array[place] -= 1e-30j
        found[name] = gradient
    return found


@pytest.mark.parametrize(("network", "is_wrong"), [("elman", True), ("lstm", False), ("gru-pytorch", False)])
def test_diagnose_knows_a_gradient_by_the_name_of_its_weight(network: str, is_wrong: bool, tmp_path: Path) -> None:
    _, gates, rows = CELLS[network]
    arrays = weights(gates, rows_of_bias=rows)
    np.savez(tmp_path / "weights.npz", **arrays)
    names = ("dkernel", "recurrent_kernel.grad", "grad_bias", *list(arrays)[3:]) if is_wrong else arrays
    own = [gradient.tolist() for gradient in gradients(network, arrays).values()]
    if is_wrong:
        own[1][0][1] += 0.5
    found = diagnose(loaded(tmp_path, text_of(network)), dict(zip(names, own, strict=True)))
    assert (len(found["wrong"]), found["unknown"]) == (is_wrong, [])
    assert len(found["agree"]) >= 3 * gates + 2 - is_wrong
