"""Where a step stands on the way: the quantities in the order in which they are visited, the present one marked."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.step import Step
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.tree import Kind, Ref, references
from rnn_tutor.equations.writing import name_of, symbol
from rnn_tutor.screens.page import Lines, Page

PHASES_ON_THE_WAY = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "forward",
    Phase.BACKWARD: "backward",
    Phase.TOTAL: "total",
    Phase.UPDATE: "update",
}


@dataclass(frozen=True)
class Station:
    """A quantity on the way; `follows` says that its step uses the result of the one before."""

    name: str
    follows: bool


class Way:
    """The stations of one pass."""

    def __init__(self, stations: list[tuple[Ref, Station]]) -> None:
        self.stations = [station for _, station in stations]
        self.places = {ref: place for place, (ref, _) in enumerate(stations)}


class Route:
    """The ways of a derivation: forward to the loss, back through time, and over the parameters."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.ways: dict[str, Way] = {}

    def way(self, step: Step) -> Way:
        """The way on which a step lies."""
        name = PHASES_ON_THE_WAY[step.phase]
        if name not in self.ways:
            self.ways[name] = Way(getattr(self, f"_{name}")())
        return self.ways[name]

    def _forward(self) -> list[tuple[Ref, Station]]:
        stations: list[tuple[Ref, Station]] = []
        for operation in self.derivation.forward_operations:
            used = references(self.derivation.step_of(operation).expression)
            follows = not stations or stations[-1][0] in used
            stations.append((operation.ref, Station(symbol(operation.name, operation.ref.at), follows)))
        return stations

    def _backward(self) -> list[tuple[Ref, Station]]:
        stations = [(Ref(Kind.QUANTITY, LOSS), Station(LOSS, follows=True))]
        for operation in self.derivation.operations:
            if operation.phase is Phase.BACKWARD and operation.kind is Kind.GRADIENT:
                consumers = [self.derivation.unrolled.consumer(operation.time, path) for path in operation.paths]
                ref = Ref(Kind.QUANTITY, operation.name, operation.ref.at)
                name = symbol(operation.name, operation.ref.at)
                stations.append((ref, Station(name, stations[-1][0] in consumers)))
        return stations

    def _parameters(self, phase: Phase) -> list[tuple[Ref, Station]]:
        found = [operation for operation in self.derivation.operations if operation.phase is phase]
        return [(operation.ref, Station(self._parameter(operation), follows=False)) for operation in found]

    def _parameter(self, operation: Operation) -> str:
        """A parameter's name; an optimizer's account of one has a name of its own."""
        own = operation.kind in (Kind.STATE, Kind.NORM)
        return name_of(operation.ref) if own else symbol(operation.name)

    def _total(self) -> list[tuple[Ref, Station]]:
        return self._parameters(Phase.TOTAL)

    def _update(self) -> list[tuple[Ref, Station]]:
        return self._parameters(Phase.UPDATE)

    def lines(self, step: Step, page: Page) -> Lines:
        """The way in one line, as much of it as fits around the present station."""
        way = self.way(step)
        place = way.places[station_of(step.operation)]
        left = page.margin
        first, last = window(way.stations, place, page, page.width - left)
        line = Text(" " * left, end="")
        if first:
            line.append_text(page.text(f"{way.stations[0].name} → … → ", "done"))
        under = cell_len(line.plain)
        for number in range(first, last):
            station = way.stations[number]
            if number > first:
                line.append_text(page.text(joint(station, page), "done"))
            if number == place:
                under = cell_len(line.plain) + 1
                line.append_text(page.text(f"[{station.name}]", "here"))
            else:
                line.append_text(page.text(station.name, "done" if number < place else ""))
        if last < len(way.stations):
            line.append_text(page.text(f" → … → {way.stations[-1].name}"))
        lines = [line]
        if step.operation.kind is Kind.SHARE:
            branch = page.draw(" " * under + "└─ ", "")
            branch.append_text(page.text(symbol(step.quantity), "parameter"))
            lines.append(branch)
        return lines


def station_of(operation: Operation) -> Ref:
    """The station at which a step is taken: a parameter's share at the quantity through which it acts."""
    if operation.kind is Kind.GRADIENT:
        return Ref(Kind.QUANTITY, operation.name, operation.ref.at)
    if operation.kind is Kind.SHARE:
        at = Ref(Kind.QUANTITY, LOSS).at if operation.via == LOSS else operation.ref.at
        return Ref(Kind.QUANTITY, operation.via, at)
    return operation.ref


def joint(station: Station, page: Page) -> str:
    """What joins a station to the one before it."""
    return " → " if station.follows else page.separator


def window(stations: list[Station], place: int, page: Page, width: int) -> tuple[int, int]:
    """The stretch of stations around a place that fits, with room for both ends where they are left out."""

    def cells(first: int, last: int) -> int:
        shown = stations[first:last]
        length = 2 + sum(cell_len(page.spell(station.name)) for station in shown)
        length += sum(cell_len(page.spell(joint(station, page))) for station in shown[1:])
        if first:
            length += cell_len(page.spell(f"{stations[0].name} → … → "))
        if last < len(stations):
            length += cell_len(page.spell(f" → … → {stations[-1].name}"))
        return length

    first, last = place, place + 1
    while True:
        before, after = (first - 1, last), (first, last + 1)
        nearer = [before, after] if place - first < last - 1 - place else [after, before]
        # An end may fit where dots and an end would not.
        wider = [*nearer, (0, last), (first, len(stations))]
        for start, end in wider:
            if (start, end) != (first, last) and start >= 0 and end <= len(stations) and cells(start, end) <= width:
                first, last = start, end
                break
        else:
            return first, last
