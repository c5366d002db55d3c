"""The sum over the time steps: one share for all of them, a share left out, another parameter's sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite
from rnn_tutor.diagnosis.slips.weights import updated
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.tree import ZERO, Expression, Kind, Ref, Sum
from rnn_tutor.notation.line import symbol

MOST_TIMES = 12


def one_share(replay: Replay) -> Iterator[DerivationSlip]:
    """The share of one time step in place of the sum: = where += was meant."""
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()
    if last < 2:
        return
    summed = [op.name for _, op in operations_of(replay, Kind.TOTAL) if len(_times(op)) > 1]
    if not summed:
        return
    for time, which in ((1, "first"), (last, "last")):
        words = (
            f"only the {which} {unit}'s share is there: = stands where += belongs, because the shares have to be added"
        )
        yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at == t, summed), rank=0)  # type: ignore[misc]  # mypy can't infer a lambda's default
    for name in summed:
        for time, which in ((1, "first"), (last, "last")):
            words = f"only the {which} {unit}'s share of {symbol(name)} is there, but the shares have to be added"
            yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at == t, [name]), rank=1)  # type: ignore[misc]  # as above
    for time in range(1, last + 1) if last <= MOST_TIMES else ():
        words = f"the share of {unit} {time} is missing in the sums"
        yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at != t, summed), rank=1)  # type: ignore[misc]  # as above
        for name in summed:
            words = f"the share of {unit} {time} is missing in the gradient of {symbol(name)}"
            yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at != t, [name]), rank=3)  # type: ignore[misc]  # as above


def _terms(op: Operation) -> tuple[Expression, ...]:
    return op.template.terms if isinstance(op.template, Sum) else (op.template,)


def _times(op: Operation) -> list[int]:
    """The time steps of the shares in a sum."""
    return [term.at for term in _terms(op) if isinstance(term, Ref) and isinstance(term.at, int)]


def _only(is_kept: Callable[[int], bool], names: list[str]) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.TOTAL or op.name not in names:
            return None
        kept = [
            term for term in _terms(op) if not isinstance(term, Ref) or not isinstance(term.at, int) or is_kept(term.at)
        ]
        return op._replace(source=add(*kept)) if len(kept) < len(_terms(op)) else None

    return rewrite


def no_gradient(replay: Replay) -> Iterator[DerivationSlip]:
    """A parameter whose gradient isn't there at all."""
    parameters = {op.name: op.shape for _, op in operations_of(replay, Kind.TOTAL)}
    for name in parameters:
        words = f"{symbol(name)} has no gradient: 0 stands where there is one"
        yield DerivationSlip("no-gradient", words, _replaced(name, ZERO), rank=1)


def another_sum(replay: Replay) -> Iterator[DerivationSlip]:
    """The whole gradient of another parameter of the same shape; or the two exchanged."""
    parameters = {op.name: op.shape for _, op in operations_of(replay, Kind.TOTAL)}
    order = list(parameters)
    for name, shape in parameters.items():
        for other in order:
            if other == name or parameters[other] != shape:
                continue
            words = f"the gradient of {symbol(other)} stands where the gradient of {symbol(name)} belongs"
            yield DerivationSlip("wrong-operand", words, _taken_from(replay, {name: other}), rank=2)
            if order.index(name) < order.index(other):
                words = f"the gradients of {symbol(name)} and {symbol(other)} are exchanged"
                yield DerivationSlip("swapped", words, _taken_from(replay, {name: other, other: name}), rank=2)
    for name in order:
        words = f"the new {symbol(name)}, after the update, stands where its gradient belongs"
        yield DerivationSlip("updated-not-gradient", words, _replaced(name, _new(replay, name)), rank=3)


def _taken_from(replay: Replay, source: dict[str, str]) -> Rewrite:
    templates = {op.name: op.template for _, op in operations_of(replay, Kind.TOTAL)}

    def rewrite(op: Operation) -> Operation | None:
        if op.kind is Kind.TOTAL and op.name in source:
            return op._replace(source=templates[source[op.name]])
        return None

    return rewrite


def _replaced(name: str, by: Expression) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        return op._replace(source=by) if op.kind is Kind.TOTAL and op.name == name else None

    return rewrite


def _new(replay: Replay, name: str) -> Expression:
    """What the update of a parameter comes to, from the shares."""
    return updated(replay, name)
