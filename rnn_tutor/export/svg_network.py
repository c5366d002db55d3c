"""The network unrolled, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.svg import LETTER, LINE, frame, words
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import symbol, write

PADDING, GAP, STEP = 14, 90, 46  # pixels: inside a box, between two boxes side by side, and one below the other
MOST_BOXES = 4  # time steps that are drawn; of more the first two and the last
LONGEST = 46  # letters of an equation in a box


class SvgBox:
    """Lines of text in a frame, with a title."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        self.title = title
        self.lines = [line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines]
        self.width = max(map(len, [title, *self.lines])) * LETTER + 2 * PADDING
        self.height = (len(self.lines) + 1) * LINE + PADDING

    def drawn(self, x: float, y: float) -> str:
        """The box at a place."""
        rows = "".join(
            f'<text x="{x + PADDING:.0f}" y="{y + LINE * (number + 2):.0f}">{escape(line)}</text>'
            for number, line in enumerate(self.lines)
        )
        return (
            f'<rect class="box" x="{x:.0f}" y="{y:.0f}" width="{self.width:.0f}" height="{self.height:.0f}" rx="8"/>'
            f'<text class="soft" x="{x + PADDING:.0f}" y="{y + LINE:.0f}">{escape(self.title)}</text>{rows}'
        )


@dataclass(frozen=True)
class NetworkDrawing:
    """The boxes; between each and the next what goes `over` to it and what comes `back`, empty where nothing does."""

    boxes: Sequence[SvgBox]
    over: Sequence[str]
    back: Sequence[str]


def network_svg(derivation: Derivation) -> str:
    """The network unrolled: a box for each time step with its equations, what is carried over on the arrows.

    Twice: from left to right, and for a phone from top to bottom; the style of the page shows one of them.
    """
    drawing = _boxes(derivation)
    text = f"The network over {derivation.lesson.time_steps} time steps: "
    text += "; ".join(line for box in drawing.boxes for line in box.lines)
    return _across(drawing, text) + _down(drawing, text)


def _boxes(derivation: Derivation) -> NetworkDrawing:
    """The boxes, and what goes from each to the next and back."""
    last = derivation.lesson.time_steps
    times = list(range(1, last + 1)) if last <= MOST_BOXES else [1, 2, last]
    unit = " ".join(derivation.lesson.time_step.split())[:20]
    boxes = [
        SvgBox(f"{unit} {time}", [_equation(derivation, one.name, time) for one in derivation.lesson.network.each_step])
        for time in times
    ]
    ends = [_equation(derivation, one.name, None) for one in derivation.lesson.network.output]
    loss = next((step for step in derivation.phase(Phase.LOSS)), None)
    ends += [f"{LOSS} = {write(loss.expression, derivation.unrolled.paper)}"] if loss else []
    carried, returned = _read_from(derivation, 1, 2), _read_from(derivation, 2, 1)
    over, back = [], []
    for time, after in pairwise(times):
        skips = after != time + 1
        over.append("…" if skips else ", ".join(symbol(name, time) for name in carried))
        back.append("…" if skips and returned else ", ".join(symbol(name, after) for name in returned))
    if ends:
        boxes.append(SvgBox(f"after {unit} {last}", ends))
        over.append(", ".join(_read_at_the_end(derivation)) or " ")
        back.append("")
    return NetworkDrawing(boxes, over, back)


def _across(drawing: NetworkDrawing, text: str) -> str:
    x = y = 10.0
    parts: list[str] = []
    height = max(box.height for box in drawing.boxes) + 2 * y
    for number, box in enumerate(drawing.boxes):
        parts.append(box.drawn(x, y))
        x += box.width
        if number + 1 < len(drawing.boxes):
            parts += _arrow(x, y + 2 * LINE, drawing.over[number], 1) if drawing.over[number] else []
            parts += _arrow(x + GAP, y + 4 * LINE, drawing.back[number], -1) if drawing.back[number] else []
            x += GAP
    return f"{frame(x + 10, height, text, 'wide')}{''.join(parts)}</svg>"


def _arrow(x: float, y: float, label: str, way: int) -> list[str]:
    """An arrow to the right, or with `way` −1 to the left."""
    end = x + way * (GAP - 12)
    return [
        f'<path class="arrow" d="M{x + way * 6:.0f} {y:.0f}H{end:.0f}"/>',
        f'<path class="tip" d="M{end:.0f} {y - 5:.0f}l{way * 10} 5l{-way * 10} 5z"/>',
        words(x + way * GAP / 2, y - 8, label[:12], "soft", "middle"),
    ]


def _down(drawing: NetworkDrawing, text: str) -> str:
    y, parts = 6.0, []
    width = max(box.width for box in drawing.boxes)
    for number, box in enumerate(drawing.boxes):
        parts.append(box.drawn(2, y))
        y += box.height
        if number + 1 < len(drawing.boxes):
            parts += _arrow_down(40, y, drawing.over[number], 1) if drawing.over[number] else []
            parts += _arrow_down(160, y + STEP, drawing.back[number], -1) if drawing.back[number] else []
            y += STEP
    return f"{frame(width + 4, y + 6, text, 'tall')}{''.join(parts)}</svg>"


def _arrow_down(x: float, y: float, label: str, way: int) -> list[str]:
    """An arrow downwards, or with `way` −1 upwards."""
    end = y + way * (STEP - 12)
    return [
        f'<path class="arrow" d="M{x:.0f} {y + way * 3:.0f}V{end:.0f}"/>',
        f'<path class="tip" d="M{x - 5:.0f} {end:.0f}l5 {way * 10}l5 {-way * 10}z"/>',
        words(x + 12, y + way * STEP / 2 + 5, label, "soft"),
    ]


def _equation(derivation: Derivation, name: str, time: int | None) -> str:
    unrolled = derivation.unrolled
    expression = unrolled.equation_at(name, derivation.lesson.time_steps if time is None else time)
    shown = symbol(name) if time is None else symbol(name, time)
    return f"{shown} = {write(expression, unrolled.paper)}"


def _read_at_the_end(derivation: Derivation) -> list[str]:
    """The quantities of the time steps that the last box reads: Y₃, or P₁ … P₃ for a loss at each of them."""
    unrolled, lesson = derivation.unrolled, derivation.lesson
    formulas = [unrolled.equation_at(one.name, lesson.time_steps) for one in lesson.network.output]
    formulas += [step.expression for step in derivation.phase(Phase.LOSS)]
    read = {(ref.name, ref.at) for formula in formulas for ref in references(formula) if ref.kind is Kind.QUANTITY}
    found = []
    for one in lesson.network.each_step:
        times = sorted(at for name, at in read if name == one.name and isinstance(at, int))
        found += [" … ".join(symbol(one.name, time) for time in dict.fromkeys((times[0], times[-1])))] if times else []
    return found


def _read_from(derivation: Derivation, time: int, other: int) -> list[str]:
    """The quantities of one time step that its neighbour reads."""
    if derivation.lesson.time_steps < 2:
        return []
    each_step = derivation.lesson.network.each_step
    read = {
        ref.name
        for one in each_step
        for ref in references(derivation.unrolled.equation_at(one.name, other))
        if ref.kind is Kind.QUANTITY and ref.at == time
    }
    return [one.name for one in each_step if one.name in read]
