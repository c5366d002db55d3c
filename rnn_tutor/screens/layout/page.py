"""A page to lay text out on: how wide it is, and which letters and lines it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len, chop_cells
from rich.text import Text

from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.line import line
from rnn_tutor.notation.media import ASCII, PAPER, Medium
from rnn_tutor.screens.layout.spelling import ascii_boxes, shown

Lines: TypeAlias = list[Text]

NARROWEST = 20
WIDEST = 100  # longer lines are hard to read
NARROW = 60  # below this, margins and columns are given up

# What each style looks like, and what it means on every screen. Colours are the terminal's own, so that they can be
# read on a dark and on a light one; nothing is said by colour alone. docs/colours.md is this table.
STYLES = {
    "heading": ("bold cyan", "the heading of a page"),
    "rule": ("cyan", "the line around it"),
    "title": ("bold", "what a paragraph, a table or a picture is about"),
    "label": ("dim", "what names something else: a row, an axis, a remark in passing"),
    "hand": ("bold green", "what is new on this page: the result by hand, a curve, a right answer"),
    "exact": ("green", "the same without rounding"),
    "parameter": ("magenta", "a parameter"),
    "carried": ("cyan", "what goes from one place to another"),
    "here": ("bold reverse", "the current step on the path"),
    "done": ("dim", "steps already done"),
    "not_yet": ("bold yellow", "an answer that is not right yet, a number that differs"),
    "key": ("bold", "what can be typed"),
    "error": ("bold red", "what has to be fixed in a lesson before it can be used"),
    "warning": ("yellow", "what should be fixed"),
}
PALETTE = {name: style for name, (style, _) in STYLES.items()}


# What is not broken over two lines: a short bracket with an operator in it, and a number with a power of ten.
KEPT_TOGETHER = re.compile(r"\S*\([^() ]{1,12}(?: [-−+×*/] [^() ]{1,12}){1,2}\)|\d [×*] 10\S*")
TIE = "\N{NO-BREAK SPACE}"  # as wide as the space that it stands for


class PageLine(Text):
    """A line that knows where it belongs, for pages that are cut.

    A heading can be written `again` for a sheet (1 of 3); a line that is `bound` stays on one sheet with the next, and
    one that is `near` it does so unless a sheet of a line or two would come of it. One that knows a `head` has it
    repeated above it where it begins a sheet: the head of a table above a row, the arrow into a box above the box.
    """

    __slots__ = ("again", "bound", "head", "near")

    def __init__(
        self,
        text: str = "",
        style: str = "",
        *,
        head: Lines | None = None,
        bound: bool = False,
        again: Callable[[str], Lines] | None = None,
    ) -> None:
        super().__init__(text, style=style, end="")
        self.head: Lines = head or []
        self.bound = bound
        self.near = False
        self.again = again


@dataclass(frozen=True)
class Page:
    """Width in terminal cells; `notation` says whether there are ∂ and ₃, `boxes` whether there are ─ and │.

    On a `full` page nothing is left out of large matrices, long sums and long tables. A `linear` one is for those who
    hear it, or feel it in braille: one thing after the other, nothing drawn, nothing stacked. Its `number` says where
    in all it stands: 12 of 42.
    """

    width: int = 80
    encoding: str = "utf-8"
    notation: bool = True
    boxes: bool = True
    full: bool = False
    linear: bool = False
    number: str = ""

    @property
    def margin(self) -> int:
        """The columns left free on the left of what stands under a heading."""
        return 2 if self.width >= NARROW else 0

    @property
    def separator(self) -> str:
        """What stands between two things in one line."""
        return " · " if self.notation else " - "

    def spell(self, text: str) -> str:
        """A text in the letters that this page has."""
        return shown(text, self.encoding, notation=self.notation)

    @property
    def medium(self) -> Medium:
        """How a formula is written on one line."""
        return PAPER if self.notation else ASCII

    def letters(self, text: str) -> str:
        """A text in the field's notation, or already in ASCII, as it can be shown."""
        return shown(text, self.encoding, notation=True)

    def formula(self, layout: Layout) -> str:
        """A formula on one line."""
        return self.letters(line(layout, self.medium))

    def text(self, text: str, style: str = "") -> Text:
        """A text on one line, in the letters that this page has."""
        return Text(self.spell(text), style=style, end="")

    def draw(self, text: str, style: str = "") -> Text:
        """A line of a drawing; its lines and arrows become ASCII only after it is laid out, one for one."""
        return Text(ascii_boxes(text) if not self.boxes else text, style=style, end="")

    def drawn(self, row: Text) -> Text:
        """The same with a line that has styles of its own."""
        return row if self.boxes else Text(ascii_boxes(row.plain), end="", spans=row.spans)

    def prose(self, text: str, style: str = "", *, indent: int | None = None, hanging: int = 0) -> Lines:
        """A paragraph, wrapped between words."""
        left = self.margin if indent is None else indent
        rows = wrapped(self.spell(" ".join(text.split())), self.width - left, hanging)
        return [Text(" " * left + row, style=style, end="") for row in rows]


def wrapped(text: str, width: int, hanging: int = 0) -> list[str]:
    """A text broken between words, further lines indented; only a word longer than a line is cut.

    A short bracket of a formula, (1 − Y₃), and a power of ten, 4 × 10⁻⁹, count as a word.
    """
    spans = wrapped_spans(text, width, hanging)
    return [" " * (hanging if number else 0) + text[start:end] for number, (start, end) in enumerate(spans)]


def wrapped_spans(text: str, width: int, hanging: int = 0) -> list[tuple[int, int]]:
    """The parts of a text that stand on one line each, without the blanks between them."""
    found: list[tuple[int, int]] = []
    start = end = place = 0
    for word in KEPT_TOGETHER.sub(lambda bracket: bracket[0].replace(" ", TIE), text).split(" "):
        first, place = place, place + len(word) + 1
        room = width - (hanging if found else 0)
        if end > start and cell_len(text[start:end]) + 1 + cell_len(word) > room:
            found.append((start, end))
            start, end, room = first, first, width - hanging
        if start == end:
            start = first
            while cell_len(rest := word[start - first :]) > room:
                part = chop_cells(rest, max(room, 1))[0]
                found.append((start, start + len(part)))
                start, room = start + len(part), max(width - hanging, 1)
        end = place - 1
    return [*found, (start, end)]


def together(lines: Lines) -> Lines:
    """The lines, to be kept on one sheet with each other and with what follows them."""
    found: Lines = []
    for text in lines:
        kept = PageLine(style=str(text.style), bound=True)
        if isinstance(text, PageLine):
            kept.head, kept.again = text.head, text.again
        found.append(kept.append_text(text) if text.plain else kept)
    return found


def nearly_together(lines: Lines) -> Lines:
    """The lines, to be kept on one sheet with each other, and if that does no harm with what follows them."""
    found = together(lines)
    for text in found[-1:]:
        assert isinstance(text, PageLine), "they are, once they are bound"
        text.bound, text.near = False, True
    return found


def blank() -> Text:
    """An empty line."""
    return plain_line("")


def plain_line(text: str) -> Text:
    """A line as it stands."""
    return Text(text, end="")
