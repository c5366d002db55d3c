"""The shapes of a network's quantities, and where shapes don't fit: found before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnn_tutor.equations.array import SCALAR, Shape
from rnn_tutor.equations.shapes import Fitting, ShapeError, describe, quoted
from rnn_tutor.lesson.lesson import Equation, Network


@dataclass(frozen=True)
class Misfit:
    """One mistake: the equation, and what is wrong in it."""

    equation: Equation
    error: ShapeError

    @property
    def message(self) -> str:
        """The mistake with the equation's name, as it is reported."""
        return f"{self.equation.name}: {self.error.message}"


@dataclass(frozen=True)
class Fitted:
    """The shape of everything that has a name, where it can be told, and all misfits."""

    shapes: dict[str, Shape]
    misfits: tuple[Misfit, ...]


def fitted(network: Network, given: Mapping[str, Shape], starts: Mapping[str, Shape]) -> Fitted:
    """The shapes of a network's quantities.

    `given` are those of the parameters, of `input` and of `target`; `starts` those of the start values, which decide
    where no equation does.
    """
    known = dict(given)
    unfolding = _Unfolding(network, known, starts)
    while any(rule() for rule in (unfolding.follow, unfolding.start, unfolding.follow_columns, unfolding.number)):
        pass
    misfits: list[Misfit] = []
    for equation in (*network.each_step, *network.output, network.loss):
        shape, errors = _shape(equation, known)
        if shape is not None and not errors and (error := _misfit(equation, shape, known, network)):
            errors = [error]
        misfits += [Misfit(equation, error) for error in errors]
    return Fitted(known, tuple(misfits))


@dataclass(frozen=True)
class _Unfolding:
    """Rules by which shapes become known. Each adds one and says so, or says that it adds none."""

    network: Network
    known: dict[str, Shape]
    starts: Mapping[str, Shape]

    def follow(self, *, columns: bool = False) -> bool:
        """What follows from an equation."""
        for equation in (*self.network.each_step, *self.network.output):
            if equation.name not in self.known:
                shape, _ = _shape(equation, self.known, columns=columns)
                if shape is not None:
                    self.known[equation.name] = shape
                    return True
        return False

    def start(self) -> bool:
        """A state that only its start value tells about."""
        return self._settle(self.starts)

    def follow_columns(self) -> bool:
        """A state that is multiplied by a matrix is a column of numbers, where nothing says otherwise."""
        return self.follow(columns=True)

    def number(self) -> bool:
        """A state that feeds only itself is a single number."""
        return self._settle({equation.name: SCALAR for equation in self.network.each_step})

    def _settle(self, shapes: Mapping[str, Shape]) -> bool:
        for equation in self.network.each_step:
            unknown = equation.name not in self.known and not _shape(equation, self.known)[1]
            if unknown and equation.name in shapes:
                self.known[equation.name] = shapes[equation.name]
                return True
        return False


def _shape(
    equation: Equation, known: Mapping[str, Shape], *, columns: bool = False
) -> tuple[Shape | None, list[ShapeError]]:
    fitting = Fitting(lambda ref: known.get(ref.name), columns=columns)
    return fitting.shape(equation.expression), fitting.errors


def _misfit(equation: Equation, shape: Shape, known: Mapping[str, Shape], network: Network) -> ShapeError | None:
    """What is wrong with an equation whose parts fit each other."""
    parts = (equation.expression,)
    if equation is network.loss:
        if not shape:
            return None
        text = quoted(equation.expression)
        message = f"the loss has to be a single number, and {text} is {describe(shape)}"
        return ShapeError(message, parts, f"write sum({text}), or mean({text})")
    before = known[equation.name]
    if shape == before:
        return None
    message = f"{equation.name} is {describe(before)} at one time step, and {describe(shape)} at the next"
    return ShapeError(message, parts, f"give previous({equation.name}) and {equation.name} the same shape")
