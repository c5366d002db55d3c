"""Pictures of a derivation, each with what it shows in words.

Gradients over time as bars; an activation with its slope at a step; the loss along a parameter with its tangent.
"""

from __future__ import annotations

from decimal import Decimal

from rich.cells import cell_len

from rnn_tutor.derivation.memory import carriers
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import symbol
from rnn_tutor.pictures.curve import CurvePicture, curve_picture, steepest_picture
from rnn_tutor.pictures.over_time import TITLE, journeys, scale_of
from rnn_tutor.pictures.span import Span
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank, together
from rnn_tutor.screens.pictures.over_time import bars_over_time
from rnn_tutor.screens.pictures.plot import Plot

HEIGHT, WIDTH = 9, 56  # cells of a curve
NOTHING = "There is no picture of this page."


def pictures_screen(derivation: Derivation, page: Page) -> Lines:
    """How the gradient fared on its way back, and what it is the slope of."""
    lines = heading(page, "In pictures")
    bars, steepest = gradient_lines(derivation, page), steepest_picture(derivation)
    curve = curve_lines(steepest, page) if steepest else []
    return [*lines, *bars, *([blank()] if bars and curve else []), *curve]


def picture_lines(step: Step, page: Page) -> Lines:
    """The picture that belongs to a step."""
    if curve := curve_picture(step):
        return curve_lines(curve, page)
    operation = step.operation
    if operation.phase is Phase.BACKWARD and operation.kind is Kind.GRADIENT:
        lines = gradient_lines(step.derivation, page)
        return [*lines, *own_size_lines(step, page)] if lines else page.prose(NOTHING)
    return page.prose(NOTHING)


def own_size_lines(step: Step, page: Page) -> Lines:
    """How large the gradient of a step is that isn't among the bars."""
    if step.operation.shape or step.quantity in carriers(step.derivation.lesson.network):
        return []
    size = abs(Decimal(step.exact(3).only))
    own = f"|∂Loss/∂{symbol(step.quantity, step.ref.at)}|"
    return [blank(), *page.prose(f"{own}, the gradient of this page, is {short(size)}.")]


def gradient_lines(derivation: Solution, page: Page) -> Lines:
    """|∂Loss/∂X| over time for what carries the network's memory; nothing where there is but one time step."""
    lines: Lines = []
    found = journeys(derivation)
    for one in found:
        lines += [blank(), *bars_over_time(one, page, scale_of(found))]
    return [*page.prose(TITLE, "title"), *lines] if lines else []


def curve_lines(picture: CurvePicture, page: Page) -> Lines:
    """A curve in dots, its tangent, and the points that are meant."""
    x, y = picture.x, picture.y
    plot = Plot(page, plot_width(page, y), HEIGHT, x, y)
    plot.curve(picture.tangent, dashed=True)
    plot.curve(picture.curve)
    for point in picture.points:
        plot.mark(*point)
    drawn = plot.lines(short(y.low), short(y.high), short(x.low), short(x.high))
    return [*page.prose(picture.title, "title"), blank(), *together(drawn), blank(), *page.prose(picture.words)]


def plot_width(page: Page, y: Span) -> int:
    """How wide a picture may be, beside the numbers of its vertical axis."""
    label = max(cell_len(page.spell(short(end))) for end in (y.low, y.high))
    return min(page.width - page.margin * 4 - label - 2, WIDTH)
