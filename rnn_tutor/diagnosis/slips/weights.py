"""Weights that were updated before the way back was done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.scales import RATE
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite, on_parts
from rnn_tutor.equations.algebra import add, multiply, negate, replace
from rnn_tutor.equations.tree import Expression, Kind, Ref, references
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.places import key_of

IsUsed = Callable[[Operation, int | None], bool]
"""Whether a share is in the weight already that is read when the gradients of a time step are handed on."""


def updated(replay: Replay, name: str) -> Expression:
    """A parameter after its update: the last line of the optimizer, its operands put in until only gradients stand."""
    lines = {op.ref: op.template for _, op in operations_of(replay, Kind.UPDATED, Kind.STATE, Kind.CLIPPED, Kind.NORM)}

    def inside(expression: Expression) -> Expression:
        return replace(
            expression, lambda part: inside(lines[part]) if isinstance(part, Ref) and part in lines else None
        )

    own = lines.get(Ref(Kind.UPDATED, name))
    gradient = Ref(Kind.TOTAL, name)
    return inside(own) if own is not None else add(Ref(Kind.PARAMETER, name), negate(multiply(RATE, gradient)))


def in_place(replay: Replay) -> Iterator[DerivationSlip]:
    """Each weight moved as soon as its share is there; the gradients further back read the moved one."""
    shares = [op for _, op in operations_of(replay, Kind.SHARE)]
    names = list(dict.fromkeys(share.name for share in shares))
    unit = replay.lesson.time_step.lower()

    def after_step(share: Operation, time: int | None) -> bool:
        return time is not None and (share.time is None or share.time > time)

    def within_step(share: Operation, time: int | None) -> bool:
        return share.time == time or after_step(share, time)

    words = f"the weights are updated at every {unit} of the backward pass, so the {unit}s before use the new ones"
    yield DerivationSlip("new-weight", words, _reading(replay, shares, names, after_step), rank=0)
    words = "the weights are updated in place during the backward pass, before the gradient is passed on through them"
    yield DerivationSlip("new-weight", words, _reading(replay, shares, names, within_step), rank=0)
    for name in names:
        words = f"{symbol(name)} is updated too early: the backward pass still needs the old value"
        yield DerivationSlip("new-weight", words, _reading(replay, shares, [name], within_step), rank=1)
        yield DerivationSlip("new-weight", words, _reading(replay, shares, [name], after_step), rank=1)


def _reading(replay: Replay, shares: list[Operation], names: list[str], is_used: IsUsed) -> Rewrite:
    each_step = {equation.name for equation in replay.unrolled.network.each_step}

    def change(op: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        if path is None:
            return None
        time = op.time if path.consumer in each_step or replay.lesson.network.loss_each_step else None
        time = time + path.offset if time is not None else time
        moved: dict[Ref, Expression] = {}
        for ref in references(part):
            if ref.kind is Kind.PARAMETER and ref.name in names:
                found = [share.ref for share in shares if share.name == ref.name and is_used(share, time)]
                if found:
                    moved[ref] = add(ref, negate(multiply(RATE, add(*found))))
        return replace(part, lambda node: moved.get(node) if isinstance(node, Ref) else None) if moved else None

    return on_parts(change, Kind.GRADIENT)


def after_update(replay: Replay) -> Iterator[DerivationSlip]:
    """All of it computed with the updated weights: new values forward and back; or on the way back only."""
    new = {
        key_of(Kind.PARAMETER, op.name, None): replay.right[key_of(Kind.UPDATED, op.name, None)]
        for _, op in operations_of(replay, Kind.UPDATED)
    }
    if not new:
        return
    yield DerivationSlip(
        "new-weight", "everything is computed with the weights after the update", start=new, rank=1, before=True
    )
    names = {Ref(Kind.PARAMETER, op.name): Ref(Kind.UPDATED, op.name) for _, op in operations_of(replay, Kind.UPDATED)}
    words = "the backward pass uses the weights after the update, the forward pass those before it"
    yield DerivationSlip("new-weight", words, _constants(names), rank=1)
    output = [e.name for e in replay.unrolled.network.output]
    late = {
        ref: by
        for ref, by in names.items()
        if any(op.via in output for _, op in operations_of(replay, Kind.SHARE) if op.name == ref.name)
    }
    if late:
        listed = " and ".join(symbol(ref.name) for ref in late)
        yield DerivationSlip(
            "new-weight", (f"the backward pass uses {listed} after the update"), _constants(late), rank=1
        )


def _constants(names: Mapping[Ref, Ref]) -> Rewrite:
    """Gradients that read the right new values: they were found in a run before."""

    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.GRADIENT or not any(ref in names for ref in references(op.template)):
            return None
        template = replace(op.template, lambda part: names.get(part) if isinstance(part, Ref) else None)
        return op._replace(source=template, paths=())

    return rewrite
