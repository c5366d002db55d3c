"""A slip as something that is done to operations: the same at every time step, or at one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.english import in_the
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.tree import ZERO, Expression, Kind
from rnn_tutor.numbers.places import Key

Rewrite: TypeAlias = Callable[[Operation], Operation | None]
"""An operation as the slip has it; None where it leaves it alone."""
PartRewrite: TypeAlias = Callable[[Operation, GradientPath | None, Expression], Expression | None]
"""The same for one part of it: what comes back along one path, or a share, or a whole template."""

MOST_ALONE = 6  # time steps of a lesson in which a slip is tried at each of them alone
DERIVED = (Kind.GRADIENT, Kind.SHARE)


@dataclass(frozen=True)
class DerivationSlip:
    """A slip to try.

    Attributes:
        mistake: its id, one of those that the quiz has.
        words: what was done, as a clause.
        rewrite: what becomes of an operation.
        rank: how likely it is before the numbers are looked at; 0 is what people do most.
        start: numbers of the lesson that were others.
        instead: the operations of another lesson, where the slip is in what is computed and not in how.
        before: whether it is a slip of the forward pass, which comes first.
        touched: what the operations become, by their places, where that is known already.
        parameter: the one parameter that it is made with, where it may be made with several.
        of_several: the same slip, made with all of some parameters.
    """

    mistake: str
    words: str
    rewrite: Rewrite = lambda _: None
    rank: int = 1
    start: Mapping[Key, Any] = field(default_factory=dict)
    instead: Callable[[], Replay] | None = None
    before: bool = False
    touched: Mapping[int, Operation] | None = field(default=None, compare=False, repr=False)
    parameter: str = ""
    of_several: Callable[[Sequence[str]], DerivationSlip] | None = field(default=None, compare=False, repr=False)

    def alone(self, time: int, words: str) -> DerivationSlip:
        """The same slip at one time step only."""
        known = self.touched or {}
        return replace(
            self,
            rewrite=lambda op: self.rewrite(op) if op.time == time else None,
            words=words,
            rank=self.rank + 2,
            touched={place: op for place, op in known.items() if op.time == time},
        )

    def changes(self, replay: Replay) -> Mapping[int, Operation]:
        """What the operations become, by their places."""
        return changes_of([self.rewrite], replay) if self.touched is None else self.touched


def on_parts(change: PartRewrite, *kinds: Kind) -> Rewrite:
    """What a change of its parts makes of an operation."""
    wanted = kinds or DERIVED

    def rewrite(op: Operation) -> Operation | None:
        if op.kind not in wanted:
            return None
        if not op.paths:
            changed = change(op, None, op.template)
            return None if changed is None or changed == op.template else op._replace(source=changed)
        found = [change(op, path, path.expression) for path in op.paths]
        if all(new is None or new == path.expression for new, path in zip(found, op.paths, strict=True)):
            return None
        paths = tuple(
            path if new is None else GradientPath(path.consumer, path.offset, new)
            for new, path in zip(found, op.paths, strict=True)
        )
        return op._replace(paths=paths, source=add(*(path.expression for path in paths)))

    return rewrite


def without_paths(is_dropped: Callable[[Operation, GradientPath], bool]) -> Rewrite:
    """Operations with some of their paths left out."""
    return on_parts(lambda op, path, _: ZERO if path is not None and is_dropped(op, path) else None, Kind.GRADIENT)


def changes_of(rewrites: Iterable[Rewrite], replay: Replay) -> dict[int, Operation]:
    """The operations that some rewrites, one after the other, make others of, by their places."""
    found: dict[int, Operation] = {}
    for rewrite in rewrites:
        for place, operation in enumerate(replay.operations):
            changed = rewrite(found.get(place, operation))
            if changed is not None:
                found[place] = changed
    return found


def each_alone(slip: DerivationSlip, replay: Replay) -> Iterator[DerivationSlip]:
    """A slip at every time step; then at each of them alone."""
    touched = changes_of([slip.rewrite], replay)
    if not touched:
        return
    slip = replace(slip, touched=touched)
    yield slip
    times = sorted({op.time for op in touched.values() if op.time}, reverse=True)
    if len(times) < 2 or replay.unrolled.last > MOST_ALONE:
        return
    unit = replay.lesson.time_step.lower()
    for time in times:
        yield slip.alone(time, f"{slip.words}, {in_the(unit)} {unit} {time} only")


def in_each(of: Callable[[Sequence[str]], DerivationSlip], names: Sequence[str]) -> Iterator[DerivationSlip]:
    """A slip made with each of some parameters; which of them had it together is seen by the numbers."""
    for name in names:
        yield replace(of([name]), parameter=name, of_several=of)


def of_several(slips: Iterable[DerivationSlip]) -> Iterator[DerivationSlip]:
    """One slip for those that are the same in several parameters."""
    groups: dict[int, list[DerivationSlip]] = {}
    for slip in slips:
        if slip.of_several is not None:
            groups.setdefault(id(slip.of_several), []).append(slip)
    for alike in groups.values():
        first = alike[0].of_several
        if len(alike) > 1 and first is not None:
            yield first([slip.parameter for slip in alike])


def parts_of(op: Operation) -> list[tuple[GradientPath | None, Expression]]:
    """The parts of an operation: what comes back along each path, or the whole of it."""
    found: list[tuple[GradientPath | None, Expression]] = [(path, path.expression) for path in op.paths]
    return found or [(None, op.template)]
