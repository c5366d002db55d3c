"""A derivation's operations, compiled for floating-point numbers that lie in one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.operations.function import Closure
from rnn_tutor.numbers.compiler import Compiler
from rnn_tutor.numbers.floating import FLOATING
from rnn_tutor.numbers.places import InList, key_of
from rnn_tutor.numbers.value import spread


class Instruction(NamedTuple):
    """One operation, where its result goes, and at which time step its template is read."""

    place: int
    evaluator: Closure
    frame: int
    operation: Operation


def instructions(derivation: Solution, places: InList) -> Iterator[Instruction]:
    """The operations of one update."""
    compiler = Compiler(FLOATING, places, derivation.unrolled.shape)
    compiled: dict[tuple[int, bool], Closure] = {}
    for operation in derivation.operations:
        key = (id(operation.template), bool(operation.shape))
        if key not in compiled:
            evaluator = compiler.whole(operation.template)
            compiled[key] = in_full(evaluator, operation) if operation.shape else evaluator
        place = places.of(key_of(operation.kind, operation.name, operation.time, operation.via))
        yield Instruction(place, compiled[key], operation.frame, operation)


def in_full(evaluator: Closure, operation: Operation) -> Closure:
    """The evaluator of a vector or matrix, which may come as the one number that all its elements are."""
    shape = operation.shape
    return lambda numbers, step: spread(evaluator(numbers, step), shape)
