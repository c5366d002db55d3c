"""One line of the derivation as data: what is computed, at which time step, from which expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.tree import At, Expression, Kind, Ref


class Phase(Enum):
    """The parts of a derivation, in order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    TOTAL = "total"
    UPDATE = "update"


class Derived:
    """An expression that is derived when it is first asked for: what shows no gradient waits for no derivative."""

    __slots__ = ("_derive", "_found")

    def __init__(self, derive: Callable[[], Expression]) -> None:
        self._derive = derive
        self._found: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The expression, always the same object."""
        if self._found is None:
            self._found = self._derive()
        return self._found

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as what it comes to."""
        return known, (self.expression,)


def known(expression: Expression) -> Derived:
    """An expression that was derived before."""
    return Derived(lambda: expression)


@dataclass(frozen=True, slots=True)
class GradientPath:
    """One way by which a quantity reaches the loss: the quantity that uses it next, and the gradient it passes back.

    The consumer stands `offset` time steps on: 0 in the same, 1 in the one after, which reads previous(…), and −1 in
    the one before, which reads next(…).
    """

    consumer: str
    offset: int
    source: Expression | Derived

    @property
    def expression(self) -> Expression:
        """The gradient that is passed back."""
        return self.source.expression if isinstance(self.source, Derived) else self.source


class Operation(NamedTuple):
    """What one step computes; a named tuple, since a long lesson makes thousands at once.

    `kind`, `name`, `time` and `via` say what: a quantity, its gradient, a parameter's share, total or new value.
    `template` is the expression, to be read at time step `frame`; `source` is that, or what derives it. `paths` are a
    gradient's summands, by consumer; those in `cut` are left out of it, where backpropagation through time is
    truncated.
    """

    phase: Phase
    kind: Kind
    name: str
    time: int | None
    source: Expression | Derived
    frame: int
    shape: Shape
    via: str = ""
    paths: tuple[GradientPath, ...] = ()
    cut: tuple[GradientPath, ...] = ()

    @property
    def template(self) -> Expression:
        """What is computed, to be read at the operation's frame."""
        return self.source.expression if isinstance(self.source, Derived) else self.source

    @property
    def ref(self) -> Ref:
        """The name of the result."""
        return Ref(self.kind, self.name, At.UNTIMED if self.time is None else self.time, self.via)
