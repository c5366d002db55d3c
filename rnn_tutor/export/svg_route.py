"""The way that is gone, as a line of SVG: where a step stands on it, and which other ways to the loss there are."""

from __future__ import annotations

from html import escape

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.step import Step
from rnn_tutor.export.svg import LETTER, LINE, SMALLEST, words
from rnn_tutor.notation.line import symbol
from rnn_tutor.pictures.route import Route, RouteStop, stop_of

AROUND = 2  # stops that are shown to either side of the present one, and the ends
PHONE = 350  # pixels
ARROW, APART, LEFT_OUT = " → ", " · ", "…"


def route_svg(route: Route, step: Step) -> str:
    """The way around a step's stop; a parameter hangs from where it acts."""
    way = route.way(step)
    place = way.places[stop_of(step.operation)]
    shown = _shown(place, len(way.stops))
    column, columns, parts = 0, dict[int, float](), []
    for number, here in enumerate(shown):
        stop = way.stops[here]
        joint = _joint(stop, shown[number - 1], here) if number else ""
        column += len(joint)
        columns[here] = column + len(stop.name) / 2 + (here == place)
        name = f"[{stop.name}]" if here == place else stop.name
        parts.append((joint, escape(name), here == place))
        column += len(name)
    below = _parameter(columns[place], step) if step.operation.kind is Kind.SHARE else ""
    below = below or _branches(way.stops[place], place, columns)
    width = max(column * LETTER, columns[place] * LETTER + len(symbol(step.quantity)) * LETTER) + 4
    height = LINE * (2 if below else 1)
    texts = "".join(
        f"{joint}<tspan class='here'>{name}</tspan>" if at else f"{joint}{name}" for joint, name, at in parts
    )
    line = f'<text y="16" textLength="{column * LETTER:.0f}">{texts}</text>'
    sizes = f'class="route" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}"'
    sizes += f' style="min-width:{width * SMALLEST:.0f}px"' if width * SMALLEST > PHONE else ""
    return f'<svg {sizes} role="img" aria-label="{escape(_in_words(way.stops, place, step))}">{line}{below}</svg>'


def _shown(place: int, count: int) -> list[int]:
    """The places of the stops that have room."""
    near = range(max(place - AROUND, 0), min(place + AROUND + 1, count))
    first, last = near[0], near[-1]
    # An end is always shown, and so is one that … would stand for alone.
    return sorted({0, *near, count - 1, *([1] if first == 2 else []), *([count - 2] if last == count - 3 else [])})


def _joint(stop: RouteStop, before: int, here: int) -> str:
    if before + 1 < here:
        return f"{ARROW}{LEFT_OUT}{ARROW}" if stop.follows else f"{APART}{LEFT_OUT}{APART}"
    return ARROW if stop.follows else APART


def _parameter(column: float, step: Step) -> str:
    """What a share is of, under the quantity through which it acts."""
    x = column * LETTER
    return f'<path class="way" d="M{x:.0f} 20v14h10"/>{words(x + 14, 39, symbol(step.quantity), "parameter")}'


def _branches(stop: RouteStop, place: int, columns: dict[int, float]) -> str:
    """The other paths to the loss: a line below, up to each quantity that reads this one."""
    others = sorted(stop.consumers - {place - 1})
    if not others:
        return ""
    seen = [columns[other] * LETTER for other in others if other in columns]
    start = min(seen) if len(seen) == len(others) else 0
    ups = "".join(f"M{x:.0f} 34V20" for x in seen)
    return f'<path class="way" d="M{columns[place] * LETTER:.0f} 20V34H{start:.0f}{ups}"/>'


def _in_words(stops: list[RouteStop], place: int, step: Step) -> str:
    """The same for those who don't see it."""
    here = stops[place]
    said = f"Current step, {place + 1} of {len(stops)} on the path: {here.name}"
    if step.operation.kind is Kind.SHARE:
        return f"{said}, where {symbol(step.quantity)} acts."
    if here.consumers:
        return f"{said}, which acts through {', '.join(stops[one].name for one in sorted(here.consumers))}."
    return f"{said}."
