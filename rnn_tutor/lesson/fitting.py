"""The shapes of a network's quantities, and where shapes don't fit: found before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rnn_tutor.equations.array import SCALAR, Shape
from rnn_tutor.equations.shapes import Fitting, ShapeError, shape_clause
from rnn_tutor.equations.source import quoted
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
    misfits = list(_unsteady(network, known))
    for misfit in misfits:
        del known[misfit.equation.name]
    for equation in network.all:
        misfits += [Misfit(equation, error) for error in _shape(equation, known)[1]]
    if spreading := [misfit for misfit in misfits if misfit.error.spreads]:
        return Fitted(known, tuple(spreading))  # the others may only follow from these
    if network.loss is not None and (shape := _shape(network.loss, known)[0]):
        misfits.append(Misfit(network.loss, _not_a_number(network.loss, shape)))
    return Fitted(known, tuple(misfits))


@dataclass(frozen=True)
class _Unfolding:
    """Rules by which shapes become known. Each adds one and says so, or says that it adds none.

    Where something doesn't fit, nothing is supposed beyond what follows: that would only make further misfits.
    """

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
        return self._may_suppose and self.follow(columns=True)

    def number(self) -> bool:
        """A state that feeds only itself is a single number."""
        return self._settle({equation.name: SCALAR for equation in self.network.each_step})

    def _settle(self, shapes: Mapping[str, Shape]) -> bool:
        for equation in self.network.each_step:
            if equation.name not in self.known and equation.name in shapes and self._may_suppose:
                self.known[equation.name] = shapes[equation.name]
                return True
        return False

    @property
    def _may_suppose(self) -> bool:
        return not any(_shape(equation, self.known)[1] for equation in self.network.each_step)


def _shape(
    equation: Equation, known: Mapping[str, Shape], *, columns: bool = False
) -> tuple[Shape | None, list[ShapeError]]:
    fitting = Fitting(lambda ref: known.get(ref.name), columns=columns, rows=True)
    return fitting.shape(equation.expression), fitting.errors


def _unsteady(network: Network, known: Mapping[str, Shape]) -> Iterator[Misfit]:
    """The quantities that would change their shape from one time step to the next."""
    for equation in network.each_step:
        name, (shape, errors) = equation.name, _shape(equation, known)
        before = known.get(name, shape)
        if shape is not None and before is not None and shape != before and not errors:
            message = f"{name} {shape_clause(before)} at one time step and {shape_clause(shape)} at the next"
            remedy = f"give {name} the shape of previous({name})"
            yield Misfit(equation, ShapeError(message, (equation.expression,), remedy))


def _not_a_number(loss: Equation, shape: Shape) -> ShapeError:
    message = f"the loss has to be a single number, and {quoted(loss.expression)} {shape_clause(shape)}"
    return ShapeError(message, (loss.expression,), "put sum(…) or mean(…) around it")
