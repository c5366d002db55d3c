"""Sequences that end one by one, each with an initial state of its own, against each of them computed alone."""

from pathlib import Path
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from typer.testing import CliRunner

from rnn_tutor.cli.program import program
from rnn_tutor.explain.derive import derive
from tests.lesson.given import complaints, loaded

UNEVEN = """\
format_version: 1
title: Two of different lengths
about: The second ends before the first.
network: rnn
activation: tanh
sequences:
  - {inputs: [1, 2, 3], targets: [1, 0, 1], initial: {h: 0.2}}
  - {inputs: [1.5, 2], targets: [1, 0]}
parameters: {W: 0.5, U: 0.3, b: 0.1, V: 0.8, d: 0.2}
learning_rate: 0.1
"""
AT_END = UNEVEN.replace("targets: [1, 0, 1]", "target: 1").replace("targets: [1, 0]", "target: 0")
START = np.array([0.5, 0.3, 0.1, 0.8, 0.2])


def one(p: Any, inputs: list[float], targets: list[float], h: float, over: str) -> Any:  # autograd's boxes
    w, u, b, v, d = p
    losses = []
    for x, target in zip(inputs, targets, strict=True):
        h = np.tanh(w * x + u * h + b)
        losses.append((target - (v * h + d)) ** 2)
    return losses[-1] if over == "last" else sum(losses) / (len(losses) if over == "mean" else 1)


def both(p: Any, over: str, share: float) -> Any:  # autograd's boxes
    return share * (one(p, [1, 2, 3], [1, 0, 1], 0.2, over) + one(p, [1.5, 2], [1, 0], 0.0, over))


@pytest.mark.parametrize(
    ("text", "over", "share"),
    [
        (UNEVEN, "sum", 1 / 2),
        (UNEVEN + "over_steps: mean\n", "mean", 1 / 2),
        (UNEVEN + "over_sequences: sum\n", "sum", 1),
        (AT_END, "last", 1 / 2),
    ],
)
def test_gradients(text: str, over: str, share: float, tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, text))
    assert float(derivation["Loss"].exact().only) == pytest.approx(float(both(START, over, share)), rel=1e-12)
    for name, slope in zip("WUbVd", grad(both)(START, over, share), strict=True):
        assert float(derivation[f"total.{name}"].exact().only) == pytest.approx(float(slope), rel=1e-12)


@pytest.mark.parametrize("text", [UNEVEN, AT_END])
def test_each_ends_where_it_ends_and_no_two_steps_share_a_title(text: str, tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, text))
    assert "h_seq1.t3" in derivation.names.steps
    assert "h_seq2.t3" not in derivation.names.steps
    titles = [step.title for step in derivation.steps]
    assert len(set(titles)) == len(titles)
    assert "h⁽²⁾₂, step 2" in titles
    assert "Gradient of W, its share from step 2 through a⁽²⁾₂" in titles


def test_it_is_walked_trained_and_asked(tmp_path: Path) -> None:
    file = tmp_path / "uneven.yaml"
    file.write_text(UNEVEN, encoding="utf-8")
    for words in (["walk", str(file), "--no-pause"], ["train", str(file), "--epochs", "3"], ["check", str(file)]):
        done = CliRunner().invoke(program(), words, catch_exceptions=False)
        assert done.exit_code in (0, 1), done.stderr
    walked = CliRunner().invoke(program(), ["walk", str(file), "--no-pause", "--ascii"], catch_exceptions=False).stdout
    assert "h_seq2_1 = tanh(a_seq2_1)" in walked
    assert "They end after 3, 2 steps" in " ".join(walked.split())
    asked = CliRunner().invoke(
        program(), ["quiz", str(file), "--no-save", "--from", "2", "--to", "2"], input="dP_seq1_3*h_seq1_3\n"
    )
    assert "1 of 1 right first time" in asked.stdout


ATTENTION = """\
format_version: 1
title: Attention over two of different lengths
equations:
  each_step:
    h: tanh(w*input + u*previous(h))
  output:
    a: softmax(all(h)*q)
    y: dot(a, all(h))
  loss: (y - target)**2
sequences:
  - {inputs: [1, 2], target: 0}
  - {inputs: [1, 2, 0.5], target: 1}
parameters: {w: 0.5, u: 0.3, q: 2}
"""


def attended(p: Any, inputs: list[float], target: float) -> Any:  # autograd's boxes
    w, u, q = p
    states = [np.tanh(w * inputs[0])]
    for x in inputs[1:]:
        states.append(np.tanh(w * x + u * states[-1]))
    h = np.array(states)
    a = np.exp(q * h) / np.sum(np.exp(q * h))
    return (np.dot(a, h) - target) ** 2


@pytest.mark.parametrize("turned", [False, True])
def test_all_of_a_quantity_is_as_long_as_its_sequence(turned: bool, tmp_path: Path) -> None:
    first, second = (line for line in ATTENTION.splitlines() if "inputs" in line)
    text = ATTENTION.replace(f"{first}\n{second}", f"{second}\n{first}") if turned else ATTENTION
    derivation = derive(loaded(tmp_path, text))

    def loss(p: Any) -> Any:  # autograd's boxes
        return (attended(p, [1, 2], 0) + attended(p, [1, 2, 0.5], 1)) / 2

    start = np.array([0.5, 0.3, 2.0])
    assert float(derivation["Loss"].exact().only) == pytest.approx(float(loss(start)), rel=1e-12)
    for name, slope in zip("wuq", grad(loss)(start), strict=True):
        assert float(derivation[f"total.{name}"].exact().only) == pytest.approx(float(slope), rel=1e-12)


def test_a_step_that_a_sequence_has_not_is_no_name(tmp_path: Path) -> None:
    text = AT_END.replace("network: rnn\nactivation: tanh", NAMED_STEP).replace(
        "U: 0.3, b: 0.1, V: 0.8, d: 0.2", "v: 1"
    )
    assert complaints(tmp_path, text) == [
        "my.yaml:8:8: sequence 2 has 2 time steps, so it has no h.t3; write h for the last one of each"
    ]


NAMED_STEP = """\
equations:
  each_step:
    h: tanh(W*input + previous(h))
  output:
    y: v*h.t3
  loss: (y - target)**2"""
