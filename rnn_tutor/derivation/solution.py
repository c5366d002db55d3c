"""What is computed from a lesson: the unrolled graph, its operations in order, and their numbers on both tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import Self, TypeVar

from flint import fmpq

from rnn_tutor.arguments import need
from rnn_tutor.derivation.backward import BackwardPass
from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.rounded_run import RoundedRun
from rnn_tutor.derivation.track import Track
from rnn_tutor.derivation.undefined import undefined
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.derivation.update import totals, updates
from rnn_tutor.derivation.values import (
    START_BITS,
    Evaluators,
    UndefinedValue,
    WorkingPrecision,
    lesson_numbers,
    run_exact,
    settings,
)
from rnn_tutor.equations.array import Array, size_of
from rnn_tutor.equations.tree import At, Kind, Number, Ref
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import Problem
from rnn_tutor.limits import FAR_NUMBERS
from rnn_tutor.numbers.places import Numbers, key_of
from rnn_tutor.numbers.real import ASKED, TAKEN_AS_EQUAL, TOO_MANY_TO_TELL, DomainError, Undecided, sign
from rnn_tutor.numbers.value import Value

T = TypeVar("T")

GIVEN = frozenset({Kind.PARAMETER, Kind.INPUT, Kind.TARGET, Kind.RATE, Kind.SETTING})


class Solution:
    """The operations of one forward pass, one backward pass and one update of a lesson, and every number in them.

    Gradients are those of the loss, and go step by step from the loss back to the first time step: backpropagation
    through time (Werbos, "Backpropagation through time: what it does and how to do it", 1990). A gradient has the shape
    of what it is the gradient of, and the unit of the loss over the unit of that.

    A lesson of several epochs has one solution for each, made from the one before it. `unrolled` has its equations and
    shapes, `operations` what is computed, `by_hand` one track of numbers; `proved` reads the other.

    Raises, when a number is looked at:
        LessonError: where an operation has no value.
    """

    def __init__(self, lesson: Lesson, before: Self | None = None) -> None:
        need(lesson, Lesson, "derive takes a Lesson, as load_lesson returns it")
        self.lesson = lesson
        self.before = before
        self.epoch: int = before.epoch + 1 if before else 1
        self.unrolled: UnrolledNetwork = (
            # The lesson in full is another one than that of the epoch before.
            before.unrolled if before and before.lesson is lesson else UnrolledNetwork(lesson)
        )
        self.evaluators: Evaluators = (
            before.evaluators if before else Evaluators(lesson.time_steps, self.unrolled.shape)
        )
        self._bits = START_BITS
        self._exact_at: dict[int, Track] = {}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """What is computed, in the order in which it is shown.

        Raises:
            ShapeError: where the shapes of an equation don't fit.
        """
        if self.before and self.before.epoch > 1 and self.before.unrolled is self.unrolled:
            return self.before.operations  # only the first update has no state of the optimizer before it
        backward = self.backward_operations
        shares = [operation for operation in backward if operation.kind is Kind.SHARE]
        total = list(totals(shares, self.unrolled))
        return (*self.unrolled.forward(), *backward, *total, *updates(total, self.lesson, self.epoch))

    @cached_property
    def backward_operations(self) -> tuple[Operation, ...]:
        """The backward pass: the same formulas in each epoch, so they are derived in one of them."""
        if self.before and self.before.unrolled is self.unrolled:
            return self.before.backward_operations
        return tuple(BackwardPass(self.unrolled).operations())

    @cached_property
    def shares_at(self) -> Counter[tuple[str, int | None]]:
        """How many shares each parameter has at each time step: one for each equation that it stands in."""
        return Counter((op.name, op.time) for op in self.operations if op.kind is Kind.SHARE)

    @cached_property
    def forward_operations(self) -> tuple[Operation, ...]:
        """The forward pass with the loss."""
        return tuple(op for op in self.operations if op.phase in (Phase.FORWARD, Phase.LOSS))

    @cached_property
    def _operations_by_ref(self) -> dict[Ref, Operation]:
        return {operation.ref: operation for operation in self.operations}

    def operation_for(self, ref: Ref) -> Operation | None:
        """The operation that finds a number, where it isn't one that the lesson gives."""
        return self._operations_by_ref.get(ref)

    @cached_property
    def _places(self) -> dict[Ref, int]:
        return {operation.ref: place for place, operation in enumerate(self.operations)}

    def is_found_before(self, ref: Ref, later: Ref) -> bool:
        """Whether a number is given, or found in a step before that of another one."""
        return self._places.get(ref, -1) < self._places[later]

    def find_all(self) -> None:
        """Find all numbers, on both tracks.

        Raises:
            UndefinedValue: where an operation has no value.
        """
        self.proved(_completed)
        self._track_by_hand.complete()

    def find_forward(self) -> None:
        """Find the numbers of the forward pass and the loss, on both tracks.

        Raises:
            UndefinedValue: where an operation has no value.
        """
        last = self.forward_operations[-1]
        key = key_of(last.kind, last.name, last.time)
        self.proved(lambda numbers: numbers[key])
        self._track_by_hand.find(key)

    @property
    def exact(self) -> Track:
        """The whole exact track, at the precision reached so far.

        Raises:
            UndefinedValue: where an operation has no value.
        """
        return self.proved(_completed)

    def exact_at(self, bits: int) -> Track:
        """The exact track at a precision, in bits; the epochs before are run at the same.

        A number that is looked up in it is found then, and raises `UndefinedValue` where its operation has no value,
        `Undecided` where a sign isn't settled at this precision.
        """
        if bits not in self._exact_at:
            run = partial(run_exact, evaluators=self.evaluators, bits=bits)
            self._exact_at[bits] = Track(self.given_at(bits), self.operations, run, self._problem)
        return self._exact_at[bits]

    @cached_property
    def _count_of_numbers(self) -> int:
        return sum(size_of(operation.shape) for operation in self.operations) * self.epoch

    def _too_many_to_tell(self, bits: int) -> UndefinedValue:
        self._bits = START_BITS  # what can be told is still there
        reached = self._exact_at[bits].reached if bits in self._exact_at else self.operations[0]
        error = UndefinedValue(reached, DomainError(TOO_MANY_TO_TELL, fmpq(0)), hand=False)
        error.tell(self._problem(error))
        return error

    def given_at(self, bits: int) -> Numbers:
        """What the epoch begins with, at a precision in bits: the lesson's numbers, and what earlier epochs left."""
        return self.before.carried_on(self.before.exact_at(bits)) if self.before else lesson_numbers(self.lesson)

    def _problem(self, error: UndefinedValue) -> Problem:
        return undefined(error, self.unrolled, self.epoch)

    def proved(self, read: Callable[[Track], T]) -> T:
        """What `read` makes of the exact numbers, which are refined until it can tell.

        Numbers that nobody reads are not found: those of a forward pass are there before any derivative.

        Raises:
            UndefinedValue: where an operation has no value, or can't be told from zero while a lesson is too long.
        """
        while True:
            try:
                numbers = self.exact_at(self._bits)
                with WorkingPrecision(self._bits):
                    return read(numbers)
            except Undecided:
                if self._bits >= TAKEN_AS_EQUAL:
                    raise
                self._bits *= 2
                if self._bits > ASKED and self._count_of_numbers > FAR_NUMBERS.most:
                    raise self._too_many_to_tell(self._bits // 2) from None

    @cached_property
    def by_hand(self) -> Numbers:
        """The track of someone who rounds as they go.

        A number that is looked up in it is found then, and raises `UndefinedValue` where its operation has no value
        with rounded numbers.
        """
        return self._track_by_hand

    @cached_property
    def _track_by_hand(self) -> Track:
        start = self.before.carried_on(self.before.by_hand) if self.before else lesson_numbers(self.lesson)
        return Track(start, self.operations, RoundedRun(self.evaluators, self.lesson.rounding), self._problem)

    @cached_property
    def in_full(self) -> Self:
        """The same without truncation: what the gradients would be if none were cut."""
        whole = replace(self.lesson, training=replace(self.lesson.training, truncate=None))
        return type(self)(whole, self.before)

    def carried_on(self, track: Numbers) -> Numbers:
        """What the next epoch begins with: the lesson's numbers, a track's new parameters, the optimizer's states."""
        if isinstance(track, Track):
            track.complete()  # what isn't found yet would be left as the lesson has it
        numbers = lesson_numbers(self.lesson, self.epoch + 1)
        if self.before:
            numbers |= {key: value for key, value in track.items() if key[0] is Kind.PARAMETER}
        for operation in self.operations:
            value = track.get(key_of(operation.kind, operation.name, None, operation.via))
            if operation.kind is Kind.UPDATED and value is not None:
                numbers[key_of(Kind.PARAMETER, operation.name, None)] = value
            elif operation.kind is Kind.STATE and value is not None:
                numbers[key_of(Kind.STATE_BEFORE, operation.name, None, operation.via)] = value
        return numbers

    @cached_property
    def next(self) -> Self | None:
        """The next epoch; None after the lesson's last."""
        return type(self)(self.lesson, self) if self.epoch < self.lesson.training.epochs else None

    @property
    def epochs(self) -> list[Self]:
        """This epoch and those after it."""
        found = [self]
        while (following := found[-1].next) is not None:
            found.append(following)
        return found

    def exact_after_update(self) -> Numbers:
        """The exact forward pass and loss with the new parameters, at the precision reached so far."""
        start = self.carried_on(self.exact)
        return run_exact(self.forward_operations, start, self.evaluators, self._bits)

    @cached_property
    def by_hand_after_update(self) -> Numbers:
        """The forward pass and loss by hand, with the new parameters by hand."""
        start = self.carried_on(self.by_hand)
        return RoundedRun(self.evaluators, self.lesson.rounding)(self.forward_operations, start)

    def read(self, numbers: Numbers, ref: Ref) -> Value:
        """The value of an absolute reference on a track."""
        time = ref.at if isinstance(ref.at, int) else None
        assert not isinstance(ref.at, At) or ref.at is At.UNTIMED
        return numbers[key_of(ref.kind, ref.name, time, ref.via)]

    def is_given(self, ref: Ref) -> bool:
        """Whether a number comes from the lesson, and not from a step of this epoch or an earlier one."""
        if ref.kind is Kind.PARAMETER and self.before:
            return any(p.frozen for p in self.lesson.parameters if p.name == ref.name)
        return ref.kind in GIVEN or self.lesson.is_start(ref)

    def given_number(self, ref: Ref, row: int, column: int) -> Number:
        """A number that the lesson gives, as it was written; row and column counted from 0."""
        lesson = self.lesson
        match ref.kind:
            case Kind.RATE:
                assert lesson.learning_rate is not None, "without a learning rate there are no updates"
                return lesson.learning_rate
            case Kind.SETTING:
                return settings(lesson, self.epoch)[ref.name]
            case Kind.INPUT:
                array = lesson.streams[ref.name][ref.at - 1 if isinstance(ref.at, int) else -1]
            case Kind.TARGET:
                array = lesson.targets[ref.at - 1 if isinstance(ref.at, int) else 0]
            case Kind.PARAMETER:
                array = next(p.value for p in lesson.parameters if p.name == ref.name)
            case _:
                array = dict(lesson.initial)[ref.name]
        return array.at(row, column)

    def proved_sign(self, ref: Ref) -> int | None:
        """Whether a number is below, at or above zero; None for a vector or matrix."""

        def read_sign(numbers: Numbers) -> int | None:
            value = self.read(numbers, ref)
            return None if isinstance(value, Array) else sign(value)

        return self.proved(read_sign)


def _completed(track: Track) -> Track:
    track.complete()
    return track
