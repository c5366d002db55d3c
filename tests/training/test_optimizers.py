"""Five updates by each optimizer, with clipping and truncation, against the papers' rules and against PyTorch's."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnn_tutor.equations.optimizers import OPTIMIZERS
from tests.training.given import EACH_STEP, LETTERS, ONE_UNIT, exact_updates, floating_updates, lesson
from tests.training.papers import Net, Optimizer, by_norm, by_value, letters, one_unit, trained

UPDATES = 5

# Each with numbers other than the usual ones, so that none is taken for granted.
CASES: dict[str, tuple[str, Mapping[str, float], float]] = {
    "sgd": ("optimizer: sgd", {}, 0),
    "sgd, decay": ("weight_decay: 0.2", {}, 0.2),
    "momentum": ("optimizer: momentum", {"momentum": 0.9}, 0),
    "momentum, decay": ("optimizer: {name: momentum, momentum: 0.7}\nweight_decay: 0.1", {"momentum": 0.7}, 0.1),
    "nesterov": ("optimizer: {name: nesterov, momentum: 0.8}", {"momentum": 0.8}, 0),
    "nesterov, decay": ("optimizer: nesterov\nweight_decay: 0.1", {"momentum": 0.9}, 0.1),
    "rmsprop": ("optimizer: {name: rmsprop, epsilon: 1e-6}", {"alpha": 0.99, "epsilon": 1e-6}, 0),
    "rmsprop, decay": (
        "optimizer: {name: rmsprop, alpha: 0.9}\nweight_decay: 0.1",
        {"alpha": 0.9, "epsilon": 1e-8},
        0.1,
    ),
    "adagrad": ("optimizer: adagrad", {"epsilon": 1e-10}, 0),
    "adagrad, decay": ("optimizer: {name: adagrad, epsilon: 1e-3}\nweight_decay: 0.1", {"epsilon": 1e-3}, 0.1),
    "adam": ("optimizer: adam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}, 0),
    "adam, decay": (
        "optimizer: {name: adam, beta1: 0.8, beta2: 0.95, epsilon: 1e-4}\nweight_decay: 0.1",
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4},
        0.1,
    ),
    "adamw": ("optimizer: adamw", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}, 0.01),
    "adamw, decay": (
        "optimizer: {name: adamw, beta2: 0.99}\nweight_decay: 0.3",
        {"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8},
        0.3,
    ),
}
NETS: dict[str, tuple[str, Net]] = {
    "one unit": (ONE_UNIT, one_unit()),
    "each step": (EACH_STEP, one_unit(targets=[0.2, -0.4, 1.2, 0.3, 0.9], each_step=True)),
    "letters": (LETTERS, letters()),
}
CLIPS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "clip: {norm: 0.5}": lambda gradient: by_norm(gradient, 0.5),
    "clip: {norm: 100}": lambda gradient: gradient,
    "clip: {value: 0.12}": lambda gradient: by_value(gradient, 0.12),
}


def optimizer(case: str) -> Callable[[], Optimizer]:
    _, numbers, decay = CASES[case]
    return lambda: Optimizer(case.partition(",")[0], 0.1, numbers, decay)


def assert_same(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    assert len(found) == len(wanted) == UPDATES
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), start=1):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_allclose(
                one[name], other[name], rtol=1e-10, atol=1e-12, err_msg=f"{name}, update {number}"
            )


def assert_trained(text: str, keys: str, wanted: list[dict[str, Any]]) -> None:
    assert_same(exact_updates(lesson(text, f"{keys}\nepochs: {UPDATES}")), wanted)
    assert_same(floating_updates(lesson(text, keys), UPDATES), wanted)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("case", CASES)
def test_by_the_papers(net: str, case: str) -> None:
    text, same = NETS[net]
    assert_trained(text, CASES[case][0], trained(same, UPDATES, optimizer(case)))


def test_every_optimizer_is_tried() -> None:
    assert {case.partition(",")[0] for case in CASES} == OPTIMIZERS.keys()


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("clip", CLIPS)
@pytest.mark.parametrize("case", ["sgd", "momentum, decay", "adam"])
def test_clipped(net: str, clip: str, case: str) -> None:
    text, same = NETS[net]
    wanted = trained(same, UPDATES, optimizer(case), clip=CLIPS[clip])
    assert_trained(text, f"{CASES[case][0]}\n{clip}", wanted)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("window", [1, 2, 3])
def test_truncated(net: str, window: int) -> None:
    text, same = NETS[net]
    wanted = trained(same, UPDATES, optimizer("adam"), window=window)
    whole = trained(same, UPDATES, optimizer("adam"))
    assert any(abs(wanted[-1][name] - whole[-1][name]).max() > 1e-6 for name in whole[-1])
    assert_trained(text, f"optimizer: adam\ntruncate: {window}", wanted)


def torch_updates(net: Net, case: str, window: int | None, clip: float | None) -> list[dict[str, Any]]:
    torch = pytest.importorskip("torch", reason="PyTorch is asked where it is installed")
    values = {
        name: torch.tensor(np.asarray(value), dtype=torch.float64, requires_grad=True)
        for name, value in net.parameters.items()
    }
    _, numbers, decay = CASES[case]
    name = case.partition(",")[0]
    rate = {"lr": 0.1, "weight_decay": decay}
    betas = {"betas": (numbers.get("beta1"), numbers.get("beta2")), "eps": numbers.get("epsilon")}
    made = {
        "sgd": lambda of: torch.optim.SGD(of, **rate),
        "momentum": lambda of: torch.optim.SGD(of, **rate, momentum=numbers["momentum"]),
        "nesterov": lambda of: torch.optim.SGD(of, **rate, momentum=numbers["momentum"], nesterov=True),
        "rmsprop": lambda of: torch.optim.RMSprop(of, **rate, alpha=numbers["alpha"], eps=numbers["epsilon"]),
        "adagrad": lambda of: torch.optim.Adagrad(of, **rate, eps=numbers["epsilon"]),
        "adam": lambda of: torch.optim.Adam(of, **rate, **betas),
        "adamw": lambda of: torch.optim.AdamW(of, **rate, **betas),
    }[name](list(values.values()))
    found = []
    for _ in range(UPDATES):
        made.zero_grad()
        torch_loss(torch, net, values, window).backward()
        if clip:
            torch.nn.utils.clip_grad_value_(values.values(), clip)
        made.step()
        found.append({name: value.detach().numpy().copy() for name, value in values.items()})
    return found


def torch_loss(torch: Any, net: Net, values: dict[str, Any], window: int | None) -> Any:
    """The loss, its state detached wherever truncation cuts."""
    state, losses, steps = torch.tensor(net.start, dtype=torch.float64), [], len(net.inputs)
    for number, given in enumerate(net.inputs, start=1):
        x = torch.tensor(given, dtype=torch.float64)
        if net.each_step and isinstance(net.start, np.ndarray):
            state = torch.tanh(values["W"] @ x + values["U"] @ state + values["b"])
        else:
            state = torch.sigmoid(x * values["W1"] + state * values["W2"] + values["B1"])
        if net.each_step or number == steps:
            target = torch.tensor(net.targets[number - 1 if net.each_step else 0], dtype=torch.float64)
            if isinstance(net.start, np.ndarray):
                scores = values["V"] @ state + values["d"]
                losses.append(torch.nn.functional.cross_entropy(scores, target))
            else:
                losses.append((target - (state * values["W3"] + values["B3"])) ** 2)
        if window and (steps - number) % window == 0:
            state = state.detach()
    return sum(losses)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("case", CASES)
def test_by_pytorch(net: str, case: str) -> None:
    text, same = NETS[net]
    wanted = torch_updates(same, case, None, None)
    assert_same(exact_updates(lesson(text, f"{CASES[case][0]}\nepochs: {UPDATES}")), wanted)


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("window", [1, 2])
def test_cut_where_pytorch_detaches(net: str, window: int) -> None:
    text, same = NETS[net]
    wanted = torch_updates(same, "momentum", window, 0.12)
    keys = f"optimizer: momentum\ntruncate: {window}\nclip: {{value: 0.12}}\nepochs: {UPDATES}"
    assert_same(exact_updates(lesson(text, keys)), wanted)


def test_frozen_parameters_are_left_out_of_everything() -> None:
    of = lesson(ONE_UNIT, "clip: {norm: 0.5}\noptimizer: adam")
    frozen = replace(of, parameters=tuple(replace(p, frozen=p.name in ("W3", "B3")) for p in of.parameters))
    found = floating_updates(frozen, UPDATES)
    assert found[0].keys() == {"W1", "W2", "B1"}
    assert_same(exact_updates(replace(frozen, training=replace(frozen.training, epochs=UPDATES))), found)
