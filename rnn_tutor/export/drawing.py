"""Pictures for a page, as SVG: the network unrolled, and how large the gradients are on the way back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import name_of, symbol, write

LETTER, LINE, PADDING, GAP = 9.2, 24, 14, 90  # pixels: of a letter, of a line, inside a box, between two boxes
MOST_BOXES = 4  # time steps that are drawn; of more the first two and the last
SMALLEST = 0.68  # of its size, below which the letters are too small to read
LONGEST = 46  # letters of an equation in a box
BAR_HEIGHT, MOST_BARS, BAR_ROOM = 20, 60, 320


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


def network_svg(derivation: Derivation) -> str:
    """The network unrolled: a box for each time step with its equations, what is carried over on the arrows."""
    last = derivation.lesson.time_steps
    times = list(range(1, last + 1)) if last <= MOST_BOXES else [1, 2, last]
    unit = " ".join(derivation.lesson.time_step.split())[:20]
    unrolled, network = derivation.unrolled, derivation.lesson.network
    boxes = [
        SvgBox(f"{unit} {time}", [_equation(derivation, one.name, time) for one in network.each_step]) for time in times
    ]
    ends = [_equation(derivation, one.name, None) for one in network.output]
    loss = next((step for step in derivation.phase(Phase.LOSS)), None)
    ends += [f"{LOSS} = {write(loss.expression, unrolled.paper)}"] if loss else []
    boxes += [SvgBox(f"after {unit} {last}", ends)] if ends else []
    carried, returned = _read_from(derivation, 1, 2), _read_from(derivation, 2, 1)
    x = y = 10.0
    parts: list[str] = []
    height = max(box.height for box in boxes) + 2 * y
    for number, box in enumerate(boxes):
        parts.append(box.drawn(x, y))
        x += box.width
        if number + 1 < len(boxes):
            time = times[number] if number < len(times) else last
            skips = number + 1 < len(times) and times[number + 1] != time + 1
            label = "…" if skips else ", ".join(symbol(name, time) for name in carried)
            if carried or number + 1 == len(times):
                parts.append(_arrow(x, y + 2 * LINE, label))
            if returned and number + 1 < len(times):
                label = "…" if skips else ", ".join(symbol(name, time + 1) for name in returned)
                parts.append(_arrow_back(x, y + 4 * LINE, label))
            x += GAP
    text = escape(f"The network over {last} time steps: " + "; ".join(line for box in boxes for line in box.lines))
    return f"<svg {_frame(x + 10, height, text)}>{''.join(parts)}</svg>"


def _frame(width: float, height: float, text: str) -> str:
    """The size of a picture: on a phone it keeps most of it, and is moved to and fro instead."""
    sizes = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" style="min-width:{width * SMALLEST:.0f}px"'
    return f'{sizes} role="img" aria-label="{text}"'


def _equation(derivation: Derivation, name: str, time: int | None) -> str:
    unrolled = derivation.unrolled
    expression = unrolled.equation_at(name, derivation.lesson.time_steps if time is None else time)
    shown = symbol(name) if time is None else symbol(name, time)
    return f"{shown} = {write(expression, unrolled.paper)}"


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


def _arrow(x: float, y: float, label: str) -> str:
    start, end, middle = x + 6, x + GAP - 12, x + GAP / 2
    return (
        f'<path class="arrow" d="M{start:.0f} {y:.0f}H{end:.0f}"/>'
        f'<path class="tip" d="M{end:.0f} {y - 5:.0f}l10 5l-10 5z"/>'
        f'<text class="soft" text-anchor="middle" x="{middle:.0f}" y="{y - 8:.0f}">{escape(label[:12])}</text>'
    )


def _arrow_back(x: float, y: float, label: str) -> str:
    start, end, middle = x + GAP - 6, x + 12, x + GAP / 2
    return (
        f'<path class="arrow" d="M{start:.0f} {y:.0f}H{end:.0f}"/>'
        f'<path class="tip" d="M{end:.0f} {y - 5:.0f}l-10 5l10 5z"/>'
        f'<text class="soft" text-anchor="middle" x="{middle:.0f}" y="{y - 8:.0f}">{escape(label[:12])}</text>'
    )


def gradients_svg(steps: Sequence[Step]) -> str:
    """How large each gradient is on the way back: bars as long as its largest number, from the loss to the inputs."""
    shown = [step for step in steps if step.operation.kind is Kind.GRADIENT][:MOST_BARS]
    sizes = [max(abs(float(entry)) for entry in step.exact(6).entries) for step in shown]
    largest = max(sizes, default=0) or 1
    room = max((len(name_of(step.ref)) for step in shown), default=0) * LETTER + 20
    rows = []
    for number, (step, size) in enumerate(zip(shown, sizes, strict=True)):
        y = number * (BAR_HEIGHT + 6) + 6
        middle, bar = y + BAR_HEIGHT - 5, size / largest * BAR_ROOM
        rows.append(
            f'<text text-anchor="end" x="{room - 8:.0f}" y="{middle}">{escape(name_of(step.ref))}</text>'
            f'<rect class="bar" x="{room:.0f}" y="{y}" width="{max(bar, 1):.1f}" height="{BAR_HEIGHT}"/>'
            f'<text class="soft" x="{room + bar + 8:.0f}" y="{middle}">{size:.3g}</text>'
        )
    height, width = len(shown) * (BAR_HEIGHT + 6) + 12, room + BAR_ROOM + 110
    text = escape("; ".join(f"{name_of(step.ref)}: {size:.3g}" for step, size in zip(shown, sizes, strict=True)))
    return f"<svg {_frame(width, height, text)}>{''.join(rows)}</svg>"
