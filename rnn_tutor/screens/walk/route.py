"""Where a step stands on the way: the quantities in the order in which they are visited, the present one marked."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.tree import At, Kind, Ref, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import name_of, symbol
from rnn_tutor.screens.layout.page import Lines, Page


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

    def lines(self, step: Step, page: Page) -> Lines:
        """The way in one line, as much of it as fits around the present stop."""
        way = self.way(step)
        place = way.places[stop_of(step.operation)]
        visible = VisibleStops(way.stops, place, page)
        line, under = visible.line()
        if page.linear:
            return [line]
        if step.operation.kind is not Kind.SHARE:
            return [line, *visible.branch()]
        name = page.spell(symbol(step.quantity))
        if under + 3 + cell_len(name) <= page.width:
            return [line, page.draw(" " * under + "└─ ").append(name, "parameter")]
        before = page.draw(" " * max(under - 2 - cell_len(name), 0))
        return [line, before.append(name, "parameter").append_text(page.draw(" ─┘"))]


def stop_of(operation: Operation) -> Ref:
    """The stop at which a step is taken: a parameter's share at the quantity through which it acts."""
    if operation.kind is Kind.GRADIENT:
        return Ref(Kind.QUANTITY, operation.name, operation.ref.at)
    if operation.kind is Kind.SHARE:
        at = At.UNTIMED if operation.via == LOSS else operation.ref.at
        return Ref(Kind.QUANTITY, operation.via, at)
    return operation.ref


class VisibleStops:
    """As many stops around the present one as fit, the first and last of the way with them where there is room."""

    def __init__(self, stops: list[RouteStop], place: int, page: Page) -> None:
        self.stops = stops
        self.place = place
        self.page = page
        self.room = page.width - page.margin
        ends = f"{stops[0].name} → … → ", f" → … → {stops[-1].name}"
        self.before, self.after = map(page.spell, ends)
        if self.cells(place, place + 1) > self.room:
            self.before, self.after = page.spell("… → "), page.spell(" → …")
        if self.cells(place, place + 1) > self.room:
            self.before = self.after = ""
        self.first, self.last = self.widest()

    def joint(self, stop: RouteStop) -> str:
        """What joins a stop to the one before it."""
        return self.page.spell(" → ") if stop.follows else self.page.separator

    def cells(self, first: int, last: int) -> int:
        """How wide the line would be."""
        shown = self.stops[first:last]
        length = 2 + sum(cell_len(self.page.spell(stop.name)) for stop in shown)
        length += sum(cell_len(self.joint(stop)) for stop in shown[1:])
        length += cell_len(self.before) if first else 0
        return length + (cell_len(self.after) if last < len(self.stops) else 0)

    def widest(self) -> tuple[int, int]:
        """The longest visible that fits, the present stop near its middle."""
        first, last, count = self.place, self.place + 1, len(self.stops)
        while True:
            left, right = (first - 1, last), (first, last + 1)
            nearer = [left, right] if self.place - first < last - 1 - self.place else [right, left]
            # An end may fit where dots and an end would not.
            for start, end in (*nearer, (0, last), (first, count)):
                grows = (start, end) != (first, last) and start >= 0 and end <= count
                if grows and self.cells(start, end) <= self.room:
                    first, last = start, end
                    break
            else:
                return first, last

    def branch(self) -> Lines:
        """The other ways to the loss, from whatever doesn't stand right before the present stop, as a line below."""
        present = self.stops[self.place]
        others = sorted(present.consumers - {self.place - 1})
        if not others:
            return []
        columns = self.columns()
        end = columns[self.place] + 1
        seen = [columns[place] for place in others if place in columns]
        start = self.page.margin if len(seen) < len(others) else seen[0]
        cells = ["─"] * (end - start)
        for column in seen:
            cells[column - start] = "└" if column == start else "┴"
        return [self.page.draw(" " * start + "".join(cells) + "┘", "carried")]

    def columns(self) -> dict[int, int]:
        """The column in which the name of each visible stop begins; of the present one its bracket."""
        columns: dict[int, int] = {}
        column = self.page.margin + (cell_len(self.before) if self.first else 0)
        for number in range(self.first, self.last):
            stop = self.stops[number]
            column += cell_len(self.joint(stop)) if number > self.first else 0
            columns[number] = column
            column += cell_len(self.page.spell(stop.name)) + (2 if number == self.place else 0)
        return columns

    def line(self) -> tuple[Text, int]:
        """The line, and the column of the present stop's name."""
        line = Text(" " * self.page.margin, end="")
        line.append(self.before if self.first else "", "done")
        under = 0
        for number in range(self.first, self.last):
            stop = self.stops[number]
            line.append(self.joint(stop) if number > self.first else "", "done")
            if number == self.place:
                under = cell_len(line.plain) + 1
                line.append(f"[{self.page.spell(stop.name)}]", "here")
            else:
                line.append(self.page.spell(stop.name), "done" if number < self.place else "")
        return line.append(self.after if self.last < len(self.stops) else ""), under
