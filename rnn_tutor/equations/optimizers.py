"""The table of optimizers: one row for each, its equations in the equation language.

An optimizer's rules are read in order, once per parameter and update. `w` is the parameter, `g` its gradient, `rate`
the learning rate, `t` the number of the update (from 1), `previous(m)` what the rule `m` gave at the update before
(zero at the first), and the other names are settings. The rule `w` comes last: the new value.

Sources: momentum, Polyak (1964), and Nesterov (1983), in the form of torch.optim.SGD, where the learning rate stands
outside the velocity (in Sutskever and others, 2013, it stands inside: the same steps as long as the rate stays);
RMSProp, Tieleman and Hinton, lecture 6.5 (2012), where 0.9 is kept of the mean, and not 0.99 as in torch.optim.RMSprop
and here; Adagrad, Duchi, Hazan and Singer (2011), in the form of torch.optim.Adagrad; Adam, Kingma and Ba (2015),
algorithm 1; AdamW, Loshchilov and Hutter (2019), algorithm 2, the rate times the decay too, as in torch.optim.AdamW.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PARAMETER_RULE = "w"


@dataclass(frozen=True)
class UpdateEquation:
    """One equation of an optimizer, and why it is there."""

    name: str
    equation: str
    why: str


@dataclass(frozen=True)
class Hyperparameter:
    """A number that optimizers take beside the learning rate.

    A `share` is at least 0 and below 1; any other setting is at least 0.
    """

    name: str
    about: str
    share: bool = True


@dataclass(frozen=True)
class Optimizer:
    """One row; `title` is how papers write it, `settings` the further numbers it takes, with usual values as texts.

    `moves` says how a parameter moved in an update: the parameter `moved along its velocity …`.
    """

    name: str
    title: str
    rules: tuple[UpdateEquation, ...]
    moves: str
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


DECAY = "decay"
SETTINGS = {
    setting.name: setting
    for setting in (
        Hyperparameter("momentum", "The share of the velocity that is kept from one update to the next."),
        Hyperparameter("alpha", "The share that the mean of the squares keeps from one update to the next."),
        Hyperparameter("beta1", "The share that the mean gradient keeps from one update to the next."),
        Hyperparameter("beta2", "The share that the mean of the squares keeps from one update to the next."),
        Hyperparameter(
            "epsilon", ("A small number added to the divisor, so that nothing is divided by zero."), share=False
        ),
        Hyperparameter(DECAY, "How strongly each parameter is pulled towards zero.", share=False),
    )
}


VELOCITY = UpdateEquation(
    "v",
    "momentum*previous(v) + g",
    ("the velocity keeps part of its previous value, so steps in the same direction add up"),
)
FIRST_MOMENT = UpdateEquation("m", "beta1*previous(m) + (1 - beta1)*g", "a running mean of the gradient")
SECOND_MOMENT = UpdateEquation("v", "beta2*previous(v) + (1 - beta2)*g**2", "a running mean of the gradient's square")
FIRST_CORRECTED = UpdateEquation(
    "mhat", "m/(1 - beta1**t)", "m started at 0, so at first it is too small; dividing by 1 − β₁ᵗ corrects that"
)
SECOND_CORRECTED = UpdateEquation(
    "vhat", "v/(1 - beta2**t)", "v started at 0, so at first it is too small; dividing by 1 − β₂ᵗ corrects that"
)
ADAM_SETTINGS = {"beta1": "0.9", "beta2": "0.999", "epsilon": "0.00000001"}
DECAYED = UpdateEquation(
    "d", "g + decay*w", "weight decay pulls every parameter towards zero, as a gradient of its own"
)

ROWS = (
    Optimizer(
        "sgd", "Gradient descent", (UpdateEquation("w", "w - rate*g", ""),), "took one step against its gradient"
    ),
    Optimizer(
        "momentum",
        "Momentum",
        (VELOCITY, UpdateEquation("w", "w - rate*v", "the step follows the velocity, not this gradient alone")),
        "moved along its velocity, which contains the gradients of earlier updates",
        MappingProxyType({"momentum": "0.9"}),
    ),
    Optimizer(
        "nesterov",
        "Nesterov",
        (
            VELOCITY,
            UpdateEquation("w", "w - rate*(g + momentum*v)", "the step looks ahead to where the velocity leads"),
        ),
        "moved along its velocity, which contains the gradients of earlier updates, and a little ahead",
        MappingProxyType({"momentum": "0.9"}),
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        (
            UpdateEquation("s", "alpha*previous(s) + (1 - alpha)*g**2", "a running mean of the gradient's square"),
            UpdateEquation(
                "w", "w - rate*g/(sqrt(s) + epsilon)", "each gradient is divided by its own typical size, √s"
            ),
        ),
        "moved by the learning rate times its gradient over the gradient's typical size",
        MappingProxyType({"alpha": "0.99", "epsilon": "0.00000001"}),
    ),
    Optimizer(
        "adagrad",
        "Adagrad",
        (
            UpdateEquation("s", "previous(s) + g**2", "the squares of all gradients so far, added up"),
            UpdateEquation(
                "w", "w - rate*g/(sqrt(s) + epsilon)", "each gradient is divided by √s, so the steps get shorter"
            ),
        ),
        "moved by the learning rate times its gradient over the length of all its gradients so far",
        MappingProxyType({"epsilon": "0.0000000001"}),
    ),
    Optimizer(
        "adam",
        "Adam",
        (
            FIRST_MOMENT,
            SECOND_MOMENT,
            FIRST_CORRECTED,
            SECOND_CORRECTED,
            UpdateEquation(
                "w", "w - rate*mhat/(sqrt(vhat) + epsilon)", "the mean gradient divided by its typical size, √v̂"
            ),
        ),
        "moved by the learning rate times its mean gradient over the gradient's typical size",
        MappingProxyType(ADAM_SETTINGS),
    ),
    Optimizer(
        "adamw",
        "AdamW",
        (
            FIRST_MOMENT,
            SECOND_MOMENT,
            FIRST_CORRECTED,
            SECOND_CORRECTED,
            UpdateEquation(
                "w",
                "w - rate*(mhat/(sqrt(vhat) + epsilon) + decay*w)",
                "as Adam, and the weight itself decays by a fixed share, whatever its gradient",
            ),
        ),
        "moved by the learning rate times its mean gradient over the gradient's typical size, and a little towards 0",
        MappingProxyType({**ADAM_SETTINGS, DECAY: "0.01"}),
    ),
)

OPTIMIZERS = {row.name: row for row in ROWS}


def rules_of(optimizer: Optimizer, *, decay: bool) -> tuple[UpdateEquation, ...]:
    """The rules of an optimizer; with weight decay, the gradient first takes in the decay and is called `d` after."""
    if not decay or DECAY in optimizer.settings:
        return optimizer.rules
    return (DECAYED, *optimizer.rules)
