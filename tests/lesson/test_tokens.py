"""Words and class numbers as data, steps without a target, and parameters from a file beside the lesson."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor.explain.derive import derive
from tests.lesson.given import changed, complaints, loaded

PARAMETERS = """\
parameters:
  W: [[0.6, -0.3, 0.2, 0.5], [-0.2, 0.7, 0.4, -0.5]]
  U: [[0.5, -0.3], [0.2, 0.6]]
  b: [0.1, -0.1]
  V: [[-0.4, 0.3], [0.6, -0.2], [0.3, 0.7], [0.2, 0.4]]
  d: [0, 0.1, 0.2, -0.1]
"""
WRITTEN = f"""\
format_version: 1
title: The next letter
network: rnn
activation: tanh
loss: cross_entropy
inputs: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
targets: [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
{PARAMETERS}learning_rate: 0.3
"""
INPUTS, TARGETS = (line for line in WRITTEN.split("\n") if line.startswith(("inputs", "targets")))
ARRAYS = {
    "W": np.array([[0.6, -0.3, 0.2, 0.5], [-0.2, 0.7, 0.4, -0.5]]),
    "U": np.array([[0.5, -0.3], [0.2, 0.6]]),
    "b": np.array([0.1, -0.1]),
    "V": np.array([[-0.4, 0.3], [0.6, -0.2], [0.3, 0.7], [0.2, 0.4]]),
    "d": np.array([0, 0.1, 0.2, -0.1]),
}


def same(one: Any, other: Any) -> bool:  # two lessons
    return (one.inputs, one.targets, one.parameters) == (other.inputs, other.targets, other.parameters)


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        ("vocabulary: [h, e, l, o]\ninputs: [h, e, l, l]", "targets: [e, l, l, o]"),
        ("vocabulary: 4\ninputs: [0, 1, 2, 2]", "targets: [1, 2, 2, 3]"),
        (INPUTS, "targets: [1, 2, 2, 3]"),
    ],
)
def test_words_and_class_numbers_are_lists(inputs: str, targets: str, tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN, (INPUTS, inputs), (TARGETS, targets)))
    assert same(lesson, loaded(tmp_path, WRITTEN))


def test_a_word_that_there_is_not(tmp_path: Path) -> None:
    text = changed(
        WRITTEN, (INPUTS, "vocabulary: [h, e, l, o]\ninputs: [h, e, k, l]"), (TARGETS, "targets: [e, l, l, o]")
    )
    assert complaints(tmp_path, text) == ["my.yaml:7:16: 'k' is not in the vocabulary; the words are h, e, l, o"]


def test_steps_without_a_target(tmp_path: Path) -> None:
    missing = changed(WRITTEN, (TARGETS, "targets: [1, null, null, 3]"))
    w, u, b, v, d = ARRAYS.values()
    h, loss = np.zeros(2), 0.0
    for x, target in zip((0, 1, 2, 2), (1, None, None, 3), strict=True):
        h = np.tanh(w[:, x] + u @ h + b)
        scores = v @ h + d
        if target is not None:
            loss += float(np.log(np.exp(scores).sum()) - scores[target])
    derivation = derive(loaded(tmp_path, missing))
    assert float(derivation["Loss"].exact().only) == pytest.approx(loss, rel=1e-12)
    mean = derive(loaded(tmp_path, missing + "over_steps: mean\n"))
    assert float(mean["Loss"].exact().only) == pytest.approx(loss / 2, rel=1e-12)
    assert "dP.t2" not in derivation.names.steps
    total = float(mean["total.d"].exact().entries[0]) * 2
    assert total == pytest.approx(float(derivation["total.d"].exact().entries[0]), rel=1e-12)


def safetensors(path: Path, arrays: dict[str, Any]) -> None:
    """The format by hand: a header of JSON, then the numbers."""
    header, data = {}, b""
    for name, array in arrays.items():
        part = array.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


FROM_FILE = changed(WRITTEN, (PARAMETERS, "parameters: {file: weights.npz}\n"))


@pytest.mark.parametrize("kind", ["f4", "f8", ">f8"])
def test_parameters_from_an_npz_file(kind: str, tmp_path: Path) -> None:
    arrays: dict[str, Any] = {name: array.astype(kind) for name, array in ARRAYS.items()}
    np.savez(tmp_path / "weights.npz", **arrays)
    assert same(loaded(tmp_path, FROM_FILE), loaded(tmp_path, WRITTEN))


def test_a_matrix_that_is_kept_column_by_column(tmp_path: Path) -> None:
    arrays: dict[str, Any] = {name: np.asfortranarray(array) for name, array in ARRAYS.items()}
    np.savez_compressed(tmp_path / "weights.npz", **arrays)
    assert same(loaded(tmp_path, FROM_FILE), loaded(tmp_path, WRITTEN))


def test_parameters_from_safetensors(tmp_path: Path) -> None:
    safetensors(tmp_path / "weights.safetensors", ARRAYS)
    text = changed(FROM_FILE, ("weights.npz", "weights.safetensors"))
    assert same(loaded(tmp_path, text), loaded(tmp_path, WRITTEN))


def test_pytorch_s_names_and_arrays_that_are_picked(tmp_path: Path) -> None:
    w, u, b, v, d = ARRAYS.values()
    safetensors(
        tmp_path / "weights.safetensors",
        {
            "rnn.weight_ih_l0": w,
            "rnn.weight_hh_l0": u,
            "rnn.bias_ih_l0": b,
            "rnn.bias_hh_l0": 0 * b,
            "fc.weight": v,
            "fc.bias": d,
        },
    )
    text = changed(FROM_FILE, ("weights.npz", "weights.safetensors"))
    plain = loaded(tmp_path, WRITTEN)
    assert {p.name: p.value for p in loaded(tmp_path, text).parameters} == {p.name: p.value for p in plain.parameters}
    picks = "W: rnn.weight_ih_l0, U: rnn.weight_hh_l0, b: rnn.bias_ih_l0, V: fc.weight, d: fc.bias"
    picked = changed(text, ("{file: weights.safetensors}", f"{{file: weights.safetensors, {picks}}}"))
    assert same(loaded(tmp_path, picked), plain)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("weights.npz", None, "it can't be read: No such file or directory"),
        ("weights.npz", b"PK\x03\x04 nothing", "it isn't a .npz file, or is damaged"),
        ("weights.safetensors", b"\x05\x00\x00\x00\x00\x00\x00\x00{...}", "it isn't a .safetensors file"),
        ("weights.safetensors", b"", "it isn't a .safetensors file, or is damaged"),
        ("weights.pt", b"\x80\x02", "a pickle may run any program, so it is not opened"),
        ("weights.h5", b"", "this format can't be read; save its arrays with numpy.savez"),
    ],
)
def test_files_that_are_none(name: str, content: bytes | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (line,) = complaints(tmp_path, changed(FROM_FILE, ("weights.npz", name)))
    assert line.startswith(f"my.yaml:8:20: '{name}': {said}")


def test_a_pickle_within_an_npz_file_is_not_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", W=np.array([{"a": 1}], dtype=object))
    (line,) = complaints(tmp_path, FROM_FILE)
    assert "its numbers have the type |O" in line
