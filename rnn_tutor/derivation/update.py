"""From the shares of all time steps to new parameters: totals, clipping, and the optimizer's rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import SCALAR
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.operations.elementary import SQRT
from rnn_tutor.equations.operations.reductions import SUM
from rnn_tutor.equations.operations.slopes import CLIPPED, SCALED_TO
from rnn_tutor.equations.optimizers import DECAY, DECAYED, OPTIMIZERS, PARAMETER_RULE, UpdateEquation, rules_of
from rnn_tutor.equations.tree import Expression, Kind, Number, Power, Ref, Sum, TypedName
from rnn_tutor.equations.without import without
from rnn_tutor.lesson.lesson import Lesson

NORM = "norm"
TWO = Number(Fraction(2))


def totals(shares: list[Operation], unrolled: UnrolledNetwork) -> Iterator[Operation]:
    """Each parameter's gradient: its shares from all time steps, summed; parameters in the order of the equations."""
    by_name: dict[str, list[Ref]] = {}
    for share in shares:
        by_name.setdefault(share.name, []).append(share.ref)
    for name in in_equation_order(unrolled):
        if name in by_name:
            terms = tuple(by_name[name])
            template: Expression = terms[0] if len(terms) == 1 else Sum(terms)
            yield Operation(Phase.TOTAL, Kind.TOTAL, name, None, template, 0, unrolled.shapes[name])


def in_equation_order(unrolled: UnrolledNetwork) -> list[str]:
    """The parameters' names, in the order in which the equations first use them."""
    network = unrolled.network
    equations = network.all
    templates = [template for equation in equations for template in reversed(unrolled.templates(equation))]
    return list(dict.fromkeys(ref.name for template in templates for ref in unrolled.parameters_in(template)))


def updates(total: list[Operation], lesson: Lesson, epoch: int) -> Iterator[Operation]:
    """The update of each parameter that isn't frozen, by the lesson's optimizer; clipping first, where there is one."""
    if lesson.learning_rate is None:
        return
    frozen = {p.name for p in lesson.parameters if p.frozen}
    trained = [gradient for gradient in total if gradient.name not in frozen]
    clipped = list(_clipping(trained, lesson)) if trained else []
    yield from clipped
    gradients = {op.name: op.ref for op in (*trained, *clipped) if op.kind is not Kind.NORM}
    for gradient in trained:
        yield from _optimized(gradient, gradients[gradient.name], lesson, epoch)


def _clipping(trained: list[Operation], lesson: Lesson) -> Iterator[Operation]:
    """Gradient clipping.

    By the norm of all gradients together (Pascanu, Mikolov and Bengio, 2013), or each number by itself (Mikolov, 2012).
    """
    training = lesson.training
    limit = Ref(Kind.SETTING, "limit")
    if training.clip_norm is not None:
        squares = tuple(_square_of(gradient) for gradient in trained)
        inside = squares[0] if len(squares) == 1 else Sum(squares)
        norm = Operation(Phase.UPDATE, Kind.NORM, NORM, None, SQRT(inside), 0, SCALAR)
        yield norm
        for gradient in trained:
            template = SCALED_TO(gradient.ref, norm.ref, limit)
            yield Operation(Phase.UPDATE, Kind.CLIPPED, gradient.name, None, template, 0, gradient.shape)
    elif training.clip_value is not None:
        for gradient in trained:
            template = CLIPPED(gradient.ref, limit)
            yield Operation(Phase.UPDATE, Kind.CLIPPED, gradient.name, None, template, 0, gradient.shape)


def _square_of(gradient: Operation) -> Expression:
    square = Power(gradient.ref, TWO)
    return SUM(square) if gradient.shape else square


def _optimized(total: Operation, gradient: Ref, lesson: Lesson, epoch: int) -> Iterator[Operation]:
    """One parameter's update: the optimizer's rules in order, the last of them the new value."""
    decay = any(name == DECAY for name, _ in lesson.training.settings)
    rules = rules_of(OPTIMIZERS[lesson.training.optimizer], decay=decay)
    names = {rule.name for rule in rules}
    for rule in rules:
        kind = Kind.UPDATED if rule.name == PARAMETER_RULE else Kind.STATE
        meanings = _meanings(rule, names, total.name, gradient)
        template = replace(row_expression(rule.equation), lambda part, by=meanings: _looked_up(part, by))  # type: ignore[misc]  # mypy can't infer a lambda's default
        if epoch == 1:
            template = without(template, [Ref(Kind.STATE_BEFORE, name, via=total.name) for name in names])
        via = "" if kind is Kind.UPDATED else total.name
        name = total.name if kind is Kind.UPDATED else rule.name
        yield Operation(Phase.UPDATE, kind, name, None, template, 0, total.shape, via=via)


def _meanings(rule: UpdateEquation, names: set[str], parameter: str, gradient: Ref) -> dict[str, Expression]:
    """What the names in a rule stand for, for one parameter at one update."""
    states: dict[str, Expression] = {name: Ref(Kind.STATE, name, via=parameter) for name in names}
    decayed = DECAYED.name in names and rule is not DECAYED
    return states | {
        "w": Ref(Kind.PARAMETER, parameter),
        "g": states[DECAYED.name] if decayed else gradient,
        "rate": Ref(Kind.RATE, "learning_rate"),
        "t": Ref(Kind.SETTING, "t"),
    }


def _looked_up(part: Expression, meanings: dict[str, Expression]) -> Expression | None:
    match part:
        case TypedName(name, previous=True):
            state = meanings[name]
            assert isinstance(state, Ref)
            return Ref(Kind.STATE_BEFORE, name, via=state.via)
        case TypedName(name):
            return meanings.get(name) or Ref(Kind.SETTING, name)
        case _:
            return None


def rule_behind(operation: Operation, lesson: Lesson) -> UpdateEquation:
    """The optimizer's rule that an update follows."""
    rules = rules_of(OPTIMIZERS[lesson.training.optimizer], decay=True)
    wanted = PARAMETER_RULE if operation.kind is Kind.UPDATED else operation.name
    return next(rule for rule in rules if rule.name == wanted)
