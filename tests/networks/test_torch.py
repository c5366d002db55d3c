"""Losses and gradients against torch.nn.RNN, LSTM and GRU, whose state dicts are put into the lesson as they are."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from tests.derivation.networks import loaded

torch: Any = pytest.importorskip("torch")

TOLERANCE = 1e-12  # relative to the largest number of a vector or matrix

# The parameters of each block of an array, from the top, as the manual of torch.nn gives their order.
LAYERS: dict[str, tuple[Any, dict[str, Any], list[dict[str, list[str]]]]] = {
    "elman": (torch.nn.RNN, {}, [{"ih": ["W1"], "hh": ["W2"], "b_ih": ["B1"], "b_hh": ["B1"]}]),
    "rnn": (torch.nn.RNN, {}, [{"ih": ["W"], "hh": ["U"], "b_ih": ["b"], "b_hh": ["b"]}]),
    "irnn": (torch.nn.RNN, {"nonlinearity": "relu"}, [{"ih": ["W"], "hh": ["U"], "b_ih": ["b"], "b_hh": ["b"]}]),
    "two-layers": (
        torch.nn.RNN,
        {"num_layers": 2},
        [
            {"ih": ["W1"], "hh": ["U1"], "b_ih": ["b1"], "b_hh": ["b1"]},
            {"ih": ["W2"], "hh": ["U2"], "b_ih": ["b2"], "b_hh": ["b2"]},
        ],
    ),
    "lstm": (
        torch.nn.LSTM,
        {},
        [
            {
                "ih": ["Wi", "Wf", "Wg", "Wo"],
                "hh": ["Ui", "Uf", "Ug", "Uo"],
                "b_ih": ["bi", "bf", "bg", "bo"],
                "b_hh": ["bi", "bf", "bg", "bo"],
            }
        ],
    ),
    "gru-pytorch": (
        torch.nn.GRU,
        {},
        [
            {
                "ih": ["Wr", "Wz", "Wn"],
                "hh": ["Ur", "Uz", "Un"],
                "b_ih": ["br", "bz", "bn"],
                "b_hh": ["br", "bz", "cn"],
            }
        ],
    ),
}
STATES = {"elman": ["Y"], "two-layers": ["h1", "h2"], "lstm": ["h", "c"]}
OUTPUT = {"elman": ("W3", "B3")}
ARRAYS = {"ih": "weight_ih", "hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


class Model(torch.nn.Module):  # type: ignore[misc]  # without torch there are no types
    """A recurrent module with a linear layer on top, as a person writes it."""

    def __init__(self, network: str, features: int, hidden: int, outputs: int) -> None:
        super().__init__()
        module, options, _ = LAYERS[network]
        self.rnn = module(features, hidden, **options)
        self.fc = torch.nn.Linear(hidden, outputs)

    def forward(self, inputs: Any, start: Any) -> Any:
        return self.fc(self.rnn(inputs, start)[0])


def start_of(network: str, hidden: int, *, zero: bool) -> tuple[Any, dict[str, Any]]:
    """The start of the states for the module, and for the lesson."""
    if zero:
        return None, {}
    layers = LAYERS[network][1].get("num_layers", 1)
    parts = [torch.rand(layers, hidden) - 0.5 for _ in range(2 if network == "lstm" else 1)]
    rows = [row.tolist() for part in parts for row in part]
    return (tuple(parts) if network == "lstm" else parts[0]), dict(zip(STATES.get(network, ["h"]), rows, strict=True))


def close(found: Any, truth: Any) -> bool:
    found, truth = torch.tensor(found).reshape(-1), truth.reshape(-1)
    return bool((found - truth).abs().max() <= TOLERANCE * truth.abs().max())


def gradients(derivation: Derivation) -> dict[str, list[float]]:
    return {step.quantity: [float(e) for e in step.exact(25).entries] for step in derivation.phase(Phase.TOTAL)}


def lesson(model: Model, network: str, **values: Any) -> str:
    """A lesson with the weights of the model."""
    keys = {
        "format_version": 1,
        "title": "Weights of a module",
        "network": network,
        "parameters": {key: value.tolist() for key, value in model.state_dict().items()},
        "learning_rate": 0.1,
    }
    activation = {"activation": "tanh"} if network == "elman" else {}
    return json.dumps(keys | activation | values)


@pytest.mark.parametrize("network", LAYERS)
@pytest.mark.parametrize(
    ("sizes", "each_step", "zero"),
    [
        ((2, 3, 2, 4), True, True),
        ((1, 1, 1, 3), False, False),
        ((3, 2, 1, 1), False, True),
        ((1, 4, 3, 2), True, False),
    ],
)
def test_a_state_dict_as_it_is(network: str, sizes: tuple[int, int, int, int], each_step: bool, zero: bool) -> None:
    """Features, hidden units, outputs, time steps; a target at each step or after the last; a start from zero."""
    features, hidden, outputs, steps = sizes
    torch.manual_seed(sum(sizes))
    model = Model(network, features, hidden, outputs)
    inputs, targets = torch.rand(steps, features) - 0.5, torch.rand(steps, outputs)
    start, initial = start_of(network, hidden, zero=zero)
    first = 0 if each_step else steps - 1
    loss = ((targets - model(inputs, start))[first:] ** 2).sum()
    loss.backward()

    target = {"targets": targets.tolist()} if each_step else {"target": targets[-1].tolist()}
    derivation = derive(loaded(lesson(model, network, inputs=inputs.tolist(), initial=initial, **target)))

    (found,) = derivation.phase(Phase.LOSS)[0].exact(25).entries
    assert close([float(found)], loss.detach())
    totals = gradients(derivation)
    truths = {name: parameter.grad for name, parameter in model.named_parameters()}
    for (number, layer), (name, array) in product(enumerate(LAYERS[network][2]), ARRAYS.items()):
        for part, truth in zip(layer[name], truths[f"rnn.{array}_l{number}"].chunk(len(layer[name])), strict=True):
            zeros = [0.0] * truth.numel()  # one time step from zero: nothing to learn for the recurrent weights
            assert close(totals.get(part, zeros), truth), part
    for part, name in zip(OUTPUT.get(network, ("V", "d")), ("fc.weight", "fc.bias"), strict=True):
        assert close(totals[part], truths[name])
