"""Weights that were updated before the way back was done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.scales import RATE
from rnn_tutor.diagnosis.slips.slip import Rewrite, Slip
from rnn_tutor.equations.algebra import add, multiply, negate, replace
from rnn_tutor.equations.tree import Expression, Kind, Ref, references
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.evaluate import key_of

IsUsed = Callable[[Operation, Operation], bool]
"""Whether a share is in the weight already that another operation reads."""


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


def in_place(replay: Replay) -> Iterator[Slip]:
    """Each weight moved as soon as its share is there; the gradients further back read the moved one."""
    shares = [op for _, op in operations_of(replay, Kind.SHARE)]
    order = {op.ref: place for place, op in enumerate(replay.operations)}
    names = list(dict.fromkeys(share.name for share in shares))
    unit = replay.lesson.time_step.lower()

    def before(share: Operation, reader: Operation) -> bool:
        return order[share.ref] < order[reader.ref]

    def step_done(share: Operation, reader: Operation) -> bool:
        """The weights are moved at the end of each time step's way back."""
        return (
            before(share, reader)
            and share.time is not None
            and reader.time is not None
            and share.time > reader.time + 1
        )

    def after_loop(share: Operation, reader: Operation) -> bool:
        """What acts after the last step has been moved before the loop begins."""
        return share.time is None and before(share, reader)

    words = "the weights are updated in place on the way back, and what is further back reads the new ones"
    yield Slip("new-weight", words, _reading(shares, names, before), rank=0)
    words = f"the weights are updated at every {unit} of the way back, and the {unit}s before read the new ones"
    yield Slip("new-weight", words, _reading(shares, names, step_done), rank=0)
    words = "what acts after the last step is updated before its gradient is handed back, by the new weight"
    yield Slip("new-weight", words, _reading(shares, names, after_loop), rank=1)
    for name in names:
        words = f"{symbol(name)} is updated before the way back is done with it, which reads the new one"
        yield Slip("new-weight", words, _reading(shares, [name], before), rank=1)


def _reading(shares: list[Operation], names: list[str], is_used: IsUsed) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.GRADIENT:
            return None
        moved: dict[Ref, Expression] = {}
        for ref in references(op.template):
            if ref.kind is Kind.PARAMETER and ref.name in names:
                found = [share.ref for share in shares if share.name == ref.name and is_used(share, op)]
                if found:
                    moved[ref] = add(ref, negate(multiply(RATE, add(*found))))
        if not moved:
            return None
        template = replace(op.template, lambda part: moved.get(part) if isinstance(part, Ref) else None)
        return op._replace(source=template, paths=())

    return rewrite


def after_update(replay: Replay) -> Iterator[Slip]:
    """All of it computed with the updated weights: new values forward and back; or on the way back only."""
    new = {
        key_of(Kind.PARAMETER, op.name, None): replay.right[key_of(Kind.UPDATED, op.name, None)]
        for _, op in operations_of(replay, Kind.UPDATED)
    }
    if not new:
        return
    yield Slip("new-weight", "all of it is computed with the weights after the update", start=new, rank=1, before=True)
    names = {Ref(Kind.PARAMETER, op.name): Ref(Kind.UPDATED, op.name) for _, op in operations_of(replay, Kind.UPDATED)}
    words = "the way back reads the weights after the update, and the way forward those before"
    yield Slip("new-weight", words, _constants(names), rank=1)
    output = [e.name for e in replay.unrolled.network.output]
    late = {
        ref: by
        for ref, by in names.items()
        if any(op.via in output for _, op in operations_of(replay, Kind.SHARE) if op.name == ref.name)
    }
    if late:
        listed = " and ".join(symbol(ref.name) for ref in late)
        yield Slip("new-weight", f"the way back reads {listed} after the update", _constants(late), rank=1)


def _constants(names: Mapping[Ref, Ref]) -> Rewrite:
    """Gradients that read the right new values: they were found in a run before."""

    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.GRADIENT or not any(ref in names for ref in references(op.template)):
            return None
        template = replace(op.template, lambda part: names.get(part) if isinstance(part, Ref) else None)
        return op._replace(source=template, paths=())

    return rewrite
