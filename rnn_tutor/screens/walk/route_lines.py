"""Where a step stands on the way, in one line: the quantities in the order they are visited, the present one marked."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import symbol
from rnn_tutor.pictures.route import Route, RouteStop, stop_of
from rnn_tutor.screens.layout.page import Lines, Page


def route_lines(route: Route, step: Step, page: Page) -> Lines:
    """The way in one line, as much of it as fits around the present stop."""
    way = route.way(step)
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
