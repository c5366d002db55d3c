"""The pictures that the program has on `v`, as SVG: a curve with its tangent, and gradients over time as bars."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.journey import Journey
from rnn_tutor.export.svg import LETTER, LINE, frame, words
from rnn_tutor.pictures.curve import CurvePicture
from rnn_tutor.pictures.over_time import Scale, some_of
from rnn_tutor.pictures.span import Span

WIDTH, HEIGHT = 430, 190  # pixels of a curve
SAMPLES = 50  # of those whose losses are known already
BAR_HEIGHT, BAR_ROOM, BETWEEN = 18, 130, 20
LOG, LINEAR = "log scale", "linear scale"


class Curves:
    """The curves of a page: each is drawn once, and used again where it comes again."""

    def __init__(self) -> None:
        self.drawn: dict[str, str] = {}

    def svg(self, picture: CurvePicture) -> str:
        """A curve over its axes, its tangent as dots, and the points that are meant."""
        low, high, left, right = (short(end) for end in (picture.y.low, picture.y.high, picture.x.low, picture.x.high))
        margin = max(len(low), len(high)) * LETTER + 10
        inside = "".join(self._inside(picture))
        return (
            f"{frame(margin + WIDTH + 8, HEIGHT + LINE + 12, picture.title)}"
            f'<svg x="{margin:.0f}" y="6" width="{WIDTH}" height="{HEIGHT}">{inside}</svg>'
            f'<path class="axis" d="M{margin:.0f} 6v{HEIGHT}h{WIDTH}"/>'
            f"{words(margin - 6, 18, high, 'soft', 'end')}{words(margin - 6, HEIGHT + 6, low, 'soft', 'end')}"
            f"{words(margin, HEIGHT + LINE + 4, left, 'soft')}"
            f"{words(margin + WIDTH, HEIGHT + LINE + 4, right, 'soft', 'end')}</svg>"
        )

    def _inside(self, picture: CurvePicture) -> Iterator[str]:
        path = _path(picture)
        if path in self.drawn:
            yield f'<use href="#{self.drawn[path]}"/>'
        else:
            self.drawn[path] = f"curve-{len(self.drawn) + 1}"
            yield f'<path class="curve" id="{self.drawn[path]}" d="{path}"/>'
        start, end = (_height(picture.tangent(at), picture.y) for at in (picture.x.low, picture.x.high))
        yield f'<path class="tangent" d="M0 {start:.1f}L{WIDTH} {end:.1f}"/>'
        for x, y in picture.points:
            place = f'cx="{picture.x.share(x) * WIDTH:.1f}" cy="{_height(y, picture.y):.1f}"'
            yield f'<circle class="point" {place} r="6"/>'


def _height(value: float, y: Span) -> float:
    """How far below the top a value lies, in pixels; far outside it is as far as is drawn."""
    return min(max((1 - y.share(value)) * HEIGHT, -10.0 * HEIGHT), 11.0 * HEIGHT)


def _path(picture: CurvePicture) -> str:
    """The curve, broken where it has no value."""
    parts, command = [], "M"
    for sample in range(SAMPLES + 1):
        value = picture.curve(picture.x.at(sample / SAMPLES))
        if not math.isfinite(value):
            command = "M"
            continue
        parts.append(f"{command}{sample * WIDTH // SAMPLES} {_height(value, picture.y):.1f}")
        command = "L" if command == "M" else " "
    return "".join(parts)


def figure(picture: CurvePicture, curves: Curves) -> str:
    """A curve with its title and what there is to see."""
    return (
        f"<h3>{escape(picture.title)}</h3><div class='scroll'>{curves.svg(picture)}</div><p>{escape(picture.words)}</p>"
    )


def bars_svg(journey: Journey, scale: Scale) -> str:
    """|∂Loss/∂Xₜ| at each time step, the last on top: a bar on the log scale, and beside it one on the linear scale."""
    labels = {time: journey.label(time) for time in some_of(len(journey.sizes))}
    start = max(map(len, labels.values())) * LETTER + 14
    beside = start + BAR_ROOM + BETWEEN
    rows = [words(start, 16, LOG, "soft"), words(beside, 16, LINEAR, "soft")]
    numbers = []
    for row, (time, label) in enumerate(labels.items(), start=1):
        size, y = journey.sizes[time - 1], row * LINE
        log, linear = scale.log_share(size) * BAR_ROOM, scale.linear_share(size) * BAR_ROOM
        numbers.append(short(size or 0.0))
        rows += [
            words(start - 8, y + 15, label, "soft", "end"),
            f'<rect class="bar" x="{start:.0f}" y="{y}" width="{log:.1f}" height="{BAR_HEIGHT}"/>',
            f'<rect class="bar light" x="{beside:.0f}" y="{y}" width="{linear:.1f}" height="{BAR_HEIGHT}"/>',
            words(beside + linear + 8, y + 15, numbers[-1]),
        ]
    width = beside + BAR_ROOM + max(map(len, numbers)) * LETTER + 12
    height = (len(labels) + 1) * LINE + 6
    label = "; ".join(f"{label}: {number}" for label, number in zip(labels.values(), numbers, strict=True))
    return f"{frame(width, height, label)}{''.join(rows)}</svg>"
