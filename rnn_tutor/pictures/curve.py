"""A curve with its tangent at the point where a step stands: an activation, or the loss along a parameter."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.activation_curve import ActivationCurve, curve_of
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import name_of
from rnn_tutor.pictures.number_names import element_name
from rnn_tutor.pictures.span import Span, to_round_numbers, widened
from rnn_tutor.training.loss_curve import LossCurve, loss_curve, steepest, training_from
from rnn_tutor.training.train import Diverged

LEAST_HALF_WIDTH = 4.0  # an activation is drawn at least so far to either side of 0
POINTS = 6  # numbers of a vector that are named
TALLEST = 2.5  # a curve is drawn so many times as high as the present loss, even where it goes on rising
SAMPLES = 101
BEYOND_AXES = 1e150  # its square is still a double
MOST_STEPS = 500  # time steps of a lesson whose loss is computed for every dot of a curve
LEGEND = "The dots are the tangent: it has the curve's slope at the marked point, and near it the two are one."


@dataclass(frozen=True)
class CurvePicture:
    """A curve over two stretches of numbers, its tangent, and the points that are meant; `words` say what is seen."""

    title: str
    words: str
    x: Span
    y: Span
    curve: Callable[[float], float]
    tangent: Callable[[float], float]
    points: tuple[tuple[float, float], ...]


def curve_picture(step: Step) -> CurvePicture | None:
    """The curve that belongs to a step: its activation, or the loss along its parameter; None for any other step."""
    if activation := curve_of(step):
        return activation_picture(activation) if can_be_drawn(activation) else None
    name = parameter_of(step.operation)
    if name is None or step.derivation.operation_for(Ref(Kind.TOTAL, name)) is None:
        return None
    try:
        return loss_picture(loss_curve(training_from(step.derivation), name), step.derivation.lesson)
    except Diverged:
        return None


def can_be_drawn(curve: ActivationCurve) -> bool:
    """Whether an axis can have all that an activation's picture shows; what is near to infinity it can't."""
    reach = max([LEAST_HALF_WIDTH, *(abs(point.x) * 1.2 for point in curve.points)])
    shown = [number for point in curve.points for number in (point.x, point.y, point.slope)]
    return all(abs(number) < BEYOND_AXES for number in (*shown, curve.curve(reach), curve.curve(-reach)))


def parameter_of(operation: Operation) -> str | None:
    """The parameter that a step back, a sum or an update is about."""
    if operation.phase not in (Phase.BACKWARD, Phase.TOTAL, Phase.UPDATE) or operation.kind is Kind.GRADIENT:
        return None
    return operation.via if operation.kind is Kind.STATE else operation.name


def steepest_picture(derivation: Derivation) -> CurvePicture | None:
    """The loss along the parameter along which it changes most; None where there is none, or too much to compute."""
    if derivation.lesson.time_steps > MOST_STEPS:
        return None
    training = training_from(derivation)
    try:
        name = steepest(training)
        return loss_picture(loss_curve(training, name), derivation.lesson) if name else None
    except Diverged:
        return None


def activation_picture(curve: ActivationCurve) -> CurvePicture:
    """An activation with the points at which a step stands, and the tangent at the first of them."""
    half_width = max([LEAST_HALF_WIDTH, *(abs(point.x) * 1.2 for point in curve.points)])
    x = Span(-half_width, half_width)
    heights = [curve.curve(x.at(n / (SAMPLES - 1))) for n in range(SAMPLES)]
    first = curve.points[0]
    notation, inner, outer = FUNCTIONS[curve.function].notation, name_of(curve.inner), name_of(curve.outer)
    if len(curve.points) == 1:
        words = (
            f"At {inner} = {short(first.x)} it gives {outer} = {short(first.y)}, and its slope is {short(first.slope)}"
            f": on the way back, the gradient of {outer} is multiplied by it."
        )
    else:
        each = "; ".join(
            f"{inner}[{n}] = {short(p.x)}: {short(p.y)}, slope {short(p.slope)}"
            for n, p in enumerate(curve.points[:POINTS], start=1)
        )
        more = "; and so on" if len(curve.points) > POINTS else ""
        words = f"{each}{more}. On the way back, the gradient of each number of {outer} is multiplied by its slope."
    return CurvePicture(
        f"{notation} at {inner}, and its tangent there",
        f"{LEGEND} {words}",
        x,
        to_round_numbers(Span(min(heights), max(heights))),
        curve.curve,
        lambda at: first.y + first.slope * (at - first.x),
        tuple((point.x, point.y) for point in curve.points),
    )


def loss_picture(curve: LossCurve, lesson: Lesson) -> CurvePicture:
    """The loss along one number of a parameter, with the tangent whose slope is the gradient."""
    x = Span(curve.value - curve.half_width, curve.value + curve.half_width)
    shapes = {p.name: p.value.shape for p in lesson.parameters}
    name = element_name(curve.parameter, curve.place, shapes[curve.parameter])
    words = f"{LEGEND} At {name} = {short(curve.value)} the loss is {short(curve.loss)} (exact, not by hand)."
    if curve.slope:
        way = "falls" if curve.slope < 0 else "rises"
        words += f" There the tangent {way} by {short(abs(curve.slope))} for each 1 that {name} rises. This slope is "
    else:
        words += " There the tangent is level. This slope, 0, is "
    words += f"the gradient: ∂Loss/∂{name} = {short(curve.slope)}."
    if lesson.training.truncate is not None:
        words += " (The truncated one is the slope with the states at the cuts held fixed.)"
    title = f"The loss as a function of {name}, the other parameters held fixed, and its tangent"
    point = (curve.value, curve.loss)
    return CurvePicture(title, words, x, losses_seen(curve, x), curve.loss_at, curve.tangent, (point,))


def losses_seen(curve: LossCurve, x: Span) -> Span:
    """The losses that a picture shows: where they rise steeply, it ends before they do; half of them are seen."""
    heights = sorted(filter(math.isfinite, (curve.loss_at(x.at(n / (SAMPLES - 1))) for n in range(SAMPLES))))
    tallest = max(min(heights[-1], TALLEST * abs(curve.loss)), heights[len(heights) // 2])
    y = widened(Span(heights[0], tallest))
    return Span(max(y.low, 0.0), y.high) if heights[0] >= 0 else y  # what is never negative has no axis below 0
