"""Slips of the forward pass: another activation, another start, a term forgotten, a gate for a gate.

Each is another lesson, computed whole: the way back may be right, and comes out otherwise all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as replace_fields
from functools import cache

from rnn_tutor.diagnosis.replay import Replay, operations_of, zero_of
from rnn_tutor.diagnosis.slips.factors import mutations
from rnn_tutor.diagnosis.slips.operands import complements, with_rest
from rnn_tutor.diagnosis.slips.slip import DerivationSlip
from rnn_tutor.equations.algebra import negate, replace
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.activations import IDENTITY, RELU, SIGMOID, TANH
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Ref, Transpose, leaves, references
from rnn_tutor.lesson.lesson import Equation, Lesson, Network
from rnn_tutor.notation.line import name_of, symbol

OTHERS = (SIGMOID.name, TANH.name, RELU.name, IDENTITY.name)
LONGEST = 40


def forward(replay: Replay) -> Iterator[DerivationSlip]:
    """Every other forward pass, the likely ones first."""
    yield from _data(replay)
    yield from _activations(replay)
    for equation in (*replay.lesson.network.each_step, *replay.lesson.network.output):
        yield from _equation(replay, equation)


def _instead(mistake: str, words: str, rank: int, change: Callable[[], Lesson]) -> DerivationSlip:
    return DerivationSlip(mistake, words, rank=rank, instead=cache(lambda: Replay(change())), before=True)


def forward_alone(slip: DerivationSlip, other: Replay, replay: Replay) -> DerivationSlip:
    """The forward pass of a slip, the way back as it should be: each of its lines reads what the slip has made."""
    templates = {op.ref: op.template for op in other.operations if op.kind is Kind.QUANTITY}
    touched = {
        place: op._replace(source=templates[op.ref])
        for place, op in operations_of(replay, Kind.QUANTITY)
        if templates.get(op.ref, op.template) != op.template
    }
    start = {place: value for place, value in other.start.items() if replay.start.get(place) != value}
    words = f"{slip.words}; the lines of the backward pass are right"
    return replace_fields(slip, words=words, rank=slip.rank + 1, instead=None, touched=touched, start=start)


def _data(replay: Replay) -> Iterator[DerivationSlip]:
    lesson, unit = replay.lesson, replay.lesson.time_step.lower()
    if lesson.initial:
        bare = tuple((name, zero_of(value.shape)) for name, value in lesson.initial)
        words = "the program starts with a state of zero, but the lesson gives an initial state"
        yield _instead("missing-term", words, 0, lambda: replace_fields(lesson, initial=bare))
    if lesson.time_steps > 1:
        turned = f"the inputs are read in reverse order, the last {unit} first"
        yield _instead("wrong-time-step", turned, 1, lambda: replace_fields(lesson, inputs=lesson.inputs[::-1]))
        late = (*lesson.inputs[-1:], *lesson.inputs[:-1])
        words = f"each {unit} reads the input of the previous one, and the first reads the last: an index of −1"
        yield _instead("wrong-time-step", words, 1, lambda: replace_fields(lesson, inputs=late))
        words, same = f"every {unit} reads the input of the last {unit}", lesson.inputs[-1:] * lesson.time_steps
        yield _instead("wrong-time-step", words, 1, lambda: replace_fields(lesson, inputs=same))
        if len(lesson.targets) > 1:
            shifted = (*lesson.targets[1:], lesson.targets[-1])
            later = f"the targets are shifted by one {unit}"
            yield _instead("wrong-time-step", later, 1, lambda: replace_fields(lesson, targets=shifted))
            back = (lesson.targets[0], *lesson.targets[:-1])
            yield _instead(
                "wrong-time-step", later + ", the other way", 1, lambda: replace_fields(lesson, targets=back)
            )


def _activations(replay: Replay) -> Iterator[DerivationSlip]:
    lesson = replay.lesson
    equations = (*lesson.network.each_step, *lesson.network.output)
    used = dict.fromkeys(one.function for equation in equations for one in activations_in(equation.expression))
    for function in used:
        notation = FUNCTIONS[function].notation
        for other in OTHERS:
            if other != function:
                mistake, words = "other-activation", f"{FUNCTIONS[other].notation} stands where {notation} belongs"
                if other == IDENTITY.name:
                    mistake, words = "missing-activation", f"{notation} is left out"
                yield _instead(mistake, words, 0, _all_changed(lesson, _function(function, other)))
        yield _instead(
            "other-activation",
            f"{notation}(−x) stands where {notation}(x) belongs",
            1,
            _all_changed(lesson, _mirrored(function)),
        )
    for equation in equations:
        for one in activations_in(equation.expression):
            for other in OTHERS:
                if other != one.function and len(equations) > 1:
                    mistake, words = (
                        "other-activation",
                        f"{FUNCTIONS[other].notation} stands where {FUNCTIONS[one.function].notation} belongs",
                    )
                    if other == IDENTITY.name:
                        mistake, words = "missing-activation", f"{FUNCTIONS[one.function].notation} is left out"
                    words += f", in {symbol(equation.name)}"
                    changed = _function(one.function, other)(equation.expression)
                    yield _instead(mistake, words, 1, _changed(lesson, equation, changed))


def _function(old: str, new: str) -> Callable[[Expression], Expression]:
    def change(expression: Expression) -> Expression:
        def other(part: Expression) -> Expression | None:
            if isinstance(part, Apply) and part.function == old:
                inner = change(part.arguments[0])
                return inner if new == "identity" else Apply(new, (inner,))
            return None

        return replace(expression, other)

    return change


def _mirrored(function: str) -> Callable[[Expression], Expression]:
    def change(expression: Expression) -> Expression:
        def other(part: Expression) -> Expression | None:
            if isinstance(part, Apply) and part.function == function:
                return Apply(function, (negate(change(part.arguments[0])),))
            return None

        return replace(expression, other)

    return change


def _all_changed(lesson: Lesson, change: Callable[[Expression], Expression]) -> Callable[[], Lesson]:
    def made() -> Lesson:
        network = lesson.network
        each, output = (
            tuple(replace_fields(e, expression=change(e.expression)) for e in part)
            for part in (network.each_step, network.output)
        )
        return replace_fields(lesson, network=replace_fields(network, each_step=each, output=output))

    return made


def _changed(lesson: Lesson, equation: Equation, expression: Expression) -> Callable[[], Lesson]:
    def made() -> Lesson:
        return replace_fields(lesson, network=with_equation(lesson.network, equation.name, expression))

    return made


def with_equation(network: Network, name: str, expression: Expression) -> Network:
    """A network with one equation another."""
    each, output = (
        tuple(replace_fields(e, expression=expression) if e.name == name else e for e in part)
        for part in (network.each_step, network.output)
    )
    return replace_fields(network, each_step=each, output=output)


def _equation(replay: Replay, equation: Equation) -> Iterator[DerivationSlip]:
    """Small changes of one equation that keep its shape."""
    expression, where = equation.expression, f", in the equation of {symbol(equation.name)}"
    if len(leaves(expression)) > LONGEST:
        return
    shape = replay.unrolled.shape
    seen = {expression}

    def fits(changed: Expression) -> bool:
        try:
            return shape_of(changed, shape) == shape_of(expression, shape)
        except ShapeError:
            return False

    for mistake, words, changed, rank in _changes(replay, expression):
        if changed not in seen and references(changed) and fits(changed):
            seen.add(changed)
            yield _instead(mistake, words + where, rank, _changed(replay.lesson, equation, changed))


def _changes(replay: Replay, expression: Expression) -> Iterator[tuple[str, str, Expression, int]]:
    for name in dict.fromkeys(complements(expression)):
        words = f"{symbol(name)} and 1 − {symbol(name)} are exchanged"
        yield "swapped", words, with_rest(expression, name), 0
    yield from mutations(expression)
    refs = references(expression)
    for ref in refs:
        for other in _same_shape(replay, ref):
            words = f"{name_of(other)} stands where {name_of(ref)} belongs"
            yield "wrong-operand", words, _exchange(expression, {ref: other}), 1
            if other in refs and refs.index(ref) < refs.index(other):
                words = f"{name_of(ref)} and {name_of(other)} are exchanged"
                yield "swapped", words, _exchange(expression, {ref: other, other: ref}), 1
        if ref.at is At.BEFORE and ref.kind is Kind.INPUT:
            yield (
                "wrong-time-step",
                f"{symbol(ref.name)} of this step",
                _exchange(expression, {ref: Ref(ref.kind, ref.name, At.HERE)}),
                1,
            )
        if len(set(shape := replay.unrolled.shape(ref))) == 1 and shape:
            words = f"{name_of(ref)} has rows and columns exchanged"
            yield "transposed", words, replace(expression, lambda part, r=ref: Transpose(r) if part == r else None), 1  # type: ignore[misc]  # mypy can't infer a lambda's default


def _same_shape(replay: Replay, ref: Ref) -> Iterator[Ref]:
    """What may be taken for a name: another parameter, another quantity that the equations have found before."""
    network, shape = replay.lesson.network, replay.unrolled.shape
    names: list[str] = []
    if ref.kind is Kind.PARAMETER:
        names = [parameter.name for parameter in replay.lesson.parameters]
    elif ref.kind is Kind.QUANTITY and ref.at is At.HERE:
        for equation in network.each_step:
            if equation.name == ref.name:
                break
            names.append(equation.name)
    elif ref.kind is Kind.QUANTITY and ref.at in (At.BEFORE, At.AFTER):  # what it is made of, before its activation
        made_of = next(equation.expression for equation in network.each_step if equation.name == ref.name)
        names = [one.name for one in references(made_of) if one.kind is Kind.QUANTITY and one.at is At.HERE]
    for name in names:
        other = Ref(ref.kind, name, ref.at)
        if name != ref.name and shape(other) == shape(ref):
            yield other


def _exchange(expression: Expression, names: dict[Ref, Ref]) -> Expression:
    return replace(expression, lambda part: names.get(part) if isinstance(part, Ref) else None)
