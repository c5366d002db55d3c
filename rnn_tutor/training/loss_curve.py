"""The loss along one parameter, the other parameters held as they are: the gradient is the slope of that curve."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.numbers.floating import as_floats
from rnn_tutor.training.train import Training


@dataclass(frozen=True)
class LossCurve:
    """The curve through the present value of one number of a parameter, its `place` counted row by row from 0.

    `slope` is the gradient there; `loss_at` is infinite where the loss has no value.
    """

    parameter: str
    place: int
    value: float
    loss: float
    slope: float
    training: Training = field(repr=False, compare=False)

    @cached_property
    def _losses(self) -> dict[float, float]:
        return {}

    def loss_at(self, value: float) -> float:
        """The loss where the number has this value."""
        if value not in self._losses:
            self._losses[value] = self.training.loss_at(self.parameter, self.place, value)
        return self._losses[value]

    @property
    def half_width(self) -> float:
        """How far to look to either side: as far as the parameter is large, and at least 1."""
        return max(1.0, abs(self.value))

    def tangent(self, value: float) -> float:
        """The straight line that touches the curve at the present value."""
        return self.loss + self.slope * (value - self.value)


@lru_cache(maxsize=2)  # every page of a walk may show a picture
def training_from(derivation: Solution) -> Training:
    """The training of a derivation's network, from the parameters with which its epoch begins; to be looked at only."""
    first = derivation
    while first.before is not None:
        first = first.before
    training = Training(derivation.lesson, first)
    for parameter in derivation.lesson.parameters:
        value: Any = as_floats(derivation.read(derivation.exact, Ref(Kind.PARAMETER, parameter.name)))
        training.put(parameter.name, value)
    return training


@lru_cache(maxsize=100)  # the pages about a parameter show the same curve
def loss_curve(training: Training, parameter: str) -> LossCurve:
    """The loss along a parameter; of a vector or matrix along the number with the largest gradient.

    The slope is the whole gradient, also where truncation leaves a part of it only.

    Raises:
        Diverged: where the present loss or gradient has no value.
    """
    numbers = training.in_full().evaluate()
    gradient = numbers.total(parameter).entries
    place = max(range(len(gradient)), key=lambda n: abs(gradient[n]))
    value = numbers.parameter(parameter).entries[place]
    return LossCurve(
        parameter,
        place,
        value,
        numbers.loss,
        gradient[place],
        training,
    )


def steepest(training: Training) -> str | None:
    """The trained parameter along which the loss changes most; None where nothing is trained.

    Raises:
        Diverged: as `loss_curve` does.
    """
    numbers = training.evaluate()
    trained = [p.name for p in training.lesson.parameters if not p.frozen]
    return max(trained, key=lambda name: max(map(abs, numbers.total(name).entries)), default=None)
