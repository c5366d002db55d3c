"""Values and gradients of lessons with vectors and matrices, against HIPS autograd in float64."""

from typing import Any

import autograd
import autograd.numpy as np
import pytest
from hypothesis import given, reject
from mpmath import mpf

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from tests.derivation.independent import World, run
from tests.derivation.networks import Written
from tests.derivation.random_lessons import places, shares
from tests.derivation.random_vectors import vector_lessons
from tests.derivation.test_gradients import AUTOGRAD

LARGEST = 50  # beyond, float64 is not enough
Key = tuple[Any, ...]


def as_array(value: Any) -> Any:
    """A column of numbers, a matrix, or one number; one row of one column is a number."""
    if isinstance(value, str):
        top, _, bottom = value.partition("/")
        return float(top) / float(bottom or 1)
    rows = [row if isinstance(row, list) else [row] for row in value]
    found = np.array([[as_array(entry) for entry in row] for row in rows])
    return found[0, 0] if found.shape == (1, 1) else found


def matmul(a: Any, b: Any) -> Any:
    found = np.dot(np.atleast_2d(a), np.atleast_2d(b))
    return found[0, 0] if found.shape == (1, 1) else found


def transposed(a: Any) -> Any:
    return np.transpose(a)


def softmax(x: Any) -> Any:
    return np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))


def log_softmax(x: Any) -> Any:
    return x - np.max(x) - np.log(np.sum(np.exp(x - np.max(x))))


def column(*parts: Any) -> Any:
    rows = np.concatenate([np.reshape(part, (-1, 1)) for part in parts])
    return rows[0, 0] if rows.shape == (1, 1) else rows


def binary_cross_entropy(target: Any, prediction: Any) -> Any:
    return -target * np.log(prediction) - (1 - target) * np.log(1 - prediction)


FUNCTIONS: dict[str, Any] = AUTOGRAD | {
    "sum": np.sum,
    "mean": np.mean,
    "dot": lambda a, b: np.sum(a * b),
    "transpose": transposed,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "concat": column,
    "stack": column,
    "cross_entropy": lambda target, scores: -np.sum(target * log_softmax(scores)),
    "squared_error": lambda target, prediction: np.sum((target - prediction) ** 2),
    "mean_huber": lambda target, prediction: np.mean(AUTOGRAD["huber"](target - prediction)),
    "mean_binary_cross_entropy": lambda target, prediction: np.mean(binary_cross_entropy(target, prediction)),
}


def forward(written: Written, nudges: dict[Key, Any]) -> dict[Any, Any]:
    """Every quantity, with something added to parameters where they stand, and to quantities once they are found."""
    plain = {name: as_array(value) for name, value in written.parameters.items()}
    size = len(written.parameters.get("R") or written.parameters["U"])
    zeros = {"k": "0", "M": [["0"] * size] * size}
    world = World(
        number=as_array,
        functions=FUNCTIONS,
        parameter=lambda name, share: plain[name] + nudges.get(("share", *share), 0.0),
        kept=lambda place, value: value + nudges.get(("gradient", *place), 0.0),
        matmul=matmul,
        start=lambda name: zeros.get(name, ["0"] * size),
    )
    return run(written, world)


def expected_gradients(written: Written, values: dict[Any, Any]) -> dict[Key, Any]:
    """The gradient of every quantity, and of every parameter at each place where it stands."""
    parameters = {name: as_array(value) for name, value in written.parameters.items()}
    zeros: dict[Key, Any] = {("gradient", *place): 0.0 * values[place] for place in places(written)}
    zeros |= {("share", *share): 0.0 * parameters[share[0]] for share in shares(written)}
    found: dict[Key, Any] = autograd.grad(lambda nudges: forward(written, nudges)["Loss", None])(zeros)
    for name in parameters:
        found["total", name, None] = sum(value for key, value in found.items() if key[:2] == ("share", name))
    return found


def shown(derivation: Derivation) -> dict[Key, Any]:
    kinds = {Kind.QUANTITY: "value", Kind.GRADIENT: "gradient", Kind.TOTAL: "total"}
    found: dict[Key, Any] = {}
    for step in derivation.steps:
        value = in_floats(step.exact(20))
        if step.operation.kind is Kind.SHARE:
            found["share", step.quantity, step.time_step, step.operation.via] = value
        elif step.operation.kind in kinds:
            found[kinds[step.operation.kind], step.quantity, step.time_step] = value
    return found


def in_floats(texts: Array[str]) -> Any:
    entries = [float(mpf(text)) for text in texts.entries]
    return np.reshape(np.array(entries), texts.shape) if texts.shape else entries[0]


def same(found: Any, truth: Any) -> bool:
    return np.shape(found) == np.shape(truth) and bool(np.allclose(found, truth, rtol=1e-10, atol=1e-10))


def disagreements(written: Written) -> list[Key]:
    with np.errstate(all="ignore"):
        values = forward(written, {})
        if not all(np.all(np.abs(value) < LARGEST) for value in values.values()):
            reject()
        truth = expected_gradients(written, values)
    truth |= {("value", *place): value for place, value in values.items()}
    found = shown(written.derivation())
    wrong = [key for key, value in found.items() if not same(value, truth[key])]
    missing = [key for key in truth.keys() - found.keys() if key[0] != "value" and np.any(truth[key] != 0)]
    return wrong + missing


@given(written=vector_lessons())
def test_every_gradient_of_a_random_lesson_with_vectors(written: Written) -> None:
    try:
        assert disagreements(written) == []
    except UndefinedValue:
        reject()


def vectors(loss: str, h: str = "tanh(W @ input + U @ previous(h) + b)", **changes: Any) -> Written:
    """Two hidden units, two features, over two steps."""
    values: dict[str, Any] = {
        "each_step": {"h": h},
        "loss": loss,
        "inputs": [["0.5", "-1"], ["0.2", "0.7"]],
        "target": ["0.3", "0.7"],
        "parameters": {
            "W": [["0.1", "-0.2"], ["0.5", "0.4"]],
            "U": [["0.3", "0.6"], ["-0.1", "0.9"]],
            "b": ["0.05", "-0.15"],
            "s": "0.25",
        },
    }
    return Written(**values | changes)


@pytest.mark.parametrize(
    "loss",
    [
        "sum(h + s) + sum(target)",
        "sum(s*(h + s)) + sum(target)",
        "mean(h - s*s) + sum(target)",
        "sum(s*[1, 2] + h) + sum(target)",
        "sum(exp(s)*[1, 2] + h) + sum(target)",
        "sum([h[1], s, s*h[2]]) + sum(target)",
        "mean([s, s]) + sum(h*target)",
        "sum(log_softmax(s*h)) + sum(target)",
        "mean(log_softmax(h)*2) + s + sum(target)",
        "sum(softmax(h)) + s*sum(target)",
        "sum(concat(h, s)) + sum(target)",
        "sum(concat(s, h)*2) + sum(target)",
        "dot(s, h) + sum(target)",
        "dot(h, target) + s",
        "sum(max(s, h)) + sum(target)",
        "sum(h/s) + sum(target)",
        "sum(s/(h + 3)) + sum(target)",
        "sum((h + 3)**s) + sum(target)",
        "sum(2**h) + s + sum(target)",
        "sum(U) + s*sum(h*target)",
        "sum(transpose(h)) + s + sum(target)",
        "sum(transpose(h) + s) + sum(target)",
        "sum(h @ transpose(h)) + s + sum(target)",
        "sum(h @ transpose(h) + s) + sum(target)",
        "sum((U + s) @ h) + sum(target)",
        "sum(transpose(U) @ U) + s + sum(h*target)",
        "sum(U @ U @ h) + s + sum(target)",
        "transpose(h) @ U @ target + s",
        "(transpose(h) @ h)**2 + s + sum(target)",
        "U[1, 2]*h[2] + s + sum(target)",
        "transpose(U)[1, 2]*h[2] + s + sum(target)",
        "(U @ h)[2] + s + sum(target)",
        "[h[2], h[1], s][3] + sum(h*target)",
        "sum(-h)/2 + s + sum(target)",
        "cross_entropy(target, h) + s",
        "cross_entropy([1, 0], s*h) + 0*sum(target)",
    ],
)
def test_an_operation_on_vectors(loss: str) -> None:
    assert disagreements(vectors(loss)) == []


@pytest.mark.parametrize(
    "h",
    [
        "tanh(W @ input + b) + sigmoid(U @ previous(h))*s",
        "tanh(W @ input + b) + s*previous(h) + U @ b",
        "previous(a) + s*(U @ b)",
        "sigmoid(previous(a)) + s*(U @ b)",
        "transpose(transpose(previous(h)) @ U) + W @ input + s*b",
        "previous(h)[1]*b + s*(U @ (W @ input))",
        "W @ input + (U @ previous(h))*b + s",
        "softmax(W @ input + U @ previous(h) + b)*s",
        "tanh(W @ concat(input[1], sum(previous(h))) + b + s*(U @ b))",
        "max(W @ input, previous(h)) + b + s*(U @ b)",
    ],
)
def test_feedback_that_is_not_there_on_the_first_step(h: str) -> None:
    each_step = {"h": h, "a": "W @ input + h"} if "previous(a)" in h else {"h": h}
    assert disagreements(vectors("sum((target - h)**2)", each_step=each_step)) == []


@pytest.mark.parametrize(
    "h",
    [
        "U @ sigmoid(previous(h)) + W @ input + s*b",
        "sigmoid(previous(h)) + s*(U @ (W @ input + b))",
        "[previous(h)[2], s] + U @ (W @ input + b)",
        "softmax(previous(h)) + s*(U @ (W @ input + b))",
        "softmax(previous(h) + s) + U @ (W @ input + b)",
        "log_softmax(s*previous(h)) + U @ (W @ input + b)",
        "sum(previous(h) + s)*b + U @ (W @ input)",
        "mean(previous(h) + s)*b + U @ (W @ input)",
        "dot(previous(h) + s, b)*b + U @ (W @ input)",
        "dot(exp(previous(h)), b)*b + s*(U @ (W @ input))",
        "U @ (previous(h) + s) + W @ input + b",
        "transpose(transpose(previous(h) + s) @ U) + W @ input + b",
        "(previous(h) + s)[2]*b + U @ (W @ input)",
        "concat(previous(h)[1], s) + U @ (W @ input + b)",
        "tanh(C @ concat(previous(h), input) + b) + s*(U @ (W @ input))",
        "tanh(C @ concat(input, previous(h)) + b) + s*(U @ (W @ input))",
        "tanh(C @ concat(previous(h) + s, W @ input) + U @ b)",
        "softmax(C @ concat(input, previous(h))) + s*(U @ (W @ input + b))",
        "C @ concat(s*b, input)*sum(previous(h)) + U @ (W @ input)",
        "sigmoid(C @ concat(input, b))**sum(previous(h)) + s*(U @ (W @ input))",
        "concat(b[1], s)**sum(previous(h)) + U @ (W @ input)",
        "U @ previous(h) + s + 0*(W @ input + b)",
    ],
)
def test_feedback_inside_a_function_on_the_first_step(h: str) -> None:
    """There, previous(h) is zero in each of its numbers, however many the others are."""
    parameters = {**vectors("").parameters, "C": [["0.1", "0.3", "-0.7", "0.5"], ["0.2", "-0.4", "0.6", "0.9"]]}
    if "C @" not in h:
        del parameters["C"]
    assert disagreements(vectors("sum((target - h)**2)", h, parameters=parameters)) == []


def test_a_matrix_that_is_not_there_on_the_first_step() -> None:
    each_step = {
        "h": "softmax(W @ input + U @ previous(h)) + previous(M) @ b + [sum(previous(M) + s), s]",
        "M": "sigmoid(previous(M)) + s*(b @ transpose(h))",
    }
    assert disagreements(vectors("sum((target - M @ h)**2)", each_step=each_step)) == []


def test_vectors_of_one_number_are_numbers() -> None:
    written = vectors(
        "sum((target - h)**2)",
        "tanh(W @ input + U @ previous(h) + b)*s",
        inputs=[["0.5"], ["0.2"]],
        target=["0.3"],
        parameters={"W": [["0.1"]], "U": [["0.3"]], "b": ["0.05"], "s": "0.25"},
    )
    assert disagreements(written) == []


def test_weights_in_one_row() -> None:
    written = vectors(
        "(target - P)**2",
        output={"P": "V @ h + s"},
        target="0.3",
        parameters={**vectors("").parameters, "V": [["0.4", "-0.6"]]},
    )
    assert disagreements(written) == []
    steps = written.derivation().phase(Phase.BACKWARD)
    (share,) = [step for step in steps if step.quantity == "V"]
    assert share.exact(20).shape == (1, 2)
