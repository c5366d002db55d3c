"""Where a step stands on the way: the quantities in the order in which they are visited, the present one marked."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.equations.tree import At, Kind, Ref, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import name_of, symbol


@dataclass(frozen=True)
class RouteStop:
    """A quantity on the way; `follows` says that its step uses the result of the one before.

    On the way back `consumers` are the places of those whose gradients it adds up: its ways to the loss.
    """

    name: str
    follows: bool
    consumers: frozenset[int] = frozenset()


class RoutePass:
    """The stops of one pass."""

    def __init__(self, stops: list[tuple[Ref, RouteStop]]) -> None:
        self.stops = [stop for _, stop in stops]
        self.places = {ref: place for place, (ref, _) in enumerate(stops)}


class Route:
    """The ways of a derivation: forward to the loss, back through time, and over the parameters."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.ways: dict[Phase, RoutePass] = {}

    def way(self, step: Step) -> RoutePass:
        """The way on which a step lies."""
        phase = Phase.FORWARD if step.phase is Phase.LOSS else step.phase  # the loss ends the way forward
        if phase not in self.ways:
            self.ways[phase] = RoutePass(self._stops(phase))
        return self.ways[phase]

    def _stops(self, phase: Phase) -> list[tuple[Ref, RouteStop]]:
        match phase:
            case Phase.FORWARD:
                return self._forward()
            case Phase.BACKWARD:
                return self._backward()
            case _:
                return self._parameters(phase)

    def _forward(self) -> list[tuple[Ref, RouteStop]]:
        stops: list[tuple[Ref, RouteStop]] = []
        for operation in self.derivation.forward_operations:
            used = references(self.derivation.step_of(operation).expression)
            follows = not stops or stops[-1][0] in used
            stops.append((operation.ref, RouteStop(symbol(operation.name, operation.ref.at), follows)))
        return stops

    def _backward(self) -> list[tuple[Ref, RouteStop]]:
        stops = [(Ref(Kind.QUANTITY, LOSS), RouteStop(LOSS, follows=True))]
        for operation in self.derivation.operations:
            if operation.phase is Phase.BACKWARD and operation.kind is Kind.GRADIENT:
                consumers = [self.derivation.unrolled.consumer(operation.time, path) for path in operation.paths]
                ref = Ref(Kind.QUANTITY, operation.name, operation.ref.at)
                name = symbol(operation.name, operation.ref.at)
                places = frozenset(place for place, (one, _) in enumerate(stops) if one in consumers)
                stops.append((ref, RouteStop(name, stops[-1][0] in consumers, places)))
        return stops

    def _parameters(self, phase: Phase) -> list[tuple[Ref, RouteStop]]:
        found = [operation for operation in self.derivation.operations if operation.phase is phase]
        return [(operation.ref, RouteStop(self._parameter(operation), follows=False)) for operation in found]

    def _parameter(self, operation: Operation) -> str:
        """A parameter's name; an optimizer's account of one has a name of its own."""
        own = operation.kind in (Kind.STATE, Kind.NORM)
        return name_of(operation.ref) if own else symbol(operation.name)


def stop_of(operation: Operation) -> Ref:
    """The stop at which a step is taken: a parameter's share at the quantity through which it acts."""
    if operation.kind is Kind.GRADIENT:
        return Ref(Kind.QUANTITY, operation.name, operation.ref.at)
    if operation.kind is Kind.SHARE:
        at = At.UNTIMED if operation.via == LOSS else operation.ref.at
        return Ref(Kind.QUANTITY, operation.via, at)
    return operation.ref
