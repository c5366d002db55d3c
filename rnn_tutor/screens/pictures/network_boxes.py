"""What stands in the boxes of the drawn network: equations, data, and what comes in and goes out.

Nothing is known of the network but its equations, so that any network can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import At, Expression, Kind, Ref, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.composition import compose
from rnn_tutor.notation.folding import folded, terms
from rnn_tutor.notation.layout import TERM_SIGNS, Name
from rnn_tutor.notation.line import Closing, LineToken, Opening, symbol, texts, token_pieces, tokens
from rnn_tutor.screens.layout.arrays import ends, inline
from rnn_tutor.screens.layout.boxes import Box, BoxRow
from rnn_tutor.screens.layout.page import Page, plain_line

if TYPE_CHECKING:
    from rich.text import Text


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

    def step_box(self, time: int, inside: int) -> Box:
        """A time step."""
        equations = []
        for equation in self.unrolled.at(time):
            expression = self.unrolled.equation_at(equation.name, time)
            rows = self.equation(symbol(equation.name, time), expression, inside)
            carries, returns = (equation.name * (equation.name in names) for names in (self.carried, self.returned))
            rows = (*rows[:-1], replace(rows[-1], carries=carries, returns=returns))
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
        row, reads = plain_line(left.rstrip()), frozenset[Ref]()
        found: list[BoxRow] = []
        opened: list[int] = []
        for term in terms(folded(compose(expression, self.unrolled.paper))):
            whole = tokens(term, self.page.medium)
            fits = cell_len(left) + self.marked(whole).cell_len <= inside
            for piece in [whole] if fits else token_pieces(term, self.page.medium, TERM_SIGNS):
                text = self.marked(piece)
                if (not found and row.plain == left.rstrip()) or row.cell_len + 1 + text.cell_len <= inside:
                    start = row.cell_len + 1
                    row.append(" ").append_text(text)
                else:
                    start = opened[-1] + 1 if opened else max(cell_len(left) - 2, 0)
                    found.append(BoxRow(row, reads))
                    row, reads = plain_line(" " * start).append_text(text), frozenset()
                reads |= {token.ref for token in piece if isinstance(token, Name)}
                self.note_brackets(piece, start, opened)
        return (*found, BoxRow(row, reads))

    def marked(self, piece: Sequence[LineToken]) -> Text:
        """A part of a formula, in which the parameters are marked: the same ones in every box."""
        found = plain_line("")
        for token, text in zip(piece, texts(piece, self.page.medium), strict=True):
            is_parameter = isinstance(token, Name) and token.ref.kind is Kind.PARAMETER
            found.append(self.page.letters(text), "parameter" if is_parameter else None)
        return found

    def note_brackets(self, piece: Sequence[LineToken], start: int, opened: list[int]) -> None:
        """Keep the columns of the brackets that are open; the piece begins in column `start`."""
        for token, text in zip(piece, texts(piece, self.page.medium), strict=True):
            if isinstance(token, Opening):
                opened.append(start)
            elif isinstance(token, Closing) and opened:
                opened.pop()
            start += len(self.page.letters(text))

    def data(self) -> BoxRow:
        """The target, or the targets of the time steps."""
        values = [inline(target.map(number_text), self.page) for target in self.lesson.targets]
        return BoxRow(self.page.text(f"target{'s' * (len(values) > 1)} = {', '.join(ends(values))}"))

    def tail(self, inside: int) -> list[Box]:
        """What comes after the time steps."""
        output = [self.output_box(inside)] if self.network.output else []
        return [*output, *([self.loss_box(self.loss, inside)] if self.loss else [])]
