"""The slope of an activation: left out, twice, divided by, of another function, read off the wrong number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.calculus.local import slope
from rnn_tutor.derivation.backward import seen_from
from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, PartRewrite, each_alone, on_parts
from rnn_tutor.equations.algebra import add, divide, multiply, negate, power, replace
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.activations import SIGMOID, TANH
from rnn_tutor.equations.tree import ONE, ZERO, Apply, At, Expression, Kind, Number, Product, Ref
from rnn_tutor.lesson.lesson import Equation, Section
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.mutation import nodes, with_run_replaced
from rnn_tutor.notation.line import symbol, write

TWO = Number(Fraction(2))

OfOne: TypeAlias = Callable[["Activation"], Expression | None]
"""What stands in place of an activation's slope; None where it can't."""


@dataclass(frozen=True)
class Activation:
    """An activation in an equation, with what its output is called there."""

    equation: Equation
    application: Apply
    output: Expression

    @property
    def slope(self) -> Expression:
        """Its slope, as the derivation writes it."""
        return slope(self.application, 0, self.output)

    @property
    def notation(self) -> str:
        """How it is written: σ, tanh."""
        return FUNCTIONS[self.application.function].notation

    @property
    def input(self) -> Expression:
        """What goes in."""
        return self.application.arguments[0]


def activations_of(replay: Replay) -> list[Activation]:
    """The activations of a lesson's equations."""
    network = replay.unrolled.network
    found: list[Activation] = []
    for equation in (*network.each_step, *network.output):
        at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
        for application in activations_in(equation.expression):
            output: Expression = application
            if application == equation.expression:
                output = Ref(Kind.QUANTITY, equation.name, at)
            found.append(Activation(equation, application, output))
    return [one for one in found if one.slope != ONE]


@dataclass(frozen=True)
class SlopeSlip:
    """What stands in a slope's place, what that is called, and which of the lesson's activations may have it."""

    mistake: str
    words: str
    rank: int
    by: dict[Activation, Expression]


def slopes(replay: Replay) -> Iterator[DerivationSlip]:
    """Every wrong slope, in all activations of a kind, and in one of them."""
    activations = activations_of(replay)
    kinds: dict[str, list[Activation]] = {}
    for one in activations:
        kinds.setdefault(one.application.function, []).append(one)
    groups = list(kinds.values())
    if len(groups) > 1:
        groups.insert(0, activations)
    for group in groups:
        for wrong in _wrong(group):
            yield from _everywhere(wrong, replay)
    for one in activations:
        if len(kinds[one.application.function]) > 1:
            for wrong in _wrong([one], is_one_of_several=True):
                yield from _everywhere(wrong, replay, less_likely=1)


def _everywhere(wrong: SlopeSlip, replay: Replay, less_likely: int = 0) -> Iterator[DerivationSlip]:
    change = in_place(wrong.by)
    slip = DerivationSlip(wrong.mistake, wrong.words, on_parts(change), rank=wrong.rank + less_likely)
    yield from each_alone(slip, replay)
    if any(one.output != Ref(Kind.QUANTITY, one.equation.name, At.HERE) or _many(one) for one in wrong.by):
        # In one line with the sum, the slope stands in what is handed on and in each share.
        handed, shared = on_parts(change, Kind.GRADIENT), on_parts(change, Kind.SHARE)
        words = f"{wrong.words}, in the gradient that is passed on"
        yield from each_alone(DerivationSlip(wrong.mistake, words, handed, rank=wrong.rank + less_likely + 1), replay)
        words = f"{wrong.words}, in the parameters' shares"
        yield from each_alone(DerivationSlip(wrong.mistake, words, shared, rank=wrong.rank + less_likely + 1), replay)


def _many(one: Activation) -> bool:
    return not isinstance(one.input, Ref)


def _wrong(group: list[Activation], *, is_one_of_several: bool = False) -> Iterator[SlopeSlip]:
    first = group[0]
    notations = list(dict.fromkeys(one.notation for one in group))
    of = " and ".join(notations)
    where = f", in {symbol(first.equation.name)}" if is_one_of_several else ""
    right = write(first.slope)
    y, x = write(first.output), write(first.input)

    def wrong(mistake: str, words: str, rank: int, of_one: OfOne) -> Iterator[SlopeSlip]:
        by = {one: made for one in group if (made := of_one(one)) is not None and made != one.slope}
        if by:
            yield SlopeSlip(mistake, words + where, rank, by)

    name = "activation-derivative"
    yield from wrong("missing-factor", f"the slope {right} of {of} is missing", 0, lambda _: ONE)
    if len(notations) == 1:
        yield from wrong(
            name,
            f"the slope of {of} is taken at {x} instead of {y}",
            0,
            _at_input,
        )
        yield from wrong(
            name, f"the slope of {of} is taken at the output {y} as if it were the input {x}", 0, _at_output
        )
        yield from wrong(name, f"{y} itself stands where the slope {right} belongs", 1, lambda one: one.output)
        yield from wrong(name, f"1 − {y} stands where the slope {right} belongs", 1, _rest)
        yield from wrong(name, f"{y}(1 − {y}) is the slope of σ, not of {of}", 0, _of_sigmoid)
        yield from wrong(name, f"1 − {y}² is the slope of tanh, not of {of}", 0, _of_tanh)
        yield from wrong(name, f"{y}² stands where the slope {right} belongs", 1, lambda one: power(one.output, TWO))
        yield from wrong(name, f"the slope of {of} is computed from the {y} of the previous step", 1, _before)
        yield from wrong(name, f"{of} lets no gradient through, even where it should", 2, _blocked)
    yield from wrong("extra-factor", f"the slope {right} of {of} appears twice", 0, _twice)
    yield from wrong(
        "wrong-operation",
        f"divided by the slope {right} of {of} instead of multiplied",
        0,
        lambda one: divide(ONE, one.slope),
    )


def _at_input(one: Activation) -> Expression | None:
    if FUNCTIONS[one.application.function].has_branches:
        return None
    return slope(one.application, 0, one.input)


def _at_output(one: Activation) -> Expression:
    at_output = Apply(one.application.function, (one.output,))
    return slope(at_output, 0, at_output)


def _rest(one: Activation) -> Expression:
    return add(ONE, negate(one.output))


def _of_sigmoid(one: Activation) -> Expression | None:
    return None if one.application.function == SIGMOID.name else multiply(one.output, _rest(one))


def _of_tanh(one: Activation) -> Expression | None:
    return None if one.application.function == TANH.name else add(ONE, negate(power(one.output, TWO)))


def _before(one: Activation) -> Expression | None:
    if not isinstance(one.output, Ref) or one.output.at is not At.HERE:
        return None
    return slope(one.application, 0, Ref(Kind.QUANTITY, one.output.name, At.BEFORE))


def _blocked(one: Activation) -> Expression | None:
    return ZERO if FUNCTIONS[one.application.function].has_branches else None


def _twice(one: Activation) -> Expression:
    return multiply(one.slope, one.slope)


def in_place(by: dict[Activation, Expression]) -> PartRewrite:
    """A change of parts: in what passes through an activation's equation, another slope for its own."""
    equations: dict[str, list[tuple[Expression, Expression]]] = {}
    for one, wrong in by.items():
        equations.setdefault(one.equation.name, []).append((one.slope, wrong))

    def change(op: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        through = path.consumer if path is not None else op.via
        found: Expression | None = None
        for right, wrong in equations.get(through, ()):
            if path is not None and path.offset:
                right, wrong = seen_from(right, path.offset), seen_from(wrong, path.offset)  # noqa: PLW2901
            changed = with_other(found or part, right, wrong)
            found = changed or found
        return found

    return change


def with_other(expression: Expression, right: Expression, wrong: Expression) -> Expression | None:
    """The expression with a slope replaced wherever it stands; None where it doesn't."""
    for place, node in nodes(expression):
        if node == right:
            return place(wrong)
        if isinstance(node, Product) and isinstance(right, Product):
            factors = with_run_replaced(node.factors, right.factors, wrong)
            if factors is not None:
                return place(multiply(*factors))
    return None


def handed_on_raw(replay: Replay) -> Iterator[DerivationSlip]:
    """The gradient of an activation's output handed on in place of that of its input: ∂h for ∂a."""
    pairs = {
        one.input.name: one.equation.name
        for one in activations_of(replay)
        if isinstance(one.input, Ref) and one.input.kind is Kind.QUANTITY and isinstance(one.output, Ref)
    }
    if not pairs:
        return

    def raw(names: dict[str, str], *, later: bool) -> PartRewrite:
        def change(_: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
            if later and not (path is not None and path.offset):
                return None

            def other(node: Expression) -> Expression | None:
                if isinstance(node, Ref) and node.kind is Kind.GRADIENT and node.name in names:
                    return Ref(node.kind, names[node.name], node.at)
                return None

            return replace(part, other)

        return change

    for group in [pairs] if len(pairs) == 1 else [pairs, *({a: b} for a, b in pairs.items())]:
        a, b = next(iter(group.items()))
        words = (
            f"∂{symbol(b, At.HERE)} is passed on through time where ∂{symbol(a, At.HERE)} belongs, without the slope"
        )
        rank = 0 if group is pairs else 1
        yield from each_alone(
            DerivationSlip("missing-factor", words, on_parts(raw(group, later=True), Kind.GRADIENT), rank=rank), replay
        )
        words = (
            f"the shares are computed from ∂{symbol(b, At.HERE)}, where ∂{symbol(a, At.HERE)} belongs, without the "
            "slope"
        )
        yield from each_alone(
            DerivationSlip("missing-factor", words, on_parts(raw(group, later=False), Kind.SHARE), rank=rank + 1),
            replay,
        )


def where_none_belongs(replay: Replay) -> Iterator[DerivationSlip]:
    """A slope at a quantity that has no activation: at a linear output, or once more behind the loss."""
    network = replay.unrolled.network
    behind = {
        ref.name
        for equation in (*network.each_step, *network.output)
        for ref in replay.unrolled.quantities_in(equation)
    }
    seen = [ref.name for ref in replay.unrolled.quantities_in(replay.unrolled.equation(LOSS))]
    for equation in (*network.each_step, *network.output):
        if equation.name not in seen and equation.name in behind:
            continue
        at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
        y = Ref(Kind.QUANTITY, equation.name, at)
        is_plain = not any(True for _ in activations_in(equation.expression))
        for by, shown in (
            (multiply(y, add(ONE, negate(y))), f"{write(y)}(1 − {write(y)})"),
            (add(ONE, negate(power(y, TWO))), f"1 − {write(y)}²"),
        ):

            def change(
                op: Operation,
                path: GradientPath | None,
                part: Expression,
                name: str = equation.name,
                by: Expression = by,
            ) -> Expression | None:
                return multiply(part, by) if op.name == name and path is not None and path.consumer == LOSS else None

            words = f"there is a slope {shown} too many at {symbol(equation.name)}"
            words += ", which has no activation" if is_plain else ""
            yield DerivationSlip("extra-factor", words, on_parts(change, Kind.GRADIENT), rank=1)
