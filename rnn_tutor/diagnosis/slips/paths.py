"""A way to the loss that is lost, or cut: nothing handed back through time, one path of several, truncation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replace_fields

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite, each_alone, without_paths
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.tree import Kind
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import symbol

MOST_CUTS = 12


def nothing_through_time(replay: Replay) -> Iterator[DerivationSlip]:
    """No time step hands anything back to the one before."""
    unit = replay.lesson.time_step.lower()
    words = f"nothing is passed back through time: each {unit}'s gradient stays at that {unit}"
    yield from each_alone(
        DerivationSlip("missing-path", words, without_paths(lambda _, path: path.offset != 0), rank=0), replay
    )


def one_path(replay: Replay) -> Iterator[DerivationSlip]:
    """One of a quantity's paths to the loss left out at every time step; or all that go on to the next step."""
    ways: dict[str, list[tuple[str, int]]] = {}
    for _, op in operations_of(replay, Kind.GRADIENT):
        known = ways.setdefault(op.name, [])
        known += [way for path in op.paths if (way := (path.consumer, path.offset)) not in known]
    for name, found in ways.items():
        if len(found) < 2:
            continue
        later = [way for way in found if way[1]]
        if later and (len(later) > 1 or sum(len(others) > 1 for others in ways.values()) > 1):
            words = f"nothing comes back to {symbol(name)} from {_other(replay, later[0][1])}"
            yield DerivationSlip("missing-path", words, _without(name, later), rank=1)
        for way in found:
            words = f"{symbol(name)} also acts through {_consumer_name(replay, *way)}, but that path is missing"
            dropped = _without(name, [way])
            yield from each_alone(DerivationSlip("missing-path", words, dropped), replay)
            if not way[1] and later:
                words += f", at all {replay.lesson.time_step.lower()}s but the last"
                yield DerivationSlip("missing-path", words, before_last(dropped, replay.unrolled.last), rank=1)
        if len(found) > 2:
            for way in found:
                words = (
                    f"of the paths from {symbol(name)} to the loss, only the one through "
                    f"{_consumer_name(replay, *way)} is there"
                )
                yield DerivationSlip("missing-path", words, _without(name, [other for other in found if other != way]))


def _without(name: str, ways: list[tuple[str, int]]) -> Rewrite:
    def is_dropped(op: Operation, path: GradientPath) -> bool:
        return op.name == name and (path.consumer, path.offset) in ways

    return without_paths(is_dropped)


def before_last(rewrite: Rewrite, last: int) -> Rewrite:
    """The same at all time steps but the last."""
    return lambda op: rewrite(op) if op.time is not None and op.time < last else None


def _consumer_name(replay: Replay, consumer: str, offset: int) -> str:
    if consumer == LOSS:
        return "the loss"
    return f"{_other(replay, offset)}'s {symbol(consumer)}" if offset else symbol(consumer)


def _other(replay: Replay, offset: int) -> str:
    return f"the {'next' if offset > 0 else 'previous'} {replay.lesson.time_step.lower()}"


def only_last_loss(replay: Replay) -> Iterator[DerivationSlip]:
    """The losses of the earlier time steps left out."""
    if not replay.lesson.network.loss_each_step:
        return
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()

    def is_dropped(op: Operation, path: GradientPath) -> bool:
        return path.consumer == LOSS and op.time is not None and op.time < last

    words = f"only the last {unit}'s loss comes back, but there is one at every {unit}"
    yield DerivationSlip("missing-path", words, without_paths(is_dropped), rank=1)


def output_everywhere(replay: Replay) -> Iterator[DerivationSlip]:
    """What comes back to the last state alone, added at every time step: a line outside of its `if t == T`."""
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()
    each_step = {equation.name for equation in replay.lesson.network.each_step}
    at_last = {
        op.name: [path for path in op.paths if path.consumer not in each_step]
        for _, op in operations_of(replay, Kind.GRADIENT)
        if op.time == last
    }
    if replay.lesson.network.loss_each_step or last < 2:  # time steps
        return
    for name, paths in at_last.items():

        def rewrite(op: Operation, name: str = name, added: list[GradientPath] = paths) -> Operation | None:
            if (op.kind, op.name) != (Kind.GRADIENT, name) or op.time is None or op.time == last:
                return None
            return op._replace(paths=(*op.paths, *added), source=add(op.template, *(path.expression for path in added)))

        if paths:
            words = f"the output's gradient is added to {symbol(name)} at every {unit}, not only at the last"
            yield DerivationSlip("wrong-time-step", words, rewrite, rank=0)


def truncated(replay: Replay) -> Iterator[DerivationSlip]:
    """Gone back for some time steps only; or over the cut of a lesson that truncates."""
    last, unit = replay.unrolled.last, replay.lesson.time_step.lower()
    if replay.lesson.training.truncate is not None:
        whole = replace_fields(replay.lesson, training=replace_fields(replay.lesson.training, truncate=None))
        words = (
            f"the backward pass goes across the cut: the lesson truncates after {replay.lesson.training.truncate} "
            f"{unit}s"
        )
        yield DerivationSlip("cut-ignored", words, instead=lambda: Replay(whole), rank=0)
        return
    for span in range(1, min(last, MOST_CUTS)):
        words = f"the backward pass ends after {span} {unit}{'s' * (span > 1)}"
        cut = last - span

        def at_cut(op: Operation, path: GradientPath, cut: int = cut) -> bool:
            return op.time is not None and path.offset != 0 and min(op.time, op.time + path.offset) == cut

        yield DerivationSlip("cut-ignored", words, without_paths(at_cut), rank=0)
        if span > 1 and 2 * span < last:

            def at_windows(op: Operation, path: GradientPath, span: int = span) -> bool:
                if op.time is None or not path.offset:
                    return False
                return (last - min(op.time, op.time + path.offset)) % span == 0

            words = f"cut every {span} {unit}s, but the lesson has no cut"
            yield DerivationSlip("cut-ignored", words, without_paths(at_windows), rank=1)
