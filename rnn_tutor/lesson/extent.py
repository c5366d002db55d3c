"""How much there is to derive in a lesson, and whether that is too much: counted before anything is derived."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_tutor.equations.array import normal, size_of
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS, rules_of
from rnn_tutor.equations.tree import Kind, extent, references
from rnn_tutor.lesson.fitting import fitted
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Equation, Lesson, Section
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.limits import ALL_PARTS, LESSON_PARTS, NUMBERS, STEPS, Limit


@dataclass(frozen=True)
class Extent:
    """What a derivation comes to, in all its epochs.

    Attributes:
        parts: names, numbers and operations of the equations, at all time steps.
        steps: its steps; at the edges, where names are left out, there may be fewer.
        numbers: what these find, element by element.
    """

    parts: int
    steps: int
    numbers: int


def check_extent(filled: Filled[LessonForm], lesson: Lesson) -> None:
    """That a lesson can be derived while somebody waits. Problems are reported."""
    longest = max(lesson.network.all, key=parts_of)
    in_all = sum(map(parts_of, lesson.network.all))
    if in_all > LESSON_PARTS.most:
        message = (
            f"the equations have {in_all:,} names, numbers and operations; at most {LESSON_PARTS.most:,} are allowed"
        )
        place, remedy = _of_equations(filled, lesson, longest)
        filled.report(place, message, remedy)
        return
    found = extent_of(lesson)
    for count, limit, words in (
        (found.steps, STEPS, "steps"),
        (found.numbers, NUMBERS, "numbers in its steps"),
        (found.parts, ALL_PARTS, "names, numbers and operations in all its time steps"),
    ):
        if count > limit.most:
            place, remedy = _of_length(filled, lesson, count, limit)
            filled.report(place, f"the derivation has {count:,} {words}; at most {limit.most:,} are allowed", remedy)
            return


def parts_of(equation: Equation) -> int:
    """The names, numbers and operations of an equation."""
    return extent(equation.expression)[1]


def extent_of(lesson: Lesson) -> Extent:
    """How much there is to derive."""
    sizes = _sizes(lesson)
    parts = steps = numbers = 0
    given_back: dict[str, int] = {}
    for equation in lesson.network.all:
        times = _times(lesson, equation)
        own = 1 if equation is lesson.network.loss else times
        parts += times * parts_of(equation)
        parameters = [ref.name for ref in references(equation.expression) if ref.kind is Kind.PARAMETER]
        size = sizes.get(equation.name, 1)
        steps += own
        numbers += own * size
        if lesson.network.loss is not None:
            back = 0 if equation is lesson.network.loss else own
            steps += back + times * len(parameters)
            numbers += back * size + times * sum(sizes.get(name, 1) for name in parameters)
            given_back |= dict.fromkeys(parameters, _updates(lesson))
    if lesson.network.loss is not None:
        learned = [name for _, name in lesson.learned]
        steps += len(learned)
        numbers += sum(sizes.get(name, 1) for name in learned)
        given_back |= dict.fromkeys(learned, _updates(lesson))
    frozen = {parameter.name for parameter in lesson.parameters if parameter.frozen}
    each = {name: 1 + (0 if name in frozen else count) for name, count in given_back.items()}
    steps += sum(each.values())
    numbers += sum(count * sizes.get(name, 1) for name, count in each.items())
    epochs = lesson.training.epochs
    return Extent(parts * epochs, steps * epochs, numbers * epochs)


def _sizes(lesson: Lesson) -> dict[str, int]:
    """How many numbers each quantity and each parameter has."""
    given = {parameter.name: parameter.value.shape for parameter in lesson.parameters}
    data = {name: arrays[0].shape for name, arrays in (*lesson.streams.items(), ("target", lesson.targets)) if arrays}
    starts = {name: value.shape for name, value in lesson.initial} | {n: given[own] for n, own in lesson.learned}
    shapes = fitted(lesson.network, given | data, starts).shapes
    return {name: size_of(normal(shape)) for name, shape in shapes.items()}


def _times(lesson: Lesson, equation: Equation) -> int:
    """At how many time steps an equation holds."""
    if equation.section is Section.EACH_STEP:
        return equation.last or lesson.time_steps
    return lesson.time_steps if equation is lesson.network.loss and lesson.network.loss_each_step else 1


def _updates(lesson: Lesson) -> int:
    """The steps of a parameter's update."""
    if lesson.learning_rate is None:
        return 0
    training = lesson.training
    clipped = training.clip_norm is not None or training.clip_value is not None
    decay = any(name == DECAY for name, _ in training.settings)
    return len(rules_of(OPTIMIZERS[training.optimizer], decay=decay)) + clipped


def _of_equations(filled: Filled[LessonForm], lesson: Lesson, longest: Equation) -> tuple[Place, str]:
    """Where too many parts of equations come from, and what to do about it."""
    if lesson.sequences:
        return filled.key("sequences"), f"leave some of the {len(lesson.sequences)} sequences out"
    if longest is lesson.network.loss and filled.form.targets is not None:
        return filled.key("targets"), "with null targets the loss is written out term by term; use fewer time steps"
    place = longest.place if filled.form.equations is not None else None
    return place or filled.document.root.place, "make them shorter; this one is the longest"


def _of_length(filled: Filled[LessonForm], lesson: Lesson, count: int, limit: Limit) -> tuple[Place, str]:
    """Where too many steps come from, and what to do about it."""
    epochs, steps = lesson.training.epochs, lesson.time_steps
    if fitting := epochs * limit.most // count:
        return filled.place("epochs"), f"write at most {fitting}; rnn-tutor train makes more updates"
    if fitting := epochs * steps * limit.most // count:
        key = next(key for key in ("sequences", "inputs", "time_steps") if getattr(filled.form, key) is not None)
        fewer = f"use at most {fitting:,} time steps" if steps > 1 else "use a smaller network"
        return filled.key(key), f"{fewer}{', with one epoch' if epochs > 1 else ''}"
    return filled.key("parameters"), "use smaller vectors and matrices"
