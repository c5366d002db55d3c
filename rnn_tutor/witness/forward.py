"""The forward pass, run with one number moved by ε: what the loss moves by is the gradient of that number.

It reads a lesson's equations and its numbers, and nothing that was derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.values import WorkingPrecision
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import At, Kind, Ref, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.numbers.compiler import Compiler, Evaluator
from rnn_tutor.numbers.places import ByKey, Key, Numbers, key_of
from rnn_tutor.numbers.real import bounded
from rnn_tutor.numbers.value import each, spread
from rnn_tutor.witness.series import SERIES, FirstPower, moved, slope_of, still

LOSS_KEY = key_of(Kind.QUANTITY, LOSS, None)


@dataclass(frozen=True)
class Assignment:
    """An equation at a time step: where its value goes, how it is found, and from which numbers."""

    operation: Operation
    key: Key
    evaluator: Evaluator
    reads: frozenset[Key]

    def value(self, numbers: Numbers) -> Any:  # noqa: ANN401  # an exact number or a series, or an array of them
        """The value from the numbers so far."""
        found = self.evaluator(numbers, self.operation.frame)
        found = each(lambda entry: entry if hasattr(entry, "coeffs") else bounded(entry), found)
        return spread(found, self.operation.shape)


class ForwardPass:
    """The forward pass of one epoch, with the parameters that the epoch begins with."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.last = derivation.lesson.time_steps
        self.compiler = Compiler(SERIES, ByKey(self.last), derivation.unrolled.shape)
        self._still: dict[int, Numbers] = {}

    @cached_property
    def lines(self) -> tuple[Assignment, ...]:
        """The equations in the order in which they are computed, the loss last."""
        compiled: dict[int, Evaluator] = {}
        return tuple(self._line(operation, compiled) for operation in self.derivation.forward_operations)

    def _line(self, operation: Operation, compiled: dict[int, Evaluator]) -> Assignment:
        template = operation.template
        if id(template) not in compiled:
            compiled[id(template)] = self.compiler.whole(template)
        reads = frozenset(self._key(pinned_ref(ref, operation.frame, self.last)) for ref in references(template))
        key = key_of(operation.kind, operation.name, operation.time, operation.via)
        return Assignment(operation, key, compiled[id(template)], reads)

    def _key(self, ref: Ref) -> Key:
        return key_of(ref.kind, ref.name, None if ref.at is At.UNTIMED else int(ref.at), ref.via)  # type: ignore[arg-type]  # pinned: no other At is left

    @cached_property
    def _places(self) -> dict[Key, int]:
        return {line.key: place for place, line in enumerate(self.lines)}

    def still(self, bits: int) -> Numbers:
        """All numbers with none of them moved, at a precision in bits."""
        if bits not in self._still:
            with WorkingPrecision(bits):
                numbers = self.derivation.given_at(bits)
                for line in self.lines:
                    numbers[line.key] = line.value(numbers)
            self._still[bits] = numbers
        return self._still[bits]

    def of_parameter(self, name: str, place: int, bits: int) -> arb:
        """How the loss moves with an element of a parameter, wherever it acts; its place counted from 0."""
        key = key_of(Kind.PARAMETER, name, None)
        with WorkingPrecision(bits), FirstPower():
            numbers = self.still(bits)
            return self._loss_moved(numbers, {key: _with_moved(numbers[key], place)}, 0)

    def of_quantity(self, name: str, time: int | None, place: int, bits: int) -> arb:
        """How the loss moves with an element of a quantity."""
        key = key_of(Kind.QUANTITY, name, time)
        with WorkingPrecision(bits), FirstPower():
            numbers = self.still(bits)
            return self._loss_moved(numbers, {key: _with_moved(numbers[key], place)}, self._places[key] + 1)

    def of_use(self, name: str, via: str, time: int | None, place: int, bits: int) -> arb:
        """How the loss moves with an element of a parameter that acts in one equation at one time step only."""
        key = key_of(Kind.PARAMETER, name, None)
        with WorkingPrecision(bits), FirstPower():
            numbers = self.still(bits)
            by_itself = {**numbers, key: _with_moved(numbers[key], place)}
            if via == LOSS:
                return slope_of(self._term(by_itself, time))
            line = self.lines[self._places[key_of(Kind.QUANTITY, via, time)]]
            value = line.value(self._seen(by_itself, line))
            return self._loss_moved(numbers, {line.key: value}, self._places[line.key] + 1)

    def _term(self, numbers: Numbers, time: int | None) -> Any:  # noqa: ANN401  # as `Line.value`
        """The term of one time step, in a loss that is a sum over them; else the loss."""
        loss = self.derivation.unrolled.network.loss
        assert loss is not None, "there is something to differentiate"
        term = self.compiler.whole(self.derivation.unrolled.template(loss, None))
        return term(numbers, self.last if time is None else time)

    def _loss_moved(self, still: Numbers, change: Numbers, start: int) -> arb:
        """How the loss moves when the numbers of `change` do; what comes before the line `start` stays."""
        numbers = {**still, **change}
        changed = set(change)
        for line in self.lines[start:]:
            if not changed.isdisjoint(line.reads):
                numbers[line.key] = line.value(self._seen(numbers, line))
                changed.add(line.key)
        return slope_of(numbers[LOSS_KEY]) if LOSS_KEY in changed else arb(0)

    def _seen(self, numbers: Numbers, line: Assignment) -> Numbers:
        """The numbers as an equation reads them: where gradients are cut, what comes from beyond doesn't move."""
        time, span = line.operation.time, self.derivation.lesson.training.truncate
        if time is None or span is None:
            return numbers
        # Between a time step and the next it is cut where the next begins a window, counted from the last.
        beyond = {other for other in (time - 1, time + 1) if (self.last - min(time, other)) % span == 0}
        held = {key: each(still, numbers[key]) for key in line.reads if key[2] in beyond}
        return {**numbers, **held} if held else numbers


def _with_moved(value: Any, place: int) -> Any:  # noqa: ANN401  # as `Line.value`
    if not isinstance(value, Array):
        return moved(value)
    entries = tuple(moved(entry) if number == place else entry for number, entry in enumerate(value.entries))
    return Array(value.shape, entries)
