"""Slips of the update: the wrong way, the learning rate, one share, Adam's corrections, no clipping."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.factors import mutations
from rnn_tutor.diagnosis.slips.scales import RATE
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite
from rnn_tutor.equations.algebra import add, multiply, negate, replace
from rnn_tutor.equations.tree import ONE, Apply, Expression, Kind, Power, Ref, Sum, references

STEPS = (Kind.UPDATED, Kind.STATE, Kind.CLIPPED, Kind.NORM)


def direction(replay: Replay) -> Iterator[DerivationSlip]:
    """Up the slope; without the learning rate, or with it twice; with one share."""

    def up(op: Operation) -> Operation | None:
        if op.kind is not Kind.UPDATED or not isinstance(op.template, Sum):
            return None
        first, *rest = op.template.terms
        return op._replace(source=add(first, *map(negate, rest)))

    yield DerivationSlip("wrong-direction", "the update adds where it should subtract, so the loss rises", up, rank=0)
    yield DerivationSlip("missing-factor", "the learning rate is missing in the update", _rate(ONE), rank=0)
    yield DerivationSlip(
        "extra-factor", "the learning rate is in the update twice", _rate(multiply(RATE, RATE)), rank=0
    )
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()
    shares = {op.ref for _, op in operations_of(replay, Kind.SHARE)}
    for time, which in ((last, "last"), (1, "first")):

        def one(op: Operation, time: int = time) -> Operation | None:
            if op.kind not in STEPS:
                return None

            def other(part: Expression) -> Expression | None:
                if not isinstance(part, Ref) or part.kind not in (Kind.TOTAL, Kind.CLIPPED):
                    return None
                own = [share for share in shares if share.name == part.name and share.at == time]
                return own[0] if len(own) == 1 else None

            changed = replace(op.template, other)
            return None if changed == op.template else op._replace(source=changed)

        yield DerivationSlip(
            "share-not-total", f"the update takes the {which} {unit}'s share instead of the sum", one, rank=1
        )


def _rate(by: Expression) -> Rewrite:
    def rewrite(op: Operation) -> Operation | None:
        if op.kind is not Kind.UPDATED:
            return None
        return op._replace(source=replace(op.template, lambda part: by if part == RATE else None))

    return rewrite


def corrections(replay: Replay) -> Iterator[DerivationSlip]:
    """The corrections of Adam's two means: left out, one or both; without the power; β₁ for β₂."""
    uses = {ref.name for _, op in operations_of(replay, Kind.UPDATED) for ref in references(op.template)}
    if "mhat" not in uses:
        return
    for names, what in (({"mhat", "vhat"}, "m and v"), ({"mhat"}, "m"), ({"vhat"}, "v")):

        def plain(op: Operation, names: set[str] = names) -> Operation | None:
            if op.kind is not Kind.UPDATED:
                return None

            def other(part: Expression) -> Expression | None:
                if isinstance(part, Ref) and part.kind is Kind.STATE and part.name in names:
                    return Ref(part.kind, part.name.removesuffix("hat"), part.at, part.via)
                return None

            return op._replace(source=replace(op.template, other))

        yield DerivationSlip(
            "bias-correction", f"{what} is used in the update without its correction (the hat)", plain, rank=0
        )

    def powerless(op: Operation) -> Operation | None:
        if op.kind is not Kind.STATE or not op.name.endswith("hat"):
            return None
        bare = replace(op.template, lambda part: part.base if isinstance(part, Power) else None)
        return None if bare == op.template else op._replace(source=bare)

    yield DerivationSlip("bias-correction", "the corrections lack the power t of the betas", powerless, rank=0)
    swapped = {"beta1": "beta2", "beta2": "beta1"}

    def other_beta(part: Expression) -> Expression | None:
        is_beta = isinstance(part, Ref) and part.kind is Kind.SETTING and part.name in swapped
        return Ref(Kind.SETTING, swapped[part.name]) if is_beta and isinstance(part, Ref) else None

    def in_corrections(op: Operation) -> Operation | None:
        if op.kind is not Kind.STATE or not op.name.endswith("hat"):
            return None
        return op._replace(source=replace(op.template, other_beta))

    def in_means(op: Operation) -> Operation | None:
        return op._replace(source=replace(op.template, other_beta)) if op.kind is Kind.STATE else None

    yield DerivationSlip("bias-correction", "β₁ and β₂ are exchanged in the corrections", in_corrections, rank=1)
    yield DerivationSlip("swapped", "β₁ and β₂ are exchanged", in_means, rank=1)


def operands(replay: Replay) -> Iterator[DerivationSlip]:
    """One of an optimizer's accounts for another; a gradient that was to be clipped."""
    names = dict.fromkeys(op.name for _, op in operations_of(replay, Kind.STATE))
    for name in names:
        for other in names:
            if other == name:
                continue

            def swapped(op: Operation, name: str = name, other: str = other) -> Operation | None:
                if op.kind is not Kind.UPDATED:
                    return None

                def taken(part: Expression) -> Expression | None:
                    is_it = isinstance(part, Ref) and part.kind is Kind.STATE and part.name == name
                    return Ref(Kind.STATE, other, via=part.via) if is_it and isinstance(part, Ref) else None

                return op._replace(source=replace(op.template, taken))

            yield DerivationSlip("wrong-operand", f"{other} stands where {name} belongs in the update", swapped, rank=2)

    def unclipped(op: Operation) -> Operation | None:
        if op.kind is not Kind.CLIPPED:
            return None
        return op._replace(source=Ref(Kind.TOTAL, op.name))

    def rooted(op: Operation) -> Operation | None:
        if op.kind is not Kind.UPDATED:
            return None
        bare = replace(op.template, lambda part: part.arguments[0] if isinstance(part, Apply) else None)
        return None if bare == op.template else op._replace(source=bare)

    yield DerivationSlip("missing-factor", "the gradients are not clipped", unclipped, rank=1)
    yield DerivationSlip("missing-activation", "the square root in the update is missing", rooted, rank=1)


def lines(replay: Replay) -> Iterator[DerivationSlip]:
    """Every small change of each rule of the optimizer, for all parameters alike."""
    first: dict[tuple[Kind, str], Operation] = {}
    for _, op in operations_of(replay, *STEPS):
        first.setdefault((op.kind, "" if op.kind is Kind.UPDATED else op.name), op)
    for (kind, name), op in first.items():
        for place, (mistake, words, _, rank) in enumerate(mutations(op.template)):

            def rewrite(other: Operation, kind: Kind = kind, name: str = name, place: int = place) -> Operation | None:
                if other.kind is not kind or (name and other.name != name):
                    return None
                found = [new for _, _, new, _ in mutations(other.template)]
                return other._replace(source=found[place]) if place < len(found) else None

            yield DerivationSlip(mistake, f"{words}, in the update", rewrite, rank=rank + 1)
