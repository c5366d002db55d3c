"""The network, drawn unrolled: a box for each time step with its equations, and arrows with what is carried over.

Nothing is known of the network but its equations, so that any network can be drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import At, Expression, Kind, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.composition import compose
from rnn_tutor.notation.folding import folded, terms
from rnn_tutor.notation.layout import TERM_SIGNS
from rnn_tutor.notation.line import pieces, symbol
from rnn_tutor.screens.layout.arrays import ends, inline
from rnn_tutor.screens.layout.boxes import Box, BoxRow, Canvas, closed, top
from rnn_tutor.screens.layout.page import Lines, Page, PageLine, wrapped
from rnn_tutor.screens.layout.text_blocks import centred, padded

if TYPE_CHECKING:
    from rich.text import Text

ACROSS = 4  # boxes side by side at most; of more time steps the first two and the last are drawn
BEND = 4  # cells of an arrow between two boxes, beside the name on it, before it may turn
LEAST_INSIDE = 14  # cells inside a box, below which the boxes go one under the other
STEM = 6  # cells left of an arrow that goes down


def network_lines(derivation: Derivation, page: Page) -> Lines:
    """The drawing: boxes side by side where the width allows, else one under the other."""
    plan = BoxContents(derivation, page)
    if page.linear:
        return [line for row in plan.in_words() for line in page.prose(row)]
    rows = plan.across()
    if rows is None:
        rows = plan.down()
    return [plan.line(row) for row in rows]


class BoxContents:
    """What is in the boxes, in the letters of a page."""

    def __init__(self, derivation: Derivation, page: Page) -> None:
        self.derivation = derivation
        self.unrolled = derivation.unrolled
        self.lesson = derivation.lesson
        self.network = derivation.lesson.network
        self.page = page
        self.last = self.unrolled.last
        self.unit = self.lesson.time_step
        self.loss = next((step.expression for step in derivation.phase(Phase.LOSS)), None)
        self.carried = self.read_from(1, 2)
        self.returned = self.read_from(2, 1)
        names = [self.names([name], self.last) for name in (*self.carried, *self.returned)]
        self.gap_width = BEND + 3 + max(map(cell_len, names), default=0)

    def read_from(self, time: int, other: int) -> list[str]:
        """The quantities of a time step that another one reads."""
        if self.last == 1:
            return []
        return self.read_by([self.unrolled.equation_at(e.name, other) for e in self.network.each_step], time)

    def read_by(self, expressions: Iterable[Expression], time: int) -> list[str]:
        """The quantities of a time step that expressions read."""
        read = {ref.name for e in expressions for ref in references(e) if ref.kind is Kind.QUANTITY and ref.at == time}
        return [e.name for e in self.network.each_step if e.name in read]

    def names(self, names: Iterable[str], at: int | At) -> str:
        """Quantities as an arrow is labelled."""
        return self.page.spell(", ".join(symbol(name, at) for name in names))

    # The boxes.

    def step_box(self, time: int, inside: int) -> Box:
        """A time step."""
        equations = []
        for equation in self.unrolled.at(time):
            expression = self.unrolled.equation_at(equation.name, time)
            rows = self.equation(symbol(equation.name, time), expression, inside)
            carries, returns = (equation.name * (equation.name in names) for names in (self.carried, self.returned))
            rows = (*rows[:-1], BoxRow(rows[-1].text, carries, returns))
            equations.append(rows)
        feed = ""
        if self.lesson.streams:
            feed = ", ".join(
                self.page.spell(f"{symbol(name, time)} = ") + inline(arrays[time - 1].map(number_text), self.page)
                for name, arrays in self.lesson.streams.items()
            )
        output = [self.unrolled.equation_at(e.name, None) for e in self.network.output]
        after = output if output and time == self.last else [self.loss] if self.loss else []
        below = self.read_by(after, time)
        return Box(self.page.spell(f"{self.unit} {time}"), tuple(equations), feed, self.names(below, time))

    def output_box(self, inside: int) -> Box:
        """The quantities after the last time step."""
        equations = tuple(
            self.equation(symbol(e.name), self.unrolled.equation_at(e.name, None), inside) for e in self.network.output
        )
        used = {ref.name for ref in references(self.loss)} if self.loss else set()
        sends = [e.name for e in self.network.output if e.name in used]
        return Box(
            self.page.spell(f"After {self.unit.lower()} {self.last}"), equations, sends=self.names(sends, At.UNTIMED)
        )

    def loss_box(self, loss: Expression, inside: int) -> Box:
        """The loss, or what else is differentiated."""
        if not self.lesson.targets:
            return Box("What is differentiated", (self.equation(LOSS, loss, inside),))
        return Box("How far off", ((self.data(),), self.equation(LOSS, loss, inside)))

    def equation(self, name: str, expression: Expression, inside: int) -> tuple[BoxRow, ...]:
        """name = expression, broken before its + and −: outside brackets, and inside them where it has to be."""
        left = self.page.spell(f"{name} = ")
        rows = [left.rstrip()]
        opened: list[int] = []
        for term in terms(folded(compose(expression, self.unrolled.paper))):
            text = self.page.formula(term)
            whole = cell_len(left) + cell_len(text) <= inside
            for piece in [text] if whole else map(self.page.letters, pieces(term, self.page.medium, TERM_SIGNS)):
                if rows == [left.rstrip()] or cell_len(rows[-1]) + 1 + cell_len(piece) <= inside:
                    start = cell_len(rows[-1]) + 1
                    rows[-1] += " " + piece
                else:
                    start = opened[-1] + 1 if opened else max(cell_len(left) - 2, 0)
                    rows.append(" " * start + piece)
                note_brackets(piece, start, opened)
        return tuple(map(BoxRow, rows))

    def data(self) -> BoxRow:
        """The target, or the targets of the time steps."""
        values = [inline(target.map(number_text), self.page) for target in self.lesson.targets]
        return BoxRow(self.page.spell(f"target{'s' * (len(values) > 1)} = {', '.join(ends(values))}"))

    def tail(self, inside: int) -> list[Box]:
        """What comes after the time steps."""
        output = [self.output_box(inside)] if self.network.output else []
        return [*output, *([self.loss_box(self.loss, inside)] if self.loss else [])]

    # Side by side.

    def across(self) -> list[str] | None:
        """Boxes side by side, or nothing where that is too wide."""
        if any(equation.last for equation in self.network.each_step):
            return None  # where sequences end one by one, the boxes have different rows
        width = self.page.width - self.page.margin
        every = list(range(1, self.last + 1))
        choices = [every] if self.last <= ACROSS else []
        if self.last > 3 or len(self.network.each_step) > 3:
            choices += [[1, 2, self.last], [1, self.last]] if self.last > 2 else []
        for chosen in choices:
            inside = (width - (len(chosen) - 1) * self.gap_width) // len(chosen) - 4
            boxes = [self.step_box(time, inside) for time in chosen]
            if inside >= LEAST_INSIDE and all(self.fits(box, inside) for box in boxes):
                wished = max([LEAST_INSIDE, *(max(box.widest, cell_len(box.feed) - 2) for box in boxes)])
                inside = min(inside, wished)
                return self.drawn_across(chosen, [self.step_box(time, inside) for time in chosen], inside)
        return None

    def fits(self, box: Box, inside: int) -> bool:
        """Whether nothing in a box is wider than it."""
        return box.widest <= inside and cell_len(box.feed) <= inside + 4 and cell_len(box.title) + 2 <= inside

    def drawn_across(self, chosen: list[int], boxes: list[Box], inside: int) -> list[str] | None:
        """Boxes side by side with arrows between them, what follows below; nothing where arrows would meet."""
        outer, space = inside + 4, " " * self.gap_width
        rows = []
        if self.lesson.streams:
            rows.append(space.join(centred(box.feed, outer) for box in boxes))
            rows.append(space.join(centred("▼", outer) for _ in boxes))
        rows.append(space.join(top(box.title, outer) for box in boxes))
        levels = [
            level
            for equations in zip(*(box.equations for box in boxes), strict=True)
            for level in zip_longest(*equations, fillvalue=BoxRow(""))
        ]
        gaps = [
            self.gap([level[n] for level in levels], [level[n + 1] for level in levels], chosen[n : n + 2])
            for n in range(len(boxes) - 1)
        ]
        if None in gaps:
            return None
        for number, level in enumerate(levels):
            text = ""
            for place, (row, gap) in enumerate(zip_longest(level, gaps)):
                leaves, returns = gap is not None and bool(row.carries), place > 0 and bool(row.returns)
                text += f"{'┤' if returns else '│'} {padded(row.text, inside)} {'├' if leaves else '│'}"
                text += gap[number] if gap is not None else ""
            rows.append(text)
        rows.append(space.join("└" + "─" * (outer - 2) + "┘" for _ in boxes))
        if any(box.sends for box in boxes[:-1]):
            return [*rows, *self.gathered(boxes, outer), *self.remark(chosen)]
        start = (outer + self.gap_width) * (len(boxes) - 1)
        return [*rows, *self.below(boxes[-1], start, outer), *self.remark(chosen)]

    def gap(self, left: list[BoxRow], right: list[BoxRow], times: list[int]) -> list[str] | None:
        """What stands between two boxes: from each name that is carried over, an arrow to where it is used.

        Nothing where an arrow to the right and one to the left would share a row.
        """
        there, back = [], []
        for start, row in enumerate(left):
            if row.carries:
                end = self.use_of(row.carries, times[1] - 1, right, start)
                there.append((start, end, self.names([row.carries], times[0])))
        for start, row in enumerate(right):
            if row.returns:
                end = self.use_of(row.returns, times[0] + 1, left, start)
                back.append((start, end, self.names([row.returns], times[1])))
        if {row for arrow in there for row in arrow[:2]} & {row for arrow in back for row in arrow[:2]}:
            return None
        canvas = Canvas(len(left), self.gap_width)
        dots = times[1] > times[0] + 1 and self.page.notation
        for arrows, draw in ((there, canvas.arrow), (back, canvas.arrow_back)):
            for start, end, name in sorted(arrows, key=lambda arrow: -abs(arrow[1] - arrow[0])):
                draw(
                    start,
                    end,
                    f"{'⋯' if dots and arrows is back else '─'} {name} {'⋯' if dots and arrows is there else '─'}",
                )
        return canvas.rows()

    def use_of(self, name: str, time: int, rows: list[BoxRow], otherwise: int) -> int:
        """The row in which a quantity of a time step is used."""
        used = word(self.names([name], time))
        return next((number for number, row in enumerate(rows) if used.search(row.text)), otherwise)

    def below(self, above: Box, start: int, outer: int) -> list[str]:
        """The boxes that follow, one under the other, below the last time step."""
        rows: list[str] = []
        width = self.page.width - self.page.margin
        for box in self.tail(width - 4):
            wide = min(max(outer, box.widest + 4, cell_len(box.title) + 6), width)
            left = max(min(start, width - wide), 0)
            arrow = f"│ {above.sends}".rstrip()
            stem = max(min(start + outer // 2, width - cell_len(arrow)), left)
            rows.append(" " * stem + arrow)
            rows.append(" " * stem + "▼")
            rows += [" " * left + row for row in closed(box, wide)]
            above = box
        return rows

    def gathered(self, boxes: list[Box], outer: int) -> list[str]:
        """A loss that looks at every time step: one box under all of them."""
        space = " " * self.gap_width
        wide = len(boxes) * outer + (len(boxes) - 1) * self.gap_width
        stems = [padded(" " * (outer // 2) + f"│ {box.sends}", outer) for box in boxes]
        heads = [padded(" " * (outer // 2) + "▼", outer) for _ in boxes]
        (box,) = self.tail(wide - 4)
        return [space.join(stems), space.join(heads), *closed(box, wide)]

    # One under the other.

    def down(self) -> list[str]:
        """Boxes one under the other."""
        outer = self.page.width - self.page.margin
        chosen = list(range(1, self.last + 1)) if self.last <= 3 else [1, 2, self.last]
        rows: list[str] = []
        before, above = 0, self.step_box(self.last, outer - 4)
        for time in chosen:
            box = self.step_box(time, outer - 4)
            if before:
                carried, returned = self.names(self.carried, before), self.names(self.returned, time)
                rows += self.stem(carried, returned, skips=time > before + 1)
            feed = ((BoxRow(box.feed),),) if box.feed else ()
            rows += closed(Box(box.title, (*feed, *box.equations)), outer)
            before = time
        for box in self.tail(outer - 4):
            rows += self.stem(above.sends)
            rows += closed(box, outer)
            above = box
        return [*rows, *self.remark(chosen)]

    def in_words(self) -> list[str]:
        """What the boxes hold, one thing after the other."""
        inside = self.page.width - self.page.margin
        chosen = list(range(1, self.last + 1)) if self.last <= 3 else [1, 2, self.last]
        rows: list[str] = []
        for box in [*(self.step_box(time, inside) for time in chosen), *self.tail(inside)]:
            rows += [f"{box.title}:", *([box.feed] if box.feed else [])]
            rows += [" ".join(row.text.strip() for row in equation) for equation in box.equations]
        return [*rows, *self.remark(chosen)]

    def stem(self, label: str, returned: str = "", *, skips: bool = False) -> list[str]:
        """An arrow down with a name beside it, and one up where something comes back from below."""
        room = cell_len(label) + 6
        down = ["│ " + padded(label, room - 2), *([padded(self.page.spell("⋮"), room)] * skips), padded("▼", room)]
        up = ["▲", *([self.page.spell("⋮")] * skips), f"│ {returned}"] if returned else [""] * len(down)
        down = down if label or not returned else [""] * len(up)
        return [f"{' ' * STEM}{one}{other}".rstrip() for one, other in zip(down, up, strict=True)]

    def remark(self, chosen: list[int]) -> list[str]:
        """What is not drawn, in words."""
        left_out = self.last - len(chosen)
        if not left_out:
            return []
        unit = self.unit.lower()
        first, final = chosen[-2] + 1, self.last - 1
        to = "and" if left_out == 2 else "to"
        which = f"{unit} {first} is" if left_out == 1 else f"{unit}s {first} {to} {final} are"
        text = self.page.spell(f"Not drawn: {which} like {unit} {chosen[1]}.")
        return ["", *wrapped(text, self.page.width - self.page.margin)]

    # On the page.

    def line(self, row: str) -> Text:
        """A row of the drawing, which may be cut below a box."""
        inside = bool(row) and not row.lstrip().startswith("└")
        return PageLine(bound=inside).append_text(self.coloured(" " * self.page.margin + row))

    def coloured(self, row: str) -> Text:
        """A row with the parameters, the same ones in every box, marked."""
        text = self.page.draw(row)
        for parameter in self.lesson.parameters:
            text.highlight_regex(word(self.page.spell(symbol(parameter.name))), "parameter")
        return text


def note_brackets(piece: str, start: int, opened: list[int]) -> None:
    """Keep the columns of the brackets that are open."""
    for column, character in enumerate(piece, start):
        if character == "(":
            opened.append(column)
        elif character == ")" and opened:
            opened.pop()


def word(name: str) -> re.Pattern[str]:
    """Where a name stands, and not the beginning of a longer one."""
    return re.compile(rf"(?<![\w₀-₉]){re.escape(name)}(?![\w₀-₉])")
