"""Pictures of a derivation, each with what it shows in words.

Gradients over time as bars; an activation with its slope at a step; the loss along a parameter with its tangent.
"""

from __future__ import annotations

import math
from decimal import Decimal

from rich.cells import cell_len

from rnn_tutor.derivation.memory import carriers
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import result_for
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.activation_curve import ActivationCurve, curve_of
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.journey import Journey, Size, journey
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import name_of
from rnn_tutor.screens.layout.float_text import short
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.number_names import element_name
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.pictures.over_time import bars_over_time, scale_of, some_of
from rnn_tutor.screens.pictures.plot import Plot, Span
from rnn_tutor.training.loss_curve import LossCurve, loss_curve, steepest, training_from
from rnn_tutor.training.train import Diverged

HEIGHT, WIDTH = 9, 56  # cells of a curve
MARGIN = 0.1  # of a curve's height, left free above and below
LEAST_HALF_WIDTH = 4.0  # an activation is drawn at least so far to either side of 0
POINTS = 6  # numbers of a vector that are named
TALLEST = 2.5  # a curve is drawn so many times as high as the present loss, even where it goes on rising
SAMPLES = 101
MOST_STEPS = 500  # time steps of a lesson whose loss is computed for every dot of a curve
LEGEND = "The dots are the tangent, the straight line that has the slope of the curve at the marked point."
NOTHING = "There is no picture of this page."


def pictures_screen(derivation: Derivation, page: Page) -> Lines:
    """How the gradient fared on its way back, and what it is the slope of."""
    lines = heading(page, "In pictures")
    bars = gradient_lines(derivation, page)
    curve = steepest_lines(derivation, page) if derivation.lesson.time_steps <= MOST_STEPS else []
    return [*lines, *bars, *([blank()] if bars and curve else []), *curve]


def steepest_lines(derivation: Derivation, page: Page) -> Lines:
    """The loss along the parameter along which it changes most; nothing where there is none."""
    training = training_from(derivation)
    try:
        name = steepest(training)
        return loss_lines(loss_curve(training, name), derivation.lesson, page) if name else []
    except Diverged:
        return []


def picture_lines(step: Step, page: Page) -> Lines:
    """The picture that belongs to a step."""
    if curve := curve_of(step):
        return curve_lines(curve, page)
    operation, derivation = step.operation, step.derivation
    if operation.phase is Phase.BACKWARD and operation.kind is Kind.GRADIENT:
        return gradient_lines(derivation, page) or page.prose(NOTHING)
    if operation.phase in (Phase.BACKWARD, Phase.TOTAL, Phase.UPDATE):
        name = operation.via if operation.kind is Kind.STATE else operation.name
        if derivation.operation_for(Ref(Kind.TOTAL, name)) is not None:
            try:
                return loss_lines(loss_curve(training_from(derivation), name), derivation.lesson, page)
            except Diverged:
                return page.prose(NOTHING)
    return page.prose(NOTHING)


def gradient_lines(derivation: Solution, page: Page) -> Lines:
    """|∂Loss/∂X| over time for what carries the network's memory; nothing where there is but one time step."""
    lines: Lines = []
    found = journeys(derivation)
    for one in found:
        lines += [blank(), *bars_over_time(one, page, scale_of(found))]
    return [*page.prose("The gradient on its way back through time", "title"), *lines] if lines else []


def journeys(derivation: Solution) -> list[Journey]:
    """The gradients of what carries the network's memory, over time; none where there is but one time step."""
    lesson = derivation.lesson
    if lesson.time_steps == 1:
        return []
    found = []
    for name in carriers(lesson.network):
        sizes: list[Size | None] = [None] * lesson.time_steps
        for time in some_of(lesson.time_steps):
            sizes[time - 1] = size(derivation, name, time)
        found.append(journey(lesson, name, sizes, short))
    return found


def size(derivation: Solution, name: str, time: int) -> Decimal | None:
    """How large the gradient at a quantity is; None where nothing comes back."""
    found = result_for(derivation, Ref(Kind.GRADIENT, name, time))
    return None if found is None else sum((Decimal(text) ** 2 for text in found.exact(6).entries), Decimal(0)).sqrt()


def curve_lines(curve: ActivationCurve, page: Page) -> Lines:
    """An activation with the points at which a step stands, and the tangent at the first of them."""
    half_width = max([LEAST_HALF_WIDTH, *(abs(point.x) * 1.2 for point in curve.points)])
    x = Span(-half_width, half_width)
    heights = [curve.curve(x.at(n / (SAMPLES - 1))) for n in range(SAMPLES)]
    y = widened(Span(min(heights), max(heights)))
    first = curve.points[0]
    plot = Plot(page, plot_width(page, y), HEIGHT, x, y)
    plot.curve(lambda at: first.y + first.slope * (at - first.x), dashed=True)
    plot.curve(curve.curve)
    for point in curve.points:
        plot.mark(point.x, point.y)
    notation, inner, outer = FUNCTIONS[curve.function].notation, name_of(curve.inner), name_of(curve.outer)
    title = f"{notation} at {inner}, and its tangent there"
    if len(curve.points) == 1:
        words = (
            f"At {inner} = {short(first.x)} it gives {outer} = {short(first.y)}, and its slope is {short(first.slope)}"
        )
        words += f": on the way back, the gradient of {outer} is multiplied by it."
    else:
        each = "; ".join(
            f"{inner}[{n}] = {short(p.x)}: {short(p.y)}, slope {short(p.slope)}"
            for n, p in enumerate(curve.points[:POINTS], start=1)
        )
        more = "; and so on" if len(curve.points) > POINTS else ""
        words = f"{each}{more}. On the way back, the gradient of each number of {outer} is multiplied by its slope."
    return [*page.prose(title, "title"), blank(), *drawn(plot, x, y), blank(), *page.prose(f"{LEGEND} {words}")]


def loss_lines(curve: LossCurve, lesson: Lesson, page: Page) -> Lines:
    """The loss along one number of a parameter, with the tangent whose slope is the gradient."""
    x = Span(curve.value - curve.half_width, curve.value + curve.half_width)
    heights = sorted(filter(math.isfinite, (curve.loss_at(x.at(n / (SAMPLES - 1))) for n in range(SAMPLES))))
    # Where the loss rises steeply, the picture ends before it does; half of the curve is seen at least.
    tallest = max(min(heights[-1], TALLEST * abs(curve.loss)), heights[len(heights) // 2])
    y = widened(Span(heights[0], tallest))
    if heights[0] >= 0:
        y = Span(max(y.low, 0.0), y.high)  # what is never negative has no axis below 0
    plot = Plot(page, plot_width(page, y), HEIGHT, x, y)
    plot.curve(curve.tangent, dashed=True)
    plot.curve(curve.loss_at)
    plot.mark(curve.value, curve.loss)
    shapes = {p.name: p.value.shape for p in lesson.parameters}
    name = element_name(curve.parameter, curve.place, shapes[curve.parameter])
    title = f"The loss as a function of {name}, everything else held fixed, and its tangent"
    words = f"{LEGEND} At {name} = {short(curve.value)} the loss is {short(curve.loss)}."
    if curve.slope:
        way = "falls" if curve.slope < 0 else "rises"
        words += f" There the tangent {way} by {short(abs(curve.slope))} for each 1 that {name} rises. This slope is "
    else:
        words += " There the tangent is level. This slope, 0, is "
    words += f"the gradient: ∂Loss/∂{name} = {short(curve.slope)}."
    if lesson.training.truncate is not None:
        words += " (This is the whole gradient; the truncated one is the slope with the states at the cuts held fixed.)"
    return [*page.prose(title, "title"), blank(), *drawn(plot, x, y), blank(), *page.prose(words)]


def drawn(plot: Plot, x: Span, y: Span) -> Lines:
    """The picture with the ends of its axes."""
    return plot.lines(short(y.low), short(y.high), short(x.low), short(x.high))


def plot_width(page: Page, y: Span) -> int:
    """How wide a picture may be, beside the numbers of its vertical axis."""
    label = max(cell_len(page.spell(short(end))) for end in (y.low, y.high))
    return min(page.width - page.margin * 4 - label - 2, WIDTH)


def widened(span: Span) -> Span:
    """A stretch with some room at both ends."""
    room = (span.high - span.low) * MARGIN or 1.0
    return Span(span.low - room, span.high + room)
