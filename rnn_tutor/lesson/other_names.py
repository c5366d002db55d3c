"""Networks, losses, activations, optimizers and parameters as other libraries and papers call them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from rnn_tutor.equations.elsewhere import RENAMED
from rnn_tutor.lesson.problems import did_you_mean

SCORES = "softmax is for a whole vector: loss: cross_entropy takes scores, and applies it itself"
BOTH_WAYS = "write equations: with previous(f) for one direction and next(g) for the other"
OTHERWISE: dict[str, dict[str, str]] = {
    "activation": {"softmax": SCORES, "logsoftmax": SCORES, "prelu": "write leaky_relu, whose slope below 0 is 0.01"},
    "network": dict.fromkeys(("bilstm", "bigru", "birnn", "bidirectional", "brnn"), BOTH_WAYS)
    | {
        "transformer": "networks here are recurrent; for attention over the states, write equations: with all(h)",
        "seq2seq": "write its equations out, under equations:",
        "lstm1997": "write lstm, with f frozen at 1",
    },
    "loss": {
        "bcewithlogits": "write binary_cross_entropy, with a prediction computed by sigmoid(…)",
        "hinge": "write its formula, like loss: max(0, 1 - target*P)",
        "rmse": "write its formula, like loss: sqrt(mean((target - P)**2))",
        "kldiv": "write its formula, like loss: sum(target*log(target/P))",
    },
    "optimizer": {},
}
OTHER_NAMES: dict[str, dict[str, str]] = {
    "loss": {
        "mse": "mean_squared_error",
        "l2": "squared_error",
        "sse": "squared_error",
        "quadratic": "half_squared_error",
        "mae": "mean_absolute_error",
        "l1": "absolute_error",
        "smoothl1": "huber",
        "bce": "binary_cross_entropy",
        "log": "binary_cross_entropy",
        "crossentropy": "cross_entropy",
        "categoricalcrossentropy": "cross_entropy",
        "sparsecategoricalcrossentropy": "cross_entropy",
        "softmaxcrossentropy": "cross_entropy",
        "ce": "cross_entropy",
        "nll": "cross_entropy",
        "binarycrossentropy": "binary_cross_entropy",
    },
    "network": {
        "vanilla": "rnn",
        "vanillarnn": "rnn",
        "simplernn": "rnn",
        "plainrnn": "rnn",
        "basicrnn": "rnn",
        "rnncell": "rnn",
        "lstmcell": "lstm",
        "grucell": "gru-pytorch",
        "stackedrnn": "two-layers",
        "deeprnn": "two-layers",
        "esn": "leaky-integrator",
        "ssm": "state-space",
    },
    "activation": {"none": "identity", "no": "identity"},
    "optimizer": {
        "gd": "sgd",
        "gradientdescent": "sgd",
        "stochasticgradientdescent": "sgd",
        "nag": "nesterov",
        "rms": "rmsprop",
    },
}
"""By what is named: the names in small letters, without `loss`, modules before them and what joins words."""

LAYER_SIZES = {
    ("hidden", "features"): ("wxh", "wih", "wx", "win", "wi", "u", "wih0", "wxa", "wax", "kernel", "win"),
    ("hidden", "hidden"): ("whh", "wh", "wrec", "wr", "w", "waa", "wss", "recurrentkernel"),
    ("hidden",): ("bh", "bhh", "bih", "ba", "b1", "bias", "bx"),
    ("outputs", "hidden"): ("why", "who", "wy", "wout", "wo", "wya", "wsy", "wyh", "woh"),
    ("outputs",): ("by", "bo", "bout", "c", "b2", "bv"),
}
"""What papers call the parameters of a plain recurrent network, by their sizes."""


def plain(name: str) -> str:
    """A name as the tables have it: `torch.nn.MSELoss()` is mse."""
    alone = re.sub(r"\(.*\)\s*$", "", name.strip(), flags=re.DOTALL).rpartition(".")[2]
    return re.sub(r"loss|[\W_]", "", alone.casefold()) or alone.casefold()


def remedy_for(kind: str, name: str, known: Collection[str]) -> str:
    """What to write for the name of a loss, a network, an activation or an optimizer that there isn't."""
    short = plain(name)
    if kind == "network" and short == "gru" and "nn." in name:
        return "write gru-pytorch"
    if short in OTHERWISE[kind]:
        return OTHERWISE[kind][short]
    meant = OTHER_NAMES[kind].get(short) or RENAMED.get(name.casefold()) or RENAMED.get(short)
    if meant in known:
        return f"write {meant}"
    own = next((one for one in known if plain(one) == short), "")
    if own and own.casefold() != name.casefold():
        return f"write {own}"
    return did_you_mean(name, known)


GATED = re.compile(r"([wurb])(xx?|hh?|ih)?([a-z])(x|h)?")
SAME_GATE = {"c": "gnc", "g": "gcn", "n": "nhc", "h": "nhg", "u": "z", "j": "g", "a": "g"}
"""The letters by which other papers call a gate, or the candidate; and those by which it may be called here."""


def of_gate(short: str, missing: Collection[str]) -> str:
    """The parameter of a gate: Wi by wxi, Ui by whi, wih or ri; or nothing."""
    found = GATED.fullmatch(short)
    if found is None:
        return ""
    kind, before, gate, after = found.groups()
    own = "b" if kind == "b" else "U" if kind in "ur" or "h" in (before or "")[:1] or after == "h" else "W"
    return next((name for letter in (*gate, *SAME_GATE.get(gate, "")) if (name := own + letter) in missing), "")


def meant_parameter(name: str, missing: Mapping[str, tuple[str, ...]]) -> str:
    """The parameter of a named network that a paper's name means, of those that are missing; or nothing."""
    short = plain(name)
    if gate := of_gate(short, missing):
        return gate
    for sizes, names in LAYER_SIZES.items():
        fitting = [parameter for parameter, wanted in missing.items() if wanted == sizes]
        if short in names and len(fitting) == 1:
            return fitting[0]
    return ""
