"""The sum over the time steps: one share for all of them, a share left out, another parameter's sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.scales import total_times
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite, in_each
from rnn_tutor.diagnosis.slips.weights import updated
from rnn_tutor.english import listed
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.tree import ZERO, Expression, Kind, Number, Ref, Sum
from rnn_tutor.notation.line import symbol

MOST_TIMES = 12


def one_share(replay: Replay) -> Iterator[DerivationSlip]:
    """The share of one time step in place of the sum: = where += was meant."""
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()
    if last < 2:
        return
    summed = summed_over_time(replay)
    if not summed:
        return
    for time, which in ((1, "first"), (last, "last")):
        words = (
            f"only the {which} {unit}'s share is there: = stands where += belongs, because the shares have to be added"
        )
        yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at == t, summed), rank=0)  # type: ignore[misc]  # mypy can't infer a lambda's default
    for time, which in ((1, "first"), (last, "last")):
        yield from in_each(_overwritten(time, f"the {which} {unit}'s"), summed)
    for time in range(1, last + 1) if last <= MOST_TIMES else ():
        words = f"the share of {unit} {time} is missing in the sums"
        yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at != t, summed), rank=1)  # type: ignore[misc]  # as above
        for name in summed:
            words = f"the share of {unit} {time} is missing in the gradient of {symbol(name)}"
            yield DerivationSlip("share-not-total", words, _only(lambda at, t=time: at != t, [name]), rank=3)  # type: ignore[misc]  # as above


def _overwritten(time: int, whose: str) -> Callable[[Sequence[str]], DerivationSlip]:
    def of(names: Sequence[str]) -> DerivationSlip:
        parameters = listed([symbol(name) for name in names])
        there = f"share of {parameters} is" if len(names) == 1 else f"shares of {parameters} are"
        words = f"only {whose} {there} there, but the shares have to be added"
        return DerivationSlip("share-not-total", words, _only(lambda at: at == time, names), rank=1)

    return of


def summed_over_time(replay: Replay) -> list[str]:
    """The parameters whose gradients are sums of shares of several time steps."""
    return [op.name for _, op in operations_of(replay, Kind.TOTAL) if len(_times(op)) > 1]


def mean_over_time(replay: Replay) -> Iterator[DerivationSlip]:
    """A mean where the shares of the time steps are added up, and only there: the output's own gradients are right."""
    summed, unit, steps = summed_over_time(replay), replay.lesson.time_step.lower(), replay.lesson.time_steps
    if steps < 2 or len(summed) in (0, 1, sum(1 for _ in operations_of(replay, Kind.TOTAL))):
        return  # one alone, or all of them, is said without names
    names = listed([symbol(name) for name in summed])
    words = f"the mean over the {steps} {unit}s stands where the sum belongs, in the gradients of {names}"
    yield DerivationSlip("mean-not-sum", words, total_times(Number(Fraction(1, steps)), summed), rank=0)


def _terms(op: Operation) -> tuple[Expression, ...]:
    return op.template.terms if isinstance(op.template, Sum) else (op.template,)


def _times(op: Operation) -> list[int]:
    """The time steps of the shares in a sum."""
    return [time for term in _terms(op) if (time := _time(term)) is not None]


def _time(term: Expression) -> int | None:
    return term.at if isinstance(term, Ref) and isinstance(term.at, int) else None


def _only(is_kept: Callable[[int], bool], names: Sequence[str]) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.TOTAL or op.name not in names:
            return None
        kept = [
            term for term in _terms(op) if not isinstance(term, Ref) or not isinstance(term.at, int) or is_kept(term.at)
        ]
        return op._replace(source=add(*kept)) if len(kept) < len(_terms(op)) else None

    return rewrite


def no_gradient(replay: Replay) -> Iterator[DerivationSlip]:
    """A parameter whose gradient isn't there at all; or none of them is."""
    parameters = [op.name for _, op in operations_of(replay, Kind.TOTAL)]
    if len(parameters) > 1:
        words = "no parameter has a gradient: each is 0, as before anything is added up"
        yield DerivationSlip("no-gradient", words, _replaced_by(dict.fromkeys(parameters, ZERO)), rank=1)
    for name in parameters:
        words = f"{symbol(name)} has no gradient: 0 stands where there is one"
        yield DerivationSlip("no-gradient", words, _replaced_by({name: ZERO}), rank=1)


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


def no_gradients_but_parameters(replay: Replay) -> Iterator[DerivationSlip]:
    """The parameters in place of their gradients, after the update or before it: all of them, or one."""
    names = [op.name for _, op in operations_of(replay, Kind.TOTAL)]
    new = {name: updated(replay, name) for name in names}
    old: dict[str, Expression] = {name: Ref(Kind.PARAMETER, name) for name in names}
    if len(names) > 1:
        words = "the new parameters, after the update, stand where their gradients belong"
        yield DerivationSlip("updated-not-gradient", words, _replaced_by(new), rank=2)
        words = "the parameters themselves stand where their gradients belong"
        yield DerivationSlip("wrong-operand", words, _replaced_by(old), rank=2)
    for name in names:
        words = f"the new {symbol(name)}, after the update, stands where its gradient belongs"
        yield DerivationSlip("updated-not-gradient", words, _replaced_by({name: new[name]}), rank=3)
        words = f"{symbol(name)} itself stands where its gradient belongs"
        yield DerivationSlip("wrong-operand", words, _replaced_by({name: old[name]}), rank=3)


def onto_another_sum(replay: Replay) -> Iterator[DerivationSlip]:
    """`dB = dW + …` for `dB = dB + …`: in the end it is the sum of another parameter, and one's own first share.

    The shares are added from the last time step to the first; the other sum may have its own first share by then.
    """
    totals = {op.name: op for _, op in operations_of(replay, Kind.TOTAL)}
    summed = summed_over_time(replay)
    for name in summed:
        own = [term for term in _terms(totals[name]) if _time(term) == 1]
        for other, op in totals.items():
            if other == name or op.shape != totals[name].shape:
                continue
            words = f"the shares of {symbol(name)} are added to the gradient of {symbol(other)}, not to its own"
            before = [term for term in _terms(op) if _time(term) != 1]
            if own:
                with_all = _replaced_by({name: add(*_terms(op), *own)})
                yield DerivationSlip("wrong-operand", words, with_all, rank=2)
            if other in summed and len(before) < len(_terms(op)):
                with_rest = _replaced_by({name: add(*before, *own)})
                yield DerivationSlip("wrong-operand", words, with_rest, rank=2)


def _taken_from(replay: Replay, source: dict[str, str]) -> Rewrite:
    templates = {op.name: op.template for _, op in operations_of(replay, Kind.TOTAL)}

    def rewrite(op: Operation) -> Operation | None:
        if op.kind is Kind.TOTAL and op.name in source:
            return op._replace(source=templates[source[op.name]])
        return None

    return rewrite


def _replaced_by(others: Mapping[str, Expression]) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        return op._replace(source=others[op.name]) if op.kind is Kind.TOTAL and op.name in others else None

    return rewrite
