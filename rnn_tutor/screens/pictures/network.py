"""The network, drawn unrolled: a box for each time step with its equations, and arrows with what is carried over.

Nothing is known of the network but its equations, so that any network can be drawn.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.screens.layout.boxes import Box, BoxRow, Canvas, bottom, closed, framed, top
from rnn_tutor.screens.layout.page import Lines, Page, PageLine, plain_line, wrapped
from rnn_tutor.screens.layout.text_blocks import centred, padded
from rnn_tutor.screens.pictures.network_boxes import BoxContents

if TYPE_CHECKING:
    from rich.text import Text

ACROSS = 4  # boxes side by side at most; of more time steps the first two and the last are drawn
BEND = 4  # cells of an arrow between two boxes, beside the name on it, before it may turn
LEAST_INSIDE = 14  # cells inside a box, below which the boxes go one under the other
STEM = 6  # cells left of an arrow that goes down
APART = 4  # cells between what goes down and what comes back up


def network_lines(derivation: Derivation, page: Page) -> Lines:
    """The drawing: boxes side by side where the width allows, else one under the other."""
    drawing = Drawing(derivation, page)
    if page.linear:
        return [line for row in drawing.in_words() for line in page.prose(row)]
    rows = drawing.across()
    if rows is None:
        rows = drawing.down()
    return drawing.lines(rows)


class Drawing:
    """Boxes laid out on a page, with arrows between them."""

    def __init__(self, derivation: Derivation, page: Page) -> None:
        self.page = page
        self.lesson = derivation.lesson
        self.last = derivation.unrolled.last
        self.contents = BoxContents(derivation, page)
        carried = [*self.contents.carried, *self.contents.returned]
        names = [self.contents.names([name], self.last) for name in carried]
        self.gap_width = BEND + 3 + max(map(cell_len, names), default=0)

    # Side by side.

    def across(self) -> Lines | None:
        """Boxes side by side, or nothing where that is too wide."""
        if any(equation.last for equation in self.lesson.network.each_step):
            return None  # where sequences end one by one, the boxes have different rows
        width = self.page.width - self.page.margin
        every = list(range(1, self.last + 1))
        choices = [every] if self.last <= ACROSS else []
        if self.last > 3 or len(self.lesson.network.each_step) > 3:
            choices += [[1, 2, self.last], [1, self.last]] if self.last > 2 else []
        for chosen in choices:
            inside = (width - (len(chosen) - 1) * self.gap_width) // len(chosen) - 4
            boxes = [self.contents.step_box(time, inside) for time in chosen]
            if inside >= LEAST_INSIDE and all(self.fits(box, inside) for box in boxes):
                wished = max([LEAST_INSIDE, *(max(box.widest, cell_len(box.feed) - 2) for box in boxes)])
                inside = min(inside, wished)
                return self.drawn_across(chosen, [self.contents.step_box(time, inside) for time in chosen], inside)
        return None

    def fits(self, box: Box, inside: int) -> bool:
        """Whether nothing in a box is wider than it."""
        return box.widest <= inside and cell_len(box.feed) <= inside + 4 and cell_len(box.title) + 2 <= inside

    def drawn_across(self, chosen: list[int], boxes: list[Box], inside: int) -> Lines | None:
        """Boxes side by side with arrows between them, what follows below; nothing where arrows would meet."""
        outer, space = inside + 4, " " * self.gap_width
        above = [top(box.title, outer) for box in boxes]
        feeds = [[centred(box.feed, outer) for box in boxes], [centred("▼", outer) for _ in boxes]]
        rows = [plain_line(space.join(row)) for row in (*(feeds if self.lesson.streams else ()), above)]
        levels = [
            level
            for equations in zip(*(box.equations for box in boxes), strict=True)
            for level in zip_longest(*equations, fillvalue=BoxRow(plain_line("")))
        ]
        gaps = [
            self.gap([level[n] for level in levels], [level[n + 1] for level in levels], chosen[n : n + 2])
            for n in range(len(boxes) - 1)
        ]
        if None in gaps:
            return None
        for number, level in enumerate(levels):
            text = plain_line("")
            for place, (row, gap) in enumerate(zip_longest(level, gaps)):
                leaves, returns = gap is not None and bool(row.carries), place > 0 and bool(row.returns)
                text += framed(row.text, inside, left="┤" if returns else "│", right="├" if leaves else "│")
                text.append(gap[number] if gap is not None else "")
            rows.append(text)
        rows.append(plain_line(space.join(bottom(outer) for _ in boxes)))
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
                there.append((start, end, self.contents.names([row.carries], times[0])))
        for start, row in enumerate(right):
            if row.returns:
                end = self.use_of(row.returns, times[0] + 1, left, start)
                back.append((start, end, self.contents.names([row.returns], times[1])))
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
        used = Ref(Kind.QUANTITY, name, time)
        return next((number for number, row in enumerate(rows) if used in row.reads), otherwise)

    def below(self, above: Box, start: int, outer: int) -> Lines:
        """The boxes that follow, one under the other, below the last time step."""
        rows: Lines = []
        width = self.page.width - self.page.margin
        for box in self.contents.tail(width - 4):
            wide = min(max(outer, box.widest + 4, cell_len(box.title) + 6), width)
            left = max(min(start, width - wide), 0)
            arrow = [f"│ {names}".rstrip() for names in wrapped(above.sends, width - left - 2) or [""]]
            stem = max(min(start + outer // 2, width - max(map(cell_len, arrow))), left)
            rows += [plain_line(" " * stem + one) for one in (*arrow, "▼")]
            rows += [plain_line(" " * left) + row for row in closed(box, wide)]
            above = box
        return rows

    def gathered(self, boxes: list[Box], outer: int) -> Lines:
        """A loss that looks at every time step: one box under all of them."""
        space = " " * self.gap_width
        wide = len(boxes) * outer + (len(boxes) - 1) * self.gap_width
        stems = [padded(" " * (outer // 2) + f"│ {box.sends}", outer) for box in boxes]
        heads = [padded(" " * (outer // 2) + "▼", outer) for _ in boxes]
        (box,) = self.contents.tail(wide - 4)
        return [plain_line(space.join(stems)), plain_line(space.join(heads)), *closed(box, wide)]

    # One under the other.

    def down(self) -> Lines:
        """Boxes one under the other."""
        outer = self.page.width - self.page.margin
        rows: Lines = []
        before, above = 0, self.contents.step_box(self.last, outer - 4)
        for time in self.chosen:
            box = self.contents.step_box(time, outer - 4)
            if before:
                carried = self.contents.names(self.contents.carried, before)
                returned = self.contents.names(self.contents.returned, time)
                rows += self.stem(carried, returned, skips=time > before + 1)
            feed = ((BoxRow(plain_line(box.feed)),),) if box.feed else ()
            rows += closed(Box(box.title, (*feed, *box.equations)), outer)
            before = time
        for box in self.contents.tail(outer - 4):
            rows += self.stem(above.sends)
            rows += closed(box, outer)
            above = box
        return [*rows, *self.remark(self.chosen)]

    def in_words(self) -> list[str]:
        """What the boxes hold, one thing after the other."""
        inside = self.page.width - self.page.margin
        rows: list[str] = []
        for box in [*(self.contents.step_box(time, inside) for time in self.chosen), *self.contents.tail(inside)]:
            rows += [f"{box.title}:", *([box.feed] if box.feed else [])]
            rows += [" ".join(row.text.plain.strip() for row in equation) for equation in box.equations]
        return [*rows, *(row.plain for row in self.remark(self.chosen))]

    @property
    def chosen(self) -> list[int]:
        """The time steps that are drawn one under the other."""
        return list(range(1, self.last + 1)) if self.last <= 3 else [1, 2, self.last]

    def stem(self, label: str, returned: str = "", *, skips: bool = False) -> Lines:
        """An arrow down with a name beside it, and one up where something comes back from below."""
        width = self.page.width - self.page.margin - STEM - 2
        beside = (width - APART - 2) // 2 if label and returned else width
        names, others = wrapped(label, beside) or [""], wrapped(returned, beside)
        room = max(map(cell_len, names)) + 2 + APART
        dots = [self.page.spell("⋮")] * skips
        down = [f"│ {name}" for name in names] + dots + ["▼"] if label or not returned else []
        up = ["▲", *dots, *(f"│ {name}" for name in others)] if returned else []
        down = ["│"] * (len(up) - len(down)) + down if label else down
        up = up + ["│"] * (len(down) - len(up)) if returned else up
        return [
            plain_line(f"{' ' * STEM}{padded(one, room) if down else ''}{other}".rstrip())
            for one, other in zip_longest(down, up, fillvalue="")
        ]

    def remark(self, chosen: list[int]) -> Lines:
        """What is not drawn, in words."""
        left_out = self.last - len(chosen)
        if not left_out:
            return []
        unit = self.lesson.time_step.lower()
        first, final = chosen[-2] + 1, self.last - 1
        to = "and" if left_out == 2 else "to"
        which = f"{unit} {first} is" if left_out == 1 else f"{unit}s {first} {to} {final} are"
        text = self.page.spell(f"Not drawn: {which} like {unit} {chosen[1]}.")
        return [plain_line(row) for row in ("", *wrapped(text, self.page.width - self.page.margin))]

    # On the page.

    def lines(self, rows: Lines) -> Lines:
        """The drawing, which may be cut above a box that an arrow leads down to: that is then drawn on both sheets."""
        drawn: Lines = [
            PageLine().append_text(self.page.drawn(plain_line(" " * self.page.margin) + row)) if row.plain else row
            for row in rows
        ]
        found: Lines = []
        arrow: Lines | None = None  # what was drawn since the last box ended
        for row, below, line in zip(rows, [*rows[1:], None], drawn, strict=True):
            is_in_drawing = below is not None and bool(below.plain)
            if isinstance(line, PageLine):
                begins = is_edge(row, "┌")
                line.head = arrow if begins and arrow else []
                line.bound = is_in_drawing and not (arrow is not None and below is not None and is_edge(below, "┌"))
                arrow = [] if is_edge(row, "└") else None if begins or arrow is None else [*arrow, line]
            found.append(line)
        return found


def is_edge(row: Text, corner: str) -> bool:
    """Whether a row of a drawing is the upper edge of boxes, or the lower one."""
    return row.plain.lstrip().startswith(corner)
