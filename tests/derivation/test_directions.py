"""Networks of both directions: the order of their steps, where states begin and end, against numpy and autograd."""

from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as np
import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.diagnosis.diagnose import diagnose
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.witness.proof import ProofResult, prove
from tests.derivation.networks import loaded, order

BIRNN = """\
format_version: 1
title: Both directions
equations:
  each_step:
    f: tanh(W*input + U*previous(f))
    g: tanh(V*input + R*next(g))
    y: a*f + b*g
  loss: (target - y)**2
inputs: [0.5, -0.3, 0.8]
targets: [0.2, 0.4, 0.1]
parameters: {W: 0.5, U: 0.3, V: 0.4, R: -0.6, a: 0.7, b: 0.9}
learning_rate: 0.1
"""
BILSTM_CELL = """\
    i{k}: sigmoid(W{k}[1:2] @ input + U{k}[1:2] @ {moved}(h{k}) + b{k}[1:2])
    f{k}: sigmoid(W{k}[3:4] @ input + U{k}[3:4] @ {moved}(h{k}) + b{k}[3:4])
    n{k}: tanh(W{k}[5:6] @ input + U{k}[5:6] @ {moved}(h{k}) + b{k}[5:6])
    o{k}: sigmoid(W{k}[7:8] @ input + U{k}[7:8] @ {moved}(h{k}) + b{k}[7:8])
    c{k}: f{k}*{moved}(c{k}) + i{k}*n{k}
    h{k}: o{k}*tanh(c{k})
"""


def test_states_from_either_end_then_what_is_made_of_both() -> None:
    derivation = Derivation(loaded(BIRNN))
    forward = [("f", 1), ("f", 2), ("f", 3), ("g", 3), ("g", 2), ("g", 1), ("y", 1), ("y", 2), ("y", 3)]
    assert order(derivation, Phase.FORWARD) == forward
    back = [step for step in derivation.phase(Phase.BACKWARD) if step.quantity in "fgy"]
    assert [(step.quantity, step.time_step) for step in back] == forward[::-1]


def test_shares_follow_each_gradient_in_the_order_written() -> None:
    found = [name for name, time in order(Derivation(loaded(BIRNN)), Phase.BACKWARD) if time == 3]
    assert found == ["y", "a", "b", "g", "V", "f", "W", "U"]  # R has nothing to act on at the last step


def plain(value: Any) -> Any:
    return np.array(value, dtype=float)


def bilstm(rng: Any, hidden: int = 2) -> tuple[str, dict[str, Any], Any, Any]:
    """A lesson of an LSTM in both directions, concatenated at each step, with its numbers."""
    shapes = {"W": (4 * hidden, 2), "U": (4 * hidden, hidden), "b": (4 * hidden,)}
    parameters = {f"{n}{k}": np.round(rng.uniform(-1, 1, s), 2) for k in "lr" for n, s in shapes.items()}
    parameters |= {"V": np.round(rng.uniform(-1, 1, (2, 2 * hidden)), 2), "d": np.round(rng.uniform(-1, 1, 2), 2)}
    inputs, classes = np.round(rng.uniform(-1, 1, (3, 2)), 2), [0, 1, 1]
    cells = BILSTM_CELL.format(k="l", moved="previous") + BILSTM_CELL.format(k="r", moved="next")
    text = (
        f"format_version: 1\ntitle: A BiLSTM\nequations:\n  each_step:\n{cells}    y: V @ concat(hl, hr) + d\n"
        f"  loss: cross_entropy(target, y)\ninputs: {inputs.tolist()}\n"
        f"targets: {[[1 - k, k] for k in classes]}\nlearning_rate: 0.1\n"
        f"parameters: { ({n: v.tolist() for n, v in parameters.items()}) }\n"
    )
    return text, parameters, inputs, classes


def bilstm_loss(parameters: dict[str, Any], inputs: Any, classes: Any) -> Any:
    """The same in numpy: each direction on its own list of inputs, the second on the reversed one."""

    def states(k: str, sequence: Any) -> Any:
        h = c = np.zeros(2)
        found = []
        for x in sequence:
            z = parameters[f"W{k}"] @ x + parameters[f"U{k}"] @ h + parameters[f"b{k}"]
            i, f, o = (1 / (1 + np.exp(-z[place : place + 2])) for place in (0, 2, 6))
            c = f * c + i * np.tanh(z[4:6])
            h = o * np.tanh(c)
            found.append(h)
        return found

    left, right = states("l", inputs), states("r", inputs[::-1])[::-1]
    loss = 0.0
    for f, g, k in zip(left, right, classes, strict=True):
        scores = parameters["V"] @ np.concatenate([f, g]) + parameters["d"]
        loss = loss - (scores[k] - np.log(np.sum(np.exp(scores))))
    return loss


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bilstm_is_autograd_s(seed: int) -> None:
    text, parameters, inputs, classes = bilstm(np.random.default_rng(seed))
    derivation = Derivation(loaded(text))
    assert float(derivation["Loss"].exact(20).only) == pytest.approx(
        bilstm_loss(parameters, inputs, classes), rel=1e-12
    )
    for name, gradient in autograd.grad(bilstm_loss)(parameters, inputs, classes).items():
        found = [float(entry) for entry in derivation[f"total.{name}"].exact(20).entries]
        assert found == pytest.approx(gradient.ravel().tolist(), rel=1e-10, abs=1e-13), name


ENDS = """\
format_version: 1
title: Where both of them end
equations:
  each_step:
    f: tanh(W @ input + U @ previous(f))
    g: tanh(V @ input + R @ next(g))
  output:
    p: dot(v, concat({f}, {g}))
  loss: (target - p)**2
inputs: [[1, 0.4], [0.3, 1], [0.5, -0.5]]
target: 0.9
initial: {{g: g0, f: [0.2, -0.1]}}
parameters:
  {{W: [[0.5, 0.1], [0.2, -0.3]], U: [[0.1, 0.25], [0.35, 0.4]], V: [[0.3, 0.2], [-0.4, 0.6]],
    R: [[0.5, -0.1], [0.2, 0.3]], v: [0.4, 0.3, 0.6, -0.2], g0: [0.1, 0.3]}}
learning_rate: 0.1
"""


def ends_loss(parameters: dict[str, Any]) -> Any:
    inputs = plain([[1, 0.4], [0.3, 1], [0.5, -0.5]])
    f, g = plain([0.2, -0.1]), parameters["g0"]
    for x in inputs:
        f = np.tanh(parameters["W"] @ x + parameters["U"] @ f)
    for x in inputs[::-1]:
        g = np.tanh(parameters["V"] @ x + parameters["R"] @ g)
    return (0.9 - np.dot(parameters["v"], np.concatenate([f, g]))) ** 2


@pytest.mark.parametrize(("f", "g"), [("f", "g"), ("f.t3", "g.t1")])
def test_the_final_states_of_both_and_a_first_state_that_is_learned(f: str, g: str) -> None:
    """After the last step f is f₃ and g is g₁, where each has seen everything."""
    derivation = Derivation(loaded(ENDS.format(f=f, g=g)))
    parameters = {p.name: plain(p.value.map(lambda n: float(n.value)).nested()) for p in derivation.lesson.parameters}
    for name, gradient in autograd.grad(ends_loss)(parameters).items():
        found = [float(entry) for entry in derivation[f"total.{name}"].exact(20).entries]
        assert found == pytest.approx(gradient.ravel().tolist(), rel=1e-10, abs=1e-14), name


UNEVEN = """\
format_version: 1
title: Two sequences, one shorter
equations:
  each_step:
    f: tanh(W*input + U*previous(f))
    g: tanh(V*input + R*next(g))
    y: a*f + b*g
  loss: (target - y)**2
sequences:
  - {inputs: [0.5, -0.3, 0.8], targets: [0.2, 0.4, 0.1]}
  - {inputs: [0.1, 0.7], targets: [0.3, null]}
initial: {g: 0.25}
parameters: {W: 0.5, U: 0.3, V: 0.4, R: -0.6, a: 0.7, b: 0.9}
learning_rate: 0.1
"""


def uneven_loss(p: dict[str, Any]) -> Any:
    data: list[tuple[list[float], list[float | None]]] = [
        ([0.5, -0.3, 0.8], [0.2, 0.4, 0.1]),
        ([0.1, 0.7], [0.3, None]),
    ]
    total = 0.0
    for inputs, targets in data:
        f, g = [0.0], [0.25]
        for x in inputs:
            f.append(np.tanh(p["W"] * x + p["U"] * f[-1]))
        for x in inputs[::-1]:
            g.append(np.tanh(p["V"] * x + p["R"] * g[-1]))
        for one, other, target in zip(f[1:], g[:0:-1], targets, strict=True):
            if target is not None:
                total = total + (target - p["a"] * one - p["b"] * other) ** 2
    return total / 2


def test_sequences_of_unequal_length_each_begin_at_their_own_end() -> None:
    derivation = Derivation(loaded(UNEVEN))
    parameters = {p.name: float(p.value.entries[0].value) for p in derivation.lesson.parameters}
    for name, gradient in autograd.grad(uneven_loss)(parameters).items():
        assert float(derivation[f"total.{name}"].exact(20).only) == pytest.approx(float(gradient), rel=1e-10), name


@pytest.mark.parametrize("more", ["", "truncate: 2\n", "epochs: 2\noptimizer: adam\n"])
@pytest.mark.parametrize("text", [BIRNN, ENDS.format(f="f", g="g"), UNEVEN], ids=["birnn", "ends", "uneven"])
def test_every_gradient_is_proved_by_power_series(text: str, more: str) -> None:
    proof = prove(Derivation(loaded(text + more)))
    assert len(proof.steps(ProofResult.PROVED)) == proof.asked > 0


def test_a_gradient_that_forgets_the_way_from_the_step_before_is_told() -> None:
    """∂g₂ without what comes back from g₁."""
    lesson = loaded(BIRNN)
    right = diagnose(lesson, {"dg": [float(Derivation(lesson)[f"dg{t}"].exact(20).only) for t in (1, 2, 3)]})
    assert not right["wrong"]
    numbers = Derivation(lesson)
    kept = [float(numbers[f"dy{t}"].exact(20).only) * 0.9 for t in (1, 2, 3)]  # b alone
    told = diagnose(lesson, {"dg": kept})
    assert told["causes"][0]["mistake"] == "missing-path"


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (
            "tanh(W*input + U*previous(f) + R*next(f))",
            "f needs itself from the previous step and from the next step, so",
        ),
        ("tanh(W*input + U*previous(g))", "from the next step, through g, so neither can be computed first"),
    ],
)
def test_a_circle_through_both_directions_is_told(f: str, words: str) -> None:
    text = BIRNN.replace("tanh(W*input + U*previous(f))", f).replace("R*next(g)", "R*next(f)")
    with pytest.raises(LessonError, match=words) as error:
        loaded(text)
    (problem,) = error.value.problems
    assert "one with previous(…) and one with next(…)" in problem.remedy
    assert Path(problem.file).name
    assert problem.place is not None
    assert problem.place.line == 5
