"""What a learner practises: each step of a derivation calls for one skill."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Skill(StrEnum):
    """One skill. Its value is what is stored; the order is that of a derivation."""

    FORWARD = "forward"
    LOSS = "loss"
    OUTPUT_LAYER = "output-layer"
    THROUGH_ACTIVATION = "through-activation"
    WEIGHT_SHARE = "weight-share"
    BACK_THROUGH_TIME = "back-through-time"
    SUM_OVER_TIME = "sum-over-time"
    UPDATE = "update"

    @property
    def label(self) -> str:
        """Its name for a person: "the output layer"."""
        return _WORDS[self][0]

    @property
    def about(self) -> str:
        """One line that says what the skill is."""
        return _WORDS[self][1]


_WORDS: Final = {
    Skill.FORWARD: (
        "the forward pass",
        "From the inputs to the prediction: each quantity from those before it.",
    ),
    Skill.LOSS: (
        "the loss",
        "From the prediction and the target to one number that says how far off it is.",
    ),
    Skill.OUTPUT_LAYER: (
        "the output layer",
        "From the loss to the prediction, to the output's own parameters and to the last hidden value.",
    ),
    Skill.THROUGH_ACTIVATION: (
        "through the activation",
        "From a gradient after an activation to the one before it: times the activation's slope.",
    ),
    Skill.WEIGHT_SHARE: (
        "a parameter's share",
        "One time step's part in a parameter's gradient: the gradient there times what the parameter is multiplied by.",
    ),
    Skill.BACK_THROUGH_TIME: (
        "back through time",
        "From one time step to the one before it, through the recurrent weight.",
    ),
    Skill.SUM_OVER_TIME: (
        "the sum over time",
        "The shares of all time steps added up: the one gradient of a shared parameter.",
    ),
    Skill.UPDATE: (
        "the update",
        "A step downhill: the parameter minus the learning rate times its gradient.",
    ),
}
