"""The named networks once more, each written down by hand from its paper, in numpy: the prediction at every time step.

Inputs and biases are vectors, weights matrices, `p` the parameters by name and `start` what a lesson gives for the time
before the first. `np` is autograd's, so that gradients can be taken.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import autograd.numpy as np

Parameters = Mapping[str, Any]
Paper = Callable[[Parameters, Sequence[Any], Mapping[str, Any]], list[Any]]


def logistic(x: Any) -> Any:
    return np.exp(x) / (np.exp(x) + 1)


def rectified(x: Any) -> Any:
    return np.where(x > 0, x, 0.0)


def elman(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Elman (1990), with logistic units."""
    context = start["Y"]
    outputs = []
    for x in inputs:
        context = logistic(np.dot(p["W1"], x) + np.dot(p["W2"], context) + p["B1"])
        outputs.append(np.dot(p["W3"], context) + p["B3"])
    return outputs


def rnn(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Goodfellow, Bengio and Courville (2016), equations 10.8 to 10.10."""
    h = start["h"]
    outputs = []
    for x in inputs:
        h = np.tanh(p["b"] + np.dot(p["U"], h) + np.dot(p["W"], x))
        outputs.append(p["d"] + np.dot(p["V"], h))
    return outputs


def irnn(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Le, Jaitly and Hinton (2015)."""
    h = start["h"]
    outputs = []
    for x in inputs:
        h = rectified(np.dot(p["W"], x) + np.dot(p["U"], h) + p["b"])
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def two_layers(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """The first layer over all time steps, then the second over what the first has made of them."""
    lower: list[Any] = []
    h = start["h1"]
    for x in inputs:
        h = np.tanh(np.dot(p["W1"], x) + np.dot(p["U1"], h) + p["b1"])
        lower.append(h)
    h = start["h2"]
    outputs = []
    for x in lower:
        h = np.tanh(np.dot(p["W2"], x) + np.dot(p["U2"], h) + p["b2"])
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def leaky_integrator(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Jaeger and others (2007): the state decays, and is driven."""
    h = start["h"]
    outputs = []
    for x in inputs:
        driven = np.tanh(np.dot(p["W"], x) + np.dot(p["U"], h) + p["b"])
        h = h + p["alpha"] * (driven - h)
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def state_space(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """The output of a linear system as a convolution: Aᵏ B u for an input k steps ago (Gu, Goel and Ré, 2022)."""
    outputs = []
    for now in range(len(inputs)):
        carried = start["x"]
        for _ in range(now + 1):
            carried = np.dot(p["A"], carried)
        for then in range(now + 1):
            response = np.dot(p["B"], inputs[then])
            for _ in range(now - then):
                response = np.dot(p["A"], response)
            carried = carried + response
        outputs.append(np.dot(p["C"], carried) + np.dot(p["D"], inputs[now]))
    return outputs


def lstm(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Gers, Schmidhuber and Cummins (2000), in the form of torch.nn.LSTM: all gates by one stacked product."""
    stacked = [np.concatenate([p[letter + gate] for gate in "ifgo"]) for letter in "WUb"]
    h, c = start["h"], start["c"]
    outputs = []
    for x in inputs:
        i, f, g, o = np.split(np.dot(stacked[0], x) + np.dot(stacked[1], h) + stacked[2], 4)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def lstm_peephole(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Greff and others (2017), section II: the vanilla LSTM."""
    y, c = start["h"], start["c"]
    outputs = []
    for x in inputs:
        block = np.tanh(np.dot(p["Wg"], x) + np.dot(p["Ug"], y) + p["bg"])
        let_in = logistic(np.dot(p["Wi"], x) + np.dot(p["Ui"], y) + np.dot(np.diag(p["p_i"]), c) + p["bi"])
        keep = logistic(np.dot(p["Wf"], x) + np.dot(p["Uf"], y) + np.dot(np.diag(p["p_f"]), c) + p["bf"])
        c = block * let_in + c * keep
        show = logistic(np.dot(p["Wo"], x) + np.dot(p["Uo"], y) + np.dot(np.diag(p["p_o"]), c) + p["bo"])
        y = np.tanh(c) * show
        outputs.append(np.dot(p["V"], y) + p["d"])
    return outputs


def gru(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Cho and others (2014), equations 5 to 8, with biases."""
    h = start["h"]
    outputs = []
    for x in inputs:
        reset = logistic(np.dot(p["Wr"], x) + np.dot(p["Ur"], h) + p["br"])
        update = logistic(np.dot(p["Wz"], x) + np.dot(p["Uz"], h) + p["bz"])
        candidate = np.tanh(np.dot(p["Wn"], x) + np.dot(p["Un"], reset * h) + p["bn"])
        h = update * h + (1 - update) * candidate
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def gru_pytorch(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """The manual of torch.nn.GRU."""
    h = start["h"]
    outputs = []
    for x in inputs:
        reset = logistic(np.dot(p["Wr"], x) + p["br"] + np.dot(p["Ur"], h))
        update = logistic(np.dot(p["Wz"], x) + p["bz"] + np.dot(p["Uz"], h))
        new = np.tanh(np.dot(p["Wn"], x) + p["bn"] + reset * (np.dot(p["Un"], h) + p["cn"]))
        h = (1 - update) * new + update * h
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def mgu(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """Zhou and others (2016), table 1: matrices that act on the last state joined to the input."""
    h = start["h"]
    outputs = []
    for x in inputs:
        forget = logistic(np.dot(np.hstack([p["Uf"], p["Wf"]]), np.concatenate([h, x])) + p["bf"])
        short = np.tanh(np.dot(np.hstack([p["Un"], p["Wn"]]), np.concatenate([forget * h, x])) + p["bn"])
        h = (1 - forget) * h + forget * short
        outputs.append(np.dot(p["V"], h) + p["d"])
    return outputs


def simple(p: Parameters, inputs: Sequence[Any], start: Mapping[str, Any]) -> list[Any]:
    """One unit of each kind; the vectors have one number."""
    y = start["Y"]
    outputs = []
    for x in inputs:
        y = logistic(x * p["W1"] + y * p["W2"] + p["B1"])
        outputs.append(y * p["W3"] + p["B3"])
    return outputs


PAPERS: dict[str, Paper] = {
    "simple": simple,
    "elman": elman,
    "rnn": rnn,
    "two-layers": two_layers,
    "irnn": irnn,
    "leaky-integrator": leaky_integrator,
    "state-space": state_space,
    "lstm": lstm,
    "lstm-peephole": lstm_peephole,
    "gru": gru,
    "gru-pytorch": gru_pytorch,
    "mgu": mgu,
}
